"""CSV and TSV: rows of a table in plain text."""

import csv
import re
from pathlib import Path

from retrieval.document.model import Extract
from retrieval.document.readers.sheet.grid import Sheet, read_sheets
from retrieval.document.readers.text import decode

#: So much of a file shows the marks between its cells; some name theirs on a line of its own.
_SAMPLE = 4096
_NAMED = re.compile(r"sep=(.)\r?\n")


def read_csv(data: bytes, name: str) -> Extract:
    """The rows of a CSV file; its one sheet is called like the file."""
    text = decode(data, name).removeprefix("\ufeff")
    named = _NAMED.match(text)
    text = text[named.end() :] if named else text
    mark = named[1] if named else max(",\t;", key=text[:_SAMPLE].count)
    try:
        rows = list(csv.reader(text.splitlines(), delimiter=mark))
    except csv.Error:
        rows = [[line] for line in text.splitlines()]
    return read_sheets([Sheet(Path(name).stem, rows)], name)
