"""The dictionary: jieba's words and frequencies together with our own.

Only building an index loads it; a question reads the few words it needs from the index.
"""

import logging
import sys
import warnings
from functools import cache, cached_property
from typing import Any

from retrieval.text.words import read_words

#: So many characters are cut before rjieba is loaded: that takes as long as cutting these without it.
_SLOW = 100_000


class Lexicon:
    """A jieba tokenizer of our own: jieba's global one would leak between users and tests."""

    def __init__(self) -> None:
        self._tokenizer = _make_tokenizer()
        self._slow = _SLOW

    @property
    def total(self) -> int:
        """The sum of all frequencies."""
        return int(self._tokenizer.total)

    def cut(self, run: str) -> list[str]:
        """Cut a run of Chinese characters into dictionary words; much text with rjieba, where it is installed."""
        if self._slow > 0:
            self._slow -= len(run)
        elif self._fast is not None:
            return list(self._fast.cut(run, False))
        return list(self._tokenizer.cut(run, HMM=False))

    @cached_property
    def _fast(self) -> Any:
        """rjieba with the same words and frequencies, which cuts the same; ``None`` where it is not installed."""
        try:
            import rjieba
        except ImportError:
            return None
        kind: Any = rjieba.Jieba
        tokenizer = kind.empty()
        for word, frequency in self._tokenizer.FREQ.items():
            if frequency:
                tokenizer.add_word(word, frequency, "n")
        return tokenizer

    @cached_property
    def rows(self) -> list[tuple[str, int, str]]:
        """Every word, jieba's and ours, with the frequency that cutting uses and jieba's part of speech; in order."""
        lines = self._tokenizer.get_dict_file().read().decode("utf-8").splitlines()
        tags = {text: sys.intern(tag) for text, _, tag in (line.split(" ") for line in lines)}
        frequencies = self._tokenizer.FREQ.items()
        return sorted((text, frequency, tags.get(text, "n")) for text, frequency in frequencies if frequency)


@cache
def load_lexicon() -> Lexicon:
    """The dictionary, once a process: reading it takes longer than cutting a few documents."""
    return Lexicon()


def plain_tokenizer() -> Any:  # jieba ships no types
    """A tokenizer with jieba's own dictionary alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its old escapes and pkg_resources are no concern of ours
        import jieba  # heavy: only building an index pays for it
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    # What initialize() does, but for the cache that it leaves in the temporary folder, for all to share
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def _make_tokenizer() -> Any:
    tokenizer = plain_tokenizer()
    for word in sorted(read_words("dictionary.txt")):  # institutions, policy terms and what else jieba lacks
        tokenizer.add_word(word)  # without a frequency: one that keeps the word whole is worked out
    return tokenizer
