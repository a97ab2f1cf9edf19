"""Read rows of the index file, and say what is wrong with those that no index has."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from retrieval.index.sqlite.file import damaged, open_error
from retrieval.index.sqlite.rows import Row

_T = TypeVar("_T")


class Reader:
    """The one place where damaged pages and values that fit nothing are met: both are an ``IndexFileError``."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self.path = connection, path

    def read(self, decode: Callable[[Row], _T], sql: str, *values: object) -> list[_T]:
        """The rows of a query, decoded."""
        with self.decoding():
            return [decode(row) for row in self._connection.execute(sql, values)]

    @contextmanager
    def decoding(self) -> Iterator[None]:
        """Say of what cannot be decoded that the file is damaged."""
        try:
            yield
        except sqlite3.Error as error:
            raise open_error(self.path, error) from error
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
            raise damaged(self.path, "内容不合格式") from error
