"""The references of one file as they are stored: a column for each of their fields.

**Invariant:** a group is a name; groups are numbered in the order in which their names are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.columns import ROLES
from contexten.syntax.facts import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contexten.syntax.columns import Columns


class _Packed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Lists and not arrays: measured, they are written twenty times faster, and small numbers take a byte."""

    names: list[str]
    """The name of each group."""
    receivers: list[str]
    groups: list[int]
    starts: list[int]
    roles: list[int]
    scopes: list[int]
    receiver: list[int]
    arguments: list[int]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Packed)


def pack_uses(columns: Columns) -> bytes:
    """The bytes of these references."""
    groups, receivers = _Numbers(), _Numbers({"": 0})
    group = list(map(groups.__getitem__, columns.names))
    receiver = list(map(receivers.__getitem__, columns.receivers))
    return _encoder.encode(
        _Packed(
            list(groups),
            list(receivers),
            group,
            columns.starts,
            columns.roles,
            columns.scopes,
            receiver,
            columns.arguments,
        )
    )


def unpack_uses(blob: bytes) -> Unpacked:
    """The inverse of `pack_uses`; raises ValueError or IndexError, at the latest where the rows are read."""
    try:
        return Unpacked(_decoder.decode(blob))
    except msgspec.DecodeError as error:
        raise ValueError("these bytes hold no references") from error


class Unpacked:
    """References that are made when they are asked for."""

    def __init__(self, packed: _Packed) -> None:
        self._packed = packed

    @property
    def names(self) -> list[str]:
        """The name of each group."""
        return self._packed.names

    def group(self, number: int) -> tuple[Reference, ...]:
        """The references of one group, in order of their start."""
        return tuple(self._rows([place for place, group in enumerate(self._packed.groups) if group == number]))

    def all(self) -> tuple[Reference, ...]:
        """All references, in order of their start."""
        return tuple(self._rows(range(len(self._packed.groups))))

    def _rows(self, places: Sequence[int]) -> Iterator[Reference]:
        packed = self._packed
        return map(
            Reference,
            map(packed.names.__getitem__, map(packed.groups.__getitem__, places)),
            map(packed.starts.__getitem__, places),
            map(ROLES.__getitem__, map(packed.roles.__getitem__, places)),
            map(packed.scopes.__getitem__, places),
            map(packed.receivers.__getitem__, map(packed.receiver.__getitem__, places)),
            map(packed.arguments.__getitem__, places),
        )


class _Numbers(dict[str, int]):
    """The number of each string; a new one gets the next."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number
