"""The documents: their records, keys, copies, versions, sections and years."""
