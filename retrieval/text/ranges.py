"""Read the ranges that rules are stated for (满35周岁至未满45周岁, 100万元以下), and the values that a person has (今年38, 月入4000).

Both are compared by their dimension: an age, a sum, a length of time, or the unit that is counted.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from retrieval.text.numerals import MONEY, Quantity, find_quantities, parse_number
from retrieval.text.pattern import lazy_pattern

AGE = "age"
_ENDLESS = Decimal("Infinity")
#: What lies just inside a limit that does not belong to its range.
_JUST = Decimal("0.0001")

_YEARS_OLD = lazy_pattern(
    r"(?<![\d.])(?:(\d{1,3})(?:周?岁)?[-至到])?(\d{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?)周?岁"
)
#: A person's age or sum, said without its unit.
_BARE_AGE = lazy_pattern(
    r"(?:今年|年龄|岁数|年纪|已经)(?:是|才|刚|都|快)?(?:满)?(\d{1,2})(?![\d.%年月号日万千百个亿元块])"
)
_BARE_SUM = lazy_pattern(
    r"(?:入|收入|工资|年薪|营收|产值|销售额|营业额|投资|投入|投了|注册资本|资产|存款|房租)(?:了|是|有|大概|大约|约|一共|才|只有)?"
    r"(\d{1,9}(?:\.\d{1,4})?)(万亿|千万|百万|亿|万|千)?(?=块|多|左右|以|[^\d.%\u4e00-\u9fff]|$)"
)
#: Words before and behind a value that make it a limit, and whether the value itself lies within.
_LEAST = lazy_pattern(r"(?:(?P<in>年满|满|不低于|不少于|不小于|达到?|至少)|超过|高于|大于|多于)$")
_MOST = lazy_pattern(r"(?:(?P<in>不超过|不高于|不大于|不多于|最多|至多)|未满|不满|不足|未超过|低于|少于|小于)$")
_BEHIND = lazy_pattern(r"(?:\([^()]{1,8}\))?[及含]?(?:(?P<least>以上)|(?P<most>以下|以内|之内))")
_BEFORE = 3
#: What links the two limits of one range.
_LINK = lazy_pattern(r"[至到、,\-(]?(?:(?:并|且|但|年)?(?:未满|不满|不足|不超过|未超过|低于))?")
#: Units that count the same.
_SAME = {
    "名": "人",
    "口": "人",
    "位": "人",
    "工作日": "个工作日",
    "天": "日",
    "年期": "年",
    "周年": "年",
    "平米": "平方米",
}
#: A unit that says little is told by what it counts.
_PEOPLE = lazy_pattern(r"\s?(?:人|员工|职工|工人|孩子)")


@dataclass(frozen=True)
class Range:
    """The values from ``low`` to ``high``, both included, of a ``dimension``; ``start`` and ``end`` are offsets."""

    start: int
    end: int
    dimension: str
    low: Decimal
    high: Decimal

    @property
    def is_limited(self) -> bool:
        """Whether it holds more than one value."""
        return self.low < self.high

    def holds(self, other: "Range") -> bool:
        """Whether another range of the same dimension lies within this one."""
        return self.dimension == other.dimension and self.low <= other.low and other.high <= self.high


def find_ranges(folded: str) -> list[Range]:
    """Return the ranges that folded text speaks of, in order; a single value is a range of one."""
    found: list[Range] = []
    for value in _values(folded):
        one = _limited(value, folded)
        link = _LINK.match(folded, found[-1].end, one.start) if found else None
        if link and link.end() == one.start and (joined := _joined(found[-1], one)):
            found[-1] = joined
        else:
            found.append(one)
    return found


def find_own_values(folded: str) -> list[Range]:
    """Return the values that a question names, those said without a unit among them (今年38, 月入4000)."""
    bare = _bare_values(folded) if any(map(str.isdigit, folded)) else []
    said = [
        one for one in _values(folded) if not any(one.start < other.end and other.start < one.end for other in bare)
    ]
    named = [one if one.dimension else replace(one, dimension=MONEY) for one in said]  # 营收3000万的厂子
    return sorted([*bare, *named], key=lambda one: one.start)


def _bare_values(folded: str) -> list[Range]:
    """The ages and the sums that are said without their units."""
    ages = [_between(*match.span(), AGE, Decimal(match[1])) for match in _BARE_AGE.finditer(folded)]
    sums = [_between(match.start(1), match.end(), MONEY, _sum(match)) for match in _BARE_SUM.finditer(folded)]
    return [*ages, *sums]


def _sum(match: re.Match[str]) -> Decimal:
    return Decimal(match[1]) * (parse_number("一" + match[2]) if match[2] else 1)


def _between(start: int, end: int, dimension: str, *limits: Decimal) -> Range:
    return Range(start, end, dimension, min(limits), max(limits))


def _values(folded: str) -> list[Range]:
    """The single values of a text, and those written as a range (100至200万元)."""
    ages = [_age(match) for match in _YEARS_OLD.finditer(folded)] if "岁" in folded else []
    taken = {place for one in ages for place in range(one.start, one.end)}
    others = [_of_quantity(one, folded) for one in find_quantities(folded) if one.start not in taken]
    return sorted([*ages, *others], key=lambda one: one.start)


def _age(match: re.Match[str]) -> Range:
    return _between(*match.span(), AGE, *(parse_number(limit) for limit in match.groups() if limit))


def _of_quantity(value: Quantity, folded: str) -> Range:
    people = value.unit == "个" and _PEOPLE.match(folded, value.end)
    dimension = MONEY if value.kind == MONEY else "人" if people else _SAME.get(value.unit, value.unit)
    return _between(value.start, value.end, dimension, value.low, value.high)


def _limited(one: Range, folded: str) -> Range:
    """The range that a value is the limit of."""
    before = folded[max(0, one.start - _BEFORE) : one.start]
    behind = _BEHIND.match(folded, one.end)
    end = behind.end() if behind else one.end
    if most := _MOST.search(before):
        return replace(one, low=-_ENDLESS, high=one.high - (0 if most["in"] else _JUST), end=end)
    if behind and behind["most"]:
        return replace(one, low=-_ENDLESS, end=end)
    least = _LEAST.search(before)
    if least or behind:
        return replace(one, low=one.low + (_JUST if least and not least["in"] else 0), high=_ENDLESS, end=end)
    return one


def _joined(first: Range, second: Range) -> Range | None:
    """One range of its two limits: 3个月以上6个月以下, 满35周岁至未满45周岁, 80周岁至89周岁."""
    opens = first.high in {_ENDLESS, first.low}
    closes = second.low in {-_ENDLESS, second.high}
    if first.dimension != second.dimension or not opens or not closes or first.low >= second.high:
        return None
    return replace(first, high=second.high, end=second.end)
