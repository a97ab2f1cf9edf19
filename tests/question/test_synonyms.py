from importlib.resources import files

import pytest

from retrieval.answer.matching import match
from retrieval.index.store import Index
from retrieval.question.model import Word
from retrieval.question.synonyms import find_keys, synonyms
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


@pytest.mark.parametrize(("asked", "written"), [("封顶", "最高"), ("快递", "配送"), ("发改委", "发展改革委")])
def test_what_people_say_leads_to_what_documents_write(asked: str, written: str) -> None:
    assert written in synonyms(asked)


def test_a_synonym_is_a_match_but_worth_less_than_the_word() -> None:
    word = Word("快递", 1.0, synonyms=synonyms("快递"))
    official = match(word, "支持发展无人配送")
    assert match(word, "支持发展旅游") < official < match(word, "支持发展快递")


def test_an_entry_that_spans_several_words_gives_each_of_them_its_synonyms(seeds: Index) -> None:
    words = {word.text: word for word in understand("哪里可以烧垃圾", seeds).words}
    assert "焚烧" in words["垃圾"].synonyms


def test_the_longest_entry_is_found_and_lookup_is_bounded() -> None:
    assert next((key.start, key.end) for key in find_keys("垃圾焚烧厂在哪")) == (0, 5)
    assert find_keys("") == []
