"""A conversation on the terminal: questions and follow-ups, until the person leaves."""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress

import click

from bot.cli.messages import with_advice
from bot.cli.options import faint, settled, strong
from bot.config import Settings
from bot.items import shown_text
from bot.output import Style, harmless
from retrieval.answer.ask import ask
from retrieval.answer.model import Reason
from retrieval.errors import WenzhengError
from retrieval.index.store import Index

#: How many earlier questions a follow-up can refer to.
_MEMORY = 6
_LEAVE = frozenset({"q", "quit", "exit", "退出", "再见"})


def converse(opened: Callable[[], AbstractContextManager[Index]], quotes: int, strong: Style, faint: Style) -> None:
    """Read questions from standard input and print answers; ends with q, Ctrl-D or Ctrl-C.

    The index is opened for each question, so that an answer is all of one state and the next one is up to date.
    """
    with suppress(ImportError):
        import readline  # noqa: F401  # gives input() line editing and recall, where the platform has it
    with opened():
        pass  # what is wrong with it is said, and a first index made, before anything is asked
    history: list[str] = []
    click.echo("请提问。可以追问，例如：那2025年呢。输入 q 结束。")
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
            with opened() as index:
                answer = ask(question, index, history, quotes)
        except WenzhengError as error:
            click.echo(f"{harmless(with_advice(error))}\n")
            continue
        if answer.reason is not Reason.NOT_A_QUESTION:  # small talk is nothing to refer to
            history = [*history, question][-_MEMORY:]
        click.echo(f"{shown_text(answer, strong, faint)}\n")


@click.command()
@settled
def chat(settings: Settings) -> None:
    """连续提问，可以追问（那2025年呢、谁负责）。输入 q 或按 Ctrl-D 结束。

    例：wenzheng chat
    """
    from bot.library import open_index

    converse(lambda: open_index(settings), settings.answer.quotes, strong, faint)


COMMANDS: dict[str, click.Command] = {"chat": chat}
