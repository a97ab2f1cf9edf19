"""Find every value that a sentence states: with any unit, per unit (200元/平方米), and without digits (翻一番, 万亿元)."""

import re
from dataclasses import replace
from decimal import Decimal

from retrieval.text.numerals import COUNT, MONEY, PERCENT, Quantity, find_quantities, parse_number

#: The kind of a value that is a word without a number: 全国前列.
WORDS = "words"

#: Values that the numerals of a question do not need: 万亿元, 14eflops, 5000m, 80岁, 指数达到65, 翻一番, 千分之三, 全覆盖, 前三.
_OTHER = re.compile(
    r"(?P<large>(?<![\d一二三四五六七八九十百千万亿数上近])(?:万亿|千亿|百亿|十亿|千万|百万|亿)元(?!级))"
    r"|(?P<number>\d{1,9}(?:\.\d{1,6})?)(?P<latin>[a-z]{1,9}(?:/[a-z]{1,3})?)(?![a-z0-9])(?=[^a-z+\-]|$)"
    r"|(?<=[到过至])(?P<age>\d{2}(?:\.\d{1,2})?)岁(?!以)"
    r"|(?P<covered>(?<![不未成现照,、])全覆盖(?=[,;。、]|$))"
    r"|(?P<rank>(?<=[入居身于列在持])(?:[全我]国|全[省市区球]|世界|国[内际]|[中西东]部)[^,;。、\d]{0,8}?(?:前列|前(?P<first>[三五六八十]|\d{1,2})(?:[名位强]|(?=[,;。、]|$))))"
    r"|(?P<doubled>翻(?:[一两二三四]?番|倍)|倍增(?!计划|工程|行动)|(?<=[增再]加)一倍)"
    r"|(?:(?<=[达高升降少减]到)|(?<=[高升降减]至)|(?<=控制在))(?P<index>\d{1,4}(?:\.\d{1,2})?)(?=(?:以[上下内])?[,;。、]|左右|$)"
    r"|千分之(?P<mille>\d{1,4}(?:\.\d{1,4})?|[一二三四五六七八九十]{1,3})"
    r"|(?P<share>[一二三四]分之[一二三四])(?!一[^,;。]{0,3}月)"
)
#: How often a value is doubled, told by a numeral; else once.
_DOUBLED = {"两": 4, "二": 4, "三": 8, "四": 16}
#: The rest of a unit that the numerals of a question end sooner: 305亿斤, 100亿千瓦时.
_REST = re.compile(r"(?<=[万亿])斤|(?<=千瓦)时")
#: What a sum or a count is for: 200元/平方米, 5万元/年, 90座/亩, 每 is written before the sum.
_PER = re.compile(r"/(?:人[·・.]?(?:年|月|次|天)|平方米|千瓦时|立方米|[\u4e00-\u9fff])(?:[·・./](?:年|月|天|日|次))?")
#: The second unit of a value that counts two things alike: 200家(个).
_ALSO = re.compile(r"\([个家项名人件套台]\)")
_SAME = re.compile(r"\s*(?:-|至|到)\s*")
#: Names that hold a number: 5g, 3d, b2b, 4k, 863计划.
_NAMED = re.compile(r"^\d{1,2}[gdkac]$")


def find_values(folded: str) -> list[Quantity]:
    """Return the values in ``folded`` in order, none in another; a range of two sums is one (20%至70%)."""
    found = [_extended(folded, value) for value in (*find_quantities(folded), *_others(folded))]
    kept: list[Quantity] = []
    for value in sorted(found, key=lambda value: (value.start, -value.end)):
        if kept and value.start < kept[-1].end:
            continue
        if kept and _SAME.fullmatch(folded, kept[-1].end, value.start) and kept[-1].kind == value.kind:
            kept[-1] = replace(kept[-1], end=value.end, unit=value.unit, high=value.high)
        else:
            kept.append(value)
    return kept


def _extended(folded: str, value: Quantity) -> Quantity:
    """The value with the rest of its unit, with what it is for, and with its second unit."""
    if match := _REST.match(folded, value.end):
        value = replace(value, end=match.end(), unit=value.unit + match.group())
    for more in (_ALSO, _PER):
        if match := more.match(folded, value.end):
            value = replace(value, end=match.end())
    return value


def _others(folded: str) -> list[Quantity]:
    return [value for match in _OTHER.finditer(folded) if (value := _other(match))]


def _other(match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    if match["large"]:
        value = parse_number("一" + match["large"][:-1].replace("万亿", "万")) * (10**8 if "万亿" in match[0] else 1)
        return Quantity(start, end, MONEY, "元", value, value)
    if match["latin"]:
        before = match.string[start - 1 : start]
        if _NAMED.match(match.group()) or (before.isascii() and before.isalnum()) or before in {"-", ".", "/"}:
            return None
        value = Decimal(match["number"])
        return Quantity(start, end, COUNT, match["latin"], value, value)
    if match["doubled"]:
        value = Decimal(next((factor for char, factor in _DOUBLED.items() if char in match["doubled"]), 2))
        return Quantity(start, end, COUNT, "倍", value, value)
    if match["age"] or match["index"]:
        value = Decimal(match["age"] or match["index"])
        return Quantity(start, end, COUNT, "岁" if match["age"] else "", value, value)
    if match["covered"]:
        return Quantity(start, end, PERCENT, "", Decimal(100), Decimal(100))
    if match["rank"]:
        value = parse_number(match["first"]) if match["first"] else Decimal(0)
        return Quantity(start, end, WORDS, "", value, value)
    if match["mille"]:
        value = parse_number(match["mille"]) / 1000
        return Quantity(start, end, PERCENT, "‰", value, value)
    above, below = parse_number(match["share"][-1]), parse_number(match["share"][0])
    share = (above / below * 100).quantize(Decimal("0.01")) if below else Decimal(0)
    return Quantity(start, end, PERCENT, "%", share, share)
