"""The ``wenzheng`` command: each command checks its input, calls one function, prints."""

import gc
import re
import sys
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

import click
from click_default_group import DefaultGroup

from bot.cli.options import INTERRUPTED, WRONG_USE, WrongUseError, is_piped
from bot.config import default_file
from bot.conversation import nearest, read_command
from bot.output import give_up_output, harmless, prepare_streams
from retrieval.errors import WenzhengError, reason_of

#: The commands as the help lists them.
_GROUPS = {
    "提问": ("ask", "chat", "search"),
    "文件": ("docs", "show", "diff", "add", "update", "remove"),
    "表格": ("targets", "duties", "money", "conditions"),
    "给别的程序": ("export", "mcp", "bot"),
    "维护和评测": ("index", "verify", "eval", "feedback"),
}
#: The modules of the commands, each imported when one of them, or the help of all, is asked for.
LATER = {
    "bot.cli.ask": ("ask",),
    "bot.cli.chat": ("chat",),
    "bot.cli.corpus": ("add", "remove", "update", "index", "verify"),
    "bot.cli.evaluate": ("eval", "feedback"),
    "bot.cli.export": ("export",),
    "bot.cli.fact_tables": ("targets", "duties", "money", "conditions"),
    "bot.cli.listing": ("search", "docs", "show", "diff"),
    "bot.cli.serve": ("bot", "mcp"),
}
#: How alike a word is to a command of which it is a slip (0 to 1): alone, and before words in Chinese.
_ALIKE, _MUCH_ALIKE = 0.7, 0.8
#: Garbage is looked for after this many new objects: what a command imports is none, and looking costs a tenth of a start.
_NEW_OBJECTS = 50_000
#: What runs where no command is named.
_DEFAULT = "ask"
#: The id of a quote, as answers show it.
_ID = re.compile(r"[^\s?？,，。]+#\d+")
_MODULES = {name: module for module, names in LATER.items() for name in names}


def main() -> None:
    """Run the command; what a person did wrong is one sentence and exit code 2, never a traceback."""
    gc.set_threshold(_NEW_OBJECTS)
    prepare_streams()
    try:
        sys.exit(wenzheng.main(prog_name="wenzheng", standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(WRONG_USE)
    except click.ClickException as error:
        from bot.cli.messages import in_chinese

        _complain(in_chinese(error))
    except WenzhengError as error:
        from bot.cli.messages import with_advice

        _complain(with_advice(error))
    except click.Abort:
        sys.exit(INTERRUPTED)
    except OSError as error:  # of the output, but for a closed pipe, which click leaves in silence; other files are
        give_up_output()  # spoken of where they are used
        named = f" {error.filename} " if error.filename else ""
        _complain(f"输出或读写{named}失败：{reason_of(error)}。请检查输出的去处和磁盘空间。")


def _complain(sentence: str) -> NoReturn:
    with suppress(OSError):  # there is no one to tell
        click.echo(f"错误：{harmless(sentence)}", err=True)
    sys.exit(WRONG_USE)


def _no_command(word: str, likely: str | None) -> str:
    return f"没有 {word} 这个命令{f'，是不是 {likely}？' if likely else '。'}用 wenzheng --help 看用法。"


class _Group(DefaultGroup):  # type: ignore[misc]  # click-default-group ships no types
    """Imports a command when it is asked for: most of the time only ``ask`` is."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """A first word that is nearly a command is a slip, no question; so is the id of a quote; help is an option; a pipe
        brings a question."""
        args = self._command_first(ctx, args)
        first, whole = args[0] if args else "", "".join(args)
        if first == "help":
            if args[1:2] and args[1] not in _MODULES:
                raise WrongUseError(_no_command(args[1], nearest(args[1], _MODULES, _ALIKE)))
            args = [*args[1:2], "--help"]
        elif args == ["version"]:
            args = ["--version"]
        elif len(args) == 1 and _ID.fullmatch(first):
            raise WrongUseError(f"{first} 是原文的编号，看原文请用 wenzheng show {first}。")
        elif first.isascii() and first.isalpha() and first not in _MODULES:
            if likely := nearest(first, _MODULES, _ALIKE if whole.isascii() else _MUCH_ALIKE):
                raise WrongUseError(_no_command(first, likely))
        elif not whole.isascii() and (command := read_command(" ".join(args), ())) and command[0] == "docs":
            args = [*filter(None, command)]
        elif not args and is_piped():
            args = [_DEFAULT]
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed

    def _command_first(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments with the word that may name a command before the options that were written before it."""
        params = self.get_command(ctx, _DEFAULT).params if args and args[0].startswith("-") else []
        valued = {name for one in params if isinstance(one, click.Option) and not one.is_flag for name in one.opts}
        at = 0
        while at < len(args) and args[at].startswith("-") and args[at] not in {"-", "--"}:
            at += 2 if args[at] in valued else 1
        word = args[at] if at < len(args) else ""
        return [word, *args[:at], *args[at + 1 :]] if word.isascii() and word.isalpha() else args

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        if cmd_name not in _MODULES:  # a question, or an option before it
            ctx.arg0 = cmd_name  # type: ignore[attr-defined]  # where DefaultGroup looks for it
            cmd_name = _DEFAULT
        commands: dict[str, click.Command] = import_module(_MODULES[cmd_name]).COMMANDS
        return commands[cmd_name]

    def get_help(self, ctx: click.Context) -> str:
        from bot.cli.help import group_help

        common = self.get_command(ctx, _DEFAULT)
        last = f"每个命令的用法：wenzheng 命令 --help\n配置文件：{default_file()}"
        return group_help(self, ctx, _GROUPS, common, last)


@click.group(
    cls=_Group, default=_DEFAULT, default_if_no_args=False, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="wenzheng", message="wenzheng %(version)s", help="看版本。")
def wenzheng() -> None:
    """问政：用中文提问，得到政府文件里的原文答案。

    例：wenzheng "南京2020年产业规模目标"
    """
