"""Sets of items that a document offers."""

from collections.abc import Iterator

import pytest

from retrieval.answer.ranking import read_weights
from retrieval.answer.reranking import search_ranked
from retrieval.answer.several.answer import Offered, offer, read_asked, with_relevance
from retrieval.answer.several.pieces import Text
from retrieval.answer.several.relevance import Relevance, read_pieces
from retrieval.document.model import Span
from retrieval.index.store import Index
from retrieval.question.understand import understand
from tests.conftest import index_of

PLAN = """湖州市人民政府关于促进民宿产业发展的实施意见
一、扩大规模
新建民宿集群20个。支持村集体盘活闲置农房，给予每户补助2万元。组织经营者培训。
二、提升品质
开展等级评定。对评为金宿级的民宿，给予一次性奖励30万元。完善标识标牌。
三、加强宣传
举办民宿大会。对在外地开设推介点的企业，给予补助5万元。开发线上平台。
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with index_of(tmp_path_factory.mktemp("plan"), plan=PLAN) as index:
        yield index


def offered(text: str, index: Index) -> Offered:
    question = understand(text, index)
    ranked = search_ranked(question, index, read_weights())
    return offer(read_asked(question, ranked), ranked, index)


def test_likely_pieces_of_several_sections_are_one_set(plan: Index) -> None:
    found = offered("湖州民宿能拿到哪些钱", plan)
    pieces = read_pieces(found.proposals, found.evidence)
    related = with_relevance(found, Relevance({one: 2.0 if "万元" in one.text else -4.0 for one in pieces}))
    sets = [[item.text for item in one.items] for one in related.proposals]
    assert ["给予每户补助2万元", "给予一次性奖励30万元", "给予补助5万元"] in sets
    assert len({one.key for one in related.proposals}) == len(related.proposals) == len(related.features)


def test_a_set_of_likely_pieces_that_leaves_none_out_is_told(plan: Index) -> None:
    found = offered("湖州民宿能拿到哪些钱", plan)
    relevance = Relevance(
        {one: 2.0 if "万元" in one.text else -4.0 for one in read_pieces(found.proposals, found.evidence)}
    )
    related = with_relevance(found, relevance)
    pairs = zip(related.proposals, related.features, strict=True)
    values = {tuple(item.text for item in one.items): features for one, features in pairs}
    whole = values["给予每户补助2万元", "给予一次性奖励30万元", "给予补助5万元"]
    assert whole["left"] < 0.1
    assert whole["likely"] > 0.8


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        (
            "企业主要从事葡萄酒生产、中药材种植、梅花鹿饲养等，主要剂型有片剂、丸剂、胶囊剂。",
            [["葡萄酒生产", "中药材种植", "梅花鹿饲养"], ["片剂", "丸剂", "胶囊剂"]],
        ),
        ("建立各司其职、各负其责、相互配合的机制。", [["各司其职", "各负其责", "相互配合的机制"]]),
    ],
)
def test_an_enumeration_ends_where_a_comma_stands(sentence: str, wanted: list[list[str]]) -> None:
    text = Text.of(sentence, Span(0, len(sentence)))
    named = [[piece.text for piece in parts] for _, parts in text.enumerated if parts]
    for parts in named:
        assert not any("，" in part for part in parts)
    for some in wanted:
        assert any(all(any(word in part for part in parts) for word in some) for parts in named)
