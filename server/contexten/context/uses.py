"""Which symbols functions use: the use graph, resolved for the functions a request looks at.

Many functions are resolved at once, in arrays. A use with a known receiver type means that type's member; one without
means every member of that name, each with its share; a name that too many things have means none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contexten.context.meaning import IS_FIELD, IS_TYPE, Meaning
from contexten.index.receivers import Form

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contexten.index.atlas import Uses

    Ints = NDArray[np.int32]
    Floats = NDArray[np.float32]

_MAX_NAMESAKES = 8
_GUESSED = 0.7
"""The share of all namesakes together, where the receiver's type is not known."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Uses with what they mean; all columns have one length."""

    user: Ints
    """The place of the using function among those that were asked for."""
    symbol: Ints
    share: Floats
    """0 to 1: how certain it is."""
    start: Ints
    """The byte of the use."""


def edges_of(meaning: Meaning, functions: Ints) -> Edges:
    """What the functions use."""
    uses = meaning.atlas.uses_of(functions)
    files = meaning.atlas.file[functions][uses.owner]
    order, which = _distinct(uses, files)
    found = [_meant(meaning, int(files[at]), uses, int(at)) for at in order]
    counts = np.fromiter((len(symbols) for symbols, _ in found), dtype=np.int64, count=len(found))
    ends = np.cumsum(counts)
    symbols = np.concatenate([symbols for symbols, _ in found]) if found else np.zeros(0, dtype=np.int32)
    shares = np.array([share for _, share in found], dtype=np.float32)
    sizes = counts[which]
    rows = np.repeat(np.arange(len(which)), sizes)
    inside = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    picked = np.repeat((ends - counts)[which], sizes) + inside
    return Edges(uses.owner[rows], symbols[picked], shares[which][rows], uses.start[rows])


def _distinct(uses: Uses, files: Ints) -> tuple[Ints, Ints]:
    """The first row of each distinct use, and for every row the number of its distinct use."""
    columns = np.stack([files, uses.form.astype(np.int32), uses.name, uses.base, uses.via], axis=1)
    packed = np.ascontiguousarray(columns).view(np.dtype((np.void, columns.dtype.itemsize * 5))).ravel()
    _, first, which = np.unique(packed, return_index=True, return_inverse=True)
    return first.astype(np.int32), which.astype(np.int32)


def _meant(meaning: Meaning, file: int, uses: Uses, at: int) -> tuple[Ints, float]:
    name, base, via, form = int(uses.name[at]), int(uses.base[at]), int(uses.via[at]), int(uses.form[at])
    if form == Form.BARE:
        return meaning.name(file, name)[:1], 1.0
    if form == Form.MODULE:
        found = _of_module(meaning, file, base, name)
        return (found[:1], 1.0) if found.size else _by_name(meaning, name)
    for holder in holders(meaning, file, form, base, via):
        found = meaning.member(holder, name)
        if found.size:
            return found[:1], 1.0
    return _by_name(meaning, name)


def holders(meaning: Meaning, file: int, form: int, base: int, via: int) -> list[int]:
    """The types of a receiver as the sheet describes it."""
    if form in {Form.INSTANCE, Form.CLASS}:
        return meaning.types(file, (base,))
    if form == Form.RESULT:
        made = _of_types(meaning, file, via, base) if via else meaning.name(file, base)[:1].tolist()
        return [kind for symbol in made for kind in meaning.type_of(symbol)]
    if form == Form.ATTRIBUTE:
        return [kind for symbol in _of_types(meaning, file, base, via) for kind in meaning.type_of(symbol)]
    return []


def _of_types(meaning: Meaning, file: int, kind: int, name: int) -> list[int]:
    """What `name` is in the types that `kind` means."""
    return [symbol for holder in meaning.types(file, (kind,)) for symbol in meaning.member(holder, name)[:1].tolist()]


def _of_module(meaning: Meaning, file: int, base: int, name: int) -> Ints:
    atlas = meaning.atlas
    found = meaning.name(file, name)
    if found.size:
        return found
    # `base` can be a class or an enum that is imported.
    kinds = [int(symbol) for symbol in meaning.name(file, base)[:1] if IS_TYPE[atlas.kind[symbol]]]
    return meaning.member(kinds[0], name) if kinds else found


def _by_name(meaning: Meaning, name: int) -> tuple[Ints, float]:
    atlas = meaning.atlas
    if int(atlas.define_count[name]) > _MAX_NAMESAKES:
        return np.zeros(0, dtype=np.int32), 0.0
    found = atlas.symbols_named(name)
    found = found[(atlas.parent[found] >= 0) | IS_FIELD[atlas.kind[found]]]
    return (found, _GUESSED / len(found)) if found.size else (found, 0.0)
