"""Clauses: the smallest quotable pieces of a document, with exact offsets and what they inherit."""

from retrieval.clause.model import Clause, ClauseKind
from retrieval.clause.segment import segment

__all__ = ["Clause", "ClauseKind", "segment"]
