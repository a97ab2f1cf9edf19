"""Help in Chinese: usage, what a command does, its own options; what all commands share is explained once."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from bot.terminal import columns, padded, width_of, wrapped

#: Options of (nearly) every command, which the help of ``wenzheng`` itself explains.
COMMON = ("docs", "corpus", "db", "config")
_INDENT, _WIDEST = 2, 26
_HELP = ("-h, --help", "看用法。")


class Command(click.Command):
    """A command whose help is in Chinese."""

    def get_help(self, ctx: click.Context) -> str:
        own, common = _options(self, ctx)
        shared = "、".join(option.opts[-1] for option in common)
        note = f"另有各命令通用的 {shared}，说明见 wenzheng --help。" if shared else ""
        return _page(_usage(self, ctx), _text(self), [("选项", own)], wrapped(note, columns()))


def command(name: str | None = None, **settings: Any) -> Callable[[Callable[..., Any]], Command]:
    """Make a command of a function, as ``click.command`` does."""
    return click.command(name, cls=Command, **settings)


def group_help(
    group: click.Group, ctx: click.Context, groups: Mapping[str, Sequence[str]], common: click.Command, last: str
) -> str:
    """The help of ``wenzheng`` itself: its commands in groups, and the options that they share, as ``common`` has them."""
    tables = []
    for title, names in groups.items():
        found = [(name, group.get_command(ctx, name)) for name in names]
        tables.append((title, [(name, _first_sentence(one)) for name, one in found if one]))
    shared = [_row(option) for option in _options(common, ctx)[1]]
    version = [_row(one) for one in group.params if isinstance(one, click.Option)]
    tables.append(("通用选项", [*shared, *version, _HELP]))
    return _page(f"用法：{ctx.command_path} [命令] [选项] [问题]", _text(group), tables, last)


def _page(usage: str, text: str, tables: Sequence[tuple[str, Sequence[tuple[str, str]]]], last: str) -> str:
    parts = [usage, text, *(_table(title, rows) for title, rows in tables if rows)]
    return "\n\n".join([*(wrapped(part, columns()) for part in parts), *([last] if last else [])])


def _usage(one: click.Command, ctx: click.Context) -> str:
    arguments = [param.make_metavar(ctx) for param in one.params if isinstance(param, click.Argument)]
    return " ".join([f"用法：{ctx.command_path}", *arguments, "[选项]"])


def _text(one: click.Command) -> str:
    """The explanation, each paragraph on one line; examples keep theirs."""
    paragraphs = inspect.cleandoc(one.help or "").split("\n\n")
    return "\n\n".join(paragraph.replace("\n", "") for paragraph in paragraphs)


def _first_sentence(one: click.Command) -> str:
    first, mark, _ = _text(one).partition("。")
    return first + mark


def _options(one: click.Command, ctx: click.Context) -> tuple[list[tuple[str, str]], list[click.Option]]:
    """The rows of a command's own options, and the options that it shares with the others."""
    options = [param for param in one.get_params(ctx) if isinstance(param, click.Option) and "--help" not in param.opts]
    own = [_row(option) for option in options if option.name not in COMMON]
    return [*own, _HELP], [option for name in COMMON for option in options if option.name == name]


def _row(option: click.Option) -> tuple[str, str]:
    value = "" if option.is_flag or option.count else f" {option.metavar or _metavar(option.type)}"
    return ", ".join(option.opts) + value, option.help or ""


def _metavar(kind: object) -> str:
    if isinstance(kind, click.IntRange):
        return "数字"
    return "文件" if isinstance(kind, click.Path) else "文字"


def _table(title: str, rows: Sequence[tuple[str, str]]) -> str:
    """Rows below a title: what is explained, and the explanation hanging beside it."""
    widths = [width for name, _ in rows if (width := width_of(name)) <= _WIDEST]
    left = _INDENT + max(widths, default=0) + 2
    lines = [f"{title}："]
    for name, explanation in rows:
        said = wrapped(explanation, max(20, columns() - left)).split("\n")
        head = " " * _INDENT + name
        if width_of(head) + 2 > left:
            lines.append(head)
            head = ""
        lines.extend(padded(start, left) + line for start, line in zip([head, *[""] * len(said)], said, strict=False))
    return "\n".join(lines)
