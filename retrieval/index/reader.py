"""Run queries of an index file: the one place where damaged pages, and values that fit nothing, are met."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from retrieval.index.file import damaged, open_error
from retrieval.index.rows import Row

_T = TypeVar("_T")


class Reader:
    """Reads the file at ``path`` through a connection."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self._path = connection, path

    def read(self, decode: Callable[[Row], _T], sql: str, *values: object) -> list[_T]:
        """The rows of a query, decoded. Raises ``IndexFileError`` where they cannot be."""
        try:
            return [decode(row) for row in self._connection.execute(sql, values)]
        except sqlite3.Error as error:
            raise open_error(self._path, error) from error
        except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
            raise damaged(self._path, "内容不合格式") from error
