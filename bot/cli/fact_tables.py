"""The commands that list facts: targets, duties, money, conditions; on the terminal, or as a table for other programs."""

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.completion import region_names
from bot.cli.help import command as named_command
from bot.cli.options import NOT_FOUND, WrongUseError, exclusive, faint, settled, strong
from bot.config import Settings
from bot.output import json_line
from bot.terminal import show

if TYPE_CHECKING:
    from retrieval.index.store import Index


def _command(view: str, shown: str, example: str, yearly: bool = False) -> click.Command:
    """The command that lists one kind of facts; ``yearly`` ones have a year to be narrowed by."""

    @click.argument("words", nargs=-1, metavar="[地区、年份或词语]", shell_complete=region_names)
    @click.option(
        "--region",
        "regions",
        multiple=True,
        metavar="地区",
        shell_complete=region_names,
        help="只看这个地区，例如 南京；可多次给出。",
    )
    @click.option("--like", help="只看含有这几个字的。")
    @click.option("--csv", is_flag=True, help="输出 CSV。")
    @click.option("--json", is_flag=True, help="逐行输出 JSON。")
    @click.option("--md", is_flag=True, help="输出 Markdown 表格。")
    @click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), help="存为 Excel 文件。")
    @settled
    def command(
        settings: Settings,
        words: tuple[str, ...],
        regions: tuple[str, ...],
        like: str | None,
        xlsx: Path | None,
        year: int | None = None,
        **forms: bool,
    ) -> None:
        from bot.facts import rows_text, with_places
        from bot.library import open_index
        from retrieval.index.facts.reader import list_facts

        exclusive(**forms)
        meant = _meant(words)
        if len(likes := [*([like] if like else []), *meant["like"]]) > 1:
            raise WrongUseError(f"一次只能按一个词语看：{'、'.join(likes)}。")
        if len(years := [*([year] if year else []), *map(int, meant["year"])]) > 1 or (years and not yearly):
            raise WrongUseError(f"{'一次只能看一年' if yearly else f'{shown}不分年份'}：{'、'.join(map(str, years))}。")
        narrowed = next(iter(years), None), next(iter(likes), None)
        form = next((name for name, given in forms.items() if given), None)
        with open_index(settings) as index:
            documents = _documents((*regions, *meant["region"]), index)
            rows = list(list_facts(index, view, documents, *narrowed))
            if form or xlsx:
                rows = with_places(rows, index)
        if not rows:
            click.echo(f"没有这样的{shown}。", err=True)
            sys.exit(NOT_FOUND)
        if xlsx:
            _save(xlsx, rows)
        if form or not xlsx:
            click.echo(_written(form, rows)) if form else show(rows_text(view, rows, strong, faint))

    if yearly:
        command = click.option("--year", metavar="年份", type=click.IntRange(1949, 2100), help="只看这一年。")(command)
    return named_command(view, help=f"列出文件里的{shown}，每一行都有原文。\n\n例：wenzheng {view} {example}")(command)


def _meant(words: tuple[str, ...]) -> dict[str, list[str]]:
    """Words without an option by what they are: a region, a year, or words that the rows hold."""
    from retrieval.text.fold import fold
    from retrieval.text.regions import find_regions

    meant: dict[str, list[str]] = {"region": [], "year": [], "like": []}
    for word in words:
        year = word.removesuffix("年")
        if len(year) == 4 and year.isdecimal():
            meant["year"].append(year)
        elif any(mention.end - mention.start == len(word) for mention in find_regions(fold(word))):
            meant["region"].append(word)
        else:
            meant["like"].append(word)
    return meant


def _documents(regions: tuple[str, ...], index: "Index") -> list[str] | None:
    """The documents of all the regions; ``None``, which means all, where none is given."""
    from retrieval.question.understand import documents_of

    found = [name for region in regions for name in documents_of(region, index) or ()]
    return list(dict.fromkeys(found)) if regions else None


def _written(form: str, rows: list[dict[str, Any]]) -> str:
    from bot.facts import rows_csv, rows_markdown

    if form == "json":
        return "\n".join(map(json_line, rows))
    if form == "md":
        return rows_markdown(rows)
    return ("\ufeff" if _is_file() else "") + rows_csv(rows)


def _is_file() -> bool:
    """Whether standard output is a file, which a spreadsheet may open."""
    try:
        return stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):
        return False


def _save(file: Path, rows: list[dict[str, Any]]) -> None:
    from bot.facts import save_workbook
    from bot.output import harmless

    if file.suffix.lower() != ".xlsx":
        raise WrongUseError(f"--xlsx 的文件名要以 .xlsx 结尾：{file}。")
    save_workbook(file, rows)
    click.echo(f"表已存到 {harmless(str(file))}，共 {len(rows)} 行。", err=True)


COMMANDS: dict[str, click.Command] = {
    "targets": _command("targets", "目标（指标、数值、年份）", "南京 2020", yearly=True),
    "duties": _command("duties", "责任分工（事项、角色、单位、时限）", "市科技局"),
    "money": _command("money", "资金支持（对象、金额、上限、条件）", "大连 --csv"),
    "conditions": _command("conditions", "申请条件和办事流程（条件、材料、流程、时间、地点）", "材料"),
}
