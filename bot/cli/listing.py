"""The commands that list clauses and documents: search, docs, show, diff."""

import re
import sys
from typing import TYPE_CHECKING, Any

import click

from bot.cli.completion import document_names
from bot.cli.help import command
from bot.cli.options import NOT_FOUND, cited, exclusive, faint, filtered, narrowed, saved, settled, strong
from bot.config import Settings
from bot.output import harmless, json_line
from bot.terminal import echo_lines, in_columns
from retrieval.document.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.clause.model import Clause
    from retrieval.index.documents.entry import Entry
    from retrieval.index.store import Index

#: What a shell does not take as it is.
_OBEYED = re.compile(r"[^\w.-]")


@command()
@click.argument("words", metavar="词语", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--explain", is_flag=True, help="列出每个词的得分，以及问答排序的各个特征和权重。")
@filtered
@settled
def search(settings: Settings, words: tuple[str, ...], as_json: bool, explain: bool, **narrowing: Any) -> None:
    """按 BM25 列出最相关的条款和得分，不提取答案。

    例：wenzheng search "数据开放" --explain
    """
    from bot.library import open_index
    from bot.render import hit_json, hit_text
    from retrieval.answer.search import explain as explained
    from retrieval.answer.search import search as find

    filters, _ = narrowed(settings, narrowing)
    query = " ".join(words)
    with open_index(settings) as index:
        hits = find(query, index, narrowing["count"] or 10, filters)
        ranked = explained(query, index, filters) if explain else {}
    if not hits:
        click.echo("没有条款含有这些词。", err=True)
        sys.exit(NOT_FOUND)
    if as_json:
        for hit in hits:
            click.echo(json_line(hit_json(hit, ranked.get(hit.id))))
        return
    echo_lines(hit_text(number, hit, explain, faint, ranked.get(hit.id)) for number, hit in enumerate(hits, 1))


@command()
@click.argument("like", default="", metavar="[标题里的字]")
@click.option("--versions", is_flag=True, help="只列有几个版本的文件，新的在前。")
@click.option("--json", "as_json", is_flag=True, help="逐行输出 JSON。")
@settled
def docs(settings: Settings, like: str, versions: bool, as_json: bool) -> None:
    """列出可以问的文件，或其中标题、文号、地区里有这几个字的。

    例：wenzheng docs 南京
    """
    from bot.library import open_index

    with open_index(settings) as index:
        if versions:
            _list_versions(index, as_json)
            return
        entries = list(index.catalogue.of(index.catalogue.called(like)).values()) if like else index.documents
        if not entries:
            click.echo(f"没有名字里有“{harmless(like)}”的文件。", err=True)
            sys.exit(NOT_FOUND)
        if as_json:
            for entry in entries:
                click.echo(json_line(_document_json(entry, index)))
            return
        lines = in_columns([_document_row(entry) for entry in entries])
        echo_lines(
            line + "".join(f"\n{faint(f'    {harmless(note)}')}" for note in index.notes(entry.id))
            for entry, line in zip(entries, lines, strict=True)
        )


def _list_versions(index: "Index", as_json: bool) -> None:
    """Documents of which there are several versions, the latest first."""
    works = {tuple(index.catalogue.versions_of(entry)): None for entry in index.documents}
    several = [versions for versions in works if len(versions) > 1]
    if not several:
        click.echo("没有哪份文件有几个版本。", err=True)
        sys.exit(NOT_FOUND)
    if as_json:
        for versions in several:
            click.echo(json_line({"versions": [_document_json(entry, index) for entry in versions]}))
        return
    lines = []
    for versions in several:
        rows = in_columns([_document_row(entry) for entry in versions])
        lines.extend([rows[0], *(f"  {row}" for row in rows[1:])])
    old, new = (harmless(entry.id) for entry in (several[0][1], several[0][0]))
    names = f"'{old}' '{new}'" if _OBEYED.search(old + new) else f"{old} {new}"
    lines.append(faint(f"比较两个版本：wenzheng diff {names}"))
    echo_lines(lines)


def _document_json(entry: "Entry", index: "Index") -> dict[str, Any]:
    from bot.render import record_json

    places = index.places(entry.id)
    return {
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


def _document_row(entry: "Entry") -> list[str]:
    from bot.render import place_name, source_line

    same = f"  与 {harmless(entry.copy_of)} 是同一份" if entry.copy_of else ""
    said = f"{source_line(entry.record, entry.id)}  {entry.clauses} 条{same}"
    return [harmless(entry.id), harmless(place_name(entry.record) or "地区不明"), said]


@command()
@click.argument("document", metavar="文件", shell_complete=document_names)
@click.option(
    "--clause", metavar="编号", type=click.IntRange(0), help="只看这一条，连同前后各一条；也可以写 文件#编号。"
)
@click.option("--outline", is_flag=True, help="只看目录：各章、各节、各条和它们的标题。")
@click.option("--json", is_flag=True, help="逐行输出 JSON。")
@click.option("--md", is_flag=True, help="输出 Markdown，带出处，便于粘贴。")
@click.option("--html", metavar="文件", help="存为一个网页：全文，旁边是目录；- 为标准输出。")
@cited
@settled
def show(settings: Settings, document: str, clause: int | None, **forms: Any) -> None:
    """看一份文件的全部条款，或其中一条和它的前后文，或它的目录。文件可以写编号、标题或地区。

    例：wenzheng show nanjing#13
    """
    from bot.documents import find_clause, numbers_near
    from bot.library import open_index

    with open_index(settings) as index:
        entry, named = find_clause(document, index)
        clause = named if clause is None else clause
        exclusive(clause=None if clause is None else str(clause), outline=forms["outline"])
        exclusive(**{name: given for name, given in forms.items() if name != "outline"})
        for name in ("md", "html", "cite"):
            exclusive(outline=forms["outline"], **{name: forms[name]})
        numbers = numbers_near(entry, clause)
        if forms["outline"]:
            _show_outline(entry, index, forms["json"])
        elif forms["html"] is not None:
            from bot.page.page import document_page

            saved(forms["html"], document_page(entry, index, clause))
        elif forms["cite"] is not None:
            from bot.citation import Style, citation

            click.echo(citation(entry, Style(forms["cite"])))
        else:
            found = list(index.clauses(entry.first_clause + number for number in numbers).values())
            _show_clauses(entry, found, clause, index, forms)


def _show_outline(entry: "Entry", index: "Index", as_json: bool) -> None:
    from bot.render import section_json, section_text

    sections = index.sections(entry.id)
    if as_json:
        for section in sections:
            click.echo(json_line(section_json(section)))
        return
    reach = [Span(one.heading_end, min(one.end, one.heading_end + 60)) for one in sections]
    echo_lines(
        section_text(section, index.slice(entry.id, span), faint) for section, span in zip(sections, reach, strict=True)
    )


def _show_clauses(
    entry: "Entry", found: "Sequence[Clause]", asked: int | None, index: "Index", forms: dict[str, Any]
) -> None:
    """Show clauses; that whose number is ``asked`` for stands out."""
    from bot.items import document_markdown
    from bot.render import clause_json, clause_text

    if forms["md"]:
        click.echo(document_markdown(entry, found))
        return
    placed = [(one, index.place_at(entry.id, one.start)) for one in found]
    if forms["json"]:
        for one, place in placed:
            click.echo(json_line(clause_json(one, place)))
        return
    echo_lines(clause_text(one, one.number == asked, strong, faint, place) for one, place in placed)


@command()
@click.argument("old", metavar="旧文件", shell_complete=document_names)
@click.argument("new", metavar="新文件", shell_complete=document_names)
@click.option("--json", "as_json", is_flag=True, help="逐行输出 JSON。")
@settled
def diff(settings: Settings, old: str, new: str, as_json: bool) -> None:
    """逐句比较一份文件的两个版本：增加、删去、改动了什么，数字有变的在前，两边都是原文。

    例：wenzheng diff 办法2020 办法2024
    """
    from bot.differences import change_json, changes_text, read_sentences
    from bot.documents import find_document
    from bot.library import open_index
    from retrieval.clause.difference import compare

    with open_index(settings) as index:
        before, after = (read_sentences(find_document(name, index).id, index) for name in (old, new))
    changes = compare(before, after)
    if as_json:
        for change in changes:
            click.echo(json_line(change_json(change)))
        return
    echo_lines([changes_text(changes, strong, faint)])


COMMANDS: dict[str, click.Command] = {"docs": docs, "show": show, "search": search, "diff": diff}
