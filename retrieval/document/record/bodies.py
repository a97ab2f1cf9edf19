"""Official bodies (机关) in text: where the name of one ends and the next one begins."""

import re

from retrieval.lexicon import any_of
from retrieval.text.pattern import lazy_pattern
from retrieval.text.regions import find_regions, region_at

#: A body's name ends in one of these characters or words.
_END = r"(?:[府厅局部院署委办会处站所组室队司社校行]|中心|机制|海关|大学|党组|专班|集团|中共中央)"
_ENDS = lazy_pattern(rf"{_END}(?:\([\u4e00-\u9fff]{{2,16}}\))?$")
_NATIONAL = lazy_pattern(rf"(?:中华人民共和国)?{any_of('national_bodies')}")
#: How the name of a body of a place begins where the place itself is not named: 中共, 省财政厅, 共青团.
_BEGIN = lazy_pattern(
    r"(?:中共|中国共产党|共青团|中国|全国|中央)"
    r"|(?:省|市|区|县|州|旗|自治区|自治州)(?=委|人民政府|政府|人大|政协|[\u4e00-\u9fff、和]{1,24}?(?:局|厅|委|办|会|中心|部))"
)
#: Bodies that name the place they work in at the end of their name: 国家税务总局广东省税务局.
_VERTICAL = lazy_pattern(
    r"^(?:国家税务总局|中国人民银行|人民银行|国家统计局|国家外汇管理局|外汇局|国家金融监督管理总局|国家能源局|国家矿山安全监察局|"
    r"中国银行保险监督管理委员会|中国银保监会|中国证券监督管理委员会|中国证监会|国家粮食和物资储备局|中国民用航空|中华人民共和国)"
)
_WHOLE = lazy_pattern(r"^[\u4e00-\u9fff()、,·-]{2,400}$")
_NOT = lazy_pattern(
    r"^(?:各|本|我|该|其|有关|相关|以及|由|经|请|对|为|在|与|并|将)|关于|印发|[一二三四五六七八九十]、|等单位$|负责|牵头|通过|同意"
)
#: Endings that make a body of a name without a place.
_SURELY = lazy_pattern(r"(?:委员会|办公室|管理局|联合会|领导小组|指挥部|管委会|有限公司|集团)$")
_PARTED = " 、,;\u3000"


def find_bodies(text: str, gaps: frozenset[int] = frozenset()) -> list[tuple[int, int]]:
    """Return the bodies that a folded text consists of, in order; none where it says anything else.

    ``gaps`` are the places in ``text`` where the source has white space.
    """
    plain = text.strip(_PARTED)
    if not _WHOLE.match(plain.replace(" ", "")) or _NOT.search(plain):
        return []
    offset = text.index(plain)
    starts = [0, *(place for place in range(1, len(plain)) if _parts(plain, place, place + offset in gaps))]
    pieces = [
        (start, end)
        for start, end in zip(starts, [*starts[1:], len(plain)], strict=True)
        if plain[start:end].strip(_PARTED)
    ]
    bodies: list[tuple[int, int]] = []
    for first, last in pieces:
        piece = plain[first:last]
        start = first + len(piece) - len(piece.lstrip(_PARTED))
        end = first + len(piece.rstrip(_PARTED))
        if bodies and _goes_on(plain[slice(*bodies[-1])], plain[start:end]) and plain[bodies[-1][1] : start] == "":
            bodies[-1] = (bodies[-1][0], end)
        else:
            bodies.append((start, end))
    if all(_is_body(plain[start:end], number > 0) for number, (start, end) in enumerate(bodies)):
        return [(start + offset, end + offset) for start, end in bodies]
    return []


def trailing_bodies(text: str) -> int | None:
    """Where the bodies begin that ``text`` ends in; ``None`` where it ends in none. The longest run of bodies counts."""
    if not _ENDS.search(text[-20:]):
        return None
    begin = max(0, len(text) - 120)
    for start in range(begin, len(text) - 1):
        inside = start and text[start - 1] in "省市区县" and text[start] in "省市区县"
        if begins_body(text, start) and not inside and find_bodies(text[start:]):
            return start
    return None


def begins_body(text: str, place: int) -> bool:
    """Whether the name of a body can begin at ``place``: with a region, a national body, a level of government."""
    return bool(_NATIONAL.match(text, place) or _BEGIN.match(text, place) or region_at(text, place))


def is_national(body: str) -> bool:
    """Whether a body acts for the whole state."""
    return bool(_NATIONAL.match(body)) and not find_regions(body)


def _parts(text: str, place: int, gap: bool) -> bool:
    """Whether a body ends before ``place`` and another begins there."""
    before = text[:place].rstrip(_PARTED)
    parted = gap or len(before) < place
    if not _ENDS.search(before[-20:]) or text[place] in _PARTED:
        return False
    if parted and text[place - 1] in "、,;" and len(before) < place:
        return True
    return begins_body(text, place) if not parted else begins_body(text, place) or bool(_ENDS.search(before))


def _goes_on(body: str, more: str) -> bool:
    """Whether ``more`` only names the place that the body above works in."""
    return bool(_VERTICAL.match(body)) and bool(find_regions(more)) and not re.search("政府|委员会$", more)


def _is_body(name: str, follows: bool) -> bool:
    if len(name) < 3 or not _ENDS.search(name) or name.count("、") > 3:
        return False
    if len(name) > 60:
        return False
    return follows or begins_body(name, 0) or (len(name) < 24 and bool(_SURELY.search(name)))
