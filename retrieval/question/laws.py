"""The laws that a question names, and the articles of them: 个保法第二十八条, 《著作权法》规定…, 上海的燃气条例."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from retrieval.document.model import DRAFT, Span
from retrieval.index.documents.entry import Entry
from retrieval.index.documents.versions import years_of
from retrieval.index.postings.intersection import in_all
from retrieval.index.store import TEXT, Index
from retrieval.question.model import Law, LawReading
from retrieval.question.provisions import find_provisions
from retrieval.question.titles import GENRE, fitting, plain_name
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern
from retrieval.text.regions import find_regions, same_place

#: What can stand before the name of a law in a question; anything else is the beginning of the name.
_BEFORE = lazy_pattern(
    r"(?:^|[^\w]|请问|[问查找看说讲背念按是和与及跟或的在对]|一下|根据|依据|依照|遵照|按照|违反|触犯|违背|适用|参照|引用|关于|对于|对照|"
    r"解释|我国|现行|最新|[新旧老]|原来?|修订后|修正后|知道|了解|介绍|给我|帮我|告诉我|想要?|符合|什么|以及|年|版|本)$"
)
_QUOTED = lazy_pattern(r"《(?P<name>[^《》]*(?:《[^《》]*》[^《》]*)*)》")
_RUN = lazy_pattern(r"[\u4e00-\u9fff《》〈〉、]+(?:\([^()]{2,16}\))?$")
#: Where a name can end in the middle of a question: 法律, 法院, 法人 are other words.
_END = lazy_pattern(rf"{GENRE}(?![律规院人定治官制庭典学案务国宝])")
#: A word that ends like a law and is none: 违法, 做法, 立法; 办法 alone.
_NO_LAW = lazy_pattern(
    rf"(?:[违非合依守执司立普书看做方说想用无设没办语宪枪疗手]法|^(?:有关|相关|其他|什么|哪些|具体|管理|实施|处理|处罚|本|该|此|这个?|那个?|{GENRE})?{GENRE})$"
)
_LINK = lazy_pattern(r"(?:\(?(?:修订|修正)?(?:草案|征求意见稿|送审稿)*\)?)?[的中里第,\s、]*$")
_YEAR = lazy_pattern(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_DRAFT = lazy_pattern(r"征求意见稿|草案|送审稿")
#: Names that are a law's for certain, at the head of a question or in the marks of a title.
_HEAD = lazy_pattern(
    r"^(?:请问|问一下|根据|按照|依据|依照|违反|在)?(?P<name>[\u4e00-\u9fff]{2,30}?(?:条例|法(?:典)?))(?=规定|[中里对的,要是有关第]|$)"
)
_LAWS = lazy_pattern(r"(?:条例|法|法典)$")
_LONGEST = 60
_LOOKED_AT = 200
#: A name that fits more laws than this names none of them.
_MOST = 3
#: Of more laws it is not told which version is meant: the name means none of them.
_VERSIONED = 24


@dataclass(frozen=True)
class _Version:
    """The years that a question names, and whether it speaks of a draft."""

    years: frozenset[int]
    draft: bool


def read_laws(folded: str, index: Index) -> LawReading:
    """Read the laws off a folded question, put to an index that holds laws."""
    years = frozenset(int(year) for year in _YEAR.findall(folded))
    read = _read(folded, _Version(years, bool(_DRAFT.search(folded))), index)
    versions = [index.document(name) for law in read.laws for name in law.documents]
    return replace(read, years=years & {year for entry in versions if entry for year in years_of(entry)})


def _read(folded: str, asked: _Version, index: Index) -> LawReading:
    named = find_provisions(folded)
    if not named:
        return _without_articles(folded, asked, index)
    laws: list[Law] = []
    spans: list[Span] = []
    start = 0
    for place in named:
        law, span = _named_before(folded[start : place.span.start], asked, index)
        if law is None and laws:
            law = Law(laws[-1].typed, laws[-1].documents)
        if law is None or not (law.documents or place.ordinal):
            law = Law("")
        if not place.ordinal and not law.documents:
            continue
        laws.append(Law(law.typed, law.documents, place.provisions))
        spans.extend([Span(start + span.start, start + span.end), place.span])
        start = place.span.end
    return LawReading(_merged(laws), tuple(spans))


def _merged(laws: Sequence[Law]) -> tuple[Law, ...]:
    merged: list[Law] = []
    for law in laws:
        if merged and (merged[-1].typed, merged[-1].documents) == (law.typed, law.documents):
            provisions = tuple(dict.fromkeys((*merged[-1].provisions, *law.provisions)))
            merged[-1] = Law(law.typed, law.documents, provisions)
        else:
            merged.append(law)
    return tuple(merged)


def _named_before(text: str, asked: _Version, index: Index) -> tuple[Law | None, Span]:
    """The law whose name ends ``text``, up to the words that link it with an article, and the span of its name."""
    end = _LINK.search(text).start()  # type: ignore[union-attr]  # it matches nothing at least
    quoted = [match for match in _QUOTED.finditer(text) if match.end() == end]
    if quoted:
        name = quoted[-1]["name"]
        return _law(name, text[: quoted[-1].start()], asked, index, bound=True), Span(*quoted[-1].span())
    run = _RUN.search(text, max(0, end - _LONGEST), end)
    if not run:
        return None, Span(end, end)
    starts = [place for place in range(run.start(), end) if _BEFORE.search(text[:place])]
    for place in starts:
        if law := _law(text[place:end], text[:place], asked, index):
            return law, Span(place, end)
    unknown = next((place for place in reversed(starts) if _is_name(text[place:end])), None)
    if unknown is None:
        return None, Span(end, end)
    return Law(text[unknown:end]), Span(unknown, end)


def _is_name(text: str) -> bool:
    name = re.sub(r"\([^()]*\)$", "", text)
    return bool(re.search(rf"{GENRE}$", name)) and not _NO_LAW.search(name)


def _law(name: str, before: str, asked: _Version, index: Index, bound: bool = False) -> Law | None:
    """The law of a name; ``bound``: it is a name, whether there is such a law here or not."""
    found = _of_places(fitting(name, index), before)
    if not found:
        return Law(name) if bound else None
    return Law(name, tuple(entry.id for entry in _of_years(found, asked, index)))


def _of_places(found: Sequence[Entry], before: str) -> Sequence[Entry]:
    """The laws of the places that the words before the name say, or else those of no place; all where they say none."""
    regions = [region for mention in find_regions(before) for region in mention.regions]
    if not regions:
        return found
    there = [one for one in found if one.record.region and any(same_place(r, one.record.region) for r in regions)]
    return there or [one for one in found if not one.record.region]


def _of_years(found: Sequence[Entry], asked: _Version, index: Index) -> list[Entry]:
    """The latest version of each, or that of a year named, or the draft; of very many, of the first."""
    chosen: dict[str, Entry] = {}
    for entry in found[:_VERSIONED]:
        versions = index.catalogue.versions_of(entry)
        if asked.draft:
            versions = [version for version in versions if version.record.status == DRAFT] or versions
        dated = [version for version in versions if years_of(version) & asked.years] if asked.years else []
        chosen.setdefault((dated or versions)[0].id, (dated or versions)[0])
    return list(chosen.values())


def _without_articles(folded: str, asked: _Version, index: Index) -> LawReading:
    """The one law that a question without articles is put to, if it names one."""
    for quoted in _QUOTED.finditer(folded):
        if found := fitting(quoted["name"], index):
            return _single(quoted["name"], found, Span(*quoted.span()), asked, index)
    for end in _END.finditer(folded):
        run = _RUN.search(folded, max(0, end.end() - _LONGEST), end.end())
        if not run:
            continue
        for place in range(run.start(), end.end()):
            name = folded[place : end.end()]
            if _BEFORE.search(folded[:place]) and _is_name(name) and (fits := fitting(name, index)):
                named = _of_places(fits, folded[:place])
                return _single(name, named, Span(place, end.end()), asked, index) if named else LawReading()
    return _unknown(folded, index)


def _unknown(folded: str, index: Index) -> LawReading:
    """A law that is not here, and that no document here speaks of either."""
    heads = [match for match in (_QUOTED.search(folded), _HEAD.search(folded)) if match]
    for match in heads:
        name = match["name"]
        if _LAWS.search(name) and _is_name(name) and not _is_spoken_of(plain_name(name), index):
            return LawReading((Law(name),), (Span(*match.span("name")),))
    return LawReading()


def _is_spoken_of(name: str, index: Index) -> bool:
    """Whether a title or a clause holds a name."""
    if index.catalogue.is_in_a_title(name):
        return True
    found = index.postings(TEXT, pieces := set(index.terms(name)))
    if not pieces or set(found) != pieces:
        return False
    held = list(islice(in_all([posting.clauses for posting in found.values()]), _LOOKED_AT))
    return any(name in fold(clause.text) for clause in index.clauses(held).values())


def _single(name: str, found: Sequence[Entry], span: Span, asked: _Version, index: Index) -> LawReading:
    chosen = _of_years(found, asked, index)
    if len(chosen) > _MOST:
        return LawReading()
    return LawReading((Law(name, tuple(entry.id for entry in chosen)),), (span,))
