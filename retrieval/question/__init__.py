"""Questions: what a person asks for, where, when, and about what."""
