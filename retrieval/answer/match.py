"""How well a clause speaks of the words of a question."""

from collections.abc import Collection, Mapping, Sequence

from retrieval.clause.model import Clause
from retrieval.document.model import Span
from retrieval.index.entry import Entry
from retrieval.question.model import Kind, Question, Term
from retrieval.text.fold import fold

#: What a term is worth where it stands: in the clause, as a synonym there, in its headings, in the title.
_OWN, _OWN_SYNONYM, _ABOVE, _ABOVE_SYNONYM, _TITLE = 1.0, 0.85, 0.9, 0.7, 0.5
#: What its halves are worth where the whole is not: all of them, one of them.
_HALVES, _PART = 0.8, 0.4
#: What a clause has of a term that a clause beside it speaks of, and one that its duty bracket governs too.
_BESIDE, _ITEM, _REACH = 0.4, 0.75, 2
#: What a list has of a term that an item of it speaks of, and a penalty of one that the article does that it punishes.
LINKED = 0.75
#: From this share on a clause speaks of a term.
SPOKEN = 0.45


def find_shares(
    question: Question, clauses: Mapping[int, Clause], owners: Mapping[str, Entry]
) -> dict[int, tuple[float, ...]]:
    """Return for each clause how well it speaks of each term of the question, 0 to 1."""
    own = {number: _shares(question, clause, owners[clause.document]) for number, clause in clauses.items()}
    return _with_surroundings(question, clauses, own) if question.parts.neighbours else own


def _shares(question: Question, clause: Clause, entry: Entry) -> tuple[float, ...]:
    own = fold(clause.text)
    above = fold(" ".join((*clause.path, clause.lead))) if question.parts.headings else ""
    title = fold(entry.record.title.value) if entry.record.title else ""
    return tuple(match_term(term, own, above, title) for term in question.terms)


def _with_surroundings(
    question: Question, clauses: Mapping[int, Clause], shares: Mapping[int, tuple[float, ...]]
) -> dict[int, tuple[float, ...]]:
    """Let a clause share in what its neighbours say: those of its paragraph, for a duty those of its item."""
    duty = question.want.kind is Kind.DUTY
    items: dict[tuple[str, Span], list[int]] = {}
    for number, clause in clauses.items():
        if duty and clause.duty is not None:
            items.setdefault((clause.document, clause.duty), []).append(number)
    result = {}
    for number, own in shares.items():
        clause = clauses[number]
        if duty and clause.duty is not None:
            near = [other for other in items[clause.document, clause.duty] if other != number]
        else:
            near = [other for other in _beside(number) if other in clauses and _together(clause, clauses[other])]
        result[number] = _raised(own, [shares[other] for other in near], _ITEM if duty else _BESIDE)
    return result


def with_links(
    shares: Mapping[int, tuple[float, ...]], links: Mapping[int, tuple[int, ...]]
) -> dict[int, tuple[float, ...]]:
    """Let a clause share in what it says through others (see ``retrieval.answer.links``)."""
    return {
        number: _raised(own, [shares[other] for other in links.get(number, ())], LINKED)
        for number, own in shares.items()
    }


def _beside(number: int) -> list[int]:
    return [number + step for step in range(-_REACH, _REACH + 1) if step]


def _together(one: Clause, other: Clause) -> bool:
    return one.paragraph == other.paragraph and one.document == other.document


def _raised(own: tuple[float, ...], near: Sequence[tuple[float, ...]], factor: float) -> tuple[float, ...]:
    if not near:
        return own
    best = [max(some) for some in zip(*near, strict=True)]
    return tuple(max(share, factor * other) for share, other in zip(own, best, strict=True))


def tellable(terms: Sequence[Term], shares: Collection[tuple[float, ...]]) -> tuple[float, ...]:
    """The weights of the terms, 0 for those that no clause speaks of: they tell no clause from another."""
    best = [max(share) for share in zip(*shares, strict=True)] if terms else []
    return tuple(term.weight if most >= SPOKEN else 0.0 for term, most in zip(terms, best, strict=True))


def match_term(term: Term, own: str, above: str = "", title: str = "") -> float:
    """How well a clause speaks of a term, 0 to 1: ``own`` is its folded text, ``above`` its headings."""
    if term.text in own:
        return _OWN
    if any(other in own for other in term.alternatives):
        return _OWN_SYNONYM
    if term.text in above:
        return _ABOVE
    if any(other in above for other in term.alternatives):
        return _ABOVE_SYNONYM
    if term.text in title:
        return _TITLE
    if len(term.text) < 3 or not "\u4e00" <= term.text[0] <= "\u9fff":
        return 0.0
    parts = _match_parts(term.text, own, above)
    if parts < SPOKEN and len(term.text) == 4:  # 智慧养殖: 智能化养殖 says it by the halves of a synonym
        halved = (other for other in term.alternatives if len(other) == 4)
        parts = max([parts, *(_OWN_SYNONYM * _match_halves(other, own, above) for other in halved)])
    return parts


def _match_halves(text: str, own: str, above: str) -> float:
    both = all(half in own or half in above for half in (text[:2], text[2:]))
    return _HALVES if both else 0.0


def _match_parts(text: str, own: str, above: str) -> float:
    """What the parts of a compound are worth: 冷链 and 物流 for 冷链物流."""

    def stands(part: str) -> bool:
        return part in own or part in above

    if len(text) == 3:
        if (stands(text[:2]) and stands(text[2])) or (stands(text[0]) and stands(text[1:])):
            return _HALVES
        return _PART if stands(text[:2]) or stands(text[1:]) else 0.0
    if len(text) == 4 and _match_halves(text, own, above):
        return _HALVES
    bigrams = [text[place : place + 2] for place in range(len(text) - 1)]
    return _HALVES * sum(1.0 if bigram in own else 0.6 if bigram in above else 0.0 for bigram in bigrams) / len(bigrams)
