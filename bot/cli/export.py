"""The command that exports the documents: a folder of texts, or a database."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.help import command
from bot.cli.options import WrongUseError, settled
from bot.config import Settings
from bot.output import harmless, json_line

if TYPE_CHECKING:
    from retrieval.index.store import Index

#: How the name of a database ends.
_DATABASES = frozenset({".db", ".sqlite", ".sqlite3"})
#: Names of files of other kinds, which nobody means as a folder.
_OTHERS = frozenset({".csv", ".json", ".jsonl", ".md", ".txt", ".xlsx", ".zip"})


@command()
@click.argument("place", metavar="文件夹或文件.db", type=click.Path(path_type=Path))
@settled
def export(settings: Settings, place: Path) -> None:
    """把全部文件导出到文件夹（每份一个 .txt，另有 documents.jsonl），或导出成一个 .db 数据库。数据库里有文件、章节、条款、目标、资金、责任分工，可以用 SQL 和 Datasette 查。

    例：wenzheng export 政策.db
    """
    from bot.library import open_index

    if place.suffix.lower() in _OTHERS and not place.is_dir():
        raise WrongUseError(
            f"{place} 不是文件夹，也不是数据库：请写文件夹的名字，或以 .db 结尾。表格请用 wenzheng targets --csv。"
        )
    with open_index(settings) as index:
        if place.suffix.lower() in _DATABASES:
            from bot.database import export_database

            export_database(index, place)
        else:
            _export_texts(index, place)
        click.echo(f"导出了 {len(index.documents)} 份文件：{harmless(str(place))}")


def _export_texts(index: "Index", folder: Path) -> None:
    from bot.render import record_json
    from retrieval.errors import reason_of

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "documents.jsonl").open("w", encoding="utf-8") as listed:
            for entry in index.documents:
                file = folder / f"{entry.id.replace('/', '_')}.txt"
                file.write_text(index.source(entry.id), encoding="utf-8", newline="")
                row = {"id": entry.id, "text": file.name, **record_json(entry.record)}
                listed.write(json_line({**row, "sha256": entry.sha256, "path": entry.path}) + "\n")
    except OSError as error:
        raise WrongUseError(f"不能写到 {folder}：{reason_of(error)}。请换一个文件夹。") from error


COMMANDS: dict[str, click.Command] = {"export": export}
