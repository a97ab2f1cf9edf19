"""Show a number as its cell does: a workbook keeps 0.15 and a format that makes 15% of it."""

import re
from dataclasses import dataclass
from functools import lru_cache

#: What a format is made of: words in quotes, a character behind a mark, what takes up room only, conditions and
#: currencies, places of digits, and single characters.
_PART = re.compile(r'"([^"]{0,99})"|[\\!](.)|[_*].|\[([^\]]{0,99})\]|([#0?][#0?,]*)|(.)', re.S)
_QUOTED = re.compile(r'"[^"]{0,99}"|[\\!].|\[[^\]]{0,99}\]', re.S)
_CURRENCY = re.compile(r"\$([^-]{0,9})")
#: No formats of plain numbers.
_OTHERS = re.compile(r"general|[ymdhse/@]", re.I)


@dataclass(frozen=True)
class _Format:
    """A number format: text before and after the digits, the factor applied to the value, the least number of digits, the
    decimals kept where the factor is below 1; ``places`` is 0 where no digit is shown at all."""

    before: str
    after: str
    times: float
    least: int
    decimals: int
    places: int


def shown_number(value: float, code: str) -> str:
    """A number as it is shown in the format ``code``: 0.15 in 0.0% as 15%, 8000 in 0"元" as 8000元. No digit of it is lost,
    unless it is shown in thousands or millions."""
    read = _read(code)
    if read is None:
        return f"{value:.15g}" if isinstance(value, float) else str(value)
    if not read.places:
        return read.before
    scaled = value * read.times
    digits = f"{round(scaled, read.decimals):.12g}" if read.times < 1 else f"{scaled:.12g}"
    sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    return f"{sign}{read.before}{digits.zfill(read.least)}{read.after}"


@lru_cache(1024)
def _read(code: str) -> _Format | None:
    """The format of positive numbers; ``None`` where it shows a number as it is, or makes a date of it."""
    section: list[tuple[str, str]] = []  # what is said, and the places of digits
    for quoted, marked, condition, places, other in _PART.findall(code):
        if other == ";":
            break
        if condition.startswith("$") and (currency := _CURRENCY.match(condition)):
            section.append((currency[1], ""))
        elif quoted or marked or places or (other and not condition):
            section.append((quoted or marked or other, places))
    unquoted = _QUOTED.sub("", code).partition(";")[0]
    if not code or _OTHERS.search(unquoted):
        return None
    digits = [number for number, (_, places) in enumerate(section) if places]
    if not digits:
        return _Format("".join(said for said, _ in section), "", 1, 0, 0, 0)
    first, last = digits[0], digits[-1]
    within = section[first : last + 1]
    whole = "".join(places or said for said, places in within)
    point = next((number for number, (said, places) in enumerate(within) if said == "." and not places), len(within))
    decimals = sum(len(places.replace(",", "")) for _, places in within[point + 1 :])
    thousands = len(whole) - len(whole.rstrip(","))
    drawn = "." not in unquoted  # a point that is only drawn between the digits: 12345 in 0\\.0 is 1234.5
    times = 100.0 ** unquoted.count("%") / 1000.0**thousands / (10.0**decimals if drawn else 1)
    after = "".join(said for said, _ in section[last + 1 :])
    least = len(whole) if set(whole) == {"0"} else 0
    return _Format("".join(said for said, _ in section[:first]), after, times, least, decimals, len(digits))
