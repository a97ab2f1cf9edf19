"""The question as understood: readings that weigh, none of which excludes a document."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.clause.provision import Provision
from retrieval.document.model import Span
from retrieval.question.intent import Shape
from retrieval.text.ranges import Range
from retrieval.text.regions import Region


@dataclass(frozen=True)
class Word:
    """A content word of a question with its weight (0 to 1): how much it tells, by its rarity in general Chinese.

    ``place`` marks a word of the name of a place, ``inherited`` one of an earlier question; ``synonyms`` are the
    official words for it (see ``retrieval.question.synonyms``).
    """

    text: str
    weight: float
    place: bool = False
    inherited: bool = False
    synonyms: tuple[str, ...] = ()

    @cached_property
    def characters(self) -> tuple[str, ...]:
        """The characters of a word of two or more that is no Latin one."""
        return () if len(self.text) < 2 or self.text.isascii() else tuple(self.text)

    @cached_property
    def bigrams(self) -> tuple[str, ...]:
        """The pairs of neighbouring characters; none of a word that is not Chinese or has two characters."""
        if len(self.text) < 3 or self.text.isascii():
            return ()
        return tuple(self.text[place : place + 2] for place in range(len(self.text) - 1))


@dataclass(frozen=True)
class Place:
    """A place that a question names: the name as typed, and the regions that it can mean."""

    name: str
    regions: tuple[Region, ...]


@dataclass(frozen=True)
class Law:
    """A law that a question names: the name as typed (none in 第三条是什么), the documents that it can mean (none where
    it is not here), the ``provisions`` asked for (none where the question is put to the whole)."""

    typed: str
    documents: tuple[str, ...] = ()
    provisions: tuple[Provision, ...] = ()


@dataclass(frozen=True)
class LawReading:
    """The laws that a question names, the spans of their names and articles in it, and the years that tell a version
    (2010年的著作权法)."""

    laws: tuple[Law, ...] = ()
    spans: tuple[Span, ...] = ()
    years: frozenset[int] = frozenset()

    def blanked(self, folded: str) -> str:
        """The folded question with the spans blanked out, the same length."""
        for span in self.spans:
            folded = folded[: span.start] + " " * (span.end - span.start) + folded[span.end :]
        return folded


@dataclass(frozen=True)
class Question:
    """A question as understood.

    ``folded`` is the normalized text (see ``retrieval.question.normalization``), ``words`` its content words in order,
    those of earlier questions behind them. ``places`` and ``years`` are what it names, ``every`` is set where all
    places are asked about (各市, 哪个城市). ``shapes`` are the kinds of answer asked for, ``values`` the values and
    ``numbers`` the 发文字号 named, ``laws`` the laws. ``only_places`` and ``only_year`` come from explicit filters and
    do exclude. ``commencement`` is set where it asks from when on a law applies.
    """

    text: str
    folded: str
    words: tuple[Word, ...] = ()
    places: tuple[Place, ...] = ()
    every: bool = False
    years: tuple[int, ...] = ()
    shapes: frozenset[Shape] = frozenset()
    values: tuple[Range, ...] = ()
    numbers: tuple[str, ...] = ()
    laws: tuple[Law, ...] = ()
    commencement: bool = False
    earlier: tuple[str, ...] = ()
    only_places: tuple[Region, ...] | None = None
    only_year: int | None = None

    @cached_property
    def own_words(self) -> Sequence[Word]:
        """The words of the question itself."""
        return [word for word in self.words if not word.inherited]

    def is_of_year(self, text: str) -> bool:
        """Whether a text states a year that is asked for."""
        return any(str(year) in text for year in self.years)

    @property
    def says_nothing(self) -> bool:
        """Whether nothing is asked for: no thing, place, year or number, and no kind of answer but yes or no."""
        named = self.own_words or self.places or self.years or self.numbers or self.laws or self.every
        return not named and not self.shapes - {Shape.YES_NO}

    @property
    def provisions(self) -> tuple[Provision, ...]:
        """The articles asked for, of all the laws named."""
        return tuple(provision for law in self.laws for provision in law.provisions)

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """All regions that the places named can mean."""
        return tuple(region for place in self.places for region in place.regions)

    @property
    def matched(self) -> str:
        """How it was understood, in one line: 南京市 · 2020年 · 产业 规模."""
        places = "、".join(place.regions[0].name for place in self.places)
        years = "、".join(f"{year}年" for year in self.years)
        topic = " ".join(word.text for word in self.words if not word.place)
        laws = "、".join(law.typed + "、".join(one.text for one in law.provisions) for law in self.laws)
        return " · ".join(filter(None, (places, years, laws, topic)))
