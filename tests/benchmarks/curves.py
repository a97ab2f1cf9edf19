"""Curves on logarithmic axes as an SVG file; needs nothing but Python."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

_COLORS = ("#c0392b", "#7f8c8d", "#2980b9", "#16a085", "#8e44ad", "#d68910")
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 420, 70, 150, 44, 50

Points = Sequence[tuple[float, float]]


def draw(title: str, across: str, up: str, curves: Mapping[str, Points]) -> str:
    """Draw each curve with its name at its right end. All values are positive."""
    points = [point for some in curves.values() for point in some]
    (left, right), (low, high) = (_decades([point[axis] for point in points]) for axis in (0, 1))

    def x(value: float) -> float:
        return _LEFT + (math.log10(value) - left) / (right - left) * (_WIDTH - _LEFT - _RIGHT)

    def y(value: float) -> float:
        return _HEIGHT - _BOTTOM - (math.log10(value) - low) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)

    parts = [_text(_LEFT, 24, title, size=15), _text((x(10**left) + x(10**right)) / 2, _HEIGHT - 12, across, "middle")]
    parts.append(_text(_LEFT, 38, up))
    for power in range(left, right + 1):
        parts.append(_line(x(10**power), y(10**low), x(10**power), y(10**high)))
        parts.append(_text(x(10**power), _HEIGHT - _BOTTOM + 18, f"{10**power:,}", "middle"))
    for power in range(low, high + 1):
        parts.append(_line(x(10**left), y(10**power), x(10**right), y(10**power)))
        parts.append(_text(_LEFT - 8, y(10**power) + 4, f"{10.0**power:g}", "end"))
    ends = _apart({name: y(some[-1][1]) for name, some in curves.items()})
    for (name, some), color in zip(curves.items(), _COLORS, strict=False):
        path = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in some)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="3" fill="{color}"/>' for a, b in some]
        parts.append(_text(x(some[-1][0]) + 9, ends[name] + 4, name, color=color))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif">'
    return "\n".join((head, '<rect width="100%" height="100%" fill="white"/>', *parts, "</svg>\n"))


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around the values."""
    low = math.floor(math.log10(min(values)))
    return low, max(math.ceil(math.log10(max(values))), low + 1)


def _apart(places: Mapping[str, float]) -> dict[str, float]:
    """Move names down so that none lies on another."""
    moved: dict[str, float] = {}
    for name, place in sorted(places.items(), key=lambda item: item[1]):
        moved[name] = max([place, *(other + 14 for other in moved.values())])
    return moved


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#e0e0e0"/>'


def _text(x: float, y: float, text: str, anchor: str = "start", size: int = 12, color: str = "#222222") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{color}"'
    return f"<text {place}>{escape(text)}</text>"
