"""Curves over a logarithmic axis as SVG, without a library; it reads on a light and on a dark page."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH, _HEIGHT = 400, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 18, 56, 40
_LEAST = 0.001
"""What is smaller is drawn here."""
_INKS = ("#1f77b4", "#7f7f7f", "#d6762b")
_SMALL = 'font-size="11" fill="#555"'


@dataclass(frozen=True)
class Curve:
    """Points with x and y above 0, by x."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Panel:
    """Curves that share a unit; the first one is what the panel is about."""

    title: str
    curves: Sequence[Curve]


def draw(panels: Sequence[Panel], *, columns: int = 2) -> str:
    """The panels beside and below each other, as one SVG file."""
    rows = -(-len(panels) // columns)
    width, height = columns * _WIDTH, rows * _HEIGHT
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for number, panel in enumerate(panels):
        x, y = number % columns * _WIDTH, number // columns * _HEIGHT
        parts.append(f'<g transform="translate({x} {y})">{"".join(_panel(panel))}</g>')
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel) -> list[str]:
    across = _Axis.around([x for curve in panel.curves for x, _ in curve.points], _LEFT, _WIDTH - _RIGHT)
    up = _Axis.around([y for curve in panel.curves for _, y in curve.points], _HEIGHT - _BOTTOM, _TOP)
    found = [f'<text x="{_LEFT}" y="20" font-size="14" font-weight="bold" fill="#222">{escape(panel.title)}</text>']
    for value in up.ticks():
        y = up.place(value)
        found.append(f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}" stroke="#ddd"/>')
        found.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" {_SMALL}>{_shown(value)}</text>')
    for value in across.ticks():
        x = across.place(value)
        found.append(f'<line x1="{x}" x2="{x}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}" stroke="#eee"/>')
        found.append(f'<text x="{x}" y="{_HEIGHT - _BOTTOM + 16}" text-anchor="middle" {_SMALL}>{_shown(value)}</text>')
    found.append(f'<text x="{_WIDTH - _RIGHT}" y="{_HEIGHT - 8}" text-anchor="end" {_SMALL}>lines of code</text>')
    for number, curve in enumerate(panel.curves):
        found += _curve(curve, number, across, up)
    return found + _values(panel.curves[0], across, up)


def _curve(curve: Curve, number: int, across: _Axis, up: _Axis) -> list[str]:
    ink = _INKS[number % len(_INKS)]
    places = [(across.place(x), up.place(y)) for x, y in curve.points]
    line = " ".join(f"{x},{y}" for x, y in places)
    found = [f'<polyline points="{line}" fill="none" stroke="{ink}" stroke-width="2"/>']
    found += [f'<circle cx="{x}" cy="{y}" r="3" fill="{ink}"/>' for x, y in places]
    x = _LEFT + number * 100
    found.append(f'<rect x="{x}" y="32" width="10" height="10" fill="{ink}"/>')
    found.append(f'<text x="{x + 14}" y="41" {_SMALL}>{escape(curve.name)}</text>')
    return found


def _values(curve: Curve, across: _Axis, up: _Axis) -> list[str]:
    """The numbers at the points, with a white edge so that they read on top of lines."""
    style = f'font-size="11" fill="{_INKS[0]}" stroke="#fff" stroke-width="3" paint-order="stroke"'
    found: list[str] = []
    for value_across, value in curve.points:
        x, y = across.place(value_across), up.place(value)
        anchor = "start" if x < _LEFT + 20 else "end" if x > _WIDTH - _RIGHT - 20 else "middle"
        found.append(f'<text x="{x}" y="{y - 8:.1f}" text-anchor="{anchor}" {style}>{value:.3g}</text>')
    return found


@dataclass(frozen=True)
class _Axis:
    """Whole powers of ten around all values, from one place on the paper to another."""

    low: int
    high: int
    start: float
    end: float

    @classmethod
    def around(cls, values: Sequence[float], start: float, end: float) -> _Axis:
        """The axis that holds these values."""
        low = math.floor(math.log10(max(min(values), _LEAST)))
        high = math.ceil(math.log10(max(*values, _LEAST)))
        return cls(low, max(high, low + 1), start, end)

    def place(self, value: float) -> float:
        """Where a value lies."""
        share = (math.log10(max(value, _LEAST)) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self) -> list[float]:
        """The powers of ten."""
        return [10.0**power for power in range(self.low, self.high + 1)]


def _shown(value: float) -> str:
    for size, letter in ((1_000_000, "M"), (1000, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"
