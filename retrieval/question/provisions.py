"""The articles that a question names: 第二十八条, 第6条第二款, 28条, 第二十条之一, 第三条至第五条."""

import re
from dataclasses import dataclass

from retrieval.clause.provision import COUNT, Provision
from retrieval.document.model import Span
from retrieval.text.numerals import parse_number
from retrieval.text.pattern import lazy_pattern

_ARTICLE = lazy_pattern(
    rf"(?P<ordinal>第)?\s*(?P<article>{COUNT})\s*条(?:\s*之\s*(?P<inserted>{COUNT}))?"
    rf"(?:\s*的?\s*第?\s*(?P<paragraph>{COUNT})\s*款)?"
    rf"(?:\s*的?\s*第?\s*(?:(?P<item>{COUNT})\s*项|\(\s*(?P<listed>{COUNT})\s*\)(?:\s*项)?))?(?:\s*的?\s*第?\s*(?P<point>{COUNT})\s*目)?"
)
_FIRST_OF_RANGE = lazy_pattern(rf"第?\s*(?P<article>{COUNT})\s*条?\s*(?:至|到|-)\s*$")
#: What stands before a number that names an article though it has no 第: 《…》28条, 个保法28条.
_NAMED = lazy_pattern(r"(?:[法典例则释章]|办法|规定|决定|》|\))\s*的?\s*$")
#: What goes on after a number that counts things (第三条产业链, 5条措施) rather than names an article.
_COUNTS = lazy_pattern(
    r"\s*(?![是的规讲说内原怎有写呢什全里中和与及或至到、如呀啊吗要到属对关又下咋在])[\u4e00-\u9fff]"
)
_LARGEST, _LONGEST_RANGE = 9999, 10


@dataclass(frozen=True)
class Named:
    """The articles named at a place in a folded question; ``ordinal``: with 第, which nothing but an article has."""

    span: Span
    provisions: tuple[Provision, ...]
    ordinal: bool


def find_provisions(folded: str) -> list[Named]:
    """Return the provisions named in a folded question, in order."""
    found: list[Named] = []
    for match in _ARTICLE.finditer(folded):
        provision = _provision(match)
        before = folded[: match.start()]
        ordinal = bool(match["ordinal"])
        if provision is None or not (ordinal or _NAMED.search(before)):
            continue
        if _COUNTS.match(folded, match.end()) and not _NAMED.search(before):
            continue
        start = match.start()
        provisions: tuple[Provision, ...] = (provision,)
        first = _FIRST_OF_RANGE.search(before)
        if first and (opening := _number(first["article"])) and opening < provision.article:
            last = min(provision.article, opening + _LONGEST_RANGE - 1)
            start, provisions = first.start(), tuple(map(Provision, range(opening, last + 1)))
            found = [named for named in found if named.span.end <= start]
        found.append(Named(Span(start, match.end()), provisions, ordinal))
    return found


def _provision(match: re.Match[str]) -> Provision | None:
    levels = match.groupdict() | {"item": match["item"] or match["listed"]}
    numbers = [_number(levels[level]) if levels[level] else 0 for level in Provision.__dataclass_fields__]
    return Provision(*numbers) if numbers[0] > 0 and max(numbers) <= _LARGEST else None


def _number(written: str) -> int:
    return int(parse_number(written))
