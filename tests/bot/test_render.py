from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.evaluation import read_gold
from bot.output import harmless
from bot.render import answer_json, answer_text, clause_text, hit_json, hit_text, source_line
from retrieval.answer.ask import ask
from retrieval.answer.model import Answer
from retrieval.answer.search import search
from retrieval.document.model import Record, Span
from retrieval.index.store import Index

GOLD = read_gold(Path(__file__).parent.parent / "gold" / "dev.jsonl")
NANJING = "南京2020年产业规模目标"


def plain(text: str) -> str:
    return text


def starred(text: str) -> str:
    return f"*{text}*"


def shown(answer: Answer) -> str:
    return answer_text(answer, plain, plain)


@pytest.mark.parametrize(
    "question",
    [
        "中山2021年核心产业规模",
        "中山文件的发布日期",
        "中山是征求意见稿吗",
        "各市的产业规模目标",
        "中山云计算中心谁来建",
    ],
)
def test_every_answer_that_quotes_a_draft_says_so(asked: Callable[..., Answer], question: str) -> None:
    answer = asked(question)
    assert any(passage.document.id == "zhongshan" for passage in answer.passages)
    assert "征求意见稿,尚未正式印发" in shown(answer)


def test_what_is_issued_is_not_called_a_draft(asked: Callable[..., Answer]) -> None:
    assert "征求意见稿" not in shown(asked(NANJING))


def test_every_highlight_of_every_answer_is_inside_its_passage(seeds: Index) -> None:
    answers = [ask(gold.question, seeds, gold.history) for gold in GOLD]
    passages = [passage for answer in answers for passage in answer_json(answer)["passages"]]
    assert any(passage["highlights"] for passage in passages)
    for passage in passages:
        assert passage["end"] - passage["start"] == len(passage["text"])
        assert all(0 <= start < end <= len(passage["text"]) for start, end in passage["highlights"])


def test_the_highlight_is_the_answer(asked: Callable[..., Answer]) -> None:
    passage, *_ = answer_json(asked(NANJING))["passages"]
    ((start, end),) = passage["highlights"]
    assert passage["text"][start:end] == asked(NANJING).text


def test_the_terminal_marks_the_highlight_where_it_stands(asked: Callable[..., Answer]) -> None:
    answer = asked(NANJING)
    marked = answer_text(answer, starred, plain)
    assert marked.startswith(f"*{answer.text}*\n")
    assert f"。*{answer.text}*;" in marked
    assert marked.replace("*", "") == shown(answer)


def test_highlights_that_overlap_are_marked_without_doubling_text(asked: Callable[..., Answer]) -> None:
    answer = asked(NANJING)
    spans = (Span(4, 8), Span(0, 2), Span(1, 3), Span(8, 9))
    crossed = replace(answer, passages=tuple(replace(passage, highlights=spans) for passage in answer.passages))
    assert answer_text(crossed, starred, plain).replace("*", "") == shown(answer)


def quoting(answer: Answer, text: str) -> Answer:
    """The answer with ``text`` as its only quote."""
    return replace(answer, passages=(replace(answer.passages[0], text=text, highlights=()),))


def test_a_passage_over_several_lines_is_shown_on_one(asked: Callable[..., Answer]) -> None:
    assert "[1] 第一行第二行\n" in shown(quoting(asked(NANJING), "第一行\n第 二行"))


def test_control_characters_of_a_source_do_not_reach_the_terminal(asked: Callable[..., Answer]) -> None:
    text = "产业\x1b]0;title\x07规模\x1b[2J\r目标"
    assert not set("\x1b\x07\r") & set(shown(quoting(asked(NANJING), text)))


def test_what_is_not_found_shows_the_reason_and_the_nearest(asked: Callable[..., Answer]) -> None:
    first, *rest = shown(asked('"产业" OR NEAR(*)')).splitlines()
    assert first == "没有提到“OR”、“NEAR”。最接近的是："
    assert any(line.startswith("[1] ") for line in rest)


def test_what_is_not_found_without_anything_near_shows_no_list(asked: Callable[..., Answer]) -> None:
    first, *rest = shown(asked("火星殡葬")).splitlines()
    assert first.startswith("没有提到“火星”")
    assert "最接近" not in first
    assert not any(line.startswith("[1] ") for line in rest)


def test_an_id_is_returned_whatever_it_is_and_left_out_where_there_is_none(asked: Callable[..., Answer]) -> None:
    assert answer_json(asked(NANJING), "")["id"] == ""
    assert "id" not in answer_json(asked(NANJING))


def test_a_document_that_states_nothing_is_called_by_its_id() -> None:
    assert source_line(Record(), "notes") == "notes"


def test_a_source_is_title_number_and_date(plan_index: Index) -> None:
    (entry,) = plan_index.documents
    assert source_line(entry.record, entry.id) == (
        "《苏州市养老服务发展行动计划(2021—2023年)》 · 苏府〔2021〕15号 · 2021-03-08"
    )


def test_a_hit_as_json_is_a_slice_of_its_source(seeds: Index) -> None:
    for hit in map(hit_json, search("数据开放", seeds)):
        assert seeds.source(hit["document"])[hit["start"] : hit["end"]] == hit["text"]


def test_the_shares_of_a_hit_are_shown_when_asked_for(seeds: Index) -> None:
    (hit,) = search("数据开放", seeds, 1)
    assert "数据 " not in hit_text(1, hit, False, plain)
    assert "数据 " in hit_text(1, hit, True, plain).splitlines()[-2]


def test_the_clause_asked_for_stands_out_with_its_place_and_years(plan_index: Index) -> None:
    (clause,) = (clause for clause in plan_index.clauses(range(99)).values() if "5000张" in clause.text)
    first, second = clause_text(clause, True, starred, plain).splitlines()
    assert first.endswith(f"*{harmless(clause.joined.text)}*")
    assert second.split() == [f"{clause.start}-{clause.end}", "一、发展目标", "2022"]
    assert "*" not in clause_text(clause, False, starred, plain)
