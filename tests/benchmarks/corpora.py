"""Synthetic clauses and questions for measuring how ranking grows, the same at every run.

Words are drawn by the law of Zipf and Mandelbrot; half of each clause comes from one of many topics, so that
words come together as they do in texts. A word is two Chinese characters, so the text is as long as real text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_SHORTEST, _LONGEST = 12, 50  # words of a clause
_WORDS, _SHIFT, _EXPONENT = 200_000, 2.7, 1.05  # Mandelbrot's: probability ∝ (rank + shift) ** -exponent
_TOPICS, _TOPIC_WORDS, _ON_TOPIC = 2_000, 300, 0.5
_ASKED = 6  # words of a question
_FEW, _COMMONEST = 20, 60
_SECOND = 500  # second characters of words
_WORD_BYTES = 6

#: Six words of one clause; six words that at most twenty clauses hold; six of the sixty commonest.
KINDS = ("mixed", "rare", "common")
Question = tuple[str, ...]


@dataclass(frozen=True)
class Corpus:
    """Clauses as numbers of words: those of clause ``i`` are ``words[starts[i]:starts[i + 1]]``."""

    words: NDArray[np.uint32]
    starts: NDArray[np.int64]

    @property
    def clauses(self) -> int:
        return len(self.starts) - 1

    @property
    def text_bytes(self) -> int:
        """The size of the text in UTF-8, written without spaces as Chinese is."""
        return len(self.words) * _WORD_BYTES

    def tokens(self, first: int = 0, last: int | None = None) -> list[list[str]]:
        """The clauses from ``first`` to before ``last`` as lists of words."""
        names = spelled()
        bounds = self.starts[first : None if last is None else last + 1].tolist()
        held = names[self.words[bounds[0] : bounds[-1]]].tolist()
        return [held[start - bounds[0] : end - bounds[0]] for start, end in pairwise(bounds)]


@cache
def spelled() -> NDArray[np.object_]:
    """The words by their numbers."""
    first, second = np.divmod(np.arange(_WORDS), _SECOND)
    return np.array([chr(0x4E00 + a) + chr(0x5000 + b) for a, b in zip(first, second, strict=True)], dtype=object)


def make(clauses: int) -> Corpus:
    """Make so many clauses."""
    chance = np.random.default_rng(6)
    lengths = _SHORTEST + (chance.random(clauses) * (_LONGEST - _SHORTEST + 1)).astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    total = int(starts[-1])
    words = _drawn(chance.random(total), _WORDS)
    # The words of a topic are common and rare ones alike: its own order is what makes some of them frequent in it.
    topics = (np.exp(chance.random((_TOPICS, _TOPIC_WORDS)) * np.log(_WORDS)) - 1).astype(np.uint32)
    topic = np.repeat((chance.random(clauses) * _TOPICS).astype(np.int64), lengths)
    on_topic = np.flatnonzero(chance.random(total) < _ON_TOPIC)
    words[on_topic] = topics[topic[on_topic], _drawn(chance.random(len(on_topic)), _TOPIC_WORDS)]
    return Corpus(words, starts)


def _drawn(uniform: NDArray[np.float64], ranks: int) -> NDArray[np.uint32]:
    """Ranks drawn by the law of Zipf and Mandelbrot."""
    weights = (np.arange(ranks) + _SHIFT) ** -_EXPONENT
    sums = np.cumsum(weights / weights.sum())
    return np.minimum(np.searchsorted(sums, uniform), ranks - 1).astype(np.uint32)


def questions(corpus: Corpus, kind: str, count: int) -> list[Question]:
    """Make ``count`` questions of a kind; none holds a word twice. A small corpus may allow for fewer kinds of words."""
    chance = np.random.default_rng(1 + KINDS.index(kind))
    names = spelled()

    def pick(pool: NDArray[np.uint32]) -> Question:
        return tuple(names[pool[np.argsort(chance.random(len(pool)))[:_ASKED]]])

    if kind == "mixed":
        asked: list[Question] = []
        while len(asked) < count:
            clause = int(chance.random() * corpus.clauses)
            pool = np.unique(corpus.words[corpus.starts[clause] : corpus.starts[clause + 1]])
            if len(pool) >= _ASKED:
                asked.append(pick(pool))
        return asked
    held = _holders(corpus)
    few = np.flatnonzero((held >= 2) & (held <= _FEW))
    pool = few if kind == "rare" else np.argsort(-held, kind="stable")[:_COMMONEST]
    return [pick(pool.astype(np.uint32)) for _ in range(count)]


def _holders(corpus: Corpus) -> NDArray[np.int64]:
    """In how many clauses each word stands."""
    clause = np.repeat(np.arange(corpus.clauses, dtype=np.uint64), np.diff(corpus.starts))
    pairs = np.unique((corpus.words.astype(np.uint64) << np.uint64(32)) | clause)
    return np.bincount((pairs >> np.uint64(32)).astype(np.int64), minlength=_WORDS)


def save(corpus: Corpus, folder: Path) -> None:
    """Write the arrays into a folder, for other processes to map."""
    np.save(folder / "words.npy", corpus.words)
    np.save(folder / "starts.npy", corpus.starts)


def load(folder: Path) -> Corpus:
    """Map what ``save`` has written."""
    return Corpus(np.load(folder / "words.npy", mmap_mode="r"), np.load(folder / "starts.npy", mmap_mode="r"))
