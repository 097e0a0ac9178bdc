"""A Snapshot of texts that are in no folder: for questions about code that is at hand as strings."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.index.live import Layer
from contexten.index.project import is_project_file, read_project
from contexten.index.tables import Tables
from contexten.index.view import IndexView
from contexten.syntax.languages import of_path
from contexten.text import Document
from contexten.workspace.buffer import Buffer
from contexten.workspace.ignore import IgnoreRules
from contexten.workspace.privacy import Privacy
from contexten.workspace.snapshot import Snapshot, Trees

if TYPE_CHECKING:
    from collections.abc import Mapping

MEMORY_ROOT = "/in-memory"
"""The root that the paths of such a Snapshot stand below; nothing is read from there."""


def snapshot_of(files: Mapping[str, str]) -> Snapshot:
    """The Snapshot of `files` by relative path; project files among them count as they would on disk.

    Facts are made when someone asks for them. Raises ValueError for a path that is absolute or leads outside.
    """
    texts = {_placed(path): text for path, text in files.items()}
    buffers = {path: Buffer(Document.of(text), of_path(path)) for path, text in texts.items()}
    roots = (MEMORY_ROOT,)
    projects = {path: text for path, text in texts.items() if is_project_file(posixpath.basename(path))}
    indexed = {path: buffer.live for path, buffer in buffers.items() if buffer.language is not None}
    return Snapshot(
        revision=0,
        roots=roots,
        index=IndexView(Tables(), (Layer(indexed),), read_project(roots, projects)),
        recent=(),
        buffers=buffers,
        digests={},
        privacy=Privacy(roots, {MEMORY_ROOT: IgnoreRules(MEMORY_ROOT)}),
        trees=Trees(),
        on_outdated=lambda _path: None,
    )


def _placed(path: str) -> str:
    placed = posixpath.normpath(posixpath.join(MEMORY_ROOT, path))
    if not placed.startswith(f"{MEMORY_ROOT}/"):
        raise ValueError(f"{path!r} is no path below the root")
    return placed
