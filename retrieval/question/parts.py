"""The parts of the way from question to answer that can be left out, to measure what each is worth."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Parts:
    """Which parts are at work; all are, but in ``wenzheng eval --ablate``.

    ``synonyms`` how documents say it, ``repair`` mending of typos, ``words`` and ``bigrams`` the two
    kinds of terms, ``headings`` the ranking of and matching in headings, ``neighbours`` what the
    clauses beside say, ``coverage`` the share of the topic, ``form`` how a clause fits what is
    wanted, ``refusal`` the confidence below which nothing is answered.
    """

    synonyms: bool = True
    repair: bool = True
    words: bool = True
    bigrams: bool = True
    headings: bool = True
    neighbours: bool = True
    coverage: bool = True
    form: bool = True
    refusal: bool = True


ALL = Parts()
