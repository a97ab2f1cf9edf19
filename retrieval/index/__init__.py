"""The index: terms of clauses in one SQLite file, made in one transaction, read term by term."""
