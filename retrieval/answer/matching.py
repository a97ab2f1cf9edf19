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
    return _SYNONYM if share < _SYNONYM and any(other in text for other in word.synonyms) else share


def _share(word: Word, text: str) -> float:
    if word.text.isascii() or len(word.text) < 2:
        return 0.0
    characters = _CHARACTERS * sum([char in text for char in word.text]) / len(word.text)
    if not word.bigrams or not characters:
        return characters
    return max(characters, _PAIRS * sum([pair in text for pair in word.bigrams]) / len(word.bigrams))


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
