from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.document.readers.markdown import read_markdown

LAWS = Path(__file__).parents[4] / "shared" / "samples" / "laws"


def plain(text: str) -> str:
    return read_markdown(text.encode(), "a.md").text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("## 第一章 总则", "第一章 总则"),
        ("### （一）目标 ###", "（一）目标"),
        ("到2020年，规模**突破100亿元**。", "到2020年，规模突破100亿元。"),
        ("1. 第一项", "1. 第一项"),
        ("- 加强领导；", "加强领导；"),
        ("> 引用的话。", "引用的话。"),
        ("见[《办法》](http://a.cn/b)第三条", "见《办法》第三条"),
        ("3*4*5 与 a_b_c", "3*4*5 与 a_b_c"),
        (r"\*注：以下同。", "*注：以下同。"),
        ("#标签不是标题", "#标签不是标题"),
    ],
)
def test_marks_go_and_words_stay(line: str, words: str) -> None:
    assert plain(line) == words + "\n"


def test_comments_front_matter_and_rules_go() -> None:
    assert plain("---\ntitle: 法\n---\n# 法\n\n<!-- INFO END -->\n***\n正文。\n") == "法\n\n\n正文。\n"


def test_a_table_is_rows_with_bars() -> None:
    table = "| 指标 | 2020 | 2025 |\n| :-- | --: | --- |\n| 床位 | 5000 | **8000** |\n\n完。"
    assert plain(table) == "指标 | 2020 | 2025\n床位 | 5000 | 8000\n\n完。\n"


@pytest.mark.skipif(not LAWS.is_dir(), reason="the sample laws lie beside the project")
def test_laws_keep_every_word() -> None:
    for file in LAWS.glob("*.md"):
        raw = file.read_text(encoding="utf-8").replace("<!-- INFO END -->", "")
        kept = read_markdown(file.read_bytes(), file.name).text
        assert "".join(raw.replace("#", "").split()) == "".join(kept.split())


@given(st.text(alphabet="#*_-|`~<>![]() \n1.、。文字a", min_size=1).filter(lambda text: text.strip()))
def test_no_letter_is_lost_outside_of_links_and_comments(text: str) -> None:
    if not set("<`[~") & set(text):
        kept = plain(text)
        assert [char for char in text if char in "文字a。"] == [char for char in kept if char in "文字a。"]
