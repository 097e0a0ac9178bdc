"""Atlas: all files as arrays over symbol numbers; the base of the last scan with what changed since behind it.

**Invariant:** an Atlas never changes. It answers as one made afresh over the same files would, but for the numbers.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from contexten.index.atlas.groups import spread
from contexten.index.atlas.owners import owner_types
from contexten.index.atlas.rows import Ragged, Uses
from contexten.index.atlas.segment import IS_TYPE, LANGUAGE_IDS, Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from contexten.index.atlas.base import Base
    from contexten.index.atlas.groups import Groups
    from contexten.index.atlas.links import Links
    from contexten.index.sheet import Sheet

    Ints = NDArray[np.int32]
    Bools = NDArray[np.bool_]

_Kind = TypeVar("_Kind", bound=np.generic)
_NONE = np.zeros(0, np.int32)


class Atlas:
    """What selection asks of the whole workspace. Numbers of dead files and symbols stay, but `alive` is False."""

    languages = LANGUAGE_IDS
    """By the numbers in `language`."""

    def __init__(
        self, base: Base, changed: Sequence[tuple[str, str, Sheet]], gone: Iterable[str], links: Links
    ) -> None:
        """`changed` are paths, languages and sheets by path; `gone` the paths of which the base does not count."""
        self._base = base
        self._over = over = Segment(*_columns(changed), base.strings)
        self._strings = base.strings
        self._size = len(base.strings)
        self._links = links
        self._dead = sorted(base.numbers[path] for path in gone if path in base.numbers)
        self.files = len(base.paths) + len(over.paths)
        """How many file numbers there are, dead ones included."""
        self.count = base.count + over.count
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

    def text_of(self, number: int) -> str:
        """The string of this number."""
        return self._strings.text(int(number))

    # Files

    def path_of(self, file: int) -> str:
        """The path of a file."""
        first = len(self._base.paths)
        return self._base.paths[file] if file < first else self._over.paths[file - first]

    def file_of(self, path: str) -> int:
        """The number of the living file at `path`, -1 where there is none."""
        number = self._over.numbers.get(path)
        if number is not None:
            return number + len(self._base.paths)
        number = self._base.numbers.get(path, -1)
        return number if number >= 0 and self.file_alive[number] else -1

    @cached_property
    def file_alive(self) -> Bools:
        """Whether a file is there and these are its facts."""
        found = np.ones(self.files, np.bool_)
        found[self._dead] = False
        return found

    @cached_property
    def file_is_test(self) -> Bools:
        """Whether a file holds tests, by its path."""
        return self._both(self._base.file_is_test, self._over.file_is_test)

    @cached_property
    def folder(self) -> Ints:
        """By file the string of its folder."""
        return self._both(self._base.folder, self._over.folder)

    @cached_property
    def package(self) -> Ints:
        """By file the string of the package it says it belongs to."""
        return self._both(self._base.rows.package, self._over.rows.package)

    @cached_property
    def language(self) -> Ints:
        """By file its place in `languages`."""
        return self._both(self._base.language, self._over.language)

    @cached_property
    def is_open(self) -> Bools:
        """By file whether further names may be known in it: by a star import, or from its package."""
        return self._both(self._base.rows.is_open, self._over.rows.is_open)

    def symbols_of_file(self, file: int) -> range:
        """The symbols of a file."""
        segment, number, shift = self._of_file(file)
        starts = segment.rows.symbol_starts
        return range(int(starts[number]) + shift, int(starts[number + 1]) + shift)

    def bound(self, file: int) -> Ints:
        """The names that a file's imports bind."""
        segment, number, _ = self._of_file(file)
        return segment.rows.imported.row(number)

    def known(self, file: int) -> Ints:
        """The names that can mean something at a file's top level: its own, imported ones, first parts of modules."""
        segment, number, _ = self._of_file(file)
        return segment.rows.known.row(number)

    def importing(self, name: int) -> Ints:
        """The living files whose imports bind `name`."""
        first = len(self._base.paths)
        found = self._base.importing.of(name)
        return self._both(found[self.file_alive[found]], self._over.importing.of(name) + np.int32(first))

    def links(self, file: int) -> Ints:
        """The living files that the imports of a living file mean, re-exports followed by one step."""
        return self._links.of(self, int(file))

    def linked_from(self, file: int) -> Ints:
        """The living files whose `links` hold this one."""
        return self._links.to(self, int(file))

    def warm(self, files: int = 200) -> bool:
        """Find the links of some more files; whether those of all are known now."""
        return self._links.warm(self, files)

    # Symbols

    @cached_property
    def file(self) -> Ints:
        """By symbol its file."""
        return self._both(self._base.rows.symbols["file"], self._over.rows.symbols["file"] + len(self._base.paths))

    @cached_property
    def name(self) -> Ints:
        """By symbol the string of its bare name."""
        return self._column("name")

    @cached_property
    def kind(self) -> NDArray[np.uint8]:
        """By symbol the place of its kind in SymbolKind."""
        return self._both(*(one.rows.symbols["kind"].astype(np.uint8) for one in (self._base, self._over)))

    @cached_property
    def parent(self) -> Ints:
        """By symbol the type it belongs to, -1 where it is none's.

        A method outside of its type belongs to the type of that name in its file, else in its folder and package.
        """
        found = self._column("parent", self._base.count).copy()
        found[self._owned[0]] = self._owned[1]
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
        return self._both(*(one.rows.symbols["flags"].astype(np.uint8) for one in (self._base, self._over)))

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
        return self._both(self._base.length, self._over.length)

    @cached_property
    def alive(self) -> Bools:
        """By symbol whether it is there."""
        return self.file_alive[self.file] if self._dead else np.ones(self.count, np.bool_)

    @cached_property
    def is_test(self) -> Bools:
        """By symbol whether its file holds tests."""
        return self._both(self._base.is_test, self._over.is_test)

    @cached_property
    def functions(self) -> Bools:
        """By symbol whether it is a function that uses something."""
        return self._both(self._base.functions, self._over.functions)

    @cached_property
    def name_words(self) -> Ints:
        """By symbol how many words its name has."""
        return self._both(self._base.name_words, self._over.name_words)

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
        return self._both(np.diff(self._base.rows.use_starts), np.diff(self._over.rows.use_starts)).astype(np.int32)

    @cached_property
    def bound_count(self) -> Ints:
        """By file how many names its imports bind."""
        return self._both(*(np.diff(one.rows.imported.starts) for one in (self._base, self._over))).astype(np.int32)

    def symbols_named(self, name: int) -> Ints:
        """The living symbols of this bare name."""
        return self._grouped(name, lambda segment: segment.named)

    def named_many(self, names: Ints) -> tuple[NDArray[np.int64], Ints]:
        """The living symbols of many bare names: for each the place of its name in `names`, and the symbol."""
        owner, found = self._base.named.many(names)
        if self._dead:
            alive = self.alive[found]
            owner, found = owner[alive], found[alive]
        if self._over.count:
            other, fresh = self._over.named.many(names)
            owner, found = np.concatenate((owner, other)), np.concatenate((found, fresh + np.int32(self._base.count)))
        return owner, found

    def members_of(self, symbol: int) -> Ints:
        """The living symbols whose parent is `symbol`."""
        inside = self._inside(int(symbol))
        outside = self._owned_by.get(int(symbol))
        return inside if outside is None else np.sort(np.concatenate((inside, np.array(outside, np.int32))))

    def bases_of(self, symbol: int) -> Ints:
        """The strings of the last parts of the names of a type's bases."""
        return self._ragged(symbol, lambda segment: segment.rows.bases)

    def sig_names(self, symbol: int) -> Ints:
        """The strings of the types that a symbol's parameters and result name."""
        return self._ragged(symbol, lambda segment: segment.rows.signature_names)

    def signature(self, symbol: int) -> str:
        """A symbol's header on one line, at most 260 characters."""
        segment, number, _ = self._of_symbol(int(symbol))
        ends = segment.rows.signature_ends
        start = int(ends[number - 1]) if number else 0
        return str(segment.rows.signatures[start : int(ends[number])], "utf-8", "replace")

    def postings(self, word: int) -> tuple[Ints, NDArray[np.float32]]:
        """The living symbols that have a word, and how often."""
        symbols: list[Ints] = []
        counts: list[NDArray[np.float32]] = []
        for segment, shift in self._segments:
            places = segment.postings.of(word)
            if len(places):
                symbols.append(segment.worded[places] + np.int32(shift))
                counts.append(segment.rows.counts[places] * np.float32(0.5))
        if not symbols:
            return _NONE, np.zeros(0, np.float32)
        found, count = np.concatenate(symbols), np.concatenate(counts)
        if not self._dead:
            return found, count
        alive = self.alive[found]
        return found[alive], count[alive]

    def uses_of(self, symbols: Sequence[int] | Ints) -> Uses:
        """The uses of many functions at once."""
        wanted = np.asarray(symbols, np.int64)
        is_base = wanted < self._base.count
        starts, counts = np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.int64)
        for segment, mask, shift in ((self._base, is_base, 0), (self._over, ~is_base, self._base.count)):
            inside = wanted[mask] - shift
            starts[mask] = segment.rows.use_starts[inside]
            counts[mask] = segment.rows.use_starts[inside + 1] - starts[mask]
        owner, places = spread(starts, counts)
        if is_base.all():
            columns = {name: column[places] for name, column in self._base.rows.uses.items()}
        else:
            columns = self._mixed(places, is_base[owner])
        form = columns.pop("form").astype(np.uint8)
        return Uses(owner=owner.astype(np.int32), form=form, **columns)

    def users(self, name: int) -> Ints:
        """The living functions that use `name`, each once."""
        return self._grouped(name, lambda segment: segment.users)

    # Counts

    @cached_property
    def use_count(self) -> NDArray[np.float32]:
        """By string how many functions use it, and how many files outside of functions; in tests each counts 0.3."""
        alive = self.file_alive[: len(self._base.paths)] if self._dead else None
        found = self._base.use_count(self._size, alive)
        return found + self._over.use_count(self._size, None) if self._over.paths else found

    @cached_property
    def define_count(self) -> Ints:
        """By string how many living symbols have it as their name."""
        names = self.name[self.alive] if self._dead else self.name
        return np.bincount(names, minlength=self._size).astype(np.int32)

    # Inside

    @cached_property
    def _segments(self) -> tuple[tuple[Segment, int], ...]:
        return ((self._base, 0), (self._over, self._base.count)) if self._over.count else ((self._base, 0),)

    @cached_property
    def _owned(self) -> tuple[Ints, Ints]:
        """The symbols outside of their types, and those types."""
        return owner_types(self, [(one.outside, shift) for one, shift in self._segments])

    @cached_property
    def _owned_by(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for symbol, parent in zip(self._owned[0].tolist(), self._owned[1].tolist(), strict=True):
            if parent >= 0 and self.alive[symbol]:
                found.setdefault(parent, []).append(symbol)
        return found

    def types_named(self, name: int) -> Ints:
        """The living types of this bare name."""
        found = self.symbols_named(name)
        return found[IS_TYPE[self.kind[found]]]

    def _inside(self, symbol: int) -> Ints:
        if not self.alive[symbol]:
            return _NONE
        segment, number, shift = self._of_symbol(symbol)
        return segment.children.of(number) + np.int32(shift)

    def _mixed(self, places: NDArray[np.int64], is_base: Bools) -> dict[str, Ints]:
        columns: dict[str, Ints] = {}
        for name, column in self._base.rows.uses.items():
            values = np.empty(len(places), np.int32)
            values[is_base] = column[places[is_base]]
            values[~is_base] = self._over.rows.uses[name][places[~is_base]]
            columns[name] = values
        return columns

    def _grouped(self, key: int, groups: Callable[[Segment], Groups]) -> Ints:
        found = groups(self._base).of(key)
        if self._dead and len(found):
            found = found[self.alive[found]]
        if not self._over.count:
            return found
        fresh = groups(self._over).of(key)
        return np.concatenate((found, fresh + np.int32(self._base.count))) if len(fresh) else found

    def _ragged(self, symbol: int, values: Callable[[Segment], Ragged]) -> Ints:
        segment, number, _ = self._of_symbol(int(symbol))
        return values(segment).row(number)

    def _of_symbol(self, symbol: int) -> tuple[Segment, int, int]:
        first = self._base.count
        return (self._base, symbol, 0) if symbol < first else (self._over, symbol - first, first)

    def _of_file(self, file: int) -> tuple[Segment, int, int]:
        first = len(self._base.paths)
        return (self._base, file, 0) if file < first else (self._over, file - first, self._base.count)

    def _column(self, name: str, shift: int = 0) -> Ints:
        over = self._over.rows.symbols[name]
        if shift and len(over):
            over = np.where(over >= 0, over + np.int32(shift), over).astype(np.int32)
        return self._both(self._base.rows.symbols[name], over)

    def _both(self, base: NDArray[_Kind], over: NDArray[_Kind]) -> NDArray[_Kind]:
        return np.concatenate((base, over)) if len(over) else base


def _columns(changed: Sequence[tuple[str, str, Sheet]]) -> tuple[list[str], list[str], list[Sheet]]:
    return [one[0] for one in changed], [one[1] for one in changed], [one[2] for one in changed]
