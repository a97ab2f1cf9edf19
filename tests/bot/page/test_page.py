"""The page of an answer and of a document: what it says, and what a real browser makes of it."""

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.page.page import answer_page, document_page
from retrieval.answer.ask import ask
from retrieval.answer.model import Answer
from retrieval.index.store import Index
from tests.bot.page.browser import CHROMIUM, Browser
from tests.conftest import index_of

NANJING = "南京2020年产业规模目标"
EVIL = """<script>document.title='owned'</script><img src=x onerror="document.title='owned'">
"><svg onload=alert(1)>市人民政府关于印发“</style><script>x</script>”的通知
一、javascript:alert(1)的目标
到2025年,建成<b onmouseover=alert(1)>站点</b>300个;&lt;script&gt;照原样。\u202e颠倒\x1b[31m红
"""


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def test_an_answer_is_above_its_documents_and_every_quote_is_marked_and_linked(
    seeds: Index, asked: Callable[..., Answer]
) -> None:
    answer = asked(NANJING)
    page = answer_page(answer, seeds)
    marked = "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", page.partition("<article>")[2]))
    for passage in answer.passages:
        assert f'href="#c{passage.clause}"' in page
        assert f'id="c{passage.clause}"' in page
        assert "".join(passage.text.split()) in "".join(text_of(marked).split())
    assert text_of(page).index(answer.text) < text_of(page).index("宁政办发〔2019〕37号")


def test_several_things_are_a_list(tmp_path: Path) -> None:
    text = "澜山市租房补贴办法\n一、申请条件\n申请租房补贴应当符合下列条件：\n1.在本市居住满三年；\n2.在本市没有住房；\n3.未领过补贴。"
    with index_of(tmp_path, rent=text) as index:
        page = answer_page(ask("澜山申请租房补贴要符合哪些条件", index), index)
    assert re.search(r'<ol class="answer">(<li>[^<]*</li>){3}</ol>', page)


def test_the_whole_document_stands_in_the_page_with_its_outline(seeds: Index) -> None:
    entry = seeds.document("nanjing")
    assert entry
    page = document_page(entry, seeds)
    assert re.findall(r'<span id="c(\d+)">', page) == [str(number) for number in range(entry.clauses)]
    for clause in seeds.clauses(entry.ids).values():
        assert "".join(clause.joined.text.split()) in "".join(text_of(page).split())
    for section in seeds.sections("nanjing"):
        assert f"{section.label}{section.title}" in text_of(page.partition("<nav")[2])
    links = re.findall(r'href="#(\w+)"', page)
    assert all(f'id="{link}"' in page for link in links)


def test_quotes_of_several_documents_have_anchors_of_their_own(seeds: Index) -> None:
    page = answer_page(ask("各市2020年产业规模目标", seeds), seeds)
    anchors = re.findall(r'id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert all(link in anchors for link in re.findall(r'href="#([^"]+)"', page))


def test_nothing_that_a_document_says_runs_or_is_fetched(tmp_path: Path) -> None:
    with index_of(tmp_path, evil=EVIL) as index:
        entry = index.document("evil")
        assert entry
        for page in (document_page(entry, index), answer_page(ask("2025年建成多少站点", index), index)):
            assert "default-src &#x27;none&#x27;" in page
            assert set(re.findall(r"<(\w+)", page)) <= {
                *("html", "head", "meta", "title", "style", "body", "main", "nav", "article", "blockquote"),
                *("h1", "h2", "p", "a", "b", "ul", "li", "span", "mark", "br"),
            }
            assert not re.search(r"<[^>]*\son\w+=", page)
            assert set(re.findall(r'href="([^"])', page)) <= {"#"}
            assert not re.search("[\u202e\x1b]", page)
            assert "&lt;script&gt;照原样" in text_of(page)


@pytest.fixture(scope="module", params=[(390, 844), (1280, 900)], ids=["phone", "desk"])
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("no Chromium here")
    opened = Browser(*request.param)
    yield opened
    opened.close()


def saved(folder: Path, page: str) -> str:
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    return file.as_uri()


def in_view(selector: str) -> str:
    return (
        f"(() => {{ const box = document.querySelector('{selector}').getBoundingClientRect();"
        " return box.bottom > 0 && box.top < innerHeight; })()"
    )


def test_a_long_document_opens_with_its_mark_in_view(browser: Browser, tmp_path: Path) -> None:
    lines = [f"第{number}条 市级机关应当推进第{number}项智能制造工作，并按季度报告进展。" for number in range(1, 1501)]
    with index_of(tmp_path, long="某市智能制造条例\n" + "\n".join(lines)) as index:
        entry = index.document("long")
        assert entry
        assert entry.clauses > 500
        clause = entry.clauses - 100
        browser.open(saved(tmp_path, document_page(entry, index, clause)))
        assert browser.becomes(in_view(f"#c{clause} mark"))
        browser.open(saved(tmp_path, document_page(entry, index)) + "#c400")
        assert browser.becomes(in_view("#c400"))
        assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth") is True


def test_an_answer_fits_the_screen_and_its_first_quote_is_reached(
    browser: Browser, tmp_path: Path, seeds: Index
) -> None:
    url = saved(tmp_path, answer_page(ask(NANJING, seeds), seeds))
    browser.open(url)
    assert browser.becomes(in_view("mark.said"))
    assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth") is True
    browser.evaluate("document.querySelector('blockquote a').click()")
    assert browser.becomes(in_view("article mark.said"))
    beside = "document.querySelector('nav').getBoundingClientRect().left < document.querySelector('main').getBoundingClientRect().left"
    assert browser.evaluate(beside) is (browser.evaluate("innerWidth") > 960)


def test_hostile_words_do_nothing_in_a_browser(browser: Browser, tmp_path: Path) -> None:
    with index_of(tmp_path, evil=EVIL) as index:
        entry = index.document("evil")
        assert entry
        browser.open(saved(tmp_path, document_page(entry, index)))
        assert browser.evaluate("document.title") != "owned"
        assert browser.evaluate("document.scripts.length + document.images.length") == 0
        assert "<script>" in browser.evaluate("document.body.innerText")
