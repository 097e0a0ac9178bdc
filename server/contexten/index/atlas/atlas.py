"""Atlas: all files as arrays over symbol numbers; the base of the last scan with what changed since behind it.

**Invariant:** an Atlas never changes. It answers as one made afresh over the same files would, but for the numbers.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from contexten.index.atlas.columns import Columns
from contexten.index.atlas.groups import Groups
from contexten.index.atlas.owners import owner_types
from contexten.index.atlas.segment import IS_TYPE
from contexten.index.atlas.sets import among, distinct
from contexten.index.atlas.use_table import UseTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from contexten.index.atlas.base import Base
    from contexten.index.atlas.links import Links
    from contexten.index.atlas.rows import Uses
    from contexten.index.atlas.segment import Segment

    Ints = NDArray[np.int32]
    Bools = NDArray[np.bool_]

_NONE = np.zeros(0, np.int32)


class Atlas(Columns):
    """What selection asks of the whole workspace. Numbers of dead files and symbols stay, but `alive` is False."""

    def __init__(
        self, base: Base, over: Sequence[Segment] = (), dead: Iterable[int] = (), links: Links | None = None
    ) -> None:
        """`over` are laid over `base`, with its strings; `dead` the numbers of the files that do not count."""
        super().__init__(base, over, dead)
        self._strings = base.strings
        self._size = len(base.strings)
        self._links = links
        self.uses = UseTable(self._segments, self._starts)
        """Every use by its number."""

    # Strings

    @property
    def strings(self) -> int:
        """How many strings there are; the arrays by string are that long."""
        return self._size

    def id_of(self, text: str) -> int:
        """The number of a string, 0 where no file has it."""
        number = self._strings.find(text)
        return number if number < self._size else 0

    def ids_of(self, texts: Sequence[str]) -> list[int]:
        """The `id_of` of many strings."""
        return [number if number < self._size else 0 for number in self._strings.find_many(texts)]

    def text_of(self, number: int) -> str:
        """The string of this number."""
        return self._strings.text(int(number))

    def texts_of(self, numbers: Sequence[int]) -> list[str]:
        """The strings of these numbers."""
        return self._strings.texts(numbers)

    # Files

    def path_of(self, file: int) -> str:
        """The path of a file."""
        segment, number, _ = self._of_file(int(file))
        return segment.paths[number]

    def file_of(self, path: str) -> int:
        """The number of the living file at `path`, -1 where there is none."""
        for segment, start in zip(self._segments, self._file_starts, strict=False):
            number = segment.numbers.get(path)
            if number is not None and self.file_alive[number + start]:
                return number + start
        return -1

    def symbols_of_file(self, file: int) -> range:
        """The symbols of a file."""
        segment, number, shift = self._of_file(int(file))
        starts = segment.columns["symbols.starts"]
        return range(int(starts[number]) + shift, int(starts[number + 1]) + shift)

    def part_of(self, file: int) -> tuple[Segment, int]:
        """The segment of a file, and its number there."""
        segment, number, _ = self._of_file(int(file))
        return segment, number

    def bound(self, file: int) -> Ints:
        """The names that a file's imports bind."""
        segment, number, _ = self._of_file(int(file))
        return segment.row("imported", number)

    def known(self, file: int) -> Ints:
        """The names that can mean something at a file's top level: its own, imported ones, first parts of modules."""
        segment, number, _ = self._of_file(int(file))
        return segment.row("known", number)

    def knows(self, files: Ints, names: Ints) -> Bools:
        """Whether each name is among what is `known` in its file."""
        found = np.zeros(len(files), np.bool_)
        for segment, start in zip(self._segments, self._file_starts, strict=False):
            keys = segment.known_keys
            wanted = ((files.astype(np.int64) - start) << 32) | names
            if len(keys):
                found |= keys[np.minimum(keys.searchsorted(wanted), len(keys) - 1)] == wanted
        return found

    def importing(self, name: int) -> Ints:
        """The living files whose imports bind `name`."""
        starts = zip(self._segments, self._file_starts, strict=False)
        found = np.concatenate([segment.importing.of(name) + np.int32(start) for segment, start in starts])
        return found[self.file_alive[found]]

    def links(self, file: int) -> Ints:
        """The living files that the imports of a living file mean, re-exports followed by one step."""
        return self._linked.of(self, int(file))

    def linked_from(self, file: int) -> Ints:
        """The living files whose `links` hold this one."""
        return self._linked.to(self, int(file))

    def warm(self, files: int = 200) -> bool:
        """Find the links of some more files; whether those of all are known now."""
        return self._linked.warm(self, files)

    def relinked(self) -> Ints | None:
        """The living files whose links may be others than when they were scanned; None: that is not known."""
        paths = self._linked.relinked
        if paths is None:
            return None
        return np.array(sorted(file for file in map(self.file_of, paths) if file >= 0), np.int32)

    @property
    def scanned(self) -> tuple[int, int, int]:
        """How many files, symbols and uses the last scan found; their numbers are the first."""
        return self._file_starts[1], self._starts[1], self.uses.scanned

    @property
    def dead(self) -> Sequence[int]:
        """The files that count no more, in order."""
        return self._dead

    # Symbols

    @cached_property
    def parent(self) -> Ints:
        """By symbol the type it belongs to, -1 where it is none's.

        A method outside of its type belongs to the type of that name in its file, else in its folder and package.
        """
        found = self._column("parent", self._starts)
        methods, types = self._owned
        if len(methods):
            found = found.copy()
            found[methods] = types
        return found

    def symbols_named(self, name: int) -> Ints:
        """The living symbols of this bare name."""
        return self._grouped(name, lambda segment: segment.named)

    def named_many(self, names: Ints) -> tuple[NDArray[np.int64], Ints]:
        """The living symbols of many bare names: for each the place of its name in `names`, and the symbol."""
        return self._many(names, lambda segment: segment.named)

    def names_holding(self, text: str, most: int) -> list[int]:
        """The strings that name symbols, perhaps gone ones, and have all letters of `text` in whatever order.

        Of many more than `most` those that begin with its first letter, and of these the shortest.
        """
        first, *others = [segment.named.keys for segment in self._segments]
        fresh = [keys[~np.isin(keys, first)] for keys in others]
        names = np.concatenate((first, np.unique(np.concatenate(fresh)))) if fresh else first
        return self._strings.holding(names, text, most)

    def users_many(self, names: Ints) -> tuple[NDArray[np.int64], Ints]:
        """The living functions that use any of many names: the place of the name in `names`, and the function."""
        return self._many(names, lambda segment: segment.users)

    def members_of(self, symbol: int) -> Ints:
        """The living symbols whose parent is `symbol`, by path and place."""
        inside, outside = self._inside(int(symbol)), self._owned_by.of(int(symbol))
        if not len(outside):
            return inside
        found = np.concatenate((inside, outside))
        return found[np.argsort(self.place[found])]

    def bases_of(self, symbol: int) -> Ints:
        """The strings of the last parts of the names of a type's bases."""
        return self._ragged("bases", symbol)

    def signature(self, symbol: int) -> str:
        """A symbol's header on one line, at most 260 characters."""
        segment, number, _ = self._of_symbol(int(symbol))
        starts = segment.columns["signatures.starts"]
        return str(segment.signatures[int(starts[number]) : int(starts[number + 1])], "utf-8", "replace")

    def signatures(self, symbols: Sequence[int]) -> list[str]:
        """The `signature` of each symbol; in one go, because one look-up costs more than the text."""
        if len(self._segments) > 1 and any(symbol >= self._starts[1] for symbol in symbols):
            return [self.signature(symbol) for symbol in symbols]
        base, wanted = self._segments[0], np.asarray(symbols, np.int64)
        starts, blob = base.columns["signatures.starts"], base.signatures
        ends = zip(starts[wanted].tolist(), starts[wanted + 1].tolist(), strict=True)
        return [str(blob[first:last], "utf-8", "replace") for first, last in ends]

    def postings(self, word: int) -> tuple[Ints, NDArray[np.float32]]:
        """The living symbols that have a word, and how often."""
        symbols, counts = [_NONE], [np.zeros(0, np.uint8)]
        for segment, shift in zip(self._segments, self._starts, strict=False):
            first, last = segment.postings.bounds(word)
            symbols.append(segment.postings.values[first:last] + np.int32(shift))
            counts.append(segment.posting_counts[first:last])
        found, count = np.concatenate(symbols), np.concatenate(counts)
        if self._dead:
            alive = self.alive[found]
            found, count = found[alive], count[alive]
        return found, count * np.float32(0.5)

    def uses_of(self, symbols: Sequence[int] | Ints) -> Uses:
        """The uses of many functions at once."""
        return self.uses.at(*self.uses.rows(symbols))

    def users(self, name: int) -> Ints:
        """The living functions that use `name`, each once."""
        return self._grouped(name, lambda segment: segment.users)

    # Counts

    @cached_property
    def use_count(self) -> NDArray[np.float32]:
        """By string how many functions use it, and how many files outside of functions; in tests each counts 0.3."""
        found = np.zeros(self._size, np.int32)
        for segment in self._segments:
            names, tenths = segment.counted
            found[names] += tenths
        for file in self._dead:
            segment, number, _ = self._of_file(file)
            np.subtract.at(found, *segment.counted_in(number))
        return found.astype(np.float32) / np.float32(10)

    @cached_property
    def define_count(self) -> Ints:
        """By string how many living symbols have it as their name."""
        found = np.zeros(self._size, np.int32)
        for segment in self._segments:
            found[segment.named.keys] += segment.named.sizes()
        np.subtract.at(found, self.name[self._dead_symbols], 1)
        return found

    # Inside

    @property
    def _linked(self) -> Links:
        if self._links is None:
            raise ValueError("an Atlas without a view knows no links")
        return self._links

    @cached_property
    def _owned(self) -> tuple[Ints, Ints]:
        """The living symbols outside of their types, and those types."""
        base = self._segments[0]
        methods, types = base.outside.values, base.columns.get("outside.types", _NONE)
        if len(types) == len(methods) and len(self._segments) == 1 and not self._dead:
            return methods, types
        settled = self.alive[methods] & ~among(self.owner[methods], self._types_changed)
        if len(types) < len(methods):
            settled[:] = False
        starts = zip(self._segments[1:], self._starts[1:], strict=False)
        fresh = [segment.outside.values + np.int32(start) for segment, start in starts]
        open_ = np.concatenate((methods[~settled], *fresh))
        open_ = open_[self.alive[open_]]
        kept = types[settled] if settled.any() else _NONE
        return np.concatenate((methods[settled], open_)), np.concatenate((kept, owner_types(self, open_)))

    @cached_property
    def _types_changed(self) -> Ints:
        """The names of the types that dead files held and that what lies over the base holds."""
        symbols = np.concatenate((np.arange(self._starts[1], self.count), self._dead_symbols))
        return distinct(self.name[symbols[IS_TYPE[self.kind[symbols]]]])

    @cached_property
    def _owned_by(self) -> Groups:
        methods, types = self._owned
        return Groups.by(types, methods)

    @cached_property
    def _dead_symbols(self) -> Ints:
        ranges = [self.symbols_of_file(file) for file in self._dead]
        return np.concatenate((_NONE, *(np.arange(one.start, one.stop, dtype=np.int32) for one in ranges)))

    def types_named(self, name: int) -> Ints:
        """The living types of this bare name."""
        found = self.symbols_named(name)
        return found[IS_TYPE[self.kind[found]]]

    def _inside(self, symbol: int) -> Ints:
        if not self.alive[symbol]:
            return _NONE
        segment, number, shift = self._of_symbol(symbol)
        return segment.children.of(number) + np.int32(shift)

    def _grouped(self, key: int, groups: Callable[[Segment], Groups]) -> Ints:
        if not key:
            return _NONE
        found = groups(self._segments[0]).of(key)
        if len(self._segments) > 1:
            further = zip(self._segments[1:], self._starts[1:], strict=False)
            fresh = [groups(segment).of(key) + np.int32(start) for segment, start in further]
            if any(len(part) for part in fresh):
                found = np.concatenate((found, *fresh))
                found = found[np.argsort(self.place[found], kind="stable")]
        return found[self.alive[found]] if self._dead and len(found) else found

    def _many(self, keys: Ints, groups: Callable[[Segment], Groups]) -> tuple[NDArray[np.int64], Ints]:
        """The living symbols of many keys: for each the place of its key in `keys`, and the symbol."""
        owner, found = groups(self._segments[0]).many(keys)
        if len(self._segments) > 1:
            further = zip(self._segments[1:], self._starts[1:], strict=False)
            parts = [(*groups(segment).many(keys), start) for segment, start in further]
            owner = np.concatenate((owner, *(places for places, _, _ in parts)))
            found = np.concatenate((found, *(symbols + np.int32(start) for _, symbols, start in parts)))
        if not self._dead:
            return owner, found
        alive = self.alive[found]
        return owner[alive], found[alive]

    def _ragged(self, name: str, symbol: int) -> Ints:
        segment, number, _ = self._of_symbol(int(symbol))
        return segment.row(name, number)
