"""The same notice from three sites is one document with several places; another version is another document."""

import random
from array import array
from pathlib import Path

import pytest

from retrieval.answer.ask import ask
from retrieval.index.documents.near_duplicates import find_copies
from retrieval.index.documents.selection import Selection
from tests.conftest import PLAN, index_of

OTHER_SITE = (
    "网站首页 > 信息公开\n"
    + PLAN.split("\n", 1)[1].replace("\n", "\n\n　　").replace(",", "，").replace("上一篇:无关新闻\n", "")
    + "\n分享到:\n版权所有\n"
)


def test_copies_answer_once_and_are_told(tmp_path: Path) -> None:
    with index_of(tmp_path, a=PLAN, b=OTHER_SITE, c=PLAN + "\n责任编辑：某某\n") as index:
        assert index.catalogue.ids(Selection()) == ["a"]
        assert [entry.copy_of for entry in index.documents] == [None, "a", "a"]
        for question in ("苏州2022年新增养老床位多少张", "苏州养老服务发展行动计划的文号"):
            passages = ask(question, index).passages
            assert {passage.document.id for passage in passages} == {"a"}


@pytest.mark.parametrize(
    ("before", "after"),
    [("15号", "16号"), ("2021年3月8日", "2021年4月8日"), ("的通知", "(征求意见稿)的通知")],
)
def test_another_number_date_or_status_is_another_document(tmp_path: Path, before: str, after: str) -> None:
    with index_of(tmp_path, a=PLAN, b=PLAN.replace(before, after)) as index:
        assert index.catalogue.count(Selection(superseded=True)) == 2


def test_another_text_under_the_same_title_is_another_document(tmp_path: Path) -> None:
    with index_of(tmp_path, a=PLAN, b=PLAN.replace("5000张", "6000张").replace("500万元", "800万元")) as index:
        assert index.catalogue.count(Selection(superseded=True)) == 2


def test_many_alike_texts_are_told_apart_as_each_pair_is() -> None:
    chance = random.Random(3)
    sketches: dict[str, bytes] = {}
    for place in range(120):
        base = random.Random(place % 9).sample(range(2**32), 60)
        changed = [number if chance.random() < 0.98 else chance.randrange(2**32) for number in base]
        sketches[f"{place:03}"] = array("I", sorted(changed)).tobytes()
    expected: dict[str, str] = {}
    for name, held in sketches.items():
        earlier = (one for one in sketches if one < name and one not in expected)
        if original := next((one for one in earlier if share(sketches[one], held) >= 0.95), None):
            expected[name] = original
    assert find_copies(sketches) == expected
    assert 20 < len(expected) < 110


def share(one: bytes, other: bytes) -> float:
    mine, theirs = set(array("I", one)), set(array("I", other))
    return len(mine & theirs) / len(mine | theirs)
