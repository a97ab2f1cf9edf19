"""What the choice among proposals is read from: named values, fitted weights for each (see ``weights.json``)."""

import math
from collections.abc import Iterable, Mapping, Sequence

from retrieval.answer.several.evidence import LEAST_ASKED, SAID, Evidence, title_of
from retrieval.answer.several.kinds import Asked, promised
from retrieval.answer.several.pieces import NEGATED, YEAR, Piece
from retrieval.answer.several.proposals import Proposal, family
from retrieval.document.model import Span
from retrieval.text.pattern import lazy_pattern

_ANNOUNCES = lazy_pattern(r"如下|下列|以下|包括|分为|主要有|分别")
#: What a heading or an announcement is of stands in its last characters.
_TAIL = 12
#: The last item reaches so far.
_REACH = 300
#: The words of so many items are looked at.
_READ = 20
#: The forms that keep the tasks of one role of a body, with the kind of question that asks for it.
_ROLES = {"duty-leads": "lead", "duty-supports": "support"}
_MEANS = tuple(f"mean_{name}" for name in SAID)
#: The values that weigh something else for each kind of question, beside those of forms and of what a heading promises.
_OF_KIND = frozenset(
    {"mean_money", "mean_number", "mean_numbers", "mean_date", "mean_negated", "mean_long", "mean_last", "count"}
    | {"length", "single", "depth", "share", "near", "peak", "up0", "up1"}
)
_FORMS = ("family:", "promised:")


def read_features(proposal: Proposal, evidence: Evidence) -> dict[str, float]:
    """The values of a proposal, whatever kind of question is asked."""
    said = [evidence.said(item) for item in proposal.items]
    mean = {name: sum(column) / len(said) for name, column in zip(_MEANS, zip(*said, strict=True), strict=True)}
    most_said = max(one[SAID.index("word")] for one in said)
    tail = _tail(proposal.near)
    features = {
        **mean,
        **_of_size(proposal, evidence),
        **_of_words(proposal, evidence),
        **_of_passages(proposal, evidence),
        **_of_promises(proposal, tail, evidence.asked.kinds),
        **_beside_others(proposal, evidence),
        **_of_role(proposal.form, evidence.asked.kinds),
        **_of_focus(proposal, tail, [word.text for word in evidence.asked.focus]),
        f"form:{proposal.form}": 1.0,
        f"family:{family(proposal.form)}": 1.0,
        "item_peak": most_said - mean["mean_word"],
    }
    extra, negated = evidence.total - LEAST_ASKED, evidence.negated
    features["item_over"] = max(0.0, most_said - features["near"])
    features["peak_count"] = features["peak"] * features["count"]
    features |= {f"asked_{name}": extra * features[name] for name in ("depth", "share", "near", "peak")}
    features["plain_top"] = proposal.node.number == 0 and extra <= 0
    above = bool(NEGATED.search(proposal.near))
    features["negation"] = negated == above or (negated and mean["mean_negated"] > 0.5)
    return features


def _of_size(proposal: Proposal, evidence: Evidence) -> dict[str, float]:
    """How many items there are beside how many are asked for, how long they are, and where their section stands."""
    items, span, node, asked = proposal.items, proposal.span, proposal.node, evidence.asked.count
    count = len(items)
    found = {
        "count": math.log(count),
        "count2": math.log(count) ** 2,
        "single": count == 1,
        "many": max(0.0, math.log(count / 10)),
        "length": min(4.0, sum(len(item.folded) for item in items) / count / 40),
        "size": math.log(max(20, span.end - span.start) / 200),
        "share": (span.end - span.start) / evidence.length,
        "depth": node.depth,
        "top": node.number == 0,
    }
    if asked:
        found |= {"asked_count": asked == count, "other_count": min(2.0, abs(math.log(count / asked)))}
    return found


def _of_words(proposal: Proposal, evidence: Evidence) -> dict[str, float]:
    """How much of the question the words above the items say, and these with the items."""
    near, path, last = proposal.near, proposal.path, evidence.last
    whole = (near, *path, *dict.fromkeys(item.folded for item in proposal.items[:_READ]))
    return {
        "near": evidence.coverage(near),
        "path": evidence.coverage(*path) if path else 0.0,
        "both": evidence.coverage(near, *path),
        "all_words": evidence.coverage(*whole),
        "rare_near": evidence.rarely(near),
        "rare_path": evidence.rarely(*path) if path else 0.0,
        "rare_both": evidence.rarely(near, *path),
        "rare_all": evidence.rarely(*whole),
        "last_near": bool(last) and last in near,
        "last_end": bool(last) and near.rstrip(": ,。").endswith(last),
        "years": _years(evidence.asked, proposal.items, near),
    }


def _of_passages(proposal: Proposal, evidence: Evidence) -> dict[str, float]:
    """How the passages that fit stand among the items."""
    items, span = proposal.items, proposal.span
    inside = evidence.inside(span)
    touched = [share for start, end, share in inside if any(start < item.end and item.start < end for item in items)]
    masses = _masses(items, span, evidence)
    total = sum(masses)
    return {
        "mass": sum([share for _, _, share in inside]),
        "touched": sum(touched),
        "first": evidence.is_first(span),
        "peak": max(masses) / total if total > 0 else 0.0,
        "spread": sum(1 for mass in masses if mass > 0.02) / len(items),
        "best_in": evidence.nearest(span),
        "best_touched": evidence.log_share(touched),
    }


def _of_promises(proposal: Proposal, tail: str, kinds: frozenset[str]) -> dict[str, float]:
    """Whether what is announced is what is asked for."""
    near = proposal.near
    promises, last = promised(near), promised(tail)
    return {
        "announced": proposal.announced,
        "announces": bool(_ANNOUNCES.search(near)),
        "tail_agree": bool(kinds & last),
        "tail_clash": bool(last) and not kinds & last,
        "tail_announced": bool(kinds & last) and near.endswith(":"),
        "agree": len(kinds & promises),
        "clash": len(promises - kinds),
        **{f"promised:{kind}": 1.0 for kind in last},
    }


def _beside_others(proposal: Proposal, evidence: Evidence) -> dict[str, float]:
    """The values that tell a proposal from others of its document by its section."""
    node = proposal.node
    section = Span(node.section.start, node.section.end)
    return {
        "hits": evidence.hits(proposal.span),
        "named": evidence.named(title_of(node)),
        "named_near": evidence.named(_tail(proposal.near)),
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
        "focus_title": _holds(title_of(proposal.node), focus),
        "focus_items": sum(_holds(item.folded, focus) for item in items) / len(items),
        "focus_ends": sum(any(item.folded.endswith(word) for word in focus) for item in items) / len(items),
    }


def _holds(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


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


def _years(asked: Asked, items: Iterable[Piece], near: str) -> float:
    """Whether the years are those asked for: 1 where the items or what is above them state them, less for other years."""
    wanted = set(asked.question.years)
    if not wanted:
        return 0.0
    found = {*map(int, YEAR.findall(near)), *(year for item in items for year in item.years)}
    return len(found & wanted) / len(wanted) - 0.3 * len(found - wanted)
