"""Table rows as text: the cells of a row on one line with bars between, so that each row can be quoted with its heads."""

from collections.abc import Iterable, Sequence

BAR = " | "


def row_line(cells: Sequence[str]) -> str:
    """A row as a line. White space in a cell is one space; a bar of its own would look like a cell's edge."""
    return BAR.join(" ".join(cell.split()).replace("|", "｜") for cell in cells).rstrip()


def table_lines(rows: Iterable[Sequence[str]]) -> list[str]:
    """The rows of a table as lines; rows without a word are left out, and so are columns without one."""
    filled = [list(row) for row in rows if any(cell.strip() for cell in row)]
    width = max((len(row) for row in filled), default=0)
    square = [row + [""] * (width - len(row)) for row in filled]
    kept = [column for column in range(width) if any(row[column].strip() for row in square)]
    return [row_line([row[column] for column in kept]) for row in square]
