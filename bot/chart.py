"""A bar chart with Chinese labels as a PNG or SVG file, in a font that ships with the program (bot/data/README.md)."""

import atexit
import logging
import math
import os
import re
import sys
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal, NamedTuple

from retrieval.errors import WenzhengError, reason_of

#: A chart of more bars is taller than any screen, and nobody reads it.
MOST_BARS = 100

_FONT = Path(__file__).with_name("data") / "chart.otf"
#: What is not torn at the end of a line (a number or a word, a mark and what it opens or closes); none fills a line.
_PIECE = re.compile(r"[（《〈「『【〔“‘]{0,2}(?:[!-~]{1,12}|.)[，。、；：！？）》〉」』】〕”’…％]{0,3}")
_LOGARITHMIC = "横轴为对数坐标：条的长短不与数值成正比。"
_UNSEEN = frozenset({"Cc", "Cf", "Mn", "Me"})
_UNITS = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))

# Lengths are points (1/72 inch) from the upper left corner; a line of text takes ``_LEAD`` times its size.
_WIDTH, _MARGIN, _GAP, _BAR, _LEAD = 648.0, 18.0, 7.0, 15.0, 1.35
_LABEL_WIDTH, _SHOWN_WIDTH, _AXIS = 210.0, 190.0, 24.0
_TITLE, _LABEL, _SMALL = 15, 10, 8  # sizes of letters


class ChartError(WenzhengError):
    """The chart cannot be drawn, or not be written where it was asked for."""


@dataclass(frozen=True)
class Bar:
    """One bar: a second line of ``label`` is printed smaller, ``shown`` is printed at the end of the bar."""

    label: str
    value: float
    shown: str


def draw_chart(path: Path, title: str, bars: Sequence[Bar], note: str = "") -> None:
    """Draw horizontal bars, the first on top, into ``path`` (.png or .svg). Raises ``ChartError``."""
    form = path.suffix.lower().removeprefix(".")
    if form not in {"png", "svg"}:
        raise ChartError(f"图表不能存成 {path.name}：只有 PNG 和 SVG 两种。请把文件名的后缀改为 .png 或 .svg。")
    if not 1 <= len(bars) <= MOST_BARS or not all(math.isfinite(bar.value) for bar in bars):
        raise ChartError(f"一张图要有 1 到 {MOST_BARS} 个有限的数值，这里有 {len(bars)} 个。请缩小或放宽提问的范围。")
    try:
        _settle()
        import matplotlib
    except (ImportError, OSError) as error:
        raise ChartError("画图要用 matplotlib，这里没有装好。请运行 pip install 'wenzheng[chart]'。") from error
    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # a person's own style must not change the drawing
        # Letters as paths need no font where the file is seen; without hints they are as wide as measured.
        matplotlib.rcParams.update({"svg.fonttype": "path", "svg.hashsalt": "wenzheng", "text.hinting": "none"})
        picture = _drawn(form, title, bars, note)
    try:
        path.write_bytes(picture)
    except (OSError, ValueError) as error:
        raise ChartError(f"图表写不到 {path}：{reason_of(error)}。请检查文件夹和权限，或换一个位置。") from error


def _settle() -> None:
    """Keep matplotlib quiet, out of the user's folders and off the system's fonts (listing them can take seconds)."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    if "matplotlib" not in sys.modules and not os.environ.get("MPLCONFIGDIR"):
        folder = tempfile.TemporaryDirectory(prefix="wenzheng-", ignore_cleanup_errors=True)
        atexit.register(folder.cleanup)
        os.environ |= {"MPLCONFIGDIR": folder.name, "MPL_IGNORE_SYSTEM_FONTS": "1"}


class _Block(NamedTuple):
    """Lines of text with their sizes, and the width and height of them all."""

    lines: list[tuple[str, int]]
    width: float
    height: float


def _block(width: float, *texts: tuple[str, int, int]) -> _Block:
    """Set texts below one another, each in its size and in at most so many lines."""
    lines = [(line, size) for text, size, most in texts for line in _wrap(text, width / size, most)]
    widest = max((sum(map(_em, line)) * size for line, size in lines), default=0.0)
    return _Block(lines, widest, sum(size * _LEAD for _, size in lines))


def _wrap(text: str, width: float, most: int) -> list[str]:
    lines = [""]
    seen = (char for char in " ".join(text[:2000].split()) if unicodedata.category(char) not in _UNSEEN)
    # 〓 is what printers set for a character they do not have.
    for piece in _PIECE.findall("".join(char if _em(char) else "〓" for char in seen)):
        if sum(map(_em, lines[-1] + piece)) > width:
            lines.append("")
        lines[-1] = (lines[-1] + piece).lstrip()
    if len(lines) > most:
        last = lines[most - 1]
        while sum(map(_em, last + "…")) > width:
            last = last[:-1]
        lines[most - 1 :] = [last + "…"]
    return [line for line in lines if line]


@cache
def _em(char: str) -> float:
    """How wide a character is, as a part of its size; 0: the font that ships does not have it."""
    from matplotlib.font_manager import get_font

    font = get_font(str(_FONT))
    font.set_size(100, 72)
    return font.load_char(ord(char)).linearHoriAdvance / 65536 / 100 if font.get_char_index(ord(char)) else 0.0


class _Scale:
    """Where values lie along the axis; ``rooms`` is the part of it that is wanted for text after each bar."""

    def __init__(self, values: Sequence[float], rooms: Sequence[float]) -> None:
        self.logarithmic = min(values) > 0 and max(values) > 50 * min(values)
        self.places = [math.log10(value) if self.logarithmic else value for value in values]
        # No bar of a logarithmic axis starts at zero: begin so far below the smallest that it can be seen.
        self.low = math.floor(min(self.places) - 0.3) if self.logarithmic else min(0.0, *self.places)
        self.base = self.low if self.logarithmic else 0.0
        ends = [max(place, self.base) - self.low for place in self.places]
        self.length = max(end / (1 - room) for end, room in zip(ends, rooms, strict=True)) or 1.0

    def ticks(self) -> list[tuple[float, str]]:
        """Places along the axis and the numbers there."""
        from matplotlib.ticker import MaxNLocator

        high = self.low + self.length
        locator = MaxNLocator(7, integer=True) if self.logarithmic else MaxNLocator(5, steps=[1, 2, 2.5, 5, 10])
        places = [place for place in locator.tick_values(self.low, high) if self.low <= place <= high]
        if self.logarithmic:
            return [(place, _number(10.0**place, 10.0**place)) for place in places]
        return [(place, _number(place, self.length)) for place in places]


def _number(value: float, largest: float) -> str:
    """A number of the axis, in the unit that suits the largest one."""
    size, unit = next((unit for unit in _UNITS if largest >= unit[0]), (1, ""))
    return f"{value / size:.10g}{unit}" if value else "0"


def _drawn(form: str, title: str, bars: Sequence[Bar], note: str) -> bytes:
    """Measure everything and give it its place, then draw it: nothing overlaps."""
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    inner = _WIDTH - 2 * _MARGIN
    parts = [bar.label.partition("\n") for bar in bars]
    labels = [_block(_LABEL_WIDTH, (main, _LABEL, 2), (more, _SMALL, 2)) for main, _, more in parts]
    shown = [_block(_SHOWN_WIDTH, (bar.shown, _LABEL, 2)) for bar in bars]
    left = _MARGIN + max(label.width for label in labels) + _GAP
    length = _WIDTH - _MARGIN - left
    scale = _Scale([bar.value for bar in bars], [(text.width + 2 * _GAP) / length for text in shown])
    head = _block(inner, (title, _TITLE, 3))
    foot = _block(inner, (_LOGARITHMIC if scale.logarithmic else "", _SMALL, 1), (note, _SMALL, 8))

    row = max(_BAR, *(text.height for text in (*labels, *shown))) + _GAP
    top = _MARGIN + head.height + _GAP
    bottom = top + row * len(bars)
    height = bottom + _AXIS + foot.height + _MARGIN
    figure = Figure((_WIDTH / 72, height / 72), facecolor="white")

    def write(block: _Block, x: float, y: float, align: Literal["left", "center", "right"] = "left") -> None:
        for line, size in block.lines:
            y += size * _LEAD
            base = 1 - (y - size * (_LEAD - 0.76) / 2) / height  # Chinese letters reach from -0.12 to 0.88
            font, color = FontProperties(fname=_FONT, size=size), "#666666" if size == _SMALL else "#1a1a1a"
            figure.text(x / _WIDTH, base, line, ha=align, font=font, color=color, parse_math=False)

    axes = figure.add_axes((left / _WIDTH, 1 - bottom / height, length / _WIDTH, (bottom - top) / height))
    axes.set(
        xlim=(scale.low, scale.low + scale.length), ylim=(len(bars) - 0.5, -0.5), xticks=[], yticks=[], frame_on=False
    )
    axes.barh(range(len(bars)), [place - scale.base for place in scale.places], _BAR / row, scale.base, color="#3b76b8")
    axes.axvline(scale.base, color="#888888", linewidth=0.8)
    across = length / scale.length
    for place, number in scale.ticks():
        axes.axvline(place, color="#e4e4e4", linewidth=0.6, zorder=0)
        write(_block(inner, (number, _SMALL, 1)), left + (place - scale.low) * across, bottom + _GAP / 2, "center")
    for index, (label, text, place) in enumerate(zip(labels, shown, scale.places, strict=True)):
        y = top + row * (index + 0.5)
        write(label, left - _GAP, y - label.height / 2, "right")
        write(text, left + (max(place, scale.base) - scale.low) * across + _GAP, y - text.height / 2)
    write(head, _MARGIN, _MARGIN)
    write(foot, _MARGIN, bottom + _AXIS)
    picture = BytesIO()
    figure.savefig(picture, format=form, dpi=150, metadata={"Date": None} if form == "svg" else None)
    return picture.getvalue()
