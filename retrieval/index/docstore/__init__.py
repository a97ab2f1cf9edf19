"""The texts of the documents with their clauses, compressed."""
