"""Character-level knowledge of Chinese official writing, used by every later stage."""
