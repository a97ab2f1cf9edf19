from hypothesis import given
from hypothesis import strategies as st

from retrieval.document.body import find_body
from tests.conftest import PLAN


def paragraphs(text: str) -> list[str]:
    return [span.of(text) for span in find_body(text)]


def test_site_chrome_is_not_quotable() -> None:
    found = "\n".join(paragraphs(PLAN))
    assert "上一篇" not in found
    assert "首页" not in found
    assert "由分管副市长任组长" in found


def test_a_second_copy_is_not_a_second_result() -> None:
    text = PLAN + PLAN.replace("首页", "主页")
    assert paragraphs(text) == paragraphs(PLAN)


def test_paragraphs_glued_with_spaces_come_apart() -> None:
    text = "某市人民政府关于印发某市发展规划的通知为加快发展,制定本规划。 一、总体要求 人工智能是重要力量。 (一)原则。 坚持创新。"
    assert paragraphs(text) == [
        "某市人民政府关于印发某市发展规划的通知",
        "为加快发展,制定本规划。",
        "一、总体要求",
        "人工智能是重要力量。",
        "(一)原则。",
        "坚持创新。",
    ]


@given(st.text(alphabet=" \n\r\t|一、(二)。;规划的通知abc2020年〔〕号"))
def test_paragraphs_are_slices_in_order_without_overlap(text: str) -> None:
    end = 0
    for span in find_body(text):
        assert end <= span.start < span.end <= len(text)
        end = span.end
