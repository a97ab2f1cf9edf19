from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

from retrieval.index.analysis.lexicon import Lexicon
from retrieval.index.analysis.tokenizer import terms
from retrieval.index.ranking import bm25
from retrieval.index.ranking.bm25 import rank_bm25_parameters
from retrieval.index.ranking.maxscore import PostingsRanker
from retrieval.index.ranking.passages import Passages
from retrieval.index.store import CONTEXT, TEXT, Index
from retrieval.text.fold import fold


def held(corpus: list[list[str]]) -> Passages:
    """A corpus with all of its terms in one field."""
    return Passages([{TEXT: clause} for clause in corpus], {TEXT: set("abcdefg文号日")}, rank_bm25_parameters())


@pytest.mark.parametrize("question", ["2020年产业规模目标", "哪些单位负责数据开放共享", "国发〔2017〕35号", "智能"])
def test_scores_equal_rank_bm25_on_the_seeds(seeds: Index, question: str) -> None:
    lexicon = Lexicon()
    everything = range(seeds.clause_count)
    corpus = [terms(clause.folded, lexicon.cut) for clause in seeds.clauses(everything).values()]
    asked = list(dict.fromkeys(seeds.terms(fold(question))))
    ranker = PostingsRanker(seeds)
    weights = dict.fromkeys(asked, 1.0)
    ours = dict(ranker.best({TEXT: weights}, [everything], seeds.clause_count))
    floor = ranker.floor(TEXT, weights)
    for number, expected in enumerate(BM25Plus(corpus).get_scores(asked)):
        assert ours.get(number, 0.0) + floor == pytest.approx(expected, abs=1e-6)


@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=6), max_size=8), st.sets(st.sampled_from("abcdef")))
def test_scores_equal_rank_bm25_on_any_corpus(corpus: list[list[str]], asked: set[str]) -> None:
    totals: defaultdict[int, float] = defaultdict(float)
    for posting in held(corpus).postings(TEXT, asked).values():
        for number in range(len(corpus)):
            totals[number] += posting.floor
        for number, weight in zip(posting.clauses, posting.weights, strict=True):
            assert weight <= posting.most
            totals[number] += weight
    if any(corpus):  # rank-bm25 divides by zero on an empty corpus
        for number, expected in enumerate(BM25Plus(corpus).get_scores(sorted(asked))):
            assert totals[number] == pytest.approx(expected, abs=1e-6)


def test_a_term_in_half_of_a_small_corpus_still_counts() -> None:
    (found,) = held([["文", "号"], ["日"]]).postings(TEXT, ["文"]).values()
    assert found.weights[0] > 0


@given(
    st.dictionaries(
        st.sampled_from(
            ["产业", "人工智能", "发展", "企业", "规模", "责任", "数据", "研究", "2020年", "海洋", "没有的词"]
        ),
        st.floats(0.01, 3),
        min_size=1,
    ),
    st.integers(1, 60),
    st.sets(st.integers(0, 4), min_size=1),
)
def test_the_best_are_those_of_all_that_score_most(
    seeds: Index, weights: dict[str, float], count: int, places: set[int]
) -> None:
    ranker, allowed = PostingsRanker(seeds), [seeds.documents[place].ids for place in places]
    above = {term: weight / 2 for term, weight in weights.items()}
    scores: defaultdict[int, float] = defaultdict(float)
    for field, some in ((TEXT, weights), (CONTEXT, above)):
        for term, posting in seeds.postings(field, some).items():
            for clause, weight in zip(posting.clauses, posting.weights, strict=True):
                if any(clause in ids for ids in allowed):
                    scores[clause] += some[term] * weight
    best = ranker.best({TEXT: weights, CONTEXT: above}, allowed, count)
    assert [score for _, score in best] == pytest.approx(sorted(scores.values(), reverse=True)[:count])
    assert all(score == pytest.approx(scores[clause]) for clause, score in best)


def test_other_regions_are_left_out_of_the_scan(seeds: Index) -> None:
    entry = seeds.documents[0]
    found = dict(PostingsRanker(seeds).best({TEXT: {"产业": 1.0}}, [entry.ids], seeds.clause_count))
    assert found
    assert all(number in entry.ids for number in found)
    assert PostingsRanker(seeds).best({TEXT: {"产业": 1.0}}, [], 10) == []


@given(
    st.lists(st.lists(st.sampled_from("abcdef"), max_size=9), min_size=1, max_size=60).filter(any),
    st.dictionaries(st.sampled_from("abcdefg"), st.floats(0.01, 3), min_size=1),
    st.integers(1, 12),
)
def test_long_lists_are_ranked_as_short_ones(corpus: list[list[str]], weights: dict[str, float], count: int) -> None:
    found = []
    for many in (0, 10**6):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bm25, "_MANY", many)
            patch.setattr(bm25, "_MANY_LOADED", many)
            found.append(PostingsRanker(held(corpus)).best({TEXT: weights}, [range(len(corpus))], count))
    assert found[0] == found[1]
