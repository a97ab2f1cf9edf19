"""How likely each piece of a document is one of the things asked for, by a logistic regression; and what that tells of sets."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import attrgetter, or_

from retrieval.answer.several.evidence import SAID, Evidence, title_of
from retrieval.answer.several.kinds import promised
from retrieval.answer.several.pieces import Piece
from retrieval.answer.several.proposals import MAX_ITEMS, Proposal, family
from retrieval.answer.several.structure import Node
from retrieval.document.model import Span

#: What a heading or the first words of a paragraph are of stands at their end.
_TAIL = 12
#: So much of a paragraph introduces its pieces.
_OPENING = 60
#: So many of the likeliest pieces are looked at beside a set, those within so many characters as its neighbours.
_LIKELIEST, _NEAR = 60, 200
#: A piece is unlikely beside others whose best is so much likelier.
_UNLIKELY = 0.3
#: Sets of those pieces are offered that are so likely beside the likeliest one of a set, and of the document.
_KEPT, _OF_DOCUMENT = (0.3, 0.6), (0.3, 0.5, 0.7)
#: No chance is nearer to certainty.
_CERTAIN = 1e-4
#: The values of a piece that weigh something else for each kind of question.
OF_KIND = frozenset(
    {"money", "number", "date", "negated", "heading", "length", "own", "sentence", "promised", "in named", "in commas"}
    | {"in sentences"}
)


def read_pieces(proposals: Iterable[Proposal], evidence: Evidence) -> dict[Piece, dict[str, float]]:
    """The values of all pieces of some proposals."""
    families: dict[Piece, set[str]] = {}
    for proposal in proposals:
        name = f"in {family(proposal.form)}"
        for item in proposal.items:
            families.setdefault(item, set()).add(name)
    sections: dict[int, dict[str, float]] = {}
    found = {}
    for piece, names in families.items():
        node = evidence.structure.at(piece.start)
        if node.number not in sections:
            sections[node.number] = _of_section(node, evidence)
        found[piece] = sections[node.number] | _of_piece(piece, node, evidence) | dict.fromkeys(names, 1.0)
    return found


def _of_section(node: Node, evidence: Evidence) -> dict[str, float]:
    """The values that all pieces of a section share."""
    path, kinds, above = node.path, evidence.asked.kinds, evidence.above
    said = [promised(title[-_TAIL:]) for title in path[-2:]]
    kept = frozenset[str]().union(*said)
    return {
        "path": evidence.coverage(*path) if path else 0.0,
        "rare_path": evidence.rarely(*path) if path else 0.0,
        "title": evidence.coverage(path[-1]) if path else 0.0,
        "named": evidence.named(title_of(node)),
        "up0": node.number in above[:1],
        "up1": node.number in above[1:2],
        "up2": node.number in above[2:],
        "root": node.number == 0,
        "depth": node.depth,
        "focus_path": any(evidence.focuses(title) for title in path[-2:]),
        "promised": len(kept & kinds),
        "clash": len(kept - kinds),
    }


def _of_piece(piece: Piece, node: Node, evidence: Evidence) -> dict[str, float]:
    """The values of a piece by itself and in its paragraph."""
    text, path = piece.folded, node.path
    said = dict(zip(SAID, evidence.said(piece), strict=True))
    heading = bool(node.title and node.title.start <= piece.start < node.title.end)
    line = None if heading else evidence.structure.line_at(piece.start)
    sentence = _around(line.in_sentences, piece) if line else None
    opening = line.opening if line else ""
    own, asked = evidence.coverage(text), set(evidence.asked.question.years)
    above, nearest = evidence.coverage(*path) if path else 0.0, evidence.nearest(Span(piece.start, piece.end))
    whole = (text, opening, *path)
    return {
        "own": own,
        "rare": evidence.rarely(text),
        "in_sentence": evidence.coverage(sentence.folded) if sentence else own,
        "line": evidence.coverage(line.folded[:_OPENING]) if line else 0.0,
        "opening": evidence.coverage(opening) if opening else 0.0,
        "all": evidence.coverage(*whole),
        "rare_all": evidence.rarely(*whole),
        "nearest": nearest,
        "first": evidence.is_first(piece),
        "heading": heading,
        "length": min(4.0, len(text) / 40),
        "focus": evidence.focuses(text),
        "focus_end": any(text.endswith(word.text) for word in evidence.asked.focus),
        "focus_opening": evidence.focuses(opening),
        "last_opening": bool(evidence.last) and evidence.last in opening,
        "promised_opening": len(promised(opening[-_TAIL:]) & evidence.asked.kinds),
        "negation": piece.negated == evidence.negated,
        "year": bool(asked & piece.years),
        "other_year": bool(asked and piece.years - asked),
        "year_governs": bool(asked and line and line.years_of(piece) & asked),
        "begins": bool(sentence and piece.start == sentence.start),
        "sentence": bool(sentence and sentence.key == piece.key),
        "asked": evidence.total,
        "asked_own": evidence.total * own,
        "own_number": own * said["number"],
        "nearest_path": nearest * above,
        **{name: said[name] for name in SAID if name != "word"},
    }


def _around(sentences: Sequence[Piece], piece: Piece) -> Piece | None:
    """The sentence that a piece is of."""
    number = bisect_right(sentences, piece.start, key=attrgetter("start")) - 1
    return sentences[number] if number >= 0 and sentences[number].end >= piece.end else None


@dataclass(frozen=True)
class Relevance:
    """The log odds of each piece to be one of the things asked for."""

    odds: Mapping[Piece, float]

    @cached_property
    def chances(self) -> Mapping[Piece, float]:
        found = ((piece, 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))) for piece, odds in self.odds.items())
        return {piece: max(_CERTAIN, min(1 - _CERTAIN, chance)) for piece, chance in found}

    @cached_property
    def _likeliest(self) -> Sequence[tuple[float, int, int]]:
        """The likeliest pieces, best first: how likely each is, and where it stands."""
        best = sorted(((chance, one.start, one.end) for one, chance in self.chances.items()), reverse=True)
        return best[:_LIKELIEST]

    def _touched(self, piece: Piece) -> int:
        """The likeliest pieces that a piece meets, as bits."""
        found = self._meetings.get(piece.key)
        if found is None:
            start, end = piece.key
            bits = (1 << number for number, one in enumerate(self._likeliest) if one[1] < end and start < one[2])
            found = self._meetings[piece.key] = sum(bits)
        return found

    @cached_property
    def _meetings(self) -> dict[tuple[int, int], int]:
        return {}

    def read(self, proposal: Proposal) -> dict[str, float]:
        """The values of a set: how likely its items are, and what likely pieces it leaves out."""
        chances = [self.chances[item] for item in proposal.items]
        odds = [math.log(chance / (1 - chance)) for chance in chances]
        mean, middle, count = sum(chances) / len(chances), sum(odds) / len(odds), len(chances)
        best, total = self._likeliest[0][0], sum(chance for chance, _, _ in self._likeliest)
        touched = reduce(or_, (self._touched(item) for item in proposal.items))
        left = [one for number, one in enumerate(self._likeliest) if not touched >> number & 1]
        span = proposal.span
        beside = [one for one in left if span.start - _NEAR <= one[1] and one[2] <= span.end + _NEAR]
        between = next((one[0] for one in beside if span.start <= one[1] and one[2] <= span.end), 0.0)
        return {
            "likely": mean,
            "odds": middle,
            "least_odds": min(odds),
            "best_odds": max(odds),
            "odds_vary": math.sqrt(sum((one - middle) ** 2 for one in odds) / count),
            "likely_share": mean / best,
            "likely_sum": sum(chances) / total,
            "left": left[0][0] if left else 0.0,
            "left_beside": beside[0][0] if beside else 0.0,
            "left_between": between,
            "left_likelier": (beside[0][0] if beside else 0.0) - min(chances),
            "unlikely": sum(chance < _UNLIKELY * max(chances) for chance in chances) / count,
        }

    def keep(self, proposals: Sequence[Proposal], root: Node) -> list[Proposal]:
        """The likely items of each set, and the likely pieces of the whole document, as sets beside those proposed."""
        if not proposals:
            return []
        seen = {proposal.key for proposal in proposals}
        found: dict[tuple[tuple[int, int], ...], Proposal] = {}
        for one in self._narrower(proposals, root):
            if len(one.items) > 1 and one.key not in seen:
                found.setdefault(one.key, one)
        return [one for one in found.values() if len(one.items) <= MAX_ITEMS]

    def _narrower(self, proposals: Sequence[Proposal], root: Node) -> Iterator[Proposal]:
        by_cut: dict[str, dict[tuple[int, int], Piece]] = {"sentences": {}, "commas": {}}
        for proposal in proposals:
            cut = proposal.form.removeprefix("line-").split("-")[0]
            if cut in by_cut:
                by_cut[cut].update((item.key, item) for item in proposal.items)
            if len(proposal.items) > 2 and cut != "duty":
                best = max(self.chances[item] for item in proposal.items)
                for share in _KEPT:
                    yield replace(proposal, form=f"{cut}-kept", items=self._likely(proposal.items, share * best))
        for cut, pieces in by_cut.items():
            for share in _OF_DOCUMENT:
                items = self._likely([pieces[key] for key in sorted(pieces)], share * self._likeliest[0][0])
                yield Proposal(f"document-{cut}", items, "", (), root)

    def _likely(self, items: Iterable[Piece], least: float) -> tuple[Piece, ...]:
        return tuple(item for item in items if self.chances[item] >= least)
