"""The commands that list clauses and documents."""

import sys
from typing import Any

import click

from bot.cli.options import NOT_FOUND, WrongUseError, faint, filtered, narrowed, settled, strong
from bot.config import Settings
from bot.output import harmless, json_line
from retrieval.document.model import Span

#: So many documents are named where one is asked for that is not there.
_NAMED = 10


@click.command()
@click.argument("query", metavar="词语")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--explain", is_flag=True, help="列出每个词的得分，以及问答排序的各个特征和权重。")
@filtered
@settled
def search(settings: Settings, query: str, as_json: bool, explain: bool, **narrowing: Any) -> None:
    """按 BM25 列出最相关的条款和得分，不提取答案。

    例：wenzheng search "数据开放" --explain
    """
    from bot.library import open_index
    from bot.render import hit_json, hit_text
    from retrieval.answer.search import explain as explained
    from retrieval.answer.search import search as find

    filters, _ = narrowed(settings, narrowing)
    with open_index(settings) as index:
        hits = find(query, index, narrowing["count"] or 10, filters)
        ranked = explained(query, index, filters) if explain else {}
    for number, hit in enumerate(hits, 1):
        one = ranked.get(hit.id)
        click.echo(json_line(hit_json(hit, one)) if as_json else hit_text(number, hit, explain, faint, one))
    if not hits:
        click.echo("没有条款含有这些词。", err=True)
        sys.exit(NOT_FOUND)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@settled
def docs(settings: Settings, as_json: bool) -> None:
    """列出可以问的文件。

    例：wenzheng docs
    """
    from bot.library import open_index
    from bot.render import place_name, record_json, source_line

    with open_index(settings) as index:
        for entry in index.documents:
            places = index.places(entry.id)
            if as_json:
                row = {
                    "id": entry.id,
                    **record_json(entry.record),
                    "clauses": entry.clauses,
                    "sha256": entry.sha256,
                    "path": entry.path,
                    "copy_of": entry.copy_of,
                    "unread_pages": list(places.unread) if places else [],
                    "recognized_pages": list(places.recognized) if places else [],
                    "notes": list(index.notes(entry.id)),
                }
                click.echo(json_line(row))
            else:
                region = place_name(entry.record) or "地区不明"
                source = source_line(entry.record, entry.id)
                same = f"  与 {harmless(entry.copy_of)} 是同一份" if entry.copy_of else ""
                click.echo(f"{harmless(entry.id)}  {region}  {source}  {entry.clauses} 条{same}")
                for note in index.notes(entry.id):
                    click.echo(faint(f"    {harmless(note)}"))


@click.command()
@click.argument("document", metavar="文件")
@click.option("--clause", type=click.IntRange(0), help="只看这一条，连同前后各一条。")
@click.option("--outline", is_flag=True, help="只看目录：各章、各节、各条和它们的标题。")
@click.option("--json", "as_json", is_flag=True, help="和 --outline 一起用：逐行输出 JSON。")
@settled
def show(settings: Settings, document: str, clause: int | None, outline: bool, as_json: bool) -> None:
    """看一份文件的全部条款，或其中一条和它的前后文，或它的目录。

    例：wenzheng show nanjing --clause 13
    """
    from bot.library import open_index
    from bot.render import clause_text, section_json, section_text
    from retrieval.index.documents.selection import EVERYTHING

    with open_index(settings) as index:
        entry = index.document(document)
        if entry is None:
            known, total = index.catalogue.select(EVERYTHING, _NAMED), index.catalogue.totals.documents
            more = f"等 {total} 份，用 wenzheng docs 看全部" if total > _NAMED else ""
            raise WrongUseError(f"没有这份文件：{document}。可看的有：{'、'.join(one.id for one in known)}{more}。")
        if outline or as_json:
            for section in index.sections(document):
                begins = index.slice(document, Span(section.heading_end, min(section.end, section.heading_end + 60)))
                click.echo(json_line(section_json(section)) if as_json else section_text(section, begins, faint))
            return
        if clause is not None and clause >= entry.clauses:
            raise WrongUseError(f"{document} 只有 {entry.clauses} 条（0 到 {entry.clauses - 1}）。")
        wanted = (
            entry.ids
            if clause is None
            else [entry.first_clause + number for number in (clause - 1, clause, clause + 1)]
        )
        places = index.places(entry.id)
        for number, found in index.clauses(number for number in wanted if number in entry.ids).items():
            place = places.at(found.start) if places else None
            click.echo(clause_text(found, number - entry.first_clause == clause, strong, faint, place))


COMMANDS: dict[str, click.Command] = {
    "docs": docs,
    "show": show,
    "search": search,
}
