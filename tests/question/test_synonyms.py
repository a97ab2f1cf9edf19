from importlib.resources import files

import pytest

from retrieval.answer.match import SPOKEN, match_term
from retrieval.index.store import Index
from retrieval.question.model import Term
from retrieval.question.synonyms import synonyms
from retrieval.question.understand import understand


def lines() -> list[tuple[list[str], list[str]]]:
    text = files("retrieval").joinpath("data/synonyms.tsv").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return [(asked.split(","), written.split(",")) for asked, written in pairs]


def test_every_line_is_well_formed() -> None:
    for asked, written in lines():
        assert all(asked)
        assert all(written)
        assert len(set(asked)) == len(asked)
        assert len(set(written)) == len(written)


def test_no_word_is_asked_on_two_lines() -> None:
    words = [word for asked, _ in lines() for word in asked]
    assert len(words) == len(set(words))


def test_every_group_finds_what_its_words_alone_do_not() -> None:
    idle = [
        word
        for asked, written in lines()
        for word in asked
        if len(word) > 1  # one character stands in no posting: what it leads to does
        and all(match_term(Term(word, 1.0), form) >= SPOKEN for form in written if form != word)
    ]
    assert idle == []


@pytest.mark.parametrize(("asked", "written"), [("封顶", "最高"), ("快递", "配送"), ("发改委", "发展改革委")])
def test_what_people_say_leads_to_what_documents_write(asked: str, written: str) -> None:
    assert written in synonyms(asked)


def test_a_question_in_everyday_words_reaches_the_official_sentence(seeds: Index) -> None:
    (term,) = (term for term in understand("快递", seeds).terms if term.text == "快递")
    assert match_term(term, "支持发展无人配送") >= SPOKEN
