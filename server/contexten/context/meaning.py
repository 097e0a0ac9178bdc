"""What names mean, asked of the Atlas: fast enough for the thousands of uses that one request looks at.

What the code shows is followed: the file's own names, what it imports, its package, declared and inferred types and
their bases. `IndexView.resolve` is exact and slower; here a name that could be several things gives all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from contexten.index.sheet import TOP_LEVEL
from contexten.syntax.facts import SymbolKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from contexten.context.settled import Laid, Settled
    from contexten.index.atlas import Atlas

    Ints = NDArray[np.int32]

KINDS = tuple(SymbolKind)
IS_TYPE = np.array([kind.is_type for kind in KINDS])
IS_CALLABLE = np.array([kind.is_callable for kind in KINDS])
IS_FIELD = np.array([kind is SymbolKind.FIELD for kind in KINDS])
_MOST_BASES = 12
_NOTHING = np.zeros(0, dtype=np.int32)
_FILES_KEPT = 500


@dataclass(slots=True)
class Meaning:
    """Answers over one Atlas, each question once."""

    atlas: Atlas
    settled: Settled | Laid | None = None
    """What is known of uses; None: all is found by looking at the code."""
    _names: dict[tuple[int, int], Ints] = field(default_factory=dict[tuple[int, int], "Ints"])
    _known: dict[int, frozenset[int]] = field(default_factory=dict[int, frozenset[int]])
    _seen: dict[int, NDArray[np.bool_]] = field(default_factory=dict[int, "NDArray[np.bool_]"])
    _lineages: dict[int, list[int]] = field(default_factory=dict[int, list[int]])
    _inherited: dict[tuple[int, int], int] = field(default_factory=dict[tuple[int, int], int])
    _members: dict[int, Ints] = field(default_factory=dict[int, "Ints"])
    _dampings: dict[float, NDArray[np.float32]] = field(default_factory=dict[float, "NDArray[np.float32]"])

    def name(self, file: int, name: int) -> Ints:
        """The symbols that the string `name` can mean at the top of `file`: its own, imported, of its package."""
        key = file, name
        found = self._names.get(key)
        if found is None:
            known = self.settled.earlier(file, name) if self.settled is not None else None
            found = self._name(file, name) if known is None else known[1].moved(known[0].name(file, name))
            self._names[key] = found
        return found

    def types(self, file: int, names: Iterable[int]) -> list[int]:
        """The types that some names mean in `file`; an unknown one that the workspace defines once is that."""
        found: list[int] = []
        for name in names:
            known = self._only_types(self.name(file, name))
            if not known.size and self.atlas.text_of(name)[:1].isupper():
                anywhere = self._only_types(self.atlas.symbols_named(name))
                known = anywhere if anywhere.size == 1 else _NOTHING
            found += [int(symbol) for symbol in known[:1]]
        return found

    def lineage(self, symbol: int) -> list[int]:
        """A type and its bases, breadth first, each once."""
        found = self._lineages.get(symbol)
        if found is None:
            file, name = int(self.atlas.file[symbol]), int(self.atlas.name[symbol])
            known = self.settled.earlier(file, name) if self.settled is not None else None
            if known is None:
                found = self._lineage(symbol)
            else:
                found = known[1].moved(np.array(known[0].lineage(symbol), np.int32)).tolist()
            self._lineages[symbol] = found
        return found

    def members(self, symbol: int) -> Ints:
        """The members of a type, of each name the nearest; inherited ones included."""
        found = self._members.get(symbol)
        if found is None:
            parts = [self.atlas.members_of(holder) for holder in self.lineage(symbol)]
            every = np.concatenate(parts) if len(parts) > 1 else parts[0]
            _, first = np.unique(self.atlas.name[every], return_index=True)
            found = self._members[symbol] = every[np.sort(first)]
        return found

    def member(self, symbol: int, name: int) -> Ints:
        """The members of a type that are called `name`."""
        inside = self.members(symbol)
        return inside[self.atlas.name[inside] == name]

    def inherited(self, symbol: int, name: int) -> int:
        """What `name` is in the bases of a type, -1 where it is nothing."""
        key = symbol, name
        if key not in self._inherited:
            inside = (self.atlas.members_of(base) for base in self.lineage(symbol)[1:])
            found = (members[self.atlas.name[members] == name] for members in inside)
            self._inherited[key] = next((int(members[0]) for members in found if members.size), -1)
        return self._inherited[key]

    def type_of(self, symbol: int) -> list[int]:
        """The types of what `symbol` gives: itself for a type, its result for a function, else its declared type."""
        if IS_TYPE[self.atlas.kind[symbol]]:
            return [symbol]
        name = int(self.atlas.type[symbol])
        return self.types(int(self.atlas.file[symbol]), (name,)) if name else []

    def dampings(self, tests: float) -> NDArray[np.float32]:
        """By symbol 1, `tests` for what stands in tests, 0 for what is gone."""
        found = self._dampings.get(tests)
        if found is None:
            base = np.where(self.atlas.is_test, np.float32(tests), np.float32(1.0))
            found = self._dampings[tests] = base * self.atlas.alive
        return found

    def seen_from(self, file: int) -> NDArray[np.bool_]:
        """By file whether `file` imports it."""
        found = self._seen.get(file)
        if found is None:
            if len(self._seen) >= _FILES_KEPT:
                # Each is as long as there are files: of all together that would be too much.
                self._seen.clear()
            found = np.zeros(self.atlas.files, np.bool_)
            found[self.atlas.links(file)] = True
            self._seen[file] = found
        return found

    def forget(self) -> None:
        """Let go of what is quick to find again; after very many questions it is large."""
        for kept in (self._seen, self._known, self._names, self._lineages, self._members, self._inherited):
            kept.clear()

    def _lineage(self, symbol: int) -> list[int]:
        found = [symbol]
        for current in found:
            if len(found) > _MOST_BASES:
                break
            bases = self.types(int(self.atlas.file[current]), self.atlas.bases_of(current).tolist())
            found += [base for base in bases if base not in found]
        return found

    def _only_types(self, symbols: Ints) -> Ints:
        return symbols[IS_TYPE[self.atlas.kind[symbols]]]

    def _name(self, file: int, name: int) -> Ints:
        atlas = self.atlas
        found = atlas.symbols_named(name)
        found = found[(atlas.flags[found] & TOP_LEVEL) != 0]
        if not found.size or file < 0:
            return _NOTHING
        files = atlas.file[found]
        own = files == file
        if own.any():
            return found[own]
        if not atlas.is_open[file] and name not in self._known_in(file):
            return _NOTHING
        for seen in (self.seen_from(file)[files], self._beside(files, file)):
            if seen.any():
                return found[seen]
        return _NOTHING

    def _known_in(self, file: int) -> frozenset[int]:
        found = self._known.get(file)
        if found is None:
            found = self._known[file] = frozenset(self.atlas.known(file).tolist())
        return found

    def _beside(self, files: Ints, file: int) -> NDArray[np.bool_]:
        """Which of `files` share the package of `file`, where its language has packages."""
        package = self.atlas.package[file]
        return (self.atlas.package[files] == package) & (package != 0)
