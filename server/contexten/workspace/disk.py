"""Files of the disk that changed one by one, as the index reads them."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING

from contexten.index.entry import Entry, pack_entry, unpack_entry
from contexten.index.extract import entry_key, entry_of_parsed, is_minified
from contexten.index.live import Live
from contexten.syntax.parse import parse
from contexten.text import Document
from contexten.workspace.discovery import look_at, root_of, walk
from contexten.workspace.files import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contexten.store import Store
    from contexten.syntax.language import Language
    from contexten.workspace.ignore import IgnoreRules

_DEADLINE = 2.0
"""Seconds for a file that changed on disk; it is parsed in this process, by the first reader that needs it."""


def live_of(path: str, rules: Mapping[str, IgnoreRules], store: Store, *, max_bytes: int) -> tuple[Live, str] | None:
    """A file below a root, by root in `rules`, and its digest; None where it is not indexed. Nothing is parsed yet."""
    root = root_of(path, tuple(rules))
    found = look_at(path, root, rules[root], max_bytes=max_bytes) if root else None
    data = None if found is None else read_text(path, max_bytes=max_bytes)
    if found is None or data is None:
        return None
    digest, language, document = hashlib.sha256(data).hexdigest(), found.language, Document(data)
    return Live(document, lambda: _known_or_made(store, document, digest, language)), digest


def has_digest(path: str, digest: str, *, max_bytes: int) -> bool:
    """Whether the text of a file has this digest."""
    data = read_text(path, max_bytes=max_bytes)
    return data is not None and hashlib.sha256(data).hexdigest() == digest


def inside(created: Sequence[str], rules: Mapping[str, IgnoreRules]) -> list[str]:
    """The files inside created folders."""
    roots = tuple(rules)
    found: list[str] = []
    for path in created:
        root = root_of(path, roots)
        if root is not None and _is_folder(path):
            inner = walk(root, rules[root], others=roots)
            found += [item.path for item in inner if not isinstance(item, str) and item.path.startswith(f"{path}/")]
    return found


def _is_folder(path: str) -> bool:
    """Whether a folder and no link is there; no for whatever cannot be looked at, such as a name too long."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def _known_or_made(store: Store, document: Document, digest: str, language: Language) -> Entry:
    key = entry_key(digest, language)
    blob = store.blobs.get_many([key]).get(key)
    entry = unpack_entry(blob) if blob is not None else None
    if entry is not None:
        return entry
    parsed = None if is_minified(document.data) else parse(document, language, deadline=_DEADLINE)
    entry = entry_of_parsed(parsed, document, language)
    if parsed is not None:
        store.blobs.put_many({key: pack_entry(entry)})
    return entry
