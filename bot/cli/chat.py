"""A conversation on the terminal: questions and follow-ups, and commands (/docs, /targets) between them."""

import shlex
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress

import click

from bot.cli.help import command
from bot.cli.messages import in_chinese, with_advice
from bot.cli.options import faint, settled, strong
from bot.config import Settings
from bot.conversation import nearest, read_command
from bot.examples import fitted
from bot.items import shown_text
from bot.output import Style, harmless
from bot.terminal import fitting
from retrieval.answer.ask import ask
from retrieval.answer.model import Reason
from retrieval.errors import WenzhengError
from retrieval.index.store import Index

#: How many earlier questions a follow-up can refer to.
_MEMORY = 6
_LEAVE = frozenset({"q", "quit", "exit", "退出", "再见", "/q", "/quit", "/exit"})
_COMMANDS = ("docs", "show", "search", "conditions", "duties", "money", "targets")
_GREETING = (
    "请提问。可以追问，例如：那2025年呢。/docs 看有哪些文件，/targets {place} 看目标，/help 看全部命令，输入 q 结束。"
)
_HELP = f"命令：{'、'.join(f'/{name}' for name in _COMMANDS)}。后面可以写地区、词语或选项，例如：/targets 南京 2020。"

#: Runs a command of ``wenzheng``, given its words.
Run = Callable[[list[str]], None]


def converse(
    opened: Callable[[], AbstractContextManager[Index]], quotes: int, run: Run, strong: Style, faint: Style
) -> None:
    """Read questions from standard input and print answers; ends with q, Ctrl-D or Ctrl-C.

    The index is opened for each question, so that an answer is all of one state and the next one is up to date. A line
    that begins with / is a command, which ``run`` carries out.
    """
    with suppress(ImportError):
        import readline  # noqa: F401  # gives input() line editing and recall, where the platform has it
    with opened() as index:  # what is wrong with it is said, and a first index made, before anything is asked
        place = next((region.name for region in index.catalogue.regions), "")
    history: list[str] = []
    click.echo(fitting(_GREETING.format(place=place)))
    while True:
        try:
            question = input("问> ").strip()
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return
        if question.lower() in _LEAVE:
            return
        if not question:
            continue
        try:
            command = read_command(question, _COMMANDS)
            if command is not None and command[0] != "ask":
                run_command(*command, run)
                continue
            question = command[1] if command else question
            with opened() as index:
                answer = fitted(ask(question, index, history, quotes), index)
        except WenzhengError as error:
            click.echo(f"{harmless(with_advice(error))}\n")
            continue
        if answer.reason is not Reason.NOT_A_QUESTION:  # small talk is nothing to refer to
            history = [*history, question][-_MEMORY:]
        click.echo(f"{fitting(shown_text(answer, strong, faint))}\n")


def run_command(name: str, rest: str, run: Run) -> None:
    """Carry out a line such as /targets 南京."""
    try:
        words = shlex.split(rest)
    except ValueError:  # an open quote
        words = rest.split()
    name = {"doc": "docs"}.get(name, name)
    if name not in _COMMANDS:
        likely = nearest(name, _COMMANDS)
        offer = f"，是不是 /{likely}？" if likely else "。"
        click.echo(fitting(_HELP if name == "help" else f"没有 /{harmless(name)} 这个命令{offer}{_HELP}"))
        return
    run([name, *words])
    click.echo()


@command()
@settled
def chat(settings: Settings) -> None:
    """连续提问，可以追问（那2025年呢、谁负责）。输入 q 或按 Ctrl-D 结束。

    例：wenzheng chat
    """
    from bot.library import open_index

    context = click.get_current_context()
    group = context.find_root().command
    same = [
        word
        for name in ("config", "db", "corpus")
        if (value := context.params.get(name))
        for word in (f"--{name}", str(value))
    ]
    same.extend(word for place in context.params.get("docs", ()) for word in ("--docs", str(place)))

    def run(words: list[str]) -> None:
        try:
            group.main([*words, *same], prog_name="wenzheng", standalone_mode=False)
        except SystemExit:
            pass  # it found nothing, and has said so
        except click.ClickException as error:
            click.echo(in_chinese(error))

    converse(lambda: open_index(settings), settings.answer.quotes, run, strong, faint)


COMMANDS: dict[str, click.Command] = {"chat": chat}
