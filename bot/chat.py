"""A conversation on the terminal: questions and follow-ups, until the person leaves."""

from contextlib import suppress

from bot.render import Style, answer_text
from retrieval.answer.ask import ask
from retrieval.errors import QuestionError
from retrieval.index.store import Index

#: How many earlier questions a follow-up can refer to.
_MEMORY = 6
_LEAVE = frozenset({"q", "quit", "exit", "退出", "再见"})


def converse(index: Index, quotes: int, strong: Style, faint: Style) -> None:
    """Read questions from standard input and print answers; ends with q, Ctrl-D or Ctrl-C."""
    with suppress(ImportError):
        import readline  # noqa: F401  # gives input() line editing and recall, where the platform has it
    history: list[str] = []
    print("请提问。可以追问，例如：那2025年呢。输入 q 结束。")
    while True:
        try:
            question = input("问> ").strip()
        except (EOFError, KeyboardInterrupt):
            print()
            return
        if question.lower() in _LEAVE:
            return
        if not question:
            continue
        try:
            answer = ask(question, index, history, quotes)
        except QuestionError as error:
            print(f"{error}\n")
            continue
        history = [*history, question][-_MEMORY:]
        print(f"{answer_text(answer, strong, faint)}\n")
