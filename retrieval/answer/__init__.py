"""Answers: the words that answer a question, and the passages that say so."""
