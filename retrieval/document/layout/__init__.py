"""From the stored text to its paragraphs."""
