"""Values that a shell completes: corpora, regions and documents of the index. What goes wrong completes nothing."""

from contextlib import suppress
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from retrieval.index.documents.entry import Entry

#: No more values are offered.
_MOST = 200


def corpus_names(ctx: click.Context, _param: click.Parameter, typed: str) -> list[str]:
    """The corpora that begin with what is typed."""
    from bot.config import load_settings

    with suppress(Exception):
        folder = load_settings(ctx.params.get("config")).given(ctx.params.get("db"), (), "x").index_path.parent
        return sorted(file.stem for file in folder.glob("*.db") if file.stem.startswith(typed))[:_MOST]
    return []


def region_names(ctx: click.Context, _param: click.Parameter, typed: str) -> list[str]:
    """The regions of the documents whose names begin with what is typed."""
    regions = (entry.record.region for entry in _entries(ctx))
    names = {name for region in regions if region for name in (region.province, region.city, region.county) if name}
    return sorted(name for name in names if name.startswith(typed))[:_MOST]


def document_names(ctx: click.Context, _param: click.Parameter, typed: str) -> "list[CompletionItem]":
    """The documents whose id, or whose title, begins with what is typed; each with its title."""
    from click.shell_completion import CompletionItem

    found = []
    for entry in _entries(ctx):
        title = entry.record.title.value if entry.record.title else ""
        if entry.id.startswith(typed) or title.startswith(typed):
            found.append(CompletionItem(entry.id, help=title))
    return found[:_MOST]


def _entries(ctx: click.Context) -> "tuple[Entry, ...]":
    """The documents of the index as it is: nothing is read anew for a completion."""
    from bot.config import load_settings
    from retrieval.index.store import Index

    given = ctx.params
    with suppress(Exception):
        path = load_settings(given.get("config")).given(given.get("db"), (), given.get("corpus")).index_path
        if path.is_file():
            with Index(path) as index:
                return index.documents
    return ()
