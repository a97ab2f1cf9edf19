"""Make a table of the index file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

Columns = dict[str, type]


def create_table(db: Database, name: str, columns: Columns, key: str | tuple[str, ...], long: bool = False) -> None:
    """Make a table, empty. ``key`` is a column, or several, by which its rows are told apart; a row is ``long`` where
    few of them fit into a page."""
    if long or (isinstance(key, str) and columns[key] is int):
        db.table(name).create(columns, pk=key)
    else:  # the rows themselves lie in the order of their keys, which are then not kept twice
        sql = db.create_table_sql(name, columns, pk=key)
        db.execute(f"{sql.rstrip().removesuffix(';')} WITHOUT ROWID")
