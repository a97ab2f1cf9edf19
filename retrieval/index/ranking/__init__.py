"""Score and rank clauses by BM25+."""
