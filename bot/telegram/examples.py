"""Questions to begin with, made of what the documents state, so that each is sure to be answered."""

from collections.abc import Iterator

from retrieval.answer.ask import ask
from retrieval.errors import WenzhengError
from retrieval.index.documents.entry import Entry
from retrieval.index.documents.selection import EVERYTHING
from retrieval.index.facts.reader import list_facts
from retrieval.index.store import Index

_COUNT, _TRIED, _LONGEST = 3, 6, 24
#: Questions are made of so many documents.
_DOCUMENTS = 50


def find_examples(index: Index) -> tuple[str, ...]:
    """Return up to three questions that the index answers, of different kinds and documents where it can."""
    found: list[str] = []
    entries = [entry for entry in index.catalogue.select(EVERYTHING, _DOCUMENTS) if entry.record.region]
    for place, kind in enumerate((_target, _duty, _money)):
        for entry in [*entries[place:], *entries[:place]]:
            question = next((text for text in _tried(kind(index, entry)) if _is_answered(text, index)), None)
            if question:
                found.append(question)
                break
    return tuple(found[:_COUNT])


def _tried(questions: Iterator[str]) -> Iterator[str]:
    """The first few that are short enough to stand on a button."""
    short = (text for text in questions if len(text) <= _LONGEST)
    for _, text in zip(range(_TRIED), short, strict=False):
        yield text


def _target(index: Index, entry: Entry) -> Iterator[str]:
    for row in list_facts(index, "targets", [entry.id]):
        if row["year"] and row["relation"] != "=":
            yield f"{_city(entry)}{row['year']}年{row['indicator']}目标"


def _duty(index: Index, entry: Entry) -> Iterator[str]:
    for row in list_facts(index, "duties", [entry.id]):
        if row["item"]:
            yield f"{_city(entry)}{row['item'].rstrip('。')}由谁负责"


def _money(index: Index, entry: Entry) -> Iterator[str]:
    for row in list_facts(index, "money", [entry.id]):
        if row["recipient"]:
            yield f"{_city(entry)}对{row['recipient']}补助多少"


def _city(entry: Entry) -> str:
    return entry.name.removesuffix("市")


def _is_answered(question: str, index: Index) -> bool:
    try:
        return ask(question, index).found
    except WenzhengError:
        return False
