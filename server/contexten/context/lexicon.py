"""Lexicon: what selection derives from the facts of all files, kept between requests.

For every symbol the words of its name, signature and doc text (for lexical search); for every function the names it
uses (for the nearest functions' votes and for popularity).

**Invariant:** what is kept for a file is a pure function of its facts; a file that changed is derived anew at the next
`refresh`, so answers equal those of a fresh Lexicon.
"""

from __future__ import annotations

import heapq
import math
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.context.derive import DerivedFile, derive
from contexten.context.weights import TEST_DAMPING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from contexten.index.symbol import Symbol
    from contexten.index.view import IndexView

_K1 = 1.2
_B = 0.6


@dataclass(frozen=True, slots=True)
class Hit:
    """A symbol that lexical search found; the best has strength 1."""

    symbol: Symbol
    strength: float


@dataclass(slots=True)
class Lexicon:
    """Postings over all symbols. Whoever refreshes and reads it holds `lock` meanwhile."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    _files: dict[str, DerivedFile] = field(default_factory=dict[str, DerivedFile])
    _marks: dict[str, object] = field(default_factory=dict[str, object])
    _postings: dict[str, dict[str, list[tuple[int, float]]]] = field(
        default_factory=dict[str, dict[str, list[tuple[int, float]]]]
    )
    _frequency: Counter[str] = field(default_factory=Counter[str])
    _users: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    _using: dict[str, dict[str, list[int]]] = field(default_factory=dict[str, dict[str, list[int]]])
    _importing: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    _named: dict[str, list[Symbol]] = field(default_factory=dict[str, list["Symbol"]])
    _popularity: dict[str, float] = field(default_factory=dict[str, float])
    _shares: dict[str, float] = field(default_factory=dict[str, float])
    _symbols: int = 0
    _length: float = 0.0
    _view: IndexView | None = None

    def refresh(self, view: IndexView) -> None:
        """Take over every file whose facts changed since the last refresh."""
        if view is self._view:
            return
        self._popularity.clear()
        self._shares.clear()
        paths = view.paths()
        for path in [path for path in self._files if path not in paths]:
            self._drop(path)
        for path in paths:
            mark = view.mark(path)
            if self._marks.get(path) is not mark:
                self._drop(path)
                facts = view.facts(path)
                if facts is not None:
                    self._add(path, derive(path, facts), mark)
        # Last, so that a refresh that broke off is begun again.
        self._view = view

    def file(self, path: str) -> DerivedFile | None:
        """What is derived from one file."""
        return self._files.get(path)

    def search(self, query: Mapping[str, float], *, limit: int, tests: float = 1.0) -> list[Hit]:
        """The symbols whose words match `query` best (BM25), best first; what is in tests counts `tests` times."""
        scores: dict[tuple[str, int], float] = {}
        average = self._length / max(1, self._symbols)
        for word in sorted(query):
            rarity = self._rarity(word) * query[word]
            for path, entries in self._postings.get(word, {}).items():
                file = self._files[path]
                lengths = file.lengths
                factor = rarity * tests if file.is_test else rarity
                for local, count in entries:
                    weight = count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * lengths[local] / average))
                    scores[path, local] = scores.get((path, local), 0.0) + factor * weight
        best = heapq.nsmallest(limit, scores.items(), key=lambda entry: (-entry[1], entry[0]))
        return [Hit(self._files[path].symbols[local], score / best[0][1]) for (path, local), score in best]

    def popularity(self, name: str) -> float:
        """0 to 1: in how many functions and files the name is used; tests count little."""
        found = self._popularity.get(name)
        if found is None:
            users = self._users.get(name, {})
            tests = sum(count for path, count in users.items() if self._files[path].is_test)
            uses = sum(users.values()) - (1 - TEST_DAMPING) * tests
            found = self._popularity[name] = min(1.0, math.log1p(uses) / math.log(60))
        return found

    def share(self, name: str) -> float:
        """The popularity of one symbol of this name: its namesakes take their parts."""
        found = self._shares.get(name)
        if found is None:
            found = self._shares[name] = self.popularity(name) / max(1, self.definers(name))
        return found

    def is_test(self, path: str) -> bool:
        """Whether a file holds tests."""
        file = self._files.get(path)
        return file is not None and file.is_test

    def definers(self, name: str) -> int:
        """How many symbols have this name."""
        return len(self._named.get(name, ()))

    def named(self, name: str) -> list[Symbol]:
        """The symbols of this name, by file and place."""
        found = self._named.get(name, [])
        return sorted(found, key=lambda symbol: (symbol.path, symbol.definition.name_start))

    def using(self, name: str) -> Mapping[str, list[int]]:
        """The functions that use `name`: by file, their numbers in `DerivedFile.functions`."""
        return self._using.get(name, {})

    def importing(self, name: str) -> Collection[str]:
        """The files that import something under this name."""
        return self._importing.get(name, ())

    def users(self, name: str) -> Iterable[str]:
        """The files in which `name` is used."""
        return self._users.get(name, {}).keys()

    def _rarity(self, word: str) -> float:
        count = self._frequency[word]
        return math.log(1 + (self._symbols - count + 0.5) / (count + 0.5))

    def _add(self, path: str, file: DerivedFile, mark: object) -> None:
        self._files[path] = file
        self._marks[path] = mark
        self._symbols += len(file.symbols)
        for symbol in file.symbols:
            self._named.setdefault(symbol.name, []).append(symbol)
        self._length += sum(file.lengths)
        for local, words in enumerate(file.words):
            for word, count in words.items():
                self._postings.setdefault(word, {}).setdefault(path, []).append((local, count))
                self._frequency[word] += 1
        for name, count in file.used.items():
            self._users.setdefault(name, {})[path] = count
        for number, function in enumerate(file.functions):
            for name in function.names:
                self._using.setdefault(name, {}).setdefault(path, []).append(number)
        for name in file.imported:
            self._importing.setdefault(name, set()).add(path)

    def _drop(self, path: str) -> None:
        file = self._files.pop(path, None)
        self._marks.pop(path, None)
        if file is None:
            return
        self._symbols -= len(file.symbols)
        for name in {symbol.name for symbol in file.symbols}:
            self._named[name] = [symbol for symbol in self._named[name] if symbol.path != path]
        self._length -= sum(file.lengths)
        for words in file.words:
            for word in words:
                self._frequency[word] -= 1
                self._postings.get(word, {}).pop(path, None)
        for name in file.used:
            self._users.get(name, {}).pop(path, None)
        for name in {name for function in file.functions for name in function.names}:
            self._using.get(name, {}).pop(path, None)
        for name in file.imported:
            self._importing.get(name, set()).discard(path)
