"""What is not there is said in words: the place, the year, the word, the kind of answer; what is near is offered as such."""

import pytest

from retrieval.answer.ask import ask
from retrieval.answer.model import Reason
from retrieval.index.store import Index


@pytest.mark.parametrize(
    ("question", "reason", "message"),
    [
        ("桂林市2022年新增养老床位多少张", Reason.REGION, "没有桂林市的文件。最接近的是苏州市的："),
        ("苏州2035年新增养老床位多少张", Reason.YEAR, "没有提到2035年。最接近的是2023年的："),
        ("苏州2022年要建多少个5G基站", Reason.EVIDENCE, "没有提到“5G基站”。最接近的是："),
        ("苏州护士夜班津贴每月多少钱", Reason.EVIDENCE, "没有提到“护士夜班津贴”"),
        ("昆山市2022年新增养老床位多少张", Reason.EVIDENCE, "没有找到昆山市的。最接近的是苏州市的："),
        ("改造闲置厂房要花几个月", Reason.EVIDENCE, "没有写明期限。最接近的是："),
    ],
)
def test_what_is_missing_is_said(question: str, reason: Reason, message: str, plan_index: Index) -> None:
    answer = ask(question, plan_index)
    assert (answer.reason, answer.text) == (reason, "")
    assert (answer.message or "").startswith(message)
    assert answer.passages


def test_where_nothing_is_near_another_wording_is_asked_for(plan_index: Index) -> None:
    answer = ask("zzz qqq", plan_index)
    assert (answer.reason, answer.passages) == (Reason.EVIDENCE, ())
    assert (answer.message or "").endswith("换个说法试试。")
