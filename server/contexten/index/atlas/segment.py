"""Segment: some files of the Atlas with all look-ups over them. The base is one, what changed since are others."""

from __future__ import annotations

import posixpath
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from contexten.index.atlas.groups import Groups
from contexten.index.atlas.rows import join, owners
from contexten.index.files import is_test
from contexten.index.sheet import IN_NAME, KINDS, Sheet
from contexten.syntax.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from contexten.index.atlas.rows import Columns, Intern

    Ints = NDArray[np.int32]
    Bools = NDArray[np.bool_]
    Part = tuple[str, str, Sheet]

TEST_TENTHS = 3
"""What a use in a test counts, where one in other code counts 10."""
LANGUAGE_IDS = tuple(language.id for language in LANGUAGES)
_LANGUAGES = {language: number for number, language in enumerate(LANGUAGE_IDS)}
_NOT_PACKED = frozenset({"words", "words.starts", "counts"})
"""What `postings` and `length` say in another order."""
IS_TYPE = np.array([kind.is_type for kind in KINDS], np.bool_)
IS_CALLABLE = np.array([kind.is_callable for kind in KINDS], np.bool_)


class Segment:
    """Files and their columns; numbers of files and symbols begin at 0."""

    def __init__(self, paths: Sequence[str], columns: Columns) -> None:
        self.paths = paths
        self.columns = columns
        self.count = len(columns["name"])

    @classmethod
    def of(cls, parts: Iterable[Part], intern: Intern) -> Segment:
        """The segment of files given by path, language and sheet."""
        return cls(*columns_of(parts, intern))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each file by its path."""
        return {path: number for number, path in enumerate(self.paths)}

    @cached_property
    def length(self) -> NDArray[np.float32]:
        """By symbol the sum of its words' counts."""
        found = self.columns.get("length")
        if found is None:
            sums = np.concatenate((np.zeros(1, np.int64), np.cumsum(self.columns["counts"], dtype=np.int64)))
            starts = self.columns["words.starts"]
            found = ((sums[starts[1:]] - sums[starts[:-1]]) * 0.5).astype(np.float32)
        return found

    @cached_property
    def known_keys(self) -> NDArray[np.int64]:
        """`file << 32 | name` for each name that can mean something at the top of a file, in order."""
        files = owners(self.columns["known.starts"]).astype(np.int64)
        return np.sort((files << 32) | self.columns["known"])

    @cached_property
    def name_words(self) -> Ints:
        """By symbol how many of its words stand in its name: those that count most."""
        found = self.columns.get("name_words")
        if found is None:
            sums = np.concatenate((np.zeros(1, np.int32), np.cumsum(self.columns["counts"] >= IN_NAME, dtype=np.int32)))
            starts = self.columns["words.starts"]
            found = sums[starts[1:]] - sums[starts[:-1]]
        return found

    @cached_property
    def is_test(self) -> Bools:
        """By symbol whether its file holds tests."""
        return self.columns["file_is_test"][self.columns["file"]]

    @cached_property
    def functions(self) -> Bools:
        """By symbol whether it is a function that uses something."""
        return IS_CALLABLE[self.columns["kind"]] & (np.diff(self.columns["uses.starts"]) > 0)

    @cached_property
    def signatures(self) -> memoryview:
        """UTF-8, one behind the other."""
        return self.columns["signatures"].data.cast("B")

    @cached_property
    def named(self) -> Groups:
        """Symbols by name."""
        return self._groups("named", lambda: Groups.by(self.columns["name"]))

    @cached_property
    def children(self) -> Groups:
        """Symbols by the type in the same file that they stand in; those outside of one are under -1."""
        return self._groups("children", lambda: Groups.by(self.columns["parent"]))

    @cached_property
    def outside(self) -> Groups:
        """Symbols that name their owner but stand outside of it, by the owner's name."""
        parent, owner = self.columns["parent"], self.columns["owner"]
        places = np.flatnonzero((parent < 0) & (owner > 0)).astype(np.int32)
        return self._groups("outside", lambda: Groups.by(owner[places], places))

    @cached_property
    def postings(self) -> Groups:
        """Symbols by word."""
        return self._groups("postings", self._posted)

    @cached_property
    def posting_counts(self) -> NDArray[np.uint8]:
        """Twice the count of each of the values of `postings`."""
        found = self.columns.get("postings.counts")
        return self.columns["counts"][np.argsort(self.columns["words"], kind="stable")] if found is None else found

    @cached_property
    def users(self) -> Groups:
        """Functions by the names they use."""
        columns = self.columns
        return self._groups("users", lambda: Groups.of_pairs(columns["uses.name"], owners(columns["uses.starts"])))

    @cached_property
    def importing(self) -> Groups:
        """Files by the names their imports bind."""
        columns = self.columns
        files = owners(columns["imported.starts"])
        return self._groups("importing", lambda: Groups.of_pairs(columns["imported"], files))

    @cached_property
    def counted(self) -> tuple[Ints, Ints]:
        """Strings, and how many functions and tops of files use each, in tenths."""
        columns, users = self.columns, self.users
        if "counted.names" in columns:
            return columns["counted.names"], columns["counted.tenths"]
        weight = np.where(columns["file_is_test"], TEST_TENTHS, 10)
        names = np.concatenate((np.repeat(users.keys, users.sizes()), columns["tops"]))
        files = np.concatenate((columns["file"][users.values], owners(columns["tops.starts"])))
        keys, places = np.unique(names, return_inverse=True)
        return keys, np.bincount(places, weight[files], len(keys)).astype(np.int32)

    def counted_in(self, file: int) -> tuple[Ints, int]:
        """The strings that one file's functions and its top use, once for each of them, and what each counts."""
        columns = self.columns
        first, last = columns["symbols.starts"][file : file + 2].tolist()
        starts = columns["uses.starts"][first : last + 1]
        user = np.repeat(np.arange(last - first, dtype=np.int32), np.diff(starts))
        users = Groups.of_pairs(columns["uses.name"][starts[0] : starts[-1]], user)
        names = np.concatenate((np.repeat(users.keys, users.sizes()), self.row("tops", file)))
        return names, TEST_TENTHS if columns["file_is_test"][file] else 10

    def row(self, name: str, number: int) -> Ints:
        """The values of one row of a ragged column."""
        starts = self.columns[f"{name}.starts"]
        return self.columns[name][starts[number] : starts[number + 1]]

    def packed(self) -> Columns:
        """All that a segment made of it again needs, without what can be found faster than read."""
        found = {name: column for name, column in self.columns.items() if name not in _NOT_PACKED}
        for name in ("named", "children", "outside", "postings", "users", "importing"):
            groups: Groups = getattr(self, name)
            found |= {f"{name}.keys": groups.keys, f"{name}.starts": groups.starts, f"{name}.values": groups.values}
        names, tenths = self.counted
        found |= {"counted.names": names, "counted.tenths": tenths, "postings.counts": self.posting_counts}
        return found | {"length": self.length, "name_words": self.name_words}

    def _posted(self) -> Groups:
        return Groups.by(self.columns["words"], owners(self.columns["words.starts"]))

    def _groups(self, name: str, make: Callable[[], Groups]) -> Groups:
        columns = self.columns
        if f"{name}.keys" not in columns:
            return make()
        return Groups(columns[f"{name}.keys"], columns[f"{name}.starts"], columns[f"{name}.values"])


def columns_of(parts: Iterable[Part], intern: Intern) -> tuple[list[str], Columns]:
    """The paths and columns of files given by path, language and sheet."""
    paths, languages = list[str](), list[int]()

    def sheets() -> Iterator[Sheet]:
        for path, language, sheet in parts:
            paths.append(path)
            languages.append(_LANGUAGES.get(language, -1))
            yield sheet

    columns = join(sheets(), intern)
    columns["folder"] = np.array(intern([posixpath.dirname(path) for path in paths]), np.int32)
    columns["language"] = np.array(languages, np.int32)
    columns["file_is_test"] = np.array([is_test(path) for path in paths], np.bool_)
    return paths, columns
