"""Several questions asked in one breath: …是多少,由谁负责?"""

from collections.abc import Iterator

from retrieval.question.model import Kind
from retrieval.question.wants import read_want
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

_PIECE = lazy_pattern(r"[^,;?。!]+[,;?。!]*")
#: What makes a piece a question of its own: 落实减税优惠 only names what is asked about.
_ASKS = lazy_pattern(r"谁|哪|什么|啥|多少|几(?!乎)|何时|何处|怎么|多大|多高|多久|[吗呢?]")
#: Kinds of wants that are asked for in words of their own; those in one group are often one question in two words.
_FAMILIES = {
    Kind.AMOUNT: "value",
    Kind.MONEY: "value",
    Kind.DUTY: "duty",
    Kind.TIME: "time",
    Kind.PLACE: "place",
    Kind.RECORD: "record",
}


def split_questions(text: str) -> list[str]:
    """Return the questions of a text that ask for things of different kinds; the text itself where it is one.

    What asks nothing belongs to the question after it, at the end to the one before.
    """
    asked: list[tuple[str, str]] = []
    context = ""
    for piece in _pieces(text):
        kind = read_want(fold(piece)).kind
        if kind is Kind.MEASURE or not _ASKS.search(fold(piece)):
            context += piece
        elif kind not in _FAMILIES:
            return [text]  # 是什么, 有哪些: too loose a way to ask to cut a question at it
        else:
            family = _FAMILIES[kind]
            if asked and asked[-1][0] == family:
                asked[-1] = (family, asked[-1][1] + context + piece)
            else:
                asked.append((family, context + piece))
            context = ""
    questions = [question for _, question in asked]
    if len({family for family, _ in asked}) < max(2, len(asked)):
        return [text]
    return [*questions[:-1], questions[-1] + context]


def _pieces(text: str) -> Iterator[str]:
    """The pieces of a text between its marks, each with the marks behind it."""
    folded = fold(text)
    for match in _PIECE.finditer(folded):
        yield text[match.start() : match.end()]
