"""Read numbers and quantities as official documents write them.

``find_quantities`` works on folded text (see ``fold``) and returns spans in it, hence in the
source. No number is ever rewritten: 统一部署 and 一带一路 hold numerals but no quantity.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from retrieval.text.pattern import lazy_pattern

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_WRITTEN = "零一二三四五六七八九"
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}

#: What a unit counts. Questions ask for a kind ("多少钱", "几家"), clauses give a unit.
MONEY, PERCENT, COUNT, DURATION, RATIO = "money", "percent", "count", "duration", "ratio"

_COUNTERS = (
    "个百分点|平方公里|平方千米|平方米|万千瓦|公里|千米|家次|人次|户次|场次|批次|"
    "标准箱|载重吨|立方米|公斤|千克|厘米|辆次|架次|床位|学时|平米|"
    "家|个|项|名|人|台(?!阶)|部|套|件|篇|所|座|条|处|户|支|种|类|门|辆|架|艘|批|亩|公顷|吨|千瓦|倍|次|位|场|期|只|款|例|宗|张|颗|"
    "株|头|尾|册|瓶|桶|箱|份|床|班|米|幢|栋|层|间|片|段|站|口|轮|周|克|粒|枚|对|组|届|平(?!台)|起|列"
)
_NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|[零〇一二三四五六七八九十百千两]+)"
#: No number begins inside another: else a long row of digits is tried from each of them.
_WHOLE = r"(?:(?<!\d)(?=\d)|(?<![零〇一二三四五六七八九十百千两])(?=\D))"
_DURATIONS = frozenset({"年", "年期", "周年", "个月", "个工作日", "工作日", "小时", "分钟", "天", "日", "周"})
_SCALE = r"(?:万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千|百)"
_QUANTITY = lazy_pattern(
    r"(?P<grade>(?:千|百|十)?(?:万|亿)级)"
    rf"|(?P<low>{_WHOLE}{_NUMBER})(?:\s*[-至到]\s*(?P<high>{_NUMBER}))?(?P<more>余|多)?(?P<scale>{_SCALE})?(?P<more2>余|多|级)?"
    rf"(?P<unit>美元|元|%|‰|个百分点|年期|周年|年(?!度|底|末|前|来|代|[^,。;]{{0,3}}版)|个月|个工作日|工作日|小时|分钟|天(?!然)|日(?!期|常|报)|{_COUNTERS}|[a-z]{{2,8}}(?![a-z])"
    r"|(?<=[百千万亿])(?:路|单位)"  # 1.2万路视频; elsewhere they end a street's name, or are who and not how many
    r"|(?<=[万亿])(?!级)(?=[\u4e00-\u9fff]))"  # 2800万标准箱: a scale is a quantity whatever it counts
    rf"|百分之(?P<percent>{_NUMBER})"
    r"|(?<=[于到至过])(?P<index>\d+\.\d+)(?=以[上下内]|左右|[,;。)]|$)"  # PUE不高于1.25
    r"|(?P<left>\d+):(?P<right>\d+)(?=资金|配套|比例|的比例|给予|匹配)"
)


@dataclass(frozen=True)
class Quantity:
    """A value with its unit. ``start`` and ``end`` are offsets in the folded text."""

    start: int
    end: int
    kind: str
    unit: str
    low: Decimal
    high: Decimal


def parse_number(text: str) -> Decimal:
    """Return the value of an Arabic or Chinese number: ``1,200``, ``二〇二〇``, ``三百五十``.

    Raises ``ValueError`` where ``text`` is no number.
    """
    plain = text.replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", plain, flags=re.ASCII):
        return Decimal(plain)
    if plain and all(char in _DIGITS for char in plain):
        return Decimal("".join(str(_DIGITS[char]) for char in plain))
    return Decimal(_parse_chinese(plain))


def write_number(number: int) -> str:
    """Write a number below ten thousand as laws do: 十, 一百零五, 一百一十, 一千二百六十."""
    if not 0 <= number < 10**4:
        raise ValueError(f"no number of an article: {number}")
    written, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            written += ("零" if gap and written else "") + _WRITTEN[digit] + name
        gap = not digit
    return (written.removeprefix("一") if 10 <= number < 20 else written) or _WRITTEN[0]


def to_iso(folded: str) -> str | None:
    """Return a folded date (2019年6月29日, 二〇一九年六月二十九日, 2022-1-19) as YYYY-MM-DD, else ``None``."""
    number = r"[\d〇零一二三四五六七八九十]+"
    match = re.fullmatch(rf"({number})[年-]({number})[月-]({number})日?", folded)
    if not match:
        return None
    year, month, day = (int(parse_number(part)) for part in match.groups())
    return f"{year:04}-{month:02}-{day:02}"


def _parse_chinese(text: str) -> int:
    if not text:
        raise ValueError("an empty string is no number")
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            digit = 0
        elif char in _LARGE:
            total = (total + section + digit or 1) * _LARGE[char]
            section = digit = 0
        else:
            raise ValueError(f"{text!r} is no number")
    return total + section + digit


def _scaled(number: str, scale: str | None) -> Decimal:
    return parse_number(number) * (_parse_chinese(scale) if scale else 1)


def find_quantities(folded: str) -> list[Quantity]:
    """Return the quantities in ``folded`` in order: 100亿元, 1-2个, 15%, 三年, 千亿级, 1:1."""
    return [quantity for match in _QUANTITY.finditer(folded) if (quantity := _quantity(match))]


def _quantity(match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    if match["grade"]:
        value = Decimal(_parse_chinese(match["grade"][:-1]))
        return Quantity(start, end, COUNT, "级", value, value)
    if match["left"]:
        value = Decimal(match["left"]) / (Decimal(match["right"]) or 1)
        return Quantity(start, end, RATIO, ":", value, value)
    if match["index"]:
        value = parse_number(match["index"])
        return Quantity(start, end, COUNT, "", value, value)
    if match["percent"]:
        value = parse_number(match["percent"])
        return Quantity(start, end, PERCENT, "%", value, value)
    unit = match["unit"]
    if (not unit and not match["low"].isascii()) or match.string[start - 1 : start] == "第" or match["low"] in "零〇":
        return None  # 千万不要, 第三代, 零部件
    if unit == "日" and match.string[start - 1 : start] in {"月", "-"}:
        return None  # a date
    low = _scaled(match["low"], match["scale"])
    high = _scaled(match["high"], match["scale"]) if match["high"] else low
    if unit == "年" and low >= 1000:
        return None  # a calendar year, not a duration
    if match["low"] == "一" and not (match["scale"] or match["high"]) and _kind(unit) == COUNT:
        return None  # 一个, 一批, 统一部署: no count
    return Quantity(start, end, _kind(unit), unit, low, high)


def _kind(unit: str) -> str:
    if unit in {"元", "美元"}:
        return MONEY
    if unit in {"%", "‰", "个百分点"}:
        return PERCENT
    if unit in _DURATIONS:
        return DURATION
    return COUNT
