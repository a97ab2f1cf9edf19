"""Units: what is ranked and shown. Each is a sentence or several, to be found and understood alone.

Clauses are joined: the parts of a sentence, short sentences, a heading and what follows it, a question and its answer,
the short items of a list, a duty bracket and the sentences that it is for.
"""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from retrieval.clause.model import Clause, ClauseKind
from retrieval.text.fold import fold
from retrieval.text.joined import join

#: Characters of a unit: of joined sentences, with a heading or a bracket, of joined items and bare lines.
_LONGEST, _WITH_HEADING, _LONGEST_LIST = 240, 285, 200
#: Characters of the source that a unit may stretch over, line breaks and page marks among them: no longer quote is shown.
_LONGEST_STRETCH = 295
#: A shorter sentence is joined with its neighbour, and shorter items of a list with each other.
_SHORT, _SHORT_ITEM = 30, 60
#: Characters of blanks and page marks between two paragraphs of a unit.
_LONGEST_GAP = 200
_NAMING = {ClauseKind.HEADING, ClauseKind.LEAD}


def join_units(text: str, clauses: Sequence[Clause]) -> list[Clause]:
    """Join the clauses of the document ``text``, which are in order, into units."""
    units: list[_Unit] = []
    items = _short_items(clauses)
    for clause in clauses:
        _append(units, _Unit((clause,), len(clause.folded)), items, text)
    units = _with_short_ends(units, text)
    return [unit.clause(number, text) for number, unit in enumerate(units)]


@dataclass(frozen=True)
class _Unit:
    """Clauses that are joined, and how long they are together."""

    clauses: tuple[Clause, ...]
    length: int

    @property
    def first(self) -> Clause:
        return self.clauses[0]

    @property
    def last(self) -> Clause:
        return self.clauses[-1]

    @property
    def names(self) -> bool:
        """Whether it says nothing of its own: a heading, a run-in heading, a bare line."""
        return all(clause.kind in _NAMING for clause in self.clauses)

    def plus(self, other: "_Unit") -> "_Unit":
        return _Unit((*self.clauses, *other.clauses), self.length + other.length)

    def clause(self, number: int, text: str) -> Clause:
        """The unit as a clause."""
        if len(self.clauses) == 1:
            return replace(self.first, number=number)
        start, end = self.first.start, self.last.end
        kinds = {clause.kind for clause in self.clauses}
        said = next((clause for clause in self.clauses if clause.kind is ClauseKind.TEXT), self.first)
        return replace(
            said,
            number=number,
            start=start,
            end=end,
            text=text[start:end],
            kind=kinds.pop() if len(kinds) == 1 else ClauseKind.TEXT,
            path=_common_path(self.clauses),
            lead=self.first.lead,
            years=tuple(dict.fromkeys(chain.from_iterable(clause.years for clause in self.clauses))),
            duty=next((clause.duty for clause in reversed(self.clauses) if clause.duty), None),
            provision=self.last.provision,
            breaks=tuple(
                after.start - start for before, after in pairwise(self.clauses) if before.paragraph != after.paragraph
            ),
        )


def _common_path(clauses: Sequence[Clause]) -> tuple[str, ...]:
    path = clauses[0].path
    for clause in clauses[1:]:
        same = sum(1 for _ in _while_equal(path, clause.path))
        path = path[:same]
    return path


def _while_equal(one: Sequence[str], other: Sequence[str]) -> Iterator[str]:
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            return
        yield mine


def _short_items(clauses: Sequence[Clause]) -> frozenset[int]:
    """The paragraphs that are short, and where they were announced all of their section."""
    lengths, sections = Counter[int](), dict[int, set[int]]()
    for clause in clauses:
        lengths[clause.paragraph] += len(clause.folded)
        sections.setdefault(clause.section, set()).add(clause.paragraph)
    return frozenset(
        clause.paragraph
        for clause in clauses
        if lengths[clause.paragraph] <= _SHORT_ITEM and not (clause.lead and len(sections[clause.section]) > 1)
    )


def _append(units: list[_Unit], unit: _Unit, items: Container[int], text: str) -> None:
    """Join a clause with the units before it, or let it begin one."""
    if unit.first.kind is ClauseKind.DUTY:
        _append_duty(units, unit, text)
    elif units and _belongs(units[-1], unit, items) and _is_whole(units[-1], unit, text):
        units[-1] = units[-1].plus(unit)
    else:
        units.append(unit)


def _append_duty(units: list[_Unit], bracket: _Unit, text: str) -> None:
    """Join a bracket with all the sentences that it is for, or with the last of them, as far as they are short enough."""
    start, length = len(units), bracket.length
    while start and units[start - 1].last.duty == bracket.first.duty and length <= _WITH_HEADING:
        start -= 1
        length += units[start].length
    owned = [*units[start:], bracket]
    if len(owned) > 1 and (length > _WITH_HEADING or not _fits(owned[0], bracket)):
        owned = [units[-1], bracket]
    whole = all(_is_whole(before, after, text) for before, after in pairwise(owned))
    if len(owned) > 1 and whole and sum(unit.length for unit in owned) <= _WITH_HEADING:
        del units[len(units) - len(owned) + 1 :]
        bracket = _Unit(tuple(chain.from_iterable(unit.clauses for unit in owned)), sum(u.length for u in owned))
    units.append(bracket)


def _fits(first: _Unit, last: _Unit) -> bool:
    """Whether a unit from one to the other can be quoted."""
    return last.last.end - first.first.start <= _LONGEST_STRETCH


def _is_whole(before: _Unit, after: _Unit, text: str) -> bool:
    """Whether nothing stands between two units but a gap, and both are of one provision, for one office."""
    if not _fits(before, after):
        return False
    last, first = before.last, after.first
    same = last.provision == first.provision or bool(
        before.names and last.provision and first.provision and last.provision == first.provision.whole
    )
    if not same or (first.kind is not ClauseKind.DUTY and last.duty != first.duty):
        return False
    gap = text[last.end : first.start]
    if not gap or gap.isspace():
        return True
    return len(gap) <= _LONGEST_GAP and not join(f"字{gap}字").text[1:-1].strip(" |")


def _belongs(before: _Unit, after: _Unit, items: Container[int]) -> bool:
    """Whether a clause is to be joined with the unit before it."""
    last, first, length = before.last, after.first, before.length + after.length
    if last.kind is ClauseKind.DUTY:
        return False
    if last.paragraph == first.paragraph:
        named = last.kind in _NAMING or _heads(last, first)
        return length <= _WITH_HEADING if named else length <= _LONGEST and _goes_on(before, after)
    if "|" in last.text or "|" in first.text or last.breaks or first.breaks:
        return False  # rows of a table
    if _heads(last, first):
        return first.kind is not ClauseKind.HEADING and length <= _WITH_HEADING
    return _is_of_list(before, after, items) and length <= _LONGEST_LIST


def _goes_on(before: _Unit, after: _Unit) -> bool:
    """Whether a clause goes on the sentence before it, or one of the two is short, or an answer."""
    last, first = before.last, after.first
    short = before.length < _SHORT or (after.length < _SHORT and first.kind is not ClauseKind.LEAD)
    return last.sentence == first.sentence or short or last.folded.endswith("?")


def _heads(heading: Clause, below: Clause) -> bool:
    """Whether a clause is the heading, or the question, that another stands below."""
    if heading.section != below.section or not below.path:
        return _names_itself(heading) and heading.path == below.path[: len(heading.path)]
    name = fold(below.path[-1])
    return len(heading.folded) <= len(name) + 2 and heading.folded.startswith(name)


def _names_itself(clause: Clause) -> bool:
    """Whether a clause is the heading of the section that it stands in."""
    named = clause.kind is ClauseKind.HEADING and clause.path
    return bool(named) and clause.folded.startswith(fold(clause.path[-1]))


def _is_of_list(before: _Unit, after: _Unit, items: Container[int]) -> bool:
    """Whether a short paragraph goes on a list: it is announced, or stands beside such ones."""
    last, first = before.last, after.first
    if first.paragraph not in items:
        return False
    bare = first.kind is ClauseKind.HEADING and not _names_itself(first)
    if first.kind is ClauseKind.HEADING and not bare:
        return False
    if last.folded.endswith(":"):
        return bool(first.lead) or bare
    announced = bool(first.lead) and first.lead in {last.lead, *(c.folded.rstrip(":") for c in before.clauses)}
    return last.paragraph in items and (announced or (bare and last.kind is ClauseKind.HEADING))


def _with_short_ends(units: Sequence[_Unit], text: str) -> list[_Unit]:
    """Join what was left short at the end of its paragraph with what stands before it there."""
    joined: list[_Unit] = []
    for unit in units:
        before = joined[-1] if joined else None
        if (
            before
            and before.last.paragraph == unit.first.paragraph == unit.last.paragraph
            and unit.length < _SHORT
            and before.last.kind is not ClauseKind.DUTY
            and before.length + unit.length <= _WITH_HEADING
            and _is_whole(before, unit, text)
        ):
            joined[-1] = before.plus(unit)
        else:
            joined.append(unit)
    return joined
