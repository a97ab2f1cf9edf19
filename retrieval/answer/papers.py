"""Which documents a question about documents themselves can mean, without reading the records of all of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from retrieval.answer.groups import Group
from retrieval.answer.scope import Scope
from retrieval.index.catalogue import Role
from retrieval.index.entry import Entry
from retrieval.index.keys import YearIn, folded_title
from retrieval.index.selection import Selection
from retrieval.index.store import Index
from retrieval.index.traits import Traits
from retrieval.question.model import Question, Term
from retrieval.text.pattern import lazy_pattern

#: Of so many documents each record is read; of more, of those that fit by what the index knows of them.
_READ = 100
#: A word is looked up in so many titles or issuers.
_NAMES = 100
#: Levels of government as people name them, and the character of an issuer's name that tells it.
LEVELS = {"省级": "省", "省里": "省", "省一级": "省", "市级": "市", "市里": "市", "国家级": "国务院"}
#: 公开属性, where a question asks for one of them.
DISCLOSURE = lazy_pattern(r"(?:主动|依申请|不予)公开")


@dataclass(frozen=True)
class Papers:
    """Documents whose records may answer, by their ids; ``total`` is how many there are, where not all are read."""

    entries: tuple[Entry, ...]
    total: int = 0


def find_papers(question: Question, scope: Scope, index: Index) -> Papers:
    """Return the documents of a scope whose records are to be read."""
    found = [_best_titled(question, _of_group(question, group, index)) for group in scope.groups]
    return Papers(tuple(entry for some in found for entry in some.entries), sum(some.total for some in found))


def _best_titled(question: Question, papers: Papers) -> Papers:
    """The documents whose titles hold most of what is asked of (生物医药新政什么时候施行); all where none does."""
    if question.want.documents or question.every:
        return papers
    held = [_weight_in(folded_title(entry), question.terms) for entry in papers.entries]
    most = max(held, default=0.0)
    best = [entry for entry, weight in zip(papers.entries, held, strict=True) if weight >= most]
    return replace(papers, entries=tuple(best))


def _of_group(question: Question, group: Group, index: Index) -> Papers:
    documents, selection = index.catalogue, group.selection
    years = question.years if question.every else ()
    few = documents.of_years(years, YearIn.CLAUSE, selection, _READ + 1) or documents.select(selection, _READ + 1)
    if len(few) <= _READ:
        return Papers(tuple(few))
    traits = _traits(question)
    for narrower in (_named(question, traits, selection, index), traits):
        if narrower and (entries := documents.described(selection, narrower, _READ)):
            total = len(entries) if len(entries) < _READ else documents.count_described(selection, narrower)
            return Papers(tuple(entries), total)
    return Papers(())


def _traits(question: Question) -> Traits:
    """What the records must state."""
    if question.numbers or not question.want.documents:
        return Traits(question.numbers)
    way = DISCLOSURE.search(question.folded)
    return Traits(years=question.years, draft=question.draft, disclosure=way.group() if way else "")


def _named(question: Question, traits: Traits, selection: Selection, index: Index) -> Traits | None:
    """The same, of documents whose title or issuer a question names; ``None`` where it names none."""
    if question.numbers:
        return None
    if not question.want.documents:
        best = _best_titles(question.terms, selection, index)
        return replace(traits, titles=best) if best else None
    quoted = re.findall(r'"([^"]+)"', question.folded) if "title" in question.want.facts else ()
    if titles := _with_words(quoted, Role.TITLE, selection, index):
        return replace(traits, titles=tuple(titles))
    words = [term.text for term in question.terms if term.text in question.folded]
    words.extend(mark for name, mark in LEVELS.items() if name in question.folded)
    issuers = _with_words(words, Role.ISSUER, selection, index)
    return replace(traits, issuers=tuple(issuers)) if issuers else None


def _with_words(words: Iterable[str], role: Role, selection: Selection, index: Index) -> dict[int, str]:
    """Titles or issuers of a selection's documents that hold one of some words."""
    found = (index.catalogue.names_with(word, role, selection, _NAMES) for word in words)
    return {number: name for some in found for number, name in some.items()}


def _best_titles(terms: Sequence[Term], selection: Selection, index: Index) -> tuple[int, ...]:
    """The titles of a selection's documents that hold most of what a question says."""
    words = (word for term in terms for word in (term.text, *term.alternatives))
    titles = _with_words(words, Role.TITLE, selection, index)
    held = {number: _weight_in(title, terms) for number, title in titles.items()}
    most = max(held.values(), default=0.0)
    return tuple(number for number, weight in held.items() if weight >= most)


def _weight_in(title: str, terms: Sequence[Term]) -> float:
    """How much of what a question says a folded title holds."""
    return sum(term.weight for term in terms if any(word in title for word in (term.text, *term.alternatives)))
