"""How well a word of a question stands in a text, and how much of a question a text covers."""

from collections.abc import Callable, Iterable

from retrieval.question.model import Word

#: What the share of its pairs of characters, and of its characters, is worth where a word does not stand whole: it takes
#: the place of mending typos and of cutting compounds.
_PAIRS, _CHARACTERS = 0.8, 0.25
#: What an official word for it is worth.
_SYNONYM = 0.75


def match(word: Word, text: str) -> float:
    """How well a word stands in folded text, 0 to 1: 1 where it stands whole, else by the share of it that does, or by
    one of its synonyms."""
    if word.text in text:
        return 1.0
    share = _share(word, text)
    if share < _SYNONYM:
        for other in word.synonyms:
            if other in text:
                return _SYNONYM
    return share


def _share(word: Word, text: str) -> float:
    # loops without further calls: this is most of the work for a question
    found = 0
    for char in word.characters:
        if char in text:
            found += 1
    if not found:
        return 0.0
    share = _CHARACTERS * found / len(word.characters)
    if found < 2 or not word.bigrams:
        return share
    pairs = 0
    for pair in word.bigrams:
        if pair in text:
            pairs += 1
    return max(share, _PAIRS * pairs / len(word.bigrams))


def _weight(word: Word) -> float:
    return word.weight


def coverage(words: Iterable[Word], score: Callable[[Word], float], weight: Callable[[Word], float] = _weight) -> float:
    """The mean of ``score`` over words, weighted by what they tell or by ``weight``; 0 where there are none."""
    total = covered = 0.0
    for word in words:
        told = weight(word)
        total += told
        covered += told * score(word)
    return covered / total if total else 0.0
