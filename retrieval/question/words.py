"""The words of a question: as the dictionary cuts them, mended by the synonym table and by what the documents write."""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from retrieval.index.intersect import in_all
from retrieval.index.store import TEXT, Index, WordInfo
from retrieval.question.synonyms import is_key
from retrieval.text.fold import fold

#: Two words are one where the documents write them together in this share of the clauses that hold the longer one.
_TOGETHER, _OFTEN = 0.5, 6
_LOOKED_AT = 40
#: Characters that count what follows, and how rarely a chance meeting of two stands in general Chinese.
_COUNTERS, _CHANCE = "辆台套座份张间支笔场艘", 10


def cut_words(run: str, idle: Collection[str], index: Index) -> list[str]:
    """Cut a run of Chinese characters of a question into words; ``idle`` ones are not joined to what follows."""
    pieces = list(_merge(list(_cut(run, index))))
    return list(_compounds(pieces, index.words(pieces), idle, index))


def clauses_with(text: str, index: Index) -> int:
    """How many clauses hold a word; 0 for a single character, which is not counted."""
    return index.counts([text]).get(text, 0)


def _cut(run: str, index: Index) -> Iterator[str]:
    """Cut into words; a compound that no document holds and no synonym stands for comes apart (银行贷款)."""
    for word in index.cut(run):
        if len(word) == 2 and word[1] in _COUNTERS and _is_chance(word, index):
            yield word[0]  # 买辆车: a verb with the counter of what follows
        elif len(word) < 4 or is_key(word) or clauses_with(word, index):
            yield word
        else:
            yield from index.cut(word, whole=False)


def _is_chance(word: str, index: Index) -> bool:
    """Whether two characters are hardly a word: the dictionary has seen them together a few times, no document does."""
    info = index.words([word]).get(word)
    return (info is None or info.frequency <= _CHANCE) and not clauses_with(word, index)


def _merge(words: Sequence[str]) -> Iterator[str]:
    """Join neighbouring words that are one word of the synonym table: 小 + 公司."""
    place = 0
    while place < len(words):
        for end in range(min(len(words), place + 4), place + 1, -1):
            joined = "".join(words[place:end])
            if is_key(joined):
                yield joined
                place = end
                break
        else:
            yield words[place]
            place += 1


def _compounds(words: Sequence[str], known: dict[str, WordInfo], idle: Collection[str], index: Index) -> Iterator[str]:
    """Join words that the dictionary knows apart only: 算力 + 券, 换 + 电站, 未来 + 工厂.

    A noun and a noun of one character make one word, and so do words that the documents keep writing
    side by side.
    """
    place = 0
    while place < len(words):
        joined, end = words[place], place + 1
        often = clauses_with(joined, index)
        while end < len(words) and words[end] not in idle:
            after = words[end]
            nouns = joined not in idle and len(after) == 1 < len(joined) and _are_nouns(known, joined, after)
            seam = clauses_with(joined[-1] + after[0], index)
            rarest = min(filter(None, (often, clauses_with(after, index))), default=0)
            if not nouns and (len(joined + after) == 2 or seam < _TOGETHER * max(_OFTEN, rarest)):
                break
            doubtful = not nouns and (joined in idle or min(len(joined), len(after)) > 1)
            if doubtful and (len(joined) == 1 or _together(joined, after, index) < _TOGETHER * rarest):
                break  # a seam can stand between other words; only the whole proves two long ones to be one
            joined, end, often = joined + after, end + 1, min(often or seam, seam)
        yield joined
        place = end


def _together(word: str, after: str, index: Index) -> int:
    """How many clauses (of the first ``_LOOKED_AT``) hold two words side by side."""
    found = index.postings(TEXT, [word, after])
    if len(found) < 2:
        return 0
    both = list(islice(in_all([found[word].clauses, found[after].clauses]), _LOOKED_AT))
    return sum(word + after in fold(clause.text) for clause in index.clauses(both).values())


def _are_nouns(known: dict[str, WordInfo], *words: str) -> bool:
    return all(word in known and known[word].tag in {"n", "ng"} for word in words)
