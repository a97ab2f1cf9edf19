"""Answers that are several things: sets of items proposed by the structure of documents, and the choice among them."""
