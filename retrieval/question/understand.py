"""Understand a question: region, years, what is wanted, and the topic that remains."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from retrieval.clause.provision import Provision
from retrieval.errors import QuestionError
from retrieval.index.selection import EVERYTHING
from retrieval.index.store import Index
from retrieval.index.tokens import han_runs
from retrieval.question.definition import asked_definition
from retrieval.question.model import Kind, Law, LawReading, Question, Term, Want
from retrieval.question.parts import ALL, Parts
from retrieval.question.repair import find_repairs, mend
from retrieval.question.scope import Scope, arabic_years, read_scope
from retrieval.question.topic import read_terms, without_asking, without_exceptions
from retrieval.question.wants import (
    asks_commencement,
    asks_issued,
    asks_outcome,
    asks_penalty,
    asks_status,
    only_asks_force,
    read_want,
    without_city,
)
from retrieval.text.fold import fold
from retrieval.text.numerals import find_quantities
from retrieval.text.pattern import lazy_pattern
from retrieval.text.regions import Region, abbreviated, find_regions
from retrieval.text.sounds import common_shapes

MAX_LENGTH = 500
#: A 发文字号, with the characters of the issuer before it: 国发(2017)35号, 国发2017年35号.
_NUMBER = lazy_pattern(
    r"(?:[^\W\d据照按和与及的]{0,6}[发函办字规令])?(?:\(\s*(?P<year>(?:19|20)\d{2})\s*\)|(?<=[发函办字政府令规])\s*(?P<bare>(?:19|20)\d{2}))\s*年?\s*第?(?P<count>\d+)\s*号"
)
_POINTS = lazy_pattern(r"它|其|上述|刚才|上面|前面说|这(?:个|项|些|条|份|笔|件|事|里面)|该(?:项|计划|政策)")
_FOLLOWS = lazy_pattern(
    r"^(?:那么?|还有|另外|然后)|呢(?:\W|$)|它|上述|刚才|上面|前面说|这(?:一)?(?:个|项|些|条|份|笔|件|事|块|方面|类|种|里面)|该(?:项|计划|政策)|此外"
)
_SEVERAL = lazy_pattern(
    r"(?:哪|几|多少|谁|什么|怎么)[^,。?]*[,;][^,。?]*(?:哪|几(?!乎)|多少|谁|什么|怎么)"  # …依托哪些区,涉及几个领域
)
_PLAIN = frozenset({Kind.MEASURE, Kind.NAME, Kind.LIST})
#: Nothing but a document has these.
_OF_PAPERS = lazy_pattern(r"发文|落款|成文|印发|起草|签发")
_ISSUING = lazy_pattern(r"印发|发布|发文|出台|制定|颁布|公布")
#: The same, unless it is of several cities that one thing each is asked.
_EACH = lazy_pattern(r"分别|各(?:自|是|要|有|给|达|搞|做|建|多少|几)|又(?:要|是|有|给)")
#: Terms weigh this much of their own weight when taken from an earlier question beside new ones.
_INHERITED, _REPLACED = 0.4, 0.2
_OWN_TOPIC, _ASKED_TOPIC, _BARE = 0.9, 0.35, 0.12
#: Asked when something comes into force, and words that no title holds weigh so much: it is not the document.
_IN_FORCE, _OTHER = frozenset({"effective", "validity", "force"}), 0.15


@dataclass(frozen=True)
class Filters:
    """A region's name and a year given beside the question; they replace what the question names."""

    region: str | None = None
    year: int | None = None


def understand(
    text: str, index: Index, history: Sequence[str] = (), filters: Filters | None = None, parts: Parts = ALL
) -> Question:
    """Return the question as understood, completed from ``history`` (earlier questions, oldest first).

    ``parts`` leaves parts of the way out. Raises ``QuestionError`` when ``text`` cannot be a question: too long, or broken characters.
    """
    question = _read(_check(text), index, parts)
    previous: Question | None = None
    for earlier in history:
        read = _read(_check(earlier), index, parts)
        previous = _complete(read, previous) if previous else read
    if previous:
        question = _complete(question, previous)
    return _filtered(question, filters, index) if filters else question


def read_region(name: str) -> tuple[tuple[Region, ...], ...]:
    """Return the regions that a name given beside a question means. Raises ``QuestionError`` where it means none."""
    named = [mention.regions for mention in find_regions(fold(name))] or [abbreviated(fold(name))]
    if not any(named):
        raise QuestionError(f"认不出地区：{name}。请写省、市或区县的名字，例如 南京。")
    return tuple(named)


def documents_of(region: str | None, index: Index) -> list[str] | None:
    """The ids of the documents of a region given by name; ``None``, which means all, where none is given.

    Raises ``QuestionError`` where the name is of no region.
    """
    if region is None:
        return None
    named = tuple(name for names in read_region(region) for name in names)
    return index.catalogue.ids(replace(EVERYTHING, regions=named))


def _filtered(question: Question, filters: Filters, index: Index) -> Question:
    if filters.region is not None:
        regions = read_region(filters.region)
        here = tuple(names for names in regions if any(map(index.catalogue.has, names)))
        question = replace(
            question, regions=here, foreign=tuple(names for names in regions if names not in here), every=False
        )
    if filters.year is not None:
        question = replace(question, years=(filters.year,))
    return question


def _check(text: str) -> str:
    if len(text) > MAX_LENGTH:
        raise QuestionError(f"问题太长：{len(text)} 个字。请缩短到 {MAX_LENGTH} 字以内。")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise QuestionError("问题里有残缺的字符。请重新输入。") from error
    return "".join(char if char.isprintable() else " " for char in text).strip()


def _read(text: str, index: Index, parts: Parts) -> Question:
    folded = _join_spaced(arabic_years(common_shapes(fold(text))))
    plain = _NUMBER.sub(lambda match: " " * len(match.group()), without_exceptions(folded))
    named = _laws_in(folded, index)
    plain = named.blanked(plain)
    scope = read_scope(plain, _word_spans(folded, index), index.catalogue)
    numbers = tuple(f"({match['year'] or match['bare']}){match['count']}号" for match in _NUMBER.finditer(folded))
    plain = without_asking(scope.rest)
    repairs = find_repairs(plain, index) if parts.repair else ()
    asked = mend(without_exceptions(folded), repairs)
    want = read_want(asked if scope.regions else without_city(asked))
    terms = (*scope.counties, *read_terms(mend(plain, repairs), want, index))
    want = _settled(want, numbers, terms, index)
    if not parts.synonyms:
        terms = tuple(replace(term, alternatives=()) for term in terms)
    want = _of_paper(want, terms, index)
    every, draft = scope.every, asks_status(folded)
    if want.kind is Kind.RECORD and not _OF_PAPERS.search(asked) and _is_of_clauses(want, terms, index):
        want = read_want(_ISSUING.sub("", asked))
    listed = want == Want(Kind.RECORD, documents=True) and draft is None and not scope.years
    if listed and not asks_issued(folded) and scope.regions:
        want = Want(Kind.NAME)  # 中山把它列进了哪个计划: one that the city's document names
    elif listed and not asks_issued(folded) and _topic(terms) >= _OWN_TOPIC:
        want, every = Want(Kind.MEASURE), True  # 哪几份文件里写了…: what they write is asked for
    return Question(
        text=text,
        folded=folded,
        want=want,
        regions=scope.regions,
        foreign=scope.foreign,
        every=every,
        years=tuple(year for year in scope.years if year not in named.years),
        terms=terms,
        repairs=repairs,
        parts=parts,
        quantities=tuple(find_quantities(plain)),
        numbers=numbers,
        draft=draft,
        outcome=asks_outcome(folded),
        several=_asks_several(folded, scope),
        laws=_with_provisions(named.laws, folded, terms),
        defined=asked_definition(named.blanked(folded)),
        penalty=asks_penalty(folded),
        commencement=asks_commencement(folded),
    )


def _laws_in(folded: str, index: Index) -> LawReading:
    """The laws that a question names; what reads them is imported where the index holds some."""
    if not index.catalogue.totals.laws:
        return LawReading()
    from retrieval.question.laws import read_laws

    return read_laws(folded, index)


def _asks_several(folded: str, scope: Scope) -> bool:
    return bool(_SEVERAL.search(folded)) or (len(scope.regions) < 2 and not scope.every and bool(_EACH.search(folded)))


def _settled(want: Want, numbers: Sequence[str], terms: Sequence[Term], index: Index) -> Want:
    """With a 发文字号: the document that bears it, or those that cite one that none here bears."""
    if not numbers or (want.kind not in {Kind.RECORD, Kind.CITING} and _topic(terms) >= _BARE):
        return want
    if any(map(index.catalogue.bears, numbers)):
        return (
            Want(Kind.RECORD, facts=("number", *(want.facts or ("title",)))) if want.kind is not Kind.CITING else want
        )
    return Want(Kind.CITING)


def _of_paper(want: Want, terms: Sequence[Term], index: Index) -> Want:
    """From when a document is in force, or a time that it sets for something else: 数据中心什么时候开始实施."""
    if not want.facts or not _IN_FORCE.issuperset(want.facts) or want.documents:
        return want
    in_title = index.catalogue.is_in_a_title
    others = [term for term in terms if not any(map(in_title, (term.text, *term.alternatives)))]
    return Want(Kind.TIME) if _topic([term for term in others if not only_asks_force(term.text)]) >= _OTHER else want


def _with_provisions(laws: Sequence[Law], folded: str, terms: Sequence[Term]) -> tuple[Law, ...]:
    """The laws; asked of one no more than what it is, its first article, which says what it is for."""
    asks = read_want(folded)
    if asks.kind in _PLAIN and _topic(terms) < _BARE and not asks_commencement(folded):
        return tuple(
            replace(law, provisions=(Provision(1),)) if law.documents and not law.provisions else law for law in laws
        )
    return tuple(laws)


def _is_of_clauses(want: Want, terms: Sequence[Term], index: Index) -> bool:
    """Whether 谁发布, 何时公布 is asked of what the documents speak of (谁发布灾情信息), not of the documents themselves."""
    if want.documents or not want.facts or not set(want.facts) <= {"issuer", "date"}:
        return False
    if not index.catalogue.totals.laws:
        return False
    strange = [term for term in terms if not index.catalogue.is_in_a_title(term.text)]
    return _topic(strange) >= _OWN_TOPIC


def _topic(terms: Sequence[Term]) -> float:
    return sum(term.weight for term in terms if not term.names_kind)


def _join_spaced(folded: str) -> str:
    """Join characters typed apart (人 工 智 能); spaces between words stay."""
    if " " not in folded:
        return folded
    return re.sub(
        r"(?<![\u4e00-\u9fff])(?:[\u4e00-\u9fff] ){2,}[\u4e00-\u9fff](?![\u4e00-\u9fff])",
        lambda match: match.group().replace(" ", ""),
        folded,
    )


def _word_spans(folded: str, index: Index) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for start, run in han_runs(folded):
        ends = accumulate(map(len, index.cut(run)), initial=start)
        spans.extend(pairwise(ends))
    return spans


def _complete(question: Question, previous: Question) -> Question:
    """Give a follow-up what it lacks; a question with a region and a topic of its own needs nothing."""
    question = replace(question, laws=_laws(question, previous))
    own = _topic(question.terms)
    points = bool(_FOLLOWS.search(question.folded))
    if not points and _is_whole(question, own):
        return question
    follows = points or own < _OWN_TOPIC
    inherited = set()
    regions, years, want, terms = question.regions, question.years, question.want, question.terms
    if not regions and not question.foreign and not question.every and previous.regions:
        regions = previous.regions
        inherited.add("regions")
    if follows:
        if not years and previous.years:
            years = previous.years
            inherited.add("years")
        if want.kind is Kind.MEASURE and previous.want != Want(Kind.MEASURE):
            want = previous.want
        terms = _joined(terms, previous.terms, own < _BARE or bool(_POINTS.search(question.folded)))
        inherited.add("terms")
    return replace(question, regions=regions, years=years, want=want, terms=terms, inherited=frozenset(inherited))


def _is_whole(question: Question, own: float) -> bool:
    """Whether a question says where and what by itself; where it asks for a value or a list, a lighter topic will do."""
    if not (question.regions or question.every):
        return False
    if question.want.kind is Kind.LIST:
        return bool(question.terms)
    return own >= (_OWN_TOPIC if question.want.kind is Kind.MEASURE else _ASKED_TOPIC)


def _laws(question: Question, previous: Question) -> tuple[Law, ...]:
    """The laws named; of 第七条呢 the law is that of the question before, and so it is where a follow-up names none."""
    if not previous.laws or any(law.typed for law in question.laws):
        return question.laws
    before = tuple(replace(law, provisions=question.provisions) for law in previous.laws[:1])
    return before if question.laws or _FOLLOWS.search(question.folded) else ()


def _joined(terms: Sequence[Term], earlier: Sequence[Term], whole: bool) -> tuple[Term, ...]:
    """The terms with the earlier ones: those count ``whole`` where the question has no topic of its own.

    Otherwise they count little, and nouns least: the new noun is there in the old one's place.
    """
    have = {term.text for term in terms}
    kept = [term for term in earlier if term.text not in have]
    return (
        *terms,
        *(
            term if whole else replace(term, weight=term.weight * (_REPLACED if term.noun else _INHERITED))
            for term in kept
        ),
    )
