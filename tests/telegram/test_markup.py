"""Messages as Telegram takes them: whole tags, whole words, within the length, nothing of a source obeyed."""

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.markup import MOST, Style, answer_blocks, messages, plain, quote_blocks, quote_to_copy, text_blocks
from retrieval.answer.ask import ask
from retrieval.answer.model import Answer, Passage
from retrieval.document.model import Span
from tests.conftest import index_of


class Reader(HTMLParser):
    """Reads a message as Telegram does: the text that is shown, and whether every tag is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.open, self.tags = "", [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # named by HTMLParser
        self.open.append(tag)
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader(html)
    assert reader.open == []
    return reader


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_the_answer_comes_first_in_bold_then_the_quotes_with_their_sources(asked: Callable[..., Answer]) -> None:
    answer = asked("南京2020年产业规模目标")
    (html,) = messages(answer_blocks(answer, Style()))
    assert html.startswith(f"<b>{answer.text}</b>\n")
    assert answer.text.endswith("核心产业规模突破100亿元,带动相关产业规模1000亿元")
    assert "<blockquote expandable>" in html
    assert "《南京市打造人工智能产业地标行动计划》 · 宁政办发〔2019〕37号 · 2019-06-29" in html
    assert html.rstrip().endswith("一、总体要求和目标")
    quote = html.partition("<blockquote expandable>")[2].partition("</blockquote>")[0]
    assert "<b>" in quote


def test_brief_answers_have_no_paths(asked: Callable[..., Answer]) -> None:
    (html,) = messages(answer_blocks(asked("南京2020年产业规模目标"), Style(brief=True)))
    assert "一、总体要求和目标" not in html
    assert "理解为" not in html


def test_a_draft_is_marked(asked: Callable[..., Answer]) -> None:
    html = "".join(messages(answer_blocks(asked("杭州2020年核心产业规模"), Style())))
    assert "征求意见稿" not in html or "⚠️" in html


def test_a_quote_is_shown_word_for_word(asked: Callable[..., Answer]) -> None:
    for question in ("南京2020年产业规模目标", "大连的财政补贴最高多少", "各市2020年产业规模"):
        answer = asked(question)
        shown = "".join(read(html).text for html in messages(answer_blocks(answer, Style())))
        for passage in answer.passages:
            assert passage.shown.text in shown
            assert "".join(passage.shown.text.split()) == "".join(passage.text.split())


#: As a PDF gives it: lines set to a width, blanks between words, a page mark in mid-sentence, and paragraphs.
WRAPPED = """绍兴市热线运行管理办法
绍府办发〔2023〕3号
第一章总则
第一条为规范全市热线的运行管理工作，提升群众和企业诉求办理质效，根据有关法律法规
规定，结合我市实际，制定本办法。
第二条限时办理。市热线中心、各承办单位应当按照下列规定及时处理企业和群众
诉求，并按照谁承办、谁答复、谁负责的原则
# Page 12:
答复诉求人。
（一）话务员对群众来电3 秒钟内接线，短信及其他媒体3 分钟内受理，热线中心10
分钟内完成工单派发，工单派发后承办单位30 分钟内响应，并与来电人沟通联系。
（二）投诉举报类事项办理时限为3 个工作日，疫情类事项办理时限为4 个小时，国家和省级平台派发
的工单需在规定时限提前3 小时办结。
"""


def test_of_the_page_only_the_paragraphs_are_shown(tmp_path: Path) -> None:
    with index_of(tmp_path, shaoxing=WRAPPED) as index:
        answer = ask("绍兴热线投诉举报几个工作日办结", index)
    quoted = read("".join(messages(answer_blocks(answer, Style())))).text
    assert "Page" not in quoted
    assert "谁负责的原则答复诉求人。\n（一）话务员对群众来电3秒钟内接线" in quoted
    assert "热线中心10分钟内完成" in quoted
    assert "派发的工单" in quoted
    for passage in answer.passages:
        assert WRAPPED[passage.start : passage.end] == passage.text


@given(st.text(alphabet=st.sampled_from("政府。，<>&\"'b/\n 😀a1"), max_size=12000), st.sampled_from(["", "b", "i"]))
def test_any_text_becomes_whole_messages_within_the_limit(text: str, tag: str) -> None:
    wrap = (f"<{tag}>", f"</{tag}>") if tag else ("", "")
    sent = messages(text_blocks(text, wrap))
    shown = ""
    for html in sent:
        reader = read(html)
        assert set(reader.tags) <= {tag}
        assert 0 < units(reader.text) <= MOST
        shown += reader.text
    assert "".join(shown.split()) == "".join(text.split())


def test_nothing_of_a_source_is_obeyed() -> None:
    assert read(plain("<b>补助</b> & <script>\u202e")).text == "<b>补助</b> & <script>\ufffd"


def long_passage(asked: Callable[..., Answer], length: int) -> Passage:
    passage = asked("南京2020年产业规模目标").passages[0]
    text = "".join(f"（{number}）支持人工智能企业<创新>，给予补助&奖励。\n" for number in range(length))
    spans = tuple(Span(start, start + 2) for start in range(0, len(text), 7))
    return replace(passage, text=text, highlights=spans)


@pytest.mark.parametrize("length", [5, 170, 500, 2000])
def test_a_long_quote_is_split_with_its_tags_closed(asked: Callable[..., Answer], length: int) -> None:
    passage = long_passage(asked, length)
    sent = messages([*text_blocks("前面"), *quote_blocks(passage, Style())])
    shown = ""
    for html in sent:
        reader = read(html)
        assert units(reader.text) <= MOST
        assert len(reader.tags) <= 100
        assert set(reader.tags) <= {"blockquote", "b"}
        shown += reader.text
    assert "".join(passage.text.split()) in "".join(shown.split())
    assert "宁政办发〔2019〕37号" in shown


@pytest.mark.parametrize("length", [1, 5, 500])
def test_a_quote_to_copy_fits_a_button_and_names_its_source(asked: Callable[..., Answer], length: int) -> None:
    copied = quote_to_copy(long_passage(asked, length))
    assert units(copied) <= 256
    assert copied.endswith("——《南京市打造人工智能产业地标行动计划》 · 宁政办发〔2019〕37号 · 2019-06-29")
    assert "支持人工智能企业<创新>" in copied


def test_of_many_things_the_first_are_listed(asked: Callable[..., Answer]) -> None:
    answer = asked("南京的主要任务有哪些")
    many = replace(answer, items=answer.items[:1] * 20)
    text = "".join(read(html).text for html in messages(answer_blocks(many, Style())))
    assert "6. " in text
    assert "7. " not in text
    assert "还有 14 项" in text
