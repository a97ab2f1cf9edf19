"""What the choice among proposals is read from: named values, fitted weights for each (see ``weights.json``)."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.answer.matching import match
from retrieval.answer.several.kinds import KINDS, Asked
from retrieval.answer.several.pieces import Piece
from retrieval.answer.several.proposals import NUMBER, Proposal
from retrieval.document.model import Span
from retrieval.question.intent import Shape, shows
from retrieval.text.pattern import lazy_pattern

_DATE = lazy_pattern(r"20\d\d年|\d{1,2}月")
_YEAR = lazy_pattern(r"20\d\d(?=年)")
_NEGATED = lazy_pattern(r"不[能得可予准给让管许属再归受办]|禁止|严禁|除外|终止|停止|取消|无法|领不到")
_ANNOUNCES = lazy_pattern(r"如下|下列|以下|包括|分为|主要有|分别")
#: A question whose words the head of the document explains asks for so much at least.
_LEAST_ASKED = 0.6
#: What a heading or an announcement is of stands in its last characters.
_TAIL = 12
#: The last item reaches so far.
_REACH = 300
#: Forms by what they have in common.
_FAMILIES = {
    "heads": "heading",
    "inner": "heading",
    "leaves": "heading",
    "whole": "list",
    "bodies": "list",
    "items": "list",
    "inline": "list",
    "inline-heads": "list",
    "named": "named",
    "lines": "lines",
}
#: What items say, and what a set is like, that tells something else for each kind of question.
_OF_ITEMS = ("money", "number", "date", "numbers", "negated", "long", "last")
_OF_SETS = ("length", "single", "depth", "share", "near", "peak")


@dataclass(frozen=True)
class Evidence:
    """What proposals of a document are compared by: ``ranked`` are its passages with their shares of all that fit."""

    asked: Asked
    ranked: Sequence[tuple[Span, float]]
    length: int

    @cached_property
    def last(self) -> str:
        """The last word that tells something: what is asked for stands last."""
        return self.asked.own[-1].text if self.asked.own else ""

    @cached_property
    def total(self) -> float:
        return max(_LEAST_ASKED, sum(weight for _, weight in self.asked.weights))

    @cached_property
    def negated(self) -> bool:
        return bool(_NEGATED.search(self.asked.folded))

    @cached_property
    def _said(self) -> dict[tuple[int, int], dict[str, float]]:
        return {}

    def said(self, piece: Piece) -> dict[str, float]:
        """What a piece says by itself."""
        found = self._said.get(piece.key)
        if found is None:
            folded = piece.folded
            found = {
                "money": float(shows(Shape.MONEY, folded)),
                "number": float(bool(numbers := len(NUMBER.findall(folded)))),
                "numbers": float(numbers > 1),
                "date": float(bool(_DATE.search(folded))),
                "negated": float(bool(_NEGATED.search(folded))),
                "long": float(len(folded) > 80),
                "short": float(len(folded) < 5),
                "word": sum(w for word, w in self.asked.weights if word.text in folded) / self.total,
                "last": float(bool(self.last) and self.last in folded),
            }
            self._said[piece.key] = found
        return found

    def coverage(self, text: str) -> float:
        """How much of the question a text says that the head of the document does not explain."""
        found = self._covered.get(text)
        if found is None:
            found = sum(weight * match(word, text) for word, weight in self.asked.weights) / self.total
            self._covered[text] = found
        return found

    def promised(self, text: str) -> frozenset[str]:
        """The kinds of answers that a heading or an announcement promises."""
        if text not in self._promised:
            kinds = (kind for kind, (_, promises) in KINDS.items() if promises.search(text))
            self._promised[text] = frozenset(kinds)
        return self._promised[text]

    @cached_property
    def _promised(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _covered(self) -> dict[str, float]:
        return {}


def read_features(proposal: Proposal, evidence: Evidence) -> dict[str, float]:
    """The values of a proposal that are not 0."""
    said = [evidence.said(item) for item in proposal.items]
    columns = zip(*(one.values() for one in said), strict=True)
    mean = {name: sum(column) / len(said) for name, column in zip(said[0], columns, strict=True)}
    plain = _plain(proposal, evidence, max(one["word"] for one in said), mean)
    promised, last = evidence.promised(proposal.near), evidence.promised(_tail(proposal.near))
    plain |= _promises(evidence.asked.kinds, promised, last, proposal.near)
    family = _family(proposal.form)
    features = {name: value for name, value in plain.items() if value}
    features[f"form:{proposal.form}"] = 1.0
    features[f"family:{family}"] = 1.0
    for kind in evidence.asked.kinds:
        features[f"{kind}*{proposal.form}"] = 1.0
        features[f"{kind}*family:{family}"] = 1.0
        features[f"{kind}*agree"] = float(kind in promised)
        features[f"{kind}*tail"] = float(kind in last)
        features[f"{kind}*count"] = math.log(len(said))
        features |= {f"{kind}*{name}": mean[name] for name in _OF_ITEMS}
        features |= {f"{kind}*{name}": plain[name] for name in _OF_SETS}
        features |= {f"{kind}~{other}": 1.0 for other in last}
    return features


def _plain(proposal: Proposal, evidence: Evidence, most_said: float, mean: Mapping[str, float]) -> dict[str, float]:
    """What does not depend on the kind of question; ``mean`` is what the items say by themselves, ``most_said`` how much
    of the question the one of them says that says most."""
    asked, items, span = evidence.asked, proposal.items, proposal.span
    count, length = len(items), sum(len(item.folded) for item in items) / len(items)
    near_it = [(place, share) for place, share in evidence.ranked if _meets(place, span)]
    inside = [share for _, share in near_it]
    touched = [
        share for place, share in near_it if any(place.start < item.end and item.start < place.end for item in items)
    ]
    near, path = proposal.near, " ".join(proposal.path)
    masses = _masses(items, span, evidence)
    most = max(masses) / sum(masses) if sum(masses) else 0.0
    extra = evidence.total - _LEAST_ASKED
    plain = {
        "count": math.log(count),
        "count2": math.log(count) ** 2,
        "single": float(count == 1),
        "many": max(0.0, math.log(count / 10)),
        "length": min(4.0, length / 40),
        "near": evidence.coverage(near),
        "path": evidence.coverage(path) if path else 0.0,
        "both": evidence.coverage(f"{near} {path}"),
        "last_near": float(bool(evidence.last) and evidence.last in near),
        "last_end": float(bool(evidence.last) and near.rstrip(": ,。").endswith(evidence.last)),
        "mass": sum(inside),
        "touched": sum(touched),
        "first": float(bool(evidence.ranked) and _meets(evidence.ranked[0][0], span)),
        "size": math.log(max(20, span.end - span.start) / 200),
        "share": (span.end - span.start) / max(1, evidence.length),
        "item_peak": most_said - mean["word"],
        "item_over": max(0.0, most_said - evidence.coverage(near)),
        "peak": most,
        "peak_count": most * math.log(count),
        "spread": sum(1 for mass in masses if mass > 0.02) / count,
        "asked_depth": extra * proposal.node.depth,
        "asked_share": extra * (span.end - span.start) / max(1, evidence.length),
        "asked_near": extra * evidence.coverage(near),
        "asked_peak": extra * most,
        "plain_top": float(proposal.node.number == 0) * (evidence.total <= _LEAST_ASKED),
        "announced": float(proposal.announced),
        "announces": float(bool(_ANNOUNCES.search(near))),
        "depth": float(proposal.node.depth),
        "top": float(proposal.node.number == 0),
        "negation": float(
            evidence.negated == bool(_NEGATED.search(near)) or (mean["negated"] > 0.5 and evidence.negated)
        ),
        "years": _years(asked, items, near),
        "all_words": evidence.coverage(" ".join([near, path, *(item.folded for item in items[:20])])),
        **{f"mean_{name}": value for name, value in mean.items()},
    }
    if asked.count:
        plain["asked_count"] = float(asked.count == count)
        plain["other_count"] = min(2.0, abs(math.log(count / asked.count)))
    return plain


def _promises(kinds: frozenset[str], promised: frozenset[str], last: frozenset[str], near: str) -> dict[str, float]:
    """How far what stands above a set, and its end (``last``), promise what is asked for."""
    return {
        "tail_agree": float(bool(kinds & last)),
        "tail_clash": float(bool(last) and not kinds & last),
        "tail_announced": float(bool(kinds & last) and near.endswith(":")),
        "agree": float(len(kinds & promised)),
        "clash": float(len(promised - kinds)),
    }


def _tail(near: str) -> str:
    """What a heading or an announcement is of stands at its end."""
    return near.rstrip(" :,。;")[-_TAIL:]


def _masses(items: Sequence[Piece], span: Span, evidence: Evidence) -> list[float]:
    """How much of the passages that fit stands from each item to the next one."""
    starts = sorted({item.start for item in items})
    bounds = [*starts[1:], max(span.end, starts[-1] + _REACH)]
    return [
        sum(share for place, share in evidence.ranked if start <= (place.start + place.end) // 2 < end)
        for start, end in zip(starts, bounds, strict=True)
    ]


def _family(form: str) -> str:
    if form in _FAMILIES:
        return _FAMILIES[form]
    if form.startswith("duty"):
        return "duty"
    if form.startswith("body"):
        return "body"
    return form.rsplit("-", 1)[-1] if "-" in form and not form.startswith("line-") else form.removeprefix("line-")


def _meets(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _years(asked: Asked, items: Iterable[Piece], near: str) -> float:
    """Whether the years are those asked for: 1 where the items or what is above them state them, less for other years."""
    wanted = {str(year) for year in asked.question.years}
    if not wanted:
        return 0.0
    found = set(_YEAR.findall(near)) | {year for item in items for year in _YEAR.findall(item.folded)}
    return len(found & wanted) / len(wanted) - 0.3 * len(found - wanted)


def weigh(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return sum(value * weights.get(name, 0.0) for name, value in features.items())
