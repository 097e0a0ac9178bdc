"""Atlas: all files as arrays over symbol numbers; the base of the last scan with what changed since behind it.

**Invariant:** an Atlas never changes. It answers as one made afresh over the same files would, but for the numbers.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from contexten.index.atlas.groups import Groups, spread
from contexten.index.atlas.owners import owner_types
from contexten.index.atlas.rows import Uses
from contexten.index.atlas.segment import IS_TYPE, LANGUAGE_IDS
from contexten.index.sheet import TOP_LEVEL

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from contexten.index.atlas.base import Base
    from contexten.index.atlas.changes import Row
    from contexten.index.atlas.links import Links
    from contexten.index.atlas.segment import Segment

    Ints = NDArray[np.int32]
    Bools = NDArray[np.bool_]

_NONE = np.zeros(0, np.int32)


class Atlas:
    """What selection asks of the whole workspace. Numbers of dead files and symbols stay, but `alive` is False."""

    languages = LANGUAGE_IDS
    """By the numbers in `language`."""

    def __init__(
        self, base: Base, over: Sequence[Segment] = (), dead: Iterable[int] = (), links: Links | None = None
    ) -> None:
        """`over` are laid over `base`, with its strings; `dead` the numbers of the files that do not count."""
        self._segments = (base, *(segment for segment in over if segment.paths))
        self._strings = base.strings
        self._size = len(base.strings)
        self._links = links
        self._dead = sorted(dead)
        self._file_starts = _starts([len(segment.paths) for segment in self._segments])
        self._starts = _starts([segment.count for segment in self._segments])
        self._use_starts = _starts([len(segment.columns["uses.name"]) for segment in self._segments])
        self.files = self._file_starts[-1]
        """How many file numbers there are, dead ones included."""
        self.count = self._starts[-1]
        """How many symbol numbers there are, dead ones included."""

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

    @cached_property
    def file_alive(self) -> Bools:
        """Whether a file is there and these are its facts."""
        found = np.ones(self.files, np.bool_)
        found[self._dead] = False
        return found

    @cached_property
    def file_place(self) -> NDArray[np.int64]:
        """By file its place by path, so that ties are broken alike whatever changed since the scan."""
        base = self._segments[0].paths
        later = (path for segment in self._segments[1:] for path in segment.paths)
        found = [_place_among(base, path) for path in later]
        return np.concatenate((2 * np.arange(len(base), dtype=np.int64), np.array(found, np.int64)))

    @cached_property
    def place(self) -> NDArray[np.int64]:
        """By symbol its place by path and then in its file."""
        return (self.file_place[self.file] << 32) | np.arange(self.count, dtype=np.int64)

    @cached_property
    def file_is_test(self) -> Bools:
        """Whether a file holds tests, by its path."""
        return self._column("file_is_test")

    @cached_property
    def folder(self) -> Ints:
        """By file the string of its folder."""
        return self._column("folder")

    @cached_property
    def package(self) -> Ints:
        """By file the string of the package it says it belongs to."""
        return self._column("package")

    @cached_property
    def language(self) -> Ints:
        """By file its place in `languages`."""
        return self._column("language")

    @cached_property
    def is_open(self) -> Bools:
        """By file whether further names may be known in it: by a star import, or from its package."""
        return self._column("is_open")

    def symbols_of_file(self, file: int) -> range:
        """The symbols of a file."""
        segment, number, shift = self._of_file(int(file))
        starts = segment.columns["symbols.starts"]
        return range(int(starts[number]) + shift, int(starts[number + 1]) + shift)

    def rows_of_file(self, file: int) -> list[Row]:
        """Of each symbol of a file what tells what names mean."""
        segment, number, _ = self._of_file(int(file))
        columns = segment.columns
        first, last = columns["symbols.starts"][number : number + 2].tolist()
        parents = columns["parent"][first:last]
        values = (
            *(columns[name][first:last] for name in ("name", "kind")),
            np.where(parents >= 0, parents - first, -1),
            *(columns[name][first:last] for name in ("owner", "type")),
            columns["flags"][first:last] & TOP_LEVEL,
        )
        ends = columns["bases.starts"][first : last + 1].tolist()
        bases = [tuple(columns["bases"][one:other].tolist()) if other > one else () for one, other in pairwise(ends)]
        return list(zip(*(value.tolist() for value in values), bases, strict=True))

    def names_above(self, types: Collection[int]) -> list[int]:
        """The names of the scanned types that have a base of one of these names."""
        columns = self._segments[0].columns
        rows = np.flatnonzero(np.isin(columns["bases"], np.array(sorted(types), np.int32)))
        return np.unique(columns["name"][columns["bases.starts"].searchsorted(rows, "right") - 1]).tolist()

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
        return self._file_starts[1], self._starts[1], self._use_starts[1]

    @property
    def dead(self) -> Sequence[int]:
        """The files that count no more, in order."""
        return self._dead

    # Symbols

    @cached_property
    def file(self) -> Ints:
        """By symbol its file."""
        return self._column("file", self._file_starts)

    @cached_property
    def name(self) -> Ints:
        """By symbol the string of its bare name."""
        return self._column("name")

    @cached_property
    def kind(self) -> NDArray[np.uint8]:
        """By symbol the place of its kind in SymbolKind."""
        return self._column("kind")

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

    @cached_property
    def owner(self) -> Ints:
        """By symbol the string of the name of the type it belongs to."""
        return self._column("owner")

    @cached_property
    def definition(self) -> Ints:
        """By symbol its place in `FileFacts.definitions`."""
        return self._column("definition")

    @cached_property
    def flags(self) -> NDArray[np.uint8]:
        """By symbol the flags of `index.sheet`."""
        return self._column("flags")

    @cached_property
    def start_line(self) -> Ints:
        """By symbol the 0-based line its header begins on."""
        return self._column("start_line")

    @cached_property
    def end_line(self) -> Ints:
        """By symbol the 0-based line of its last byte."""
        return self._column("end_line")

    @cached_property
    def name_start(self) -> Ints:
        """By symbol the first byte of its name."""
        return self._column("name_start")

    @cached_property
    def type(self) -> Ints:
        """By symbol the string of the type it has or, when called, gives."""
        return self._column("type")

    @cached_property
    def length(self) -> NDArray[np.float32]:
        """By symbol the sum of its words' counts."""
        return self._each(lambda segment: segment.length)

    @cached_property
    def alive(self) -> Bools:
        """By symbol whether it is there."""
        return self.file_alive[self.file] if self._dead else np.ones(self.count, np.bool_)

    @cached_property
    def is_test(self) -> Bools:
        """By symbol whether its file holds tests."""
        return self._each(lambda segment: segment.is_test)

    @cached_property
    def functions(self) -> Bools:
        """By symbol whether it is a function that uses something."""
        return self._each(lambda segment: segment.functions)

    @cached_property
    def name_words(self) -> Ints:
        """By symbol how many words its name has."""
        return self._each(lambda segment: segment.name_words)

    @cached_property
    def alive_count(self) -> int:
        """How many living symbols there are."""
        return int(self.alive.sum())

    @cached_property
    def mean_length(self) -> float:
        """The mean `length` of the living symbols."""
        return float(self.length[self.alive].mean()) if self.alive_count else 0.0

    @cached_property
    def use_degree(self) -> Ints:
        """By symbol how many uses it has."""
        return self._each(lambda segment: np.diff(segment.columns["uses.starts"]))

    @cached_property
    def use_breadth(self) -> NDArray[np.float32]:
        """By symbol how much what it uses has to be divided by, so that long functions do not win by their length."""
        return np.sqrt(4 + self.use_degree, dtype=np.float32)

    @cached_property
    def bound_count(self) -> Ints:
        """By file how many names its imports bind."""
        return self._each(lambda segment: np.diff(segment.columns["imported.starts"]))

    def symbols_named(self, name: int) -> Ints:
        """The living symbols of this bare name."""
        return self._grouped(name, lambda segment: segment.named)

    def named_many(self, names: Ints) -> tuple[NDArray[np.int64], Ints]:
        """The living symbols of many bare names: for each the place of its name in `names`, and the symbol."""
        return self._many(names, lambda segment: segment.named)

    def users_many(self, names: Ints) -> tuple[NDArray[np.int64], Ints]:
        """The living functions that use any of many names: the place of the name in `names`, and the function."""
        return self._many(names, lambda segment: segment.users)

    def members_of(self, symbol: int) -> Ints:
        """The living symbols whose parent is `symbol`."""
        inside, outside = self._inside(int(symbol)), self._owned_by.of(int(symbol))
        return np.sort(np.concatenate((inside, outside))) if len(outside) else inside

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
        return self.uses_at(*self.use_rows(symbols))

    def use_rows(self, symbols: Sequence[int] | Ints) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The numbers of the uses of many functions, and for each the place of its function among those asked for.

        Those of the last scan's files are the same for all that lies over it.
        """
        wanted = np.asarray(symbols, np.int64)
        which = np.searchsorted(np.array(self._starts), wanted, "right") - 1
        starts, counts = np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.int64)
        for number, segment in enumerate(self._segments):
            mask = which == number
            inside, ends = wanted[mask] - self._starts[number], segment.columns["uses.starts"]
            starts[mask] = ends[inside] + self._use_starts[number]
            counts[mask] = ends[inside + 1] - ends[inside]
        return spread(starts, counts)

    def uses_of_file(self, file: int) -> tuple[int, Sequence[NDArray[Any]]]:
        """The number of a file's first use, and of all its uses what decides what they mean."""
        segment, number, _ = self._of_file(int(file))
        inside = segment.columns["symbols.starts"][number : number + 2]
        first, last = segment.columns["uses.starts"][inside].tolist()
        columns = [segment.columns[f"uses.{name}"][first:last] for name in ("name", "base", "via", "form")]
        return first + self._use_starts[self._segments.index(segment)], columns

    def files_of_uses(self, rows: NDArray[np.int64]) -> Ints:
        """The scanned files in which the scanned uses with these numbers stand."""
        columns = self._segments[0].columns
        return columns["file"][columns["uses.starts"].searchsorted(rows, "right") - 1]

    def use_names(self, rows: NDArray[np.int64]) -> Ints:
        """The names of the uses with these numbers."""
        return next(iter(self._uses_at(rows)))

    def uses_at(self, owner: NDArray[np.int64], rows: NDArray[np.int64]) -> Uses:
        """The uses with these numbers; `owner` as `use_rows` gives it."""
        return Uses(owner.astype(np.int32), *self._uses_at(rows))

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
        settled = self.alive[methods] & ~np.isin(self.owner[methods], self._types_changed)
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
        return np.unique(self.name[symbols[IS_TYPE[self.kind[symbols]]]])

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

    def _uses_at(self, rows: NDArray[np.int64]) -> Iterable[NDArray[Any]]:
        """The columns of the uses with these numbers."""
        inside = rows < self._use_starts[1]
        places, which = rows, None
        if not inside.all():
            which = np.searchsorted(np.array(self._use_starts), rows, "right") - 1
            places = rows - np.array(self._use_starts)[which]
        for name in ("name", "base", "via", "form", "start"):
            if which is None:
                yield self._segments[0].columns[f"uses.{name}"][places]
                continue
            values = np.empty(len(places), np.uint8 if name == "form" else np.int32)
            for number, segment in enumerate(self._segments):
                mask = which == number
                values[mask] = segment.columns[f"uses.{name}"][places[mask]]
            yield values

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

    def _of_symbol(self, symbol: int) -> tuple[Segment, int, int]:
        return self._part(symbol, self._starts, self._starts)

    def _of_file(self, file: int) -> tuple[Segment, int, int]:
        return self._part(file, self._file_starts, self._starts)

    def _part(self, number: int, starts: Sequence[int], shifts: Sequence[int]) -> tuple[Segment, int, int]:
        """The segment of a number, the number inside of it, and what its symbols' numbers are shifted by."""
        which = 0
        while number >= starts[which + 1]:
            which += 1
        return self._segments[which], number - starts[which], shifts[which]

    def _column(self, name: str, shifts: Sequence[int] = ()) -> NDArray[Any]:
        if not shifts:
            return self._each(lambda segment: segment.columns[name])
        shift = iter(shifts)
        return self._each(lambda segment: _shifted(segment.columns[name], next(shift)))

    def _each(self, part: Callable[[Segment], NDArray[Any]]) -> NDArray[Any]:
        found = [part(segment) for segment in self._segments]
        return found[0] if len(found) == 1 else np.concatenate(found)


def _place_among(base: Sequence[str], path: str) -> int:
    """The place of a path among the sorted `base`, which have the even numbers."""
    place = bisect_left(base, path)
    return 2 * place if place < len(base) and base[place] == path else 2 * place - 1


def _shifted(column: Ints, shift: int) -> Ints:
    """Numbers counted from `shift`; -1 stays."""
    return np.where(column >= 0, column + np.int32(shift), column) if shift else column


def _starts(sizes: Sequence[int]) -> list[int]:
    found = [0]
    for size in sizes:
        found.append(found[-1] + size)
    return found
