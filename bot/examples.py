"""Questions to begin with, made of what the documents state, so that each is sure to be answered."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from retrieval.answer.ask import ask
from retrieval.answer.model import Answer
from retrieval.errors import WenzhengError
from retrieval.index.documents.entry import Entry
from retrieval.index.documents.selection import EVERYTHING
from retrieval.index.facts.reader import list_facts
from retrieval.index.store import Index

#: So many examples are found, of so many tries of a document; each must be short enough for a button.
_COUNT, _TRIED, _LONGEST = 3, 3, 26
#: Questions are made of so many documents.
_DOCUMENTS = 25
#: What stands before the words of a heading.
_NUMBER = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十百\d]{1,4}[）)、.．]|第[一二三四五六七八九十百\d]{1,4}[章节条])\s{0,4}"
)
#: What can be said in one breath: words only, no number, no mark, no half of a pair of quotes.
_PLAIN = re.compile(r"[^\W\d_]{2,18}")


#: A shorter item of a list of duties tells nothing by itself (组织实施).
_TELLING = 6
#: Who gives money is nobody who gets it.
_GIVER = re.compile(r"财政|政府|部门")
#: An example within a sentence.
_EXAMPLE = re.compile(r"，例如[： ](?P<question>[^。]{1,60})")


def with_example(said: str, examples: tuple[str, ...]) -> str:
    """A sentence with an example that fits the documents, or with none, in place of the one that it gives."""
    return _EXAMPLE.sub(lambda _: f"，例如：{examples[0]}" if examples else "", said)


def fitted(answer: Answer, index: Index) -> Answer:
    """The answer with an example that the index answers where its message gives one, as that to small talk does."""
    given = _EXAMPLE.search(answer.message or "")
    if given is None or ask(given["question"], index, quotes=1).found:
        return answer
    return replace(answer, message=with_example(given.string, tuple(islice(_examples(index), 1))))


def compared_example(index: Index) -> str:
    """An example for /compare: an indicator and a year of the documents; empty where they have none."""
    rows = (row for row in list_facts(index, "targets") if row["year"] and _PLAIN.fullmatch(row["indicator"]))
    row = next(rows, None)
    return f"{row['indicator']} {row['year']}" if row else ""


def find_examples(index: Index) -> tuple[str, ...]:
    """Return up to three questions that the index answers, of different kinds and documents where it can."""
    return tuple(islice(_examples(index), _COUNT))


def _examples(index: Index) -> Iterator[str]:
    entries = list(index.catalogue.select(EVERYTHING, _DOCUMENTS))
    for place, kind in enumerate((_target, _duty, _money, _date)):
        for entry in [*entries[place:], *entries[:place]]:
            question = next((text for text in _tried(kind(index, entry)) if _answers(entry, text, index)), None)
            if question:
                yield question
                break


def _tried(questions: Iterator[str]) -> Iterator[str]:
    """The first few that are short enough to stand on a button."""
    return islice((text for text in questions if len(text) <= _LONGEST), _TRIED)


def _target(index: Index, entry: Entry) -> Iterator[str]:
    for row in list_facts(index, "targets", [entry.id]):
        if row["year"] and row["relation"] != "=" and _PLAIN.fullmatch(row["indicator"]):
            yield f"{_place(entry)}{row['year']}年{row['indicator']}目标"


def _duty(index: Index, entry: Entry) -> Iterator[str]:
    for row in list_facts(index, "duties", [entry.id]):
        item = _NUMBER.sub("", row["item"] or "").rstrip("。")
        if len(item) >= _TELLING and _PLAIN.fullmatch(item):
            yield f"{_place(entry)}{item}由谁负责"


def _money(index: Index, entry: Entry) -> Iterator[str]:
    for row in list_facts(index, "money", [entry.id]):
        recipient = (row["recipient"] or "").removeprefix("对")
        if _PLAIN.fullmatch(recipient) and not _GIVER.search(recipient):
            yield f"{_place(entry)}对{recipient}补助多少"


def _date(_index: Index, entry: Entry) -> Iterator[str]:
    record = entry.record
    if record.title:
        if record.in_force:
            yield f"{record.title.value}什么时候施行"
        if record.iso_date and record.iso_date[:4] not in record.title.value:
            yield f"{record.title.value}是哪年发的"


def _place(entry: Entry) -> str:
    """What the question names the document by; nothing where it is of no place."""
    return entry.name.removesuffix("市") if entry.record.region else ""


def _answers(entry: Entry, question: str, index: Index) -> bool:
    """Whether the question is answered by the document that it was made of."""
    try:
        answer = ask(question, index, quotes=1)
    except WenzhengError:
        return False
    return answer.found and any(passage.document.id == entry.id for passage in answer.passages[:1])
