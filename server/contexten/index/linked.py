"""Linked: the links between files as far as they were found, for all views that have the same files.

**Invariant:** what stands here holds for the files as they were scanned. A view in which the facts of some of them are
others asks `stale` first, and keeps what it finds instead in a variant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_VARIANTS_KEPT = 8
NAME_MARK = "\0"
"""What stands before a name that `Resolved.asked` lists; paths have none."""

Variant = dict[str, tuple[str, ...]]


class Resolved(NamedTuple):
    """What one import means."""

    files: tuple[str, ...]
    asked: frozenset[str]
    """Whose facts decided it: paths, and names behind NAME_MARK whose definers did."""


class Linked:
    """By path, so that it outlives the numbers of one Atlas; threads may fill it at the same time with the same."""

    __slots__ = ("asked", "back", "dependents", "files", "variants")

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, ...]] = {}
        """The files that the imports of a file mean."""
        self.asked: dict[str, tuple[str, ...]] = {}
        """Whose facts decided the links of a file besides its own, as `Resolved.asked` says it."""
        self.back: dict[str, tuple[str, ...]] | None = None
        """The files whose imports mean a file; None until those of all files are found."""
        self.dependents: dict[str, tuple[str, ...]] = {}
        """The files whose links hang on something of `asked`; complete where `back` is."""
        self.variants: dict[frozenset[tuple[str, int | None]], Variant] = {}
        """The links that are others in a view, by the shapes that are others there."""

    def complete(self) -> None:
        """Turn the links around, now that those of all files are found."""
        if self.back is None:
            self.dependents = _turned(self.asked)
            self.back = _turned(self.files)

    def variant(self, reshaped: Mapping[str, int | None]) -> Variant:
        """Where to keep the links that are others where these files have these shapes."""
        key = frozenset(reshaped.items())
        if key not in self.variants and len(self.variants) >= _VARIANTS_KEPT:
            self.variants.pop(next(iter(self.variants)), None)
        return self.variants.setdefault(key, {})


def _turned(lists: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    back: dict[str, list[str]] = {}
    for path, others in tuple(lists.items()):
        for other in others:
            back.setdefault(other, []).append(path)
    return {path: tuple(others) for path, others in back.items()}
