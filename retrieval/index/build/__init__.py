"""Make the index file and keep it up with the documents."""
