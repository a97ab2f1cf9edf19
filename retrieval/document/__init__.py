"""Documents: sources read, the web page cut away, the record read from the text itself."""
