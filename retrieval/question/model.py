"""What a question is, once understood."""

from dataclasses import dataclass
from enum import StrEnum

from retrieval.clause.provision import Provision
from retrieval.document.model import Span
from retrieval.question.parts import ALL, Parts
from retrieval.text.numerals import Quantity
from retrieval.text.regions import Region


class Kind(StrEnum):
    """What is wanted."""

    AMOUNT = "amount"  # a value or a count that a plan sets (目标)
    MONEY = "money"  # money for those who apply (补助, 资助, 奖励)
    DUTY = "duty"  # who is responsible, in which role (责任单位, 牵头部门)
    PLACE = "place"
    TIME = "time"  # a day, a deadline (截止日期, 何时施行)
    NAME = "name"  # a named thing
    LIST = "list"
    MEASURE = "measure"  # what is to be done, whether something is done
    CONTACT = "contact"  # 电话, 传真, 邮箱
    RECORD = "record"  # facts of the document itself (文号, 日期, 发文机关, 期限, 状态)
    CITING = "citing"  # documents that cite a document


@dataclass(frozen=True)
class Want:
    """What is wanted, with its details.

    ``kinds`` and ``units`` say which quantities answer (see ``retrieval.text.numerals``), ``role``
    which role of a duty, ``facts`` which fields of the record.
    """

    kind: Kind
    kinds: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    role: str = ""
    facts: tuple[str, ...] = ()
    how_much: bool = False  # a number is asked for
    documents: bool = False  # the documents themselves are asked for (哪份文件)


@dataclass(frozen=True)
class Term:
    """A word of the topic: how much it tells (0 to 1), and how documents may say it instead."""

    text: str
    weight: float
    alternatives: tuple[str, ...] = ()
    noun: bool = False
    held: bool = False  # some clause says it in so many words
    names_kind: bool = False  # it says what kind of thing is asked for (哪个工程): the answer may be called so


@dataclass(frozen=True)
class Repair:
    """``typed`` (at ``start`` in the folded question) taken for ``meant``, a word of the documents."""

    start: int
    typed: str
    meant: str


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

    ``regions`` and ``years`` filter; ``foreign`` are regions named of which there is no document; ``every`` means that all regions are asked about (各市, 哪个城市).
    ``terms`` are the words of the topic that remains, ``quantities`` the values named in it, ``numbers`` the 发文字号. ``outcome`` is set where it asks what became of
    a plan, ``laws`` are the laws named, ``defined`` is the thing whose meaning is asked, ``penalty`` set where it asks what a breach brings, ``commencement`` where from when on a law applies, ``draft`` where it asks for drafts or for issued documents, ``several`` where for several things at once (各是多少).
    """

    text: str
    folded: str
    want: Want
    regions: tuple[tuple[Region, ...], ...] = ()
    foreign: tuple[tuple[Region, ...], ...] = ()
    every: bool = False
    years: tuple[int, ...] = ()
    terms: tuple[Term, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    numbers: tuple[str, ...] = ()
    draft: bool | None = None
    outcome: bool = False
    several: bool = False
    inherited: frozenset[str] = frozenset()
    repairs: tuple[Repair, ...] = ()
    parts: Parts = ALL
    laws: tuple[Law, ...] = ()
    defined: str = ""
    penalty: bool = False
    commencement: bool = False

    @property
    def provisions(self) -> tuple[Provision, ...]:
        """The articles asked for, of all the laws named."""
        return tuple(provision for law in self.laws for provision in law.provisions)

    @property
    def matched(self) -> str:
        """How it was understood, in one line: 南京市 · 2020年 · 产业规模."""
        regions = "、".join(regions[0].name for regions in self.regions)
        years = "、".join(f"{year}年" for year in self.years)
        topic = "".join(term.text for term in self.terms)
        laws = "、".join(law.typed + "、".join(one.text for one in law.provisions) for law in self.laws)
        return " · ".join(filter(None, (regions, years, laws, topic)))

    @property
    def places(self) -> tuple[Region, ...] | None:
        """The regions that are asked about, of which there are documents; ``None`` where no region is named."""
        if not self.regions and not self.foreign:
            return None
        return tuple(region for names in self.regions for region in names)
