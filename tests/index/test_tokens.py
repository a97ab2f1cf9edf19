import sys
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from retrieval.document.source import find_sources, seed_folder
from retrieval.index.analysis.lexicon import Lexicon
from retrieval.index.analysis.tokenizer import han_runs, terms
from retrieval.index.store import Index
from retrieval.text.fold import fold


@cache
def lexicon() -> Lexicon:
    return Lexicon()


COMMON = "人工智能产业规模目标南京宁波大连新一代发展行动计划责任单位的和在统筹推进数据开放共享算力平台企业资金中山杭州"


@given(st.text(alphabet=COMMON, min_size=1, max_size=40))
def test_questions_are_cut_exactly_as_jieba_cuts_documents(seeds: Index, run: str) -> None:
    assert seeds.cut(run) == lexicon().cut(run)


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5), min_size=1, max_size=30))
def test_any_chinese_is_cut_exactly_as_jieba_does(seeds: Index, run: str) -> None:
    assert seeds.cut(run) == lexicon().cut(run)


def test_words_bigrams_years_and_numbers_are_terms() -> None:
    found = terms("到2020年产业规模达5g水平(国发(2017)35号)", lexicon().cut)
    assert {"2020年", "产业规模", "产业", "业规", "规模", "5g", "(2017)35号"} <= set(found)


def test_our_words_stay_whole() -> None:
    assert lexicon().cut("新一代人工智能") == ["新一代人工智能"]


def test_much_text_is_cut_by_rjieba_as_by_jieba() -> None:
    files = [*find_sources([seed_folder()]), *(Path(__file__).parents[1] / "gold").glob("*/*.txt")]
    runs = [run for file in files for _, run in han_runs(fold(file.read_text(encoding="utf-8")))]
    fresh = Lexicon()
    by_jieba_first = [fresh.cut(run) for run in runs]
    assert "rjieba" in sys.modules
    assert [fresh.cut(run) for run in runs] == by_jieba_first
