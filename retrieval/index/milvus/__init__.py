"""The clauses of an index in Milvus: ranked there, for more of them than one machine holds."""
