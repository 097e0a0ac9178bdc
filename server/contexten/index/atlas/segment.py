"""Segment: some files of the Atlas with all look-ups over them. The base is one, what changed since is another."""

from __future__ import annotations

import posixpath
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from contexten.index.atlas.groups import Groups
from contexten.index.atlas.rows import Ragged, Rows, join
from contexten.index.files import is_test
from contexten.index.sheet import IN_NAME, KINDS, Sheet
from contexten.syntax.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from contexten.index.atlas.strings import Strings

TEST_WEIGHT = 0.3
"""What a use in a test counts, where one in other code counts 1."""
LANGUAGE_IDS = tuple(language.id for language in LANGUAGES)
_LANGUAGES = {language: number for number, language in enumerate(LANGUAGE_IDS)}
IS_TYPE = np.array([kind.is_type for kind in KINDS], np.bool_)
IS_CALLABLE = np.array([kind.is_callable for kind in KINDS], np.bool_)


class Segment:
    """The files `paths`, in this order; numbers of files and symbols begin at 0."""

    def __init__(
        self, paths: Sequence[str], languages: Sequence[str], sheets: Sequence[Sheet], strings: Strings
    ) -> None:
        self.paths = list(paths)
        self.rows: Rows = join(sheets, strings)
        self.count = len(self.rows.symbols["name"])
        folders = [posixpath.dirname(path) for path in paths]
        self.folder = np.array(strings.intern(folders), np.int32)
        self.language = np.array([_LANGUAGES.get(language, -1) for language in languages], np.int32)
        self.file_is_test = np.array([is_test(path) for path in paths], np.bool_)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each file by its path."""
        return {path: number for number, path in enumerate(self.paths)}

    @cached_property
    def is_test(self) -> NDArray[np.bool_]:
        """By symbol."""
        return self.file_is_test[self.rows.symbols["file"]]

    @cached_property
    def length(self) -> NDArray[np.float32]:
        """By symbol the sum of its words' counts."""
        sums = np.concatenate(([0], np.cumsum(self.rows.counts, dtype=np.int64)))
        starts = self.rows.words.starts
        return ((sums[starts[1:]] - sums[starts[:-1]]) * 0.5).astype(np.float32)

    @cached_property
    def name_words(self) -> NDArray[np.int32]:
        """By symbol how many of its words stand in its name: those that count most."""
        sums = np.concatenate(([0], np.cumsum(self.rows.counts >= IN_NAME, dtype=np.int32)))
        starts = self.rows.words.starts
        return (sums[starts[1:]] - sums[starts[:-1]]).astype(np.int32)

    @cached_property
    def functions(self) -> NDArray[np.bool_]:
        """By symbol whether it is a function that uses something."""
        return IS_CALLABLE[self.rows.symbols["kind"]] & (self.rows.symbols["uses"] > 0)

    @cached_property
    def named(self) -> Groups:
        """Symbols by name."""
        return Groups.by(self.rows.symbols["name"])

    @cached_property
    def children(self) -> Groups:
        """Symbols by the type in the same file that they stand in; those outside of one are under -1."""
        return Groups.by(self.rows.symbols["parent"])

    @cached_property
    def outside(self) -> Groups:
        """Symbols that name their owner but stand outside of it, by the owner's name."""
        symbols = self.rows.symbols
        places = np.flatnonzero((symbols["parent"] < 0) & (symbols["owner"] > 0)).astype(np.int32)
        return Groups.by(symbols["owner"][places], places)

    @cached_property
    def postings(self) -> Groups:
        """Places in `rows.words` by word."""
        return Groups.by(self.rows.words.values)

    @cached_property
    def worded(self) -> NDArray[np.int32]:
        """The symbol of each place in `rows.words`."""
        return owners(self.rows.words)

    @cached_property
    def user(self) -> NDArray[np.int32]:
        """The symbol of each use."""
        counts = np.diff(self.rows.use_starts)
        return np.repeat(np.arange(self.count, dtype=np.int32), counts)

    @cached_property
    def users(self) -> Groups:
        """Functions by the names they use."""
        return Groups.of_pairs(self.rows.uses["name"], self.user)

    @cached_property
    def importing(self) -> Groups:
        """Files by the names their imports bind."""
        return Groups.of_pairs(self.rows.imported.values, owners(self.rows.imported))

    def use_count(self, size: int, alive: NDArray[np.bool_] | None) -> NDArray[np.float32]:
        """By string how many living functions and tops of files use it."""
        users, tops = self.users, self.rows.tops
        names = np.repeat(users.keys, users.sizes())
        files = self.rows.symbols["file"][users.order]
        weight = np.where(self.file_is_test, np.float64(TEST_WEIGHT), 1.0)
        if alive is not None:
            weight = weight * alive
        counts = np.bincount(names, weight[files], size) + np.bincount(tops.values, weight[owners(tops)], size)
        return counts.astype(np.float32)


def owners(ragged: Ragged) -> NDArray[np.int32]:
    """The row of each value."""
    return np.repeat(np.arange(len(ragged.starts) - 1, dtype=np.int32), np.diff(ragged.starts))
