"""Some lines of other files that share rare words with this one: what is left where no language reads a file.

A word is worth the more the fewer files have it (inverse document frequency, Sparck Jones 1972); a window is the run
of lines that holds the most worth.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.workspace.texts import texts_near

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from contexten.workspace.snapshot import Snapshot

MAX_SOURCE_BYTES = 64_000
"""So much of the file's own text is looked at."""
MAX_TEXT_BYTES = 128_000
"""Larger files without a language give no windows."""
MAX_TOTAL_BYTES = 2_000_000
"""So much of files without a language is read for one answer."""
_MAX_WORDS = 400
_MOST_ENTRIES = 2_000
_MOST_TEXTS = 200
_MOST_INDEXED = 12
"""A word that more indexed files use says nothing of where to look."""
_COMMON = 0.25
"""Of the texts near by; a word in more of them is common."""
_MOST_FILES = 24
_MOST_WINDOWS = 40
_PER_FILE = 2
_LINES = 12
_DEFINED = 2.0
"""How much more it counts that a file defines a word than that it uses it."""
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{3,79}")
_NAMED_IN_REASON = 4


@dataclass(frozen=True, slots=True)
class Window:
    """Lines of one file, 0-based, `end_line` included."""

    path: str
    start_line: int
    end_line: int
    score: float
    """Larger is better; of no fixed scale."""
    reason: str
    text: str


def windows(snapshot: Snapshot, path: str, text: str) -> list[Window]:
    """Windows of other files that share rare words with `text`, the text of the file at `path`; best first.

    Files with a language are found by the index, others by a bounded look at the folders near by. No window comes from
    a file that is private, that is ignored, or that is too large.
    """
    words = tuple(dict.fromkeys(_WORD.findall(text[:MAX_SOURCE_BYTES])))[:_MAX_WORDS]
    if not words:
        return []
    texts = _texts(snapshot, path)
    worth = _Worth(words)
    for other, content in texts.items():
        worth.seen_in_text(other, content)
    worth.seen_in_index(snapshot, path)
    found: list[Window] = []
    for other, weights in worth.best(len(texts)):
        content = texts.get(other) or _content(snapshot, other)
        found += _windows_of(other, content, weights) if content else []
    return sorted(found, key=lambda item: (-item.score, item.path, item.start_line))[:_MOST_WINDOWS]


class _Worth:
    """Which files have which of the words, and what that is worth."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = frozenset(words)
        self._order = words
        self._texts: dict[str, frozenset[str]] = {}
        self._indexed: dict[str, dict[str, float]] = {}
        self._files: Counter[str] = Counter()

    def seen_in_text(self, path: str, content: str) -> None:
        """Note the words of a file without a language."""
        shared = self._words.intersection(_WORD.findall(content))
        self._texts[path] = frozenset(shared)
        self._files.update(shared)

    def seen_in_index(self, snapshot: Snapshot, path: str) -> None:
        """Note the indexed files that define or use the words."""
        for word in self._order:
            defining = set(snapshot.index.defining(word)) - {path}
            using = set(snapshot.index.using(word)) - {path}
            if 0 < len(defining | using) <= _MOST_INDEXED:
                self._files[word] += len(defining | using)
                for other in defining | using:
                    share = _DEFINED if other in defining else 1.0
                    self._indexed.setdefault(other, {})[word] = share

    def best(self, texts: int) -> list[tuple[str, dict[str, float]]]:
        """The files that share the most worth, each with the worth of the words to look for in it."""
        common = max(2, int(texts * _COMMON)) + _MOST_INDEXED
        weights = {word: 1 / math.log2(1 + count) for word, count in self._files.items() if count <= common}
        shares: dict[str, dict[str, float]] = {
            path: {word: weights[word] for word in shared if word in weights} for path, shared in self._texts.items()
        }
        for path, known in self._indexed.items():
            shares[path] = {word: share * weights[word] for word, share in known.items() if word in weights}
        ranked = sorted(shares.items(), key=lambda entry: (-math.fsum(entry[1].values()), entry[0]))
        return [(path, weights | known) for path, known in ranked if known][:_MOST_FILES]


def _texts(snapshot: Snapshot, path: str) -> dict[str, str]:
    """The open and near files without a language, by path, as far as they may be read."""
    root = snapshot.root_of(path)
    listed: Iterable[str] = ()
    if root is not None:
        listed = texts_near(path, root, max_bytes=MAX_TEXT_BYTES, most_entries=_MOST_ENTRIES)
    near = (other for other in listed if not snapshot.is_ignored(other))
    opened = [other for other in snapshot.open_paths if other != path and snapshot.language(other) is None]
    found: dict[str, str] = {}
    total = 0
    for other in (*opened, *near):
        if other in found or len(found) >= _MOST_TEXTS or total >= MAX_TOTAL_BYTES:
            continue
        content = _content(snapshot, other)
        if content:
            found[other] = content
            total += len(content)
    return found


def _content(snapshot: Snapshot, path: str) -> str:
    """The text of a file; empty where it may not be sent, is no text, or is too large."""
    if snapshot.is_private(path) is not None:
        return ""
    document = snapshot.document(path)
    return "" if document is None or len(document.data) > MAX_TEXT_BYTES else document.text


def _windows_of(path: str, content: str, weights: Mapping[str, float]) -> list[Window]:
    lines = content.splitlines()
    shared = [weights.keys() & set(_WORD.findall(line)) for line in lines]
    found: list[Window] = []
    left = dict(weights)
    for _ in range(_PER_FILE):
        best = _best_run(shared, left)
        if best is None:
            break
        start, end, words = best
        ranked = sorted(words, key=lambda word: (-left[word], word))
        score = math.fsum(left[word] for word in words)
        reason = f"shares {', '.join(ranked[:_NAMED_IN_REASON])} with this file"
        found.append(Window(path, start, end, round(score, 6), reason, "\n".join(lines[start : end + 1])))
        # What one window shows is worth nothing in another.
        left = {word: worth for word, worth in left.items() if word not in words}
    return found


def _best_run(shared: Sequence[set[str]], weights: Mapping[str, float]) -> tuple[int, int, set[str]] | None:
    """The run of lines with the most worth, without lines at its ends that have none; its words."""
    hits = [number for number, words in enumerate(shared) if not words.isdisjoint(weights)]
    best: tuple[float, int, int, set[str]] | None = None
    for index, start in enumerate(hits):
        end, words = start, set[str]()
        for number in hits[index : index + _LINES]:
            if number >= start + _LINES:
                break
            end = number
            words |= shared[number] & weights.keys()
        score = math.fsum(weights[word] for word in words)
        if best is None or score > best[0]:
            best = (score, start, end, words)
    return None if best is None else best[1:]
