"""The references of one file as they are stored: a column for each of their fields.

**Invariant:** a group is a name; groups are numbered in the order in which their names are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from contexten.index.numbers import pack_numbers, unpack_numbers
from contexten.syntax.columns import ROLES, Columns
from contexten.syntax.facts import Reference

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Iterator, Sequence


class _Packed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    names: tuple[str, ...]
    """The name of each group."""
    receivers: tuple[str, ...]
    groups: bytes
    starts: bytes
    roles: bytes
    scopes: bytes
    """One more than the scope, so that none is below 0; so with the arguments."""
    receiver: bytes
    arguments: bytes


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Packed)


def pack_uses(columns: Columns) -> bytes:
    """The bytes of these references."""
    groups, receivers = _Numbers(), _Numbers({"": 0})
    return _encoder.encode(
        _Packed(
            groups=pack_numbers(list(map(groups.__getitem__, columns.names))),
            starts=pack_numbers(columns.starts),
            roles=bytes(columns.roles),
            scopes=pack_numbers([scope + 1 for scope in columns.scopes]),
            receiver=pack_numbers(list(map(receivers.__getitem__, columns.receivers))),
            arguments=pack_numbers([count + 1 for count in columns.arguments]),
            names=tuple(groups),
            receivers=tuple(receivers),
        )
    )


def unpack_uses(blob: bytes) -> Unpacked:
    """The inverse of `pack_uses`; raises ValueError or IndexError, at the latest where the rows are read."""
    return Unpacked(_decoder.decode(blob))


class Unpacked:
    """References that are made when they are asked for."""

    def __init__(self, packed: _Packed) -> None:
        self._packed = packed
        self._groups = unpack_numbers(packed.groups)

    @property
    def names(self) -> tuple[str, ...]:
        """The name of each group."""
        return self._packed.names

    def group(self, number: int) -> tuple[Reference, ...]:
        """The references of one group, in order of their start."""
        return tuple(self._rows([place for place, group in enumerate(self._groups) if group == number]))

    def all(self) -> tuple[Reference, ...]:
        """All references, in order of their start."""
        return tuple(self._rows(range(len(self._groups))))

    def _rows(self, places: Sequence[int]) -> Iterator[Reference]:
        packed = self._packed
        scopes = _picked(unpack_numbers(packed.scopes), places)
        receivers = _picked(unpack_numbers(packed.receiver), places)
        arguments = _picked(unpack_numbers(packed.arguments), places)
        return map(
            Reference,
            map(packed.names.__getitem__, _picked(self._groups, places)),
            _picked(unpack_numbers(packed.starts), places),
            map(ROLES.__getitem__, _picked(packed.roles, places)),
            [scope - 1 for scope in scopes],
            map(packed.receivers.__getitem__, receivers),
            [count - 1 for count in arguments],
        )


def _picked(column: array[int] | bytes, places: Sequence[int]) -> Iterable[int]:
    return map(column.__getitem__, places)


class _Numbers(dict[str, int]):
    """The number of each string; a new one gets the next."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number
