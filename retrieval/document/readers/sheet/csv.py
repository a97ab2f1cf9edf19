"""CSV and TSV: rows of a table in plain text."""

import csv
from pathlib import Path

from retrieval.document.model import Extract
from retrieval.document.readers.sheet.grid import Sheet, read_sheets
from retrieval.document.readers.text import decode

#: Longer lines show nothing of the marks between cells.
_SAMPLE = 4096


def read_csv(data: bytes, name: str) -> Extract:
    """The rows of a CSV file; its one sheet is called like the file."""
    text = decode(data, name).removeprefix("\ufeff")
    tabs = text[:_SAMPLE].count("\t") > text[:_SAMPLE].count(",")
    try:
        rows = list(csv.reader(text.splitlines(), delimiter="\t" if tabs else ","))
    except csv.Error:
        rows = [[line] for line in text.splitlines()]
    return read_sheets([Sheet(Path(name).stem, rows)], name)
