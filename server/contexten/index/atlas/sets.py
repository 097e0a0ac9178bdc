"""Sets as arrays. numpy's own `unique` and `isin` load its masked arrays at their first call: 1.2 MB that stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Kind = TypeVar("_Kind", bound=np.generic)


def distinct(values: NDArray[_Kind]) -> NDArray[_Kind]:
    """The different values, ascending."""
    ordered = np.sort(values)
    return ordered[np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))] if len(ordered) else ordered


def among(values: NDArray[Any], wanted: NDArray[Any]) -> NDArray[np.bool_]:
    """Of each value whether it is one of `wanted`."""
    if not len(wanted):
        return np.zeros(len(values), np.bool_)
    ordered = np.sort(wanted)
    places = ordered.searchsorted(values)
    places[places == len(ordered)] = 0
    return ordered[places] == values
