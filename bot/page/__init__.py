"""A self-contained page of an answer or a document: no script, nothing fetched, for a phone, a desk and the printer."""
