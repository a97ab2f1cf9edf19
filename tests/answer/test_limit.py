from dataclasses import replace

import pytest

from retrieval.answer.ask import ask
from retrieval.answer.limit import limited
from retrieval.answer.model import MAX_PASSAGE, Passage
from retrieval.document.model import Span
from retrieval.index.store import Index


def passage(index: Index, start: int, end: int, *marks: tuple[int, int]) -> Passage:
    """A passage of Ningbo's plan; ``marks`` are offsets of its source."""
    (entry,) = (entry for entry in index.documents if entry.id == "ningbo")
    spans = tuple(Span(first - start, last - start) for first, last in marks)
    return Passage(entry, start, end, index.slice("ningbo", Span(start, end)), (), 1.0, spans)


def test_as_many_as_asked_for_are_left_alone(seeds: Index) -> None:
    passages = [passage(seeds, 0, 50), passage(seeds, 60, 90)]
    assert limited(passages, 1, "", 2, seeds) == passages


def test_what_holds_no_value_of_its_own_goes_first(seeds: Index) -> None:
    first, second, third = (passage(seeds, start, start + 20, (start, start + 5)) for start in (0, 2000, 4000))
    text = f"{first.text[:5]},{third.text[:5]}"
    assert limited([first, second, third], 1, text, 2, seeds) == [first, third]
    assert limited([first, second, third], 1, text, 1, seeds) == [first, third]


def test_the_first_of_each_part_stays(seeds: Index) -> None:
    passages = [passage(seeds, 0, 20), passage(seeds, 2000, 2020)]
    assert limited(passages, 2, "", 1, seeds) == passages


def test_what_stands_close_together_becomes_one_verbatim_passage(seeds: Index) -> None:
    passages = [passage(seeds, 207, 217, (207, 217)), passage(seeds, 74, 88, (74, 88))]
    text = "".join(part.text for part in passages)
    (joined,) = limited(passages, 1, text, 1, seeds)
    assert joined.text == seeds.source("ningbo")[74:217]
    assert [mark.of(joined.text) for mark in joined.highlights] == [passages[1].text, passages[0].text]


def test_what_stands_apart_or_in_another_document_is_not_joined(seeds: Index) -> None:
    one, far = (
        passage(seeds, 0, 20, (0, 20)),
        passage(seeds, MAX_PASSAGE, MAX_PASSAGE + 1, (MAX_PASSAGE, MAX_PASSAGE + 1)),
    )
    elsewhere = replace(one, document=seeds.documents[0], start=30, end=50)
    text = one.text + far.text
    assert limited([one, far], 1, text, 1, seeds) == [one, far]
    assert limited([one, elsewhere], 2, text, 1, seeds) == [one, elsewhere]


@pytest.mark.parametrize("quotes", [1, 2, 3, 10])
@pytest.mark.parametrize("question", ["宁波文件的文号和发文日期", "宁波的发文单位、文号、日期和规划期"])
def test_every_value_is_still_quoted_verbatim(seeds: Index, question: str, quotes: int) -> None:
    answer = ask(question, seeds, quotes=quotes)
    assert answer.found
    for value in answer.text.split(","):
        assert any(value in quote.text for quote in answer.passages)
    for quote in answer.passages:
        assert seeds.source(quote.document.id)[quote.start : quote.end] == quote.text
        assert len(quote.text) <= MAX_PASSAGE
