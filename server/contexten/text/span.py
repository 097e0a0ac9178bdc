"""Byte ranges and byte patches: the only way this project names a place in a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of UTF-8 bytes in one Document."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def touches(self, other: Span) -> bool:
        """Whether the two share a byte or a border."""
        return self.start <= other.end and other.start <= self.end

    def shifted(self, by: int) -> Span:
        """The span moved by `by` bytes."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True, order=True)
class Patch:
    """Replace the bytes of `span` by `text` (UTF-8)."""

    span: Span
    text: bytes

    @property
    def growth(self) -> int:
        """How many bytes longer the text becomes."""
        return len(self.text) - len(self.span)


def apply_patches(data: bytes, patches: Iterable[Patch]) -> bytes:
    """`data` with all patches applied, each naming a place in `data` itself.

    Raises ValueError where patches overlap or lie outside; two insertions at one place keep their order.
    """
    parts: list[bytes] = []
    position = 0
    for patch in sorted(patches, key=lambda patch: (patch.span.start, patch.span.end)):
        if patch.span.start < position or patch.span.end < patch.span.start or patch.span.end > len(data):
            raise ValueError(f"patch {patch.span} overlaps another one or lies outside the text")
        parts += (data[position : patch.span.start], patch.text)
        position = patch.span.end
    parts.append(data[position:])
    return b"".join(parts)


def moved(offset: int, patches: Sequence[Patch]) -> int:
    """Where `offset` stands after `patches`; inside replaced bytes it moves to the end of the replacement."""
    shift = 0
    for patch in sorted(patches, key=lambda patch: (patch.span.start, patch.span.end)):
        if patch.span.end <= offset:
            shift += patch.growth
        elif patch.span.start < offset:
            return patch.span.start + shift + len(patch.text)
    return offset + shift
