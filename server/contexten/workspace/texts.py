"""Text files that no row of the language table reads: where they stand near a file.

**Invariant:** as in `discovery`, a link is never followed, and skipped folders are never entered.
"""

from __future__ import annotations

import os
import posixpath
import re
from typing import TYPE_CHECKING

from contexten.syntax.languages import of_path
from contexten.workspace.discovery import is_skipped
from contexten.workspace.secret import secret_reason

if TYPE_CHECKING:
    from collections.abc import Iterator

_BINARY = re.compile(
    r"\.(?:png|jpe?g|gif|ico|webp|bmp|svg|pdf|zip|gz|xz|bz2|zst|tar|tgz|7z|jar|war|class|whl|so|o|a|dll|dylib|exe|bin"
    r"|dat|db|sqlite|py[co]|woff2?|ttf|otf|eot|mp[34]|ogg|wav|mov|wasm|lock|map|min\.\w+|snap|log|csv|tsv|parquet|pkl"
    r"|np[yz]|onnx)$",
    re.IGNORECASE,
)
"""Ends of names that are never read here: no text, or text that says nothing of code."""


def texts_near(path: str, root: str, *, max_bytes: int, most_entries: int, below: int = 2) -> Iterator[str]:
    """Files without a language near the one at `path`, nearest folders first, all inside `root`.

    The folder of the file with those up to `below` levels inside of it, then the folders around it with theirs. At
    most `most_entries` names are looked at, and no file larger than `max_bytes` is given.
    """
    left = most_entries
    seen: set[str] = set()
    for folder in _outwards(posixpath.dirname(path), root):
        queue = [(folder, 0)]
        while queue and left > 0:
            current, depth = queue.pop(0)
            if current in seen:
                continue
            seen.add(current)
            for entry in _entries(current, left):
                left -= 1
                found = f"{current.rstrip('/')}/{entry.name}"
                if _is_folder(entry):
                    if depth < below and not is_skipped(entry.name):
                        queue.append((found, depth + 1))
                elif found != path and _is_wanted(entry, found, max_bytes):
                    yield found


def _outwards(folder: str, root: str) -> Iterator[str]:
    """`folder` and the folders around it up to `root`."""
    while folder == root or folder.startswith(f"{root.rstrip('/')}/"):
        yield folder
        if folder == root:
            return
        folder = posixpath.dirname(folder)


def _entries(folder: str, most: int) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted((entry for entry, _ in zip(entries, range(most), strict=False)), key=lambda entry: entry.name)
    except OSError:
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_wanted(entry: os.DirEntry[str], path: str, max_bytes: int) -> bool:
    if _BINARY.search(entry.name) or of_path(path) is not None or secret_reason(path):
        return False
    try:
        path.encode()
        return entry.is_file(follow_symlinks=False) and 0 < entry.stat(follow_symlinks=False).st_size <= max_bytes
    except (OSError, UnicodeEncodeError):
        return False
