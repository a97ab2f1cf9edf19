"""The ``wenzheng`` command: each command checks its input, calls one function, prints."""

import gc
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn, cast

import click
from click_default_group import DefaultGroup

from bot.cli.options import INTERRUPTED, NOT_FOUND, WRONG_USE, WrongUseError, faint, filtered, narrowed, settled, strong
from bot.config import Settings, default_file
from bot.output import give_up_output, harmless, json_line, prepare_streams
from retrieval.errors import WenzhengError, reason_of

#: The modules of the commands that are imported when one of them, or the list of all, is asked for.
LATER = {
    "bot.cli.chat": ("chat",),
    "bot.cli.corpus": ("add", "remove", "update", "export", "index", "verify"),
    "bot.cli.evaluate": ("eval", "feedback"),
    "bot.cli.fact_tables": ("targets", "duties", "money", "conditions"),
    "bot.cli.listing": ("search", "docs", "show"),
    "bot.cli.serve": ("bot",),
}
#: How alike a word is to a command of which it is a slip (0 to 1).
_ALIKE = 0.7
#: Garbage is looked for after this many new objects: what a command imports is none, and looking costs a tenth of a start.
_NEW_OBJECTS = 50_000
_MODULES = {name: module for module, names in LATER.items() for name in names}


def main() -> None:
    """Run the command; what a person did wrong is one sentence and exit code 2, never a traceback."""
    gc.set_threshold(_NEW_OBJECTS)
    prepare_streams()
    try:
        sys.exit(wenzheng.main(standalone_mode=False))
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


class _Group(DefaultGroup):  # type: ignore[misc]  # click-default-group ships no types
    """Imports a command when it is asked for: most of the time only ``ask`` is."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """A single word in Latin letters that is nearly a command is a slip, no question."""
        if len(args) == 1 and args[0].isascii() and args[0].isalpha() and args[0] not in self.list_commands(ctx):
            from difflib import get_close_matches

            likely = get_close_matches(args[0].lower(), self.list_commands(ctx), 1, _ALIKE)
            if likely:
                raise WrongUseError(f"没有 {args[0]} 这个命令，是不是 {likely[0]}？用 wenzheng --help 看用法。")
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_MODULES])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _MODULES:
            commands: dict[str, click.Command] = import_module(_MODULES[cmd_name]).COMMANDS
            return commands[cmd_name]
        return cast(click.Command | None, super().get_command(ctx, cmd_name))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Name the configuration file; on a line of its own, which is not wrapped."""
        super().format_epilog(ctx, formatter)
        formatter.write(f"\n配置文件：{default_file()}\n")


@click.group(
    cls=_Group, default="ask", default_if_no_args=False, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="wenzheng", message="wenzheng %(version)s")
def wenzheng() -> None:
    """问政：用中文提问，得到政府文件里的原文答案。

    例：wenzheng "南京2020年产业规模目标"
    """


@wenzheng.command()
@click.argument("words", nargs=-1, metavar="[问题]")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--md", "as_markdown", is_flag=True, help="输出 Markdown，带出处，便于粘贴。")
@click.option("--all", "every", is_flag=True, help="答案有多项时全部列出。")
@click.option("--batch", type=click.Path(allow_dash=True), help="逐行读入 JSON 问题（- 为标准输入），逐行输出 JSON。")
@click.option("--chart", type=click.Path(path_type=Path), help="把答案里的数值画成图，存为 .png 或 .svg。")
@filtered
@settled
def ask(
    settings: Settings,
    words: tuple[str, ...],
    as_json: bool,
    as_markdown: bool,
    every: bool,
    batch: str | None,
    chart: Path | None,
    **narrowing: Any,
) -> None:
    """提一个问题（- 为从标准输入读入），看答案和原文。找到返回 0，没找到返回 1。

    例：wenzheng ask "南京和大连2020年产业规模目标" --chart 规模.png
    """
    from bot.library import open_index

    if bool(words) == (batch is not None):
        raise WrongUseError('请给出一个问题，或者用 --batch 给出问题文件。例：wenzheng ask "南京2020年产业规模目标"')
    filters, quotes = narrowed(settings, narrowing)
    if batch is not None:
        from bot.cli.batch import ERROR, answer_lines, open_batch

        with open_batch(batch) as lines, open_index(settings) as index:
            wrong = 0
            for reply in answer_lines(lines, index, quotes, filters):
                click.echo(json_line(reply))
                wrong += reply["status"] == ERROR
        sys.exit(NOT_FOUND if wrong else 0)
    from bot.items import answer_markdown, shown_text
    from bot.render import answer_json
    from retrieval.answer.ask import ask as answer_question

    question = sys.stdin.read().strip() if words == ("-",) else " ".join(words)
    with open_index(settings) as index:
        answer = answer_question(question, index, quotes=quotes, filters=filters)
    if as_json:
        click.echo(json_line(answer_json(answer)))
    else:
        click.echo(answer_markdown(answer) if as_markdown else shown_text(answer, strong, faint, every))
    if chart is not None:
        _draw(answer, chart)
    sys.exit(0 if answer.found else NOT_FOUND)


def _draw(answer: Any, file: Path) -> None:
    from bot.chart import draw_chart
    from bot.facts import value_bars

    if not answer.values:
        raise WrongUseError("这个问题的答案里没有可以画成图的数值。请问目标数值，例如：南京和大连2020年产业规模目标。")
    draw_chart(file, answer.question.text, value_bars(answer.values), answer.message or "")
    click.echo(f"图已存到 {harmless(str(file))}", err=True)
