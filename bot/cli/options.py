"""Shared by the commands: exit codes, options, and how text is marked on a terminal."""

import os
import stat
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click
from click.core import ParameterSource

from bot.cli.completion import corpus_names, region_names
from bot.config import QUOTES, Settings, load_settings
from bot.output import harmless, write_text
from bot.terminal import is_plain
from retrieval.errors import WenzhengError

if TYPE_CHECKING:
    from retrieval.answer.model import Passage
    from retrieval.question.understand import Filters

NOT_FOUND, WRONG_USE, INTERRUPTED = 1, 2, 130


class WrongUseError(WenzhengError):
    """A command was given what it cannot use."""


_Command = TypeVar("_Command", bound=Callable[..., Any])


def settled(command: _Command) -> _Command:
    """Add the options that say what is asked; the command is given the settings in their place."""
    command = click.option(
        "--docs",
        multiple=True,
        metavar="位置",
        type=click.Path(),
        help="只问这些文件或文件夹，可多次给出：单独建索引，加入过的文件不受影响。",
    )(command)
    return kept(command)


def kept(command: _Command) -> _Command:
    """Add the options that say which index and corpus is meant; the command is given the settings in their place."""

    @click.option("--config", type=click.Path(path_type=Path), help="配置文件（默认：用户配置目录里的 config.toml）。")
    @click.option("--db", envvar="WENZHENG_DB", type=click.Path(), help="索引文件的位置。")
    @click.option(
        "--corpus",
        metavar="名字",
        shell_complete=corpus_names,
        help="语料库的名字：自成一套，只有用 wenzheng add 加入的文件，索引在索引文件旁边。",
    )
    @wraps(command)
    def wrapped(
        config: Path | None, db: str | None, corpus: str | None, docs: tuple[str, ...] = (), **rest: Any
    ) -> Any:
        return command(load_settings(config).given(db, docs, corpus, bool(docs) and _keeps(db)), **rest)

    return cast(_Command, wrapped)


def _keeps(db: str | None) -> bool:
    """Whether an index may hold what was kept: unless the command line names its file, and nothing was added to it."""
    if db is None or click.get_current_context().get_parameter_source("db") is not ParameterSource.COMMANDLINE:
        return True
    from retrieval.index.build.plan import known_documents

    return any(one.added for one in known_documents(Path(db).expanduser()))


def filtered(command: _Command) -> _Command:
    """Add the options that narrow a question: region, year and how many quotes."""
    command = click.option("--region", metavar="地区", shell_complete=region_names, help="只问这个地区，例如 南京。")(
        command
    )
    command = click.option("--year", metavar="年份", type=click.IntRange(1949, 2100), help="只问这一年。")(command)
    return click.option("-k", "count", type=click.IntRange(QUOTES[0], QUOTES[-1]), help="最多给几条原文。")(command)


def narrowed(settings: Settings, narrowing: dict[str, Any]) -> tuple["Filters", int]:
    """Read the options of ``filtered``: the filters of a question, and how many quotes are wanted."""
    from retrieval.question.understand import Filters

    return Filters(narrowing["region"], narrowing["year"]), narrowing["count"] or settings.answer.quotes


def cited(command: _Command) -> _Command:
    """Add the option that says how documents are cited."""
    return click.option(
        "--cite",
        metavar="格式",
        type=click.Choice(["official", "gbt7714"]),
        help="出处的格式：official 为《标题》（文号），gbt7714 为参考文献。",
    )(command)


def citing(style: str | None) -> Callable[["Passage"], str]:
    """Return the function that says where a quote stands, in a style of citation or as always."""
    from bot.render import quote_source

    if style is None:
        return quote_source
    from bot.citation import Style, citation

    return lambda passage: citation(passage.document, Style(style), passage.citation)


def saved(place: str, page: str) -> None:
    """Write a page where it is wanted, and say so."""
    if write_text(place, page):
        click.echo(f"网页已存到 {harmless(place)}", err=True)


def exclusive(**given: object) -> None:
    """Raise ``WrongUseError`` where options are given together of which only one can be meant."""
    names = [
        f"--{name.strip('_').replace('_', '-')}" for name, value in given.items() if value not in (None, False, ())
    ]
    if len(names) > 1:
        raise WrongUseError(f"{' 和 '.join(names)} 不能一起用，请只留一个。")


def is_piped() -> bool:
    """Whether standard input comes from a pipe or a file."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)


def strong(text: str) -> str:
    return text if is_plain() else click.style(text, bold=True)


def faint(text: str) -> str:
    return text if is_plain() else click.style(text, dim=True)
