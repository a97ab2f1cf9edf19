"""The SQLite file: opened, its rows decoded, what was read kept for a while."""
