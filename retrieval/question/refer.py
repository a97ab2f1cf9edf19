"""Follow-ups that point at the answer before instead of asking anew: 还有吗, 上下文, 第二条的原文."""

import re
from dataclasses import dataclass
from enum import StrEnum

from retrieval.text.fold import fold
from retrieval.text.numerals import parse_number
from retrieval.text.pattern import lazy_pattern


class Pointer(StrEnum):
    """What of the answer before is wanted."""

    MORE = "more"  # the next passages
    CONTEXT = "context"  # what stands around the first passage
    QUOTE = "quote"  # one of the passages, whole


@dataclass(frozen=True)
class Reference:
    """A pointer at the answer before; ``number`` is the passage meant, from 1 on."""

    pointer: Pointer
    number: int = 1


_POLITE = r"(?:请|麻烦|再|给我|帮我|我想|想|要|让我)*(?:看看|看一下|看下|看|给出|给|说|列出|显示|发)?(?:一下)?"
_QUOTE = lazy_pattern(
    rf"{_POLITE}(?:第(?P<number>[一二三四五六七八九十\d]{{1,2}})(?:条|个|段|份|处))?(?:的)?(?:原文|原话|全文|出处|引文)(?:是什么|呢|在哪|看看)?"
    rf"|{_POLITE}第(?P<bare>[一二三四五六七八九十\d]{{1,2}})(?:条|个|段|处)(?:呢|看看|是什么)?"
)
_CONTEXT = lazy_pattern(
    rf"{_POLITE}(?:它的|这条的|这句的)?(?:上下文|前后文|前后内容|上下段|前文后文)(?:是什么|呢|看看)?"
)
_MORE = lazy_pattern(
    rf"{_POLITE}(?:还有(?:吗|么|呢|没有|没|别的吗?|其他的?吗?|更多吗?)|更多|别的呢|其他的呢|下一条|继续|接着说)"
)


def read_reference(text: str) -> Reference | None:
    """Return what a question points at, or ``None`` where it asks something of its own."""
    folded = re.sub(r"[\s?!。,.~]+", "", fold(text))
    if match := _QUOTE.fullmatch(folded):
        number = match["number"] or match["bare"]
        return Reference(Pointer.QUOTE, int(parse_number(number)) if number else 1)
    if _CONTEXT.fullmatch(folded):
        return Reference(Pointer.CONTEXT)
    return Reference(Pointer.MORE) if _MORE.fullmatch(folded) else None
