"""Where the reader of a law is: which article, paragraph (款), item (项) and point (目) a paragraph of the text is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from retrieval.clause.model import Clause
from retrieval.clause.outline import Heading, Level
from retrieval.clause.provision import COUNT, Provision
from retrieval.text.numerals import parse_number

_NONE = Provision(0)
_LARGEST, _FEWEST = 9999, 3
_ARTICLE = re.compile(rf"第(?P<article>{COUNT})条(?:之(?P<inserted>{COUNT}))?")
_ITEM = re.compile(rf"\(?(?P<number>{COUNT})(?:\)|、|\.)")
#: What may follow the number of an article without a space: never what goes on to speak of it (第三条的规定, 第五条、第六条).
_SPEAKS_OF_IT = re.compile(
    r"[的、,和与至到及或所之第款项。;]|规定|中(?![央国小外华级])|\([一二三四五六七八九十]+\)[项、,]"
)


@dataclass(frozen=True)
class Reading:
    """The provision that the reader is in, if any; ``last`` is the last article read, ``lists`` whether the paragraph
    before announced a list."""

    provision: Provision | None = None
    last: Provision = _NONE
    lists: bool = False

    @property
    def inside(self) -> bool:
        return self.provision is not None

    def enter(self, folded: str, heading: Heading | None) -> "Reading":
        """Go on to the paragraph ``folded``, opened by ``heading``."""
        provision = self._next(folded, heading)
        last = provision.whole if provision else self.last
        return Reading(provision, last, folded.endswith(":"))

    def _next(self, folded: str, heading: Heading | None) -> Provision | None:
        if heading and heading.level is Level.ARTICLE:
            article = article_at(folded)
            return replace(article, paragraph=int(bool(folded[heading.end :].strip()))) if article else None
        if heading and heading.level is Level.FIFTH:
            return self.provision
        if self.provision is None or (heading and heading.level < Level.ARTICLE):
            return None
        if heading and Level.FIRST <= heading.level <= Level.FOURTH and heading.level is not Level.QUESTION:
            return self._item(folded, heading) if self.is_item(heading) else None
        return replace(self.provision, paragraph=self.provision.paragraph + 1, item=0, point=0)

    def is_item(self, heading: Heading | None) -> bool:
        """Whether a numbered paragraph is an item of the article rather than a heading: (一), 1., after a colon 一、."""
        if self.provision is None or heading is None or not heading.numbered:
            return False
        return heading.level >= Level.SECOND or (heading.level is Level.FIRST and (self.lists or self._listing))

    @property
    def _listing(self) -> bool:
        return self.provision is not None and self.provision.item > 0

    def _item(self, folded: str, heading: Heading) -> Provision | None:
        match = _ITEM.match(folded)
        assert self.provision is not None
        if not match:
            return self.provision
        at = replace(self.provision, paragraph=max(1, self.provision.paragraph))
        number = int(parse_number(match["number"]))
        if heading.level in {Level.THIRD, Level.FOURTH} and at.item and not (number == at.item + 1 and not at.point):
            return replace(at, point=number)
        return replace(at, item=number, point=0)


def article_at(folded: str) -> Provision | None:
    """The article whose number opens a folded paragraph."""
    match = _ARTICLE.match(folded)
    if not match:
        return None
    numbers = [int(parse_number(number)) if number else 0 for number in match.groups()]
    return Provision(*numbers) if 0 < numbers[0] <= _LARGEST and numbers[1] <= _LARGEST else None


def opens_article(folded: str, last: Provision) -> int:
    """Where the number of an article ends that opens a folded paragraph without a space behind it (第一条为了…); 0 where
    none does: only the article after the last one can be told from a sentence that speaks of one."""
    match = _ARTICLE.match(folded)
    article = article_at(folded)
    if not match or not article or _SPEAKS_OF_IT.match(folded, match.end()):
        return 0
    follows = article in {
        Provision(last.article + 1),
        replace(last, inserted=last.inserted + 1, paragraph=0, item=0, point=0),
        Provision(1),
    }
    return match.end() if follows else 0


def is_law(paragraphs: Sequence[str]) -> bool:
    """Whether folded paragraphs are of a text in articles: 第一条主线 alone opens none."""
    return len({article for paragraph in paragraphs if (article := article_at(paragraph))}) >= _FEWEST


def with_only_paragraphs(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses with the paragraph left open (0) where an article has no second one."""
    return [clause for _, run in groupby(clauses, _whole) for clause in _settled(list(run))]


def _whole(clause: Clause) -> Provision | None:
    return clause.provision.whole if clause.provision else None


def _settled(run: list[Clause]) -> Iterator[Clause]:
    several = any(clause.provision and clause.provision.paragraph > 1 for clause in run)
    for clause in run:
        only = clause.provision and not several
        yield replace(clause, provision=replace(clause.provision, paragraph=0)) if only and clause.provision else clause
