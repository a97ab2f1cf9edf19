"""Clauses: the smallest quotable pieces of a document, with exact offsets and what they inherit."""
