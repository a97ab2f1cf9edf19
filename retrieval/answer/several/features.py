"""What the choice among proposals is read from: named values, fitted weights for each (see ``weights.json``)."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from operator import mul

from retrieval.answer.matching import match
from retrieval.answer.several.kinds import KINDS, Asked
from retrieval.answer.several.pieces import NEGATED, YEAR, Piece
from retrieval.answer.several.proposals import Proposal
from retrieval.answer.several.structure import Node, Structure
from retrieval.document.model import Span, meets
from retrieval.text.pattern import lazy_pattern

_ANNOUNCES = lazy_pattern(r"如下|下列|以下|包括|分为|主要有|分别")
#: A question whose words the head of the document explains asks for so much at least.
_LEAST_ASKED = 0.6
#: As much at least for words weighed by the document.
_LEAST_RARE = 0.3
#: No passage counts as further behind the best one.
_FARTHEST = -6.0
#: What a heading or an announcement is of stands in its last characters.
_TAIL = 12
#: The last item reaches so far.
_REACH = 300
#: The words of so many items are looked at.
_READ = 20
#: Forms by what they have in common.
_FAMILIES = {
    "heads": "heading",
    "inner": "heading",
    "whole": "list",
    "items": "list",
    "inline": "list",
    "inline-heads": "list",
    "named": "named",
    "lines": "lines",
}
#: The forms that keep the tasks of one role of a body, with the kind of question that asks for it.
_ROLES = {"duty-leads": "lead", "duty-supports": "support"}
#: What items say by themselves.
_SAID = ("money", "number", "numbers", "date", "negated", "long", "short", "word", "last")
_MEANS = tuple(f"mean_{name}" for name in _SAID)
#: The values that weigh something else for each kind of question, beside those of forms and of what a heading promises.
_OF_KIND = frozenset(
    {"mean_money", "mean_number", "mean_numbers", "mean_date", "mean_negated", "mean_long", "mean_last", "count"}
    | {"length", "single", "depth", "share", "near", "peak", "up0", "up1"}
)
_FORMS = ("family:", "promised:")


@dataclass(frozen=True)
class Evidence:
    """What proposals of a document are compared by: ``ranked`` are its passages with their shares of all that fit."""

    asked: Asked
    ranked: Sequence[tuple[Span, float]]
    structure: Structure

    @cached_property
    def length(self) -> int:
        return max(1, self.structure.root.section.end)

    @cached_property
    def best(self) -> float:
        """The share of the passage that fits best."""
        return max((share for _, share in self.ranked), default=1.0)

    @cached_property
    def above(self) -> Sequence[int]:
        """The sections that hold the passage that fits best, innermost first."""
        node: Node | None = self.structure.at(self.ranked[0][0].start) if self.ranked else None
        found = []
        while node:
            found.append(node.number)
            node = node.parent
        return found

    @cached_property
    def last(self) -> str:
        """The last word that tells something: what is asked for stands last."""
        return self.asked.own[-1].text if self.asked.own else ""

    @cached_property
    def total(self) -> float:
        return max(_LEAST_ASKED, sum(self._weights))

    @cached_property
    def negated(self) -> bool:
        return bool(NEGATED.search(self.asked.folded))

    def said(self, piece: Piece) -> Sequence[float]:
        """What a piece says by itself, in the order of ``_SAID``."""
        found = self._said.get(piece.key)
        if found is None:
            folded, numbers = piece.folded, piece.numbers
            words = sum(weight for weight, one in zip(self._weights, self._matches(folded), strict=True) if one == 1.0)
            last = bool(self.last) and self.last in folded
            values = (piece.money, numbers > 0, numbers > 1, piece.dated, piece.negated, len(folded) > 80)
            found = (*values, len(folded) < 5, words / self.total, last)
            self._said[piece.key] = found
        return found

    def coverage(self, *texts: str) -> float:
        """How much of the question texts say that the head of the document does not explain."""
        covered: float = sum(map(mul, self._weights, self._best_of(texts)))
        return covered / self.total

    def rarely(self, *texts: str) -> float:
        """As ``coverage``, where words that stand all over the document weigh little."""
        covered: float = sum(map(mul, self._rare, self._best_of(texts)))
        return covered / self._rare_total

    def _best_of(self, texts: tuple[str, ...]) -> Sequence[float]:
        """How well each word stands in the text that says it best."""
        found = self._bests.get(texts)
        if found is None:
            matches = [self._matches(text) for text in texts]
            found = self._bests[texts] = list(map(max, *matches)) if len(matches) > 1 else matches[0]
        return found

    def hits(self, span: Span) -> float:
        """The share of the document's paragraphs with words of the question that stand in a span."""
        total = held = 0.0
        for weight, starts in zip(self._rare, self._holders, strict=True):
            if starts:
                inside = bisect_left(starts, span.end) - bisect_left(starts, span.start)
                total += weight
                held += weight * inside / len(starts)
        return held / total if total else 0.0

    def named(self, text: str) -> float:
        """How much of a heading the question says."""
        found = self._named.get(text)
        if found is None:
            pairs = [text[place : place + 2] for place in range(len(text) - 1)]
            said = sum(1 for pair in pairs if pair in self.asked.folded)
            found = self._named[text] = said / len(pairs) if pairs else 0.0
        return found

    def deeper(self, node: Node) -> float:
        """How much better the question names a section beneath a node than the node itself."""
        found = self._deeper.get(node.number)
        if found is None:
            own, *below = (self.named(_title(one)) for one in node.within)
            found = self._deeper[node.number] = max([0.0, *(one - own for one in below)])
        return found

    def inside(self, span: Span) -> Sequence[tuple[int, int, float]]:
        """The passages that meet a span: where each begins and ends, and its share."""
        first, last = span.start, span.end
        return [one for one in self._places if one[0] < last and first < one[1]]

    def mass(self, start: int, end: int) -> float:
        """How much of the passages that fit has its middle between two offsets."""
        middles, masses = self._middles
        return masses[bisect_left(middles, end)] - masses[bisect_left(middles, start)]

    def _matches(self, text: str) -> Sequence[float]:
        """How well each word of the question stands in a text."""
        found = self._matched.get(text)
        if found is None:
            found = self._matched[text] = [match(word, text) for word, _ in self.asked.weights]
        return found

    @cached_property
    def _weights(self) -> Sequence[float]:
        return [weight for _, weight in self.asked.weights]

    @cached_property
    def _places(self) -> Sequence[tuple[int, int, float]]:
        return [(place.start, place.end, share) for place, share in self.ranked]

    @cached_property
    def _middles(self) -> tuple[Sequence[int], Sequence[float]]:
        """The middles of the passages in order, and how much stands before each."""
        middles = sorted(((place.start + place.end) // 2, share) for place, share in self.ranked)
        return [middle for middle, _ in middles], [0.0, *accumulate(share for _, share in middles)]

    @cached_property
    def _holders(self) -> Sequence[Sequence[int]]:
        """Where the paragraphs begin that hold each word of the question."""
        lines = self.structure.root.texts
        return [[line.base for line in lines if word.text in line.folded] for word, _ in self.asked.weights]

    @cached_property
    def _rare(self) -> Sequence[float]:
        """What each word tells, less where many paragraphs hold it."""
        most = math.log(len(self.structure.root.texts) + 1.5)
        return [
            weight * (1 - math.log(len(held) + 1) / most)
            for weight, held in zip(self._weights, self._holders, strict=True)
        ]

    @cached_property
    def _rare_total(self) -> float:
        return max(_LEAST_RARE, sum(self._rare))

    @cached_property
    def _named(self) -> dict[str, float]:
        return {}

    @cached_property
    def _deeper(self) -> dict[int, float]:
        return {}

    @cached_property
    def _said(self) -> dict[tuple[int, int], Sequence[float]]:
        return {}

    @cached_property
    def _matched(self) -> dict[str, Sequence[float]]:
        return {}

    @cached_property
    def _bests(self) -> dict[tuple[str, ...], Sequence[float]]:
        return {}


def read_features(proposal: Proposal, evidence: Evidence) -> dict[str, float]:
    """The values of a proposal, whatever kind of question is asked."""
    asked, items, span = evidence.asked, proposal.items, proposal.span
    near, path, depth, top = proposal.near, proposal.path, proposal.node.depth, proposal.node.number == 0
    said = [evidence.said(item) for item in items]
    mean = {name: sum(column) / len(said) for name, column in zip(_MEANS, zip(*said, strict=True), strict=True)}
    most_said = max(one[_SAID.index("word")] for one in said)
    count, length = len(items), sum(len(item.folded) for item in items) / len(items)
    inside = evidence.inside(span)
    touched = [share for start, end, share in inside if any(start < item.end and item.start < end for item in items)]
    masses = _masses(items, span, evidence)
    total = sum(masses)
    peak, share = max(masses) / total if total > 0 else 0.0, (span.end - span.start) / evidence.length
    extra, covered = evidence.total - _LEAST_ASKED, evidence.coverage(near)
    above, negated = evidence.coverage(*path) if path else 0.0, evidence.negated
    tail = _tail(near)
    promised, last = _promised(near), _promised(tail)
    kinds, log_count = asked.kinds, math.log(count)
    features = {
        "count": log_count,
        "count2": log_count**2,
        "single": count == 1,
        "many": max(0.0, math.log(count / 10)),
        "length": min(4.0, length / 40),
        "near": covered,
        "path": above,
        "both": evidence.coverage(near, *path),
        "last_near": bool(evidence.last) and evidence.last in near,
        "last_end": bool(evidence.last) and near.rstrip(": ,。").endswith(evidence.last),
        "mass": sum([share for _, _, share in inside]),
        "touched": sum(touched),
        "first": bool(evidence.ranked) and meets(evidence.ranked[0][0], span),
        "size": math.log(max(20, span.end - span.start) / 200),
        "share": share,
        "item_peak": most_said - mean["mean_word"],
        "item_over": max(0.0, most_said - covered),
        "peak": peak,
        "peak_count": peak * log_count,
        "spread": sum(1 for mass in masses if mass > 0.02) / count,
        "asked_depth": extra * depth,
        "asked_share": extra * share,
        "asked_near": extra * covered,
        "asked_peak": extra * peak,
        "plain_top": top and evidence.total <= _LEAST_ASKED,
        "announced": proposal.announced,
        "announces": bool(_ANNOUNCES.search(near)),
        "depth": depth,
        "top": top,
        "negation": negated == bool(NEGATED.search(near)) or (negated and mean["mean_negated"] > 0.5),
        "years": _years(asked, items, near),
        "all_words": evidence.coverage(near, *path, *dict.fromkeys(item.folded for item in items[:_READ])),
        "tail_agree": bool(kinds & last),
        "tail_clash": bool(last) and not kinds & last,
        "tail_announced": bool(kinds & last) and near.endswith(":"),
        "agree": len(kinds & promised),
        "clash": len(promised - kinds),
        **mean,
        f"form:{proposal.form}": 1.0,
        f"family:{_family(proposal.form)}": 1.0,
        **{f"promised:{kind}": 1.0 for kind in last},
        **_beside_others(proposal, evidence),
        "best_in": _log_share([share for _, _, share in inside], evidence),
        "best_touched": _log_share(touched, evidence),
        **_of_role(proposal.form, kinds),
        **_of_focus(proposal, tail, [word.text for word in asked.focus]),
    }
    if asked.count:
        features["asked_count"] = asked.count == count
        features["other_count"] = min(2.0, abs(math.log(count / asked.count)))
    return features


def _beside_others(proposal: Proposal, evidence: Evidence) -> dict[str, float]:
    """The values that tell a proposal from others of its document: by words that are rare there, and by its section."""
    near, path, node = proposal.near, proposal.path, proposal.node
    section = Span(node.section.start, node.section.end)
    return {
        "rare_near": evidence.rarely(near),
        "rare_path": evidence.rarely(*path) if path else 0.0,
        "rare_both": evidence.rarely(near, *path),
        "rare_all": evidence.rarely(near, *path, *dict.fromkeys(item.folded for item in proposal.items[:_READ])),
        "hits": evidence.hits(proposal.span),
        "named": evidence.named(_title(node)),
        "named_near": evidence.named(_tail(near)),
        "deeper": evidence.deeper(node),
        "node_mass": sum([share for _, _, share in evidence.inside(section)]),
        "up0": node.number in evidence.above[:1],
        "up1": node.number in evidence.above[1:2],
        "up2": node.number in evidence.above[2:],
    }


def _of_role(form: str, kinds: frozenset[str]) -> dict[str, float]:
    """Whether the tasks of a body are those of the role asked for: all where none is."""
    if not form.startswith("duty"):
        return {}
    role, asked = _ROLES.get(form), kinds & set(_ROLES.values())
    return {"role": role in asked, "other_role": role not in asked if role or asked else 0.0}


def _of_focus(proposal: Proposal, tail: str, focus: Sequence[str]) -> dict[str, float]:
    """Whether what is asked for stands in the words above the items, in the heading, in the items."""
    items = proposal.items
    return {
        "focus_near": _holds(proposal.near, focus),
        "focus_tail": _holds(tail, focus),
        "focus_title": _holds(_title(proposal.node), focus),
        "focus_items": sum(_holds(item.folded, focus) for item in items) / len(items),
        "focus_ends": sum(any(item.folded.endswith(word) for word in focus) for item in items) / len(items),
    }


def _title(node: Node) -> str:
    """The folded heading of a section."""
    return node.title.folded if node.title else ""


def _holds(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


def _log_share(shares: Sequence[float], evidence: Evidence) -> float:
    """How far the best of some passages is behind the best of all."""
    return max([_FARTHEST, *(math.log(share / evidence.best) for share in shares)])


@lru_cache(maxsize=8192)  # headings are looked at for every question about their document
def _promised(text: str) -> frozenset[str]:
    """The kinds of answers that a heading or an announcement promises."""
    return frozenset(kind for kind, (_, promises) in KINDS.items() if promises.search(text))


def with_kinds(features: Mapping[str, float], kinds: Iterable[str]) -> dict[str, float]:
    """The values with those that stand for a kind of question asked: ``kind*name``."""
    shared = [(name, value) for name, value in features.items() if _is_of_kind(name)]
    return dict(features) | {f"{kind}*{name}": value for kind in kinds for name, value in shared}


def by_kind(weights: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """The weights of each kind of question, those of all questions under no name."""
    found: dict[str, dict[str, float]] = {"": {}}
    for name, weight in weights.items():
        kind, _, shared = name.rpartition("*")
        found.setdefault(kind, {})[shared] = weight
    return found


def for_kinds(weights: Mapping[str, Mapping[str, float]], kinds: Iterable[str]) -> dict[str, float]:
    """The weights of values for a question of some kinds: what ``with_kinds`` gives weighs the same with all weights."""
    found = dict(weights[""])
    for kind in sorted(kinds):
        for name, weight in weights.get(kind, {}).items():
            found[name] = found.get(name, 0.0) + weight
    return found


def weigh(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return sum([value * weights.get(name, 0.0) for name, value in features.items()])


def _is_of_kind(name: str) -> bool:
    return name in _OF_KIND or name.startswith(_FORMS)


def _tail(near: str) -> str:
    """What a heading or an announcement is of stands at its end."""
    return near.rstrip(" :,。;")[-_TAIL:]


def _masses(items: Sequence[Piece], span: Span, evidence: Evidence) -> list[float]:
    """How much of the passages that fit stands from each item to the next one."""
    starts = sorted({item.start for item in items})
    bounds = [*starts[1:], max(span.end, starts[-1] + _REACH)]
    return [evidence.mass(start, end) for start, end in zip(starts, bounds, strict=True)]


def _family(form: str) -> str:
    if form in _FAMILIES:
        return _FAMILIES[form]
    if form.startswith("duty"):
        return "duty"
    return form.rsplit("-", 1)[-1] if "-" in form and not form.startswith("line-") else form.removeprefix("line-")


def _years(asked: Asked, items: Iterable[Piece], near: str) -> float:
    """Whether the years are those asked for: 1 where the items or what is above them state them, less for other years."""
    wanted = set(asked.question.years)
    if not wanted:
        return 0.0
    found = {*map(int, YEAR.findall(near)), *(year for item in items for year in item.years)}
    return len(found & wanted) / len(wanted) - 0.3 * len(found - wanted)
