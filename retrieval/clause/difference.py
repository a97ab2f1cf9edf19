"""Compare two versions of a document sentence by sentence: what was added, removed, changed, and which numbers."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from retrieval.clause.model import Clause
from retrieval.clause.sentences import split_at
from retrieval.document.model import Span
from retrieval.text.numerals import find_quantities
from retrieval.text.pattern import lazy_pattern

#: Two sentences that share so much of their bigrams are one that was changed.
_ALIKE = 0.5
#: A bigram of more sentences than this tells none of them.
_COMMON = 40
_BLANK = lazy_pattern(r"\s+")
#: The number of an article or an item, which changes with what was added before it.
_NUMBER = lazy_pattern(
    r"^(?:第[零〇一二三四五六七八九十百千\d]{1,7}(?:编|章|节|条)(?:之[一二三四五六七八九十\d]{1,3})?"
    r"|\([零〇一二三四五六七八九十\d]{1,3}\)|[零〇一二三四五六七八九十]{1,3}、|\d{1,2}(?:[.、](?!\d)|\)))"
)
_DAY = lazy_pattern(r"(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}日)?)?")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a document: ``source[start:end] == text``; ``clause`` is the number of the clause that holds it."""

    document: str
    clause: int
    start: int
    end: int
    text: str
    folded: str

    @cached_property
    def key(self) -> str:
        """The key that two sentences share where they say the same, whatever number stands before it."""
        said = _BLANK.sub("", self.folded)
        return _NUMBER.sub("", said) or said

    @cached_property
    def bigrams(self) -> Counter[str]:
        return Counter(self.key[place : place + 2] for place in range(len(self.key) - 1))

    @cached_property
    def numbers(self) -> list[str]:
        """The values and days that it says, in order."""
        found = [Span(one.start, one.end) for one in find_quantities(self.folded)]
        found += [Span(*match.span()) for match in _DAY.finditer(self.folded)]
        return [span.of(self.folded) for span in sorted(found, key=lambda span: span.start)]


@dataclass(frozen=True)
class Change:
    """A sentence that was changed, or added (``old`` is ``None``), or removed (``new`` is ``None``). ``numbers`` are the
    values of a changed one that differ, before and after; an empty text where there is none."""

    old: Sentence | None
    new: Sentence | None
    numbers: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> str:
        if self.old is None:
            return "added"
        return "removed" if self.new is None else "changed"


def sentences_of(clauses: Iterable[Clause]) -> list[Sentence]:
    """The sentences of a document's clauses, in order."""
    found = []
    for clause in clauses:
        folded = clause.folded
        for part in split_at("。;!?\n", folded, Span(0, len(folded))):
            if said := part.of(folded).strip():
                span = clause.span_of(part.start, part.end)
                text = clause.text[span.start - clause.start : span.end - clause.start]
                found.append(Sentence(clause.document, clause.number, span.start, span.end, text, said))
    return found


def compare(old: Sequence[Sentence], new: Sequence[Sentence]) -> list[Change]:
    """The changes from one version to another: those of numbers first, then as they stand in the text. What has only moved
    is no change."""
    gone, come = _unmatched(old, new), _unmatched(new, old)
    pairs = _pairs(gone, come)
    changed = [Change(gone[place], come[other], _numbers(gone[place], come[other])) for place, other in pairs.items()]
    matched = set(pairs.values())
    removed = [Change(one, None) for place, one in enumerate(gone) if place not in pairs]
    added = [Change(None, one) for place, one in enumerate(come) if place not in matched]
    return sorted([*changed, *removed, *added], key=_order)


def _order(change: Change) -> tuple[bool, int, bool]:
    here = change.new or change.old
    return not change.numbers, here.start if here else 0, change.new is None


def _unmatched(some: Sequence[Sentence], others: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that the others do not say, as often as they are said."""
    said = Counter(other.key for other in others)
    left = []
    for one in some:
        if said[one.key]:
            said[one.key] -= 1
        else:
            left.append(one)
    return left


def _pairs(gone: Sequence[Sentence], come: Sequence[Sentence]) -> dict[int, int]:
    """Which removed sentence became which added one: the most alike first, each once."""
    holding: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(gone):
        for bigram in one.bigrams:
            holding[bigram].append(place)
    alike = []
    for other, one in enumerate(come):
        near = Counter(
            place
            for bigram in one.bigrams
            if len(holding.get(bigram, ())) <= _COMMON
            for place in holding.get(bigram, ())
        )
        for place in near:
            shared = sum((gone[place].bigrams & one.bigrams).values())
            likeness = 2 * shared / max(1, len(gone[place].key) + len(one.key) - 2)
            if likeness >= _ALIKE:
                alike.append((-likeness, place, other))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, place, other in sorted(alike):
        if place not in pairs and other not in taken:
            pairs[place] = other
            taken.add(other)
    return pairs


def _numbers(old: Sentence, new: Sentence) -> tuple[tuple[str, str], ...]:
    before, after = Counter(old.numbers), Counter(new.numbers)
    return tuple(zip_longest(before - after, after - before, fillvalue=""))
