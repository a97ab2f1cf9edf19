"""What a fact is: a row read off one clause. Every field that quotes is a span of the document's text."""

from dataclasses import dataclass
from decimal import Decimal

from retrieval.document.model import Span

#: How a value is meant: at least (以上, 突破), about (左右, 约), at most (以内, 不超过), exactly.
AT_LEAST, ABOUT, AT_MOST, EXACTLY = ">=", "~", "<=", "="

#: The role in a duty bracket without a label.
UNLABELLED = "责任单位"


@dataclass(frozen=True)
class Target:
    """A value that a plan sets (目标): 到2020年, 核心产业规模突破100亿元.

    ``clause`` is the number of the clause, ``quote`` the piece of it that says so. ``low`` and
    ``high`` are the value as numbers (万, 亿 and Chinese numerals worked out), in ``unit``, of ``kind``
    (see ``retrieval.text.numerals``). ``year`` is the year that governs it, or ``None``.
    """

    clause: int
    quote: Span
    indicator: Span
    value: Span
    relation: str
    year: int | None
    kind: str
    unit: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Duty:
    """A unit or person responsible (责任单位): ``role`` as labelled, ``leads`` where it is the one in the lead.

    ``item`` is what for: the heading above the bracket, the sentence before it or what the sentence itself says;
    ``deadline`` is until when, where the bracket or its table says so.
    """

    clause: int
    quote: Span
    role: str
    unit: Span
    leads: bool
    item: str
    deadline: Span | None = None


@dataclass(frozen=True)
class Grant:
    """Money for those who apply (补助, 资助, 奖励). Fields that the sentence does not state are ``None``.

    ``amount`` is a sum, a share or words (一定补助), ``cap`` what it cannot exceed, ``times`` how often
    (一次性, 每年, 连续三年). ``high`` is the largest sum stated, in yuan. ``kind`` is what kind of aid it is (see
    ``retrieval.fact.grants.KINDS``), ``purpose`` the heading above, which says what for; ``condition`` is what has to be met,
    ``until`` the day until which.
    """

    clause: int
    quote: Span
    recipient: Span | None
    amount: Span | None
    cap: Span | None
    times: tuple[Span, ...]
    high: Decimal | None
    kind: str
    purpose: str
    condition: Span | None
    until: Span | None


@dataclass(frozen=True)
class Condition:
    """What one who applies must know: ``kind`` is 条件, 材料, 流程, 时间, 地点 or 联系方式; ``section`` the heading or label that
    it stands under, ``quote`` what is said."""

    clause: int
    quote: Span
    kind: str
    section: str


@dataclass(frozen=True)
class Facts:
    """The facts of one document, each list in the order of the text."""

    targets: tuple[Target, ...] = ()
    duties: tuple[Duty, ...] = ()
    grants: tuple[Grant, ...] = ()
    conditions: tuple[Condition, ...] = ()
