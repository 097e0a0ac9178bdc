"""Snapshot: the workspace at one revision, for readers on any thread.

**Invariant:** a Snapshot never changes; what it cannot know any more, because a file changed on disk since, it leaves
out instead of guessing.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import cached_property
from typing import TYPE_CHECKING

from contexten.syntax.extract import extract_facts
from contexten.syntax.languages import of_document, of_path
from contexten.syntax.parse import Parsed, parse
from contexten.text import Document
from contexten.workspace.buffer import PARSE_DEADLINE, Buffer
from contexten.workspace.discovery import root_of
from contexten.workspace.files import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from contexten.index.view import IndexView
    from contexten.syntax.facts import FileFacts
    from contexten.syntax.language import Language
    from contexten.workspace.cochange import CoChange
    from contexten.workspace.privacy import Privacy

_KEPT_TREES = 24


class Trees:
    """The trees of files that are not open, the latest few, shared by all snapshots."""

    def __init__(self) -> None:
        self._trees: OrderedDict[tuple[str, str], Parsed | None] = OrderedDict()
        self._lock = threading.Lock()

    def parsed(self, document: Document, language: Language) -> Parsed | None:
        """The tree of a text, parsed where it is not among the latest ones."""
        key = (document.digest, language.id)
        with self._lock:
            if key in self._trees:
                self._trees.move_to_end(key)
                return self._trees[key]
        parsed = parse(document, language, deadline=PARSE_DEADLINE * 4)
        with self._lock:
            self._trees[key] = parsed
            if len(self._trees) > _KEPT_TREES:
                self._trees.popitem(last=False)
        return parsed


class Snapshot:
    """Open documents laid over the files on disk, with their facts."""

    def __init__(  # noqa: PLR0913 - made in one place only
        self,
        *,
        revision: int,
        roots: tuple[str, ...],
        index: IndexView,
        recent: tuple[str, ...],
        buffers: Mapping[str, Buffer],
        digests: Mapping[str, str],
        privacy: Privacy,
        trees: Trees,
        on_outdated: Callable[[str], None],
        cochange: CoChange | None = None,
        imagined: frozenset[str] = frozenset(),
    ) -> None:
        self.revision = revision
        self.roots = roots
        self.index = index
        self.recent = recent
        """Recently edited files, the newest first."""
        self.cochange = cochange
        """Which files change together; None: that is not wanted, or not known yet."""
        self.imagined = imagined
        """The paths of documents that are neither on disk nor in an editor: what is written there is a new file."""
        self._buffers = buffers
        self._digests = digests
        self._privacy = privacy
        self._trees = trees
        self._on_outdated = on_outdated
        self._documents: dict[str, Document | None] = {}
        self._reasons: dict[str, str | None] = {}

    @cached_property
    def open_paths(self) -> tuple[str, ...]:
        """The paths of the open documents, in the order they were opened."""
        return tuple(self._buffers)

    def with_new_file(self, path: str, language_id: str) -> Snapshot:
        """The same with an empty document at `path`, where there is none; the index does not know of it."""
        opened = Buffer.opened(Document.of("", None), of_document(language_id, path))
        return Snapshot(
            revision=self.revision,
            roots=self.roots,
            index=self.index,
            recent=self.recent,
            buffers={**self._buffers, path: opened},
            digests=self._digests,
            privacy=self._privacy,
            trees=self._trees,
            on_outdated=self._on_outdated,
            cochange=self.cochange,
            imagined=self.imagined | {path},
        )

    def document(self, path: str) -> Document | None:
        """The open buffer's text, else the file's.

        None where the file is missing, binary, larger than 10 MB, or no longer the one that the index describes.
        """
        buffer = self._buffers.get(path)
        if buffer is not None:
            return buffer.document
        if path not in self._documents:
            self._documents[path] = self._read(path)
        return self._documents[path]

    def digest(self, path: str) -> str | None:
        """SHA-256 of the text that counts for `path`, in hex; None where the index does not know it for sure."""
        buffer = self._buffers.get(path)
        return self._digests.get(path) if buffer is None else buffer.document.digest

    def follows(self, earlier: Snapshot) -> bool:
        """Whether this is the same workspace as `earlier` was, then or later."""
        return self._trees is earlier._trees and self.revision >= earlier.revision

    def changed_since(self, earlier: Snapshot) -> frozenset[str]:
        """The paths whose text came, went or became another one since `earlier`, a snapshot that this one follows."""
        opened = self._buffers.keys() | earlier._buffers.keys()
        seen = {path for path in opened if self._buffers.get(path) is not earlier._buffers.get(path)}
        if self._digests is not earlier._digests:
            seen |= {path for path, digest in self._digests.items() if earlier._digests.get(path) != digest}
            seen |= earlier._digests.keys() - self._digests.keys()
        return frozenset(path for path in seen if self.digest(path) != earlier.digest(path))

    def parsed(self, path: str) -> Parsed | None:
        """The syntax tree of `document(path)`; None where there is no text, no language, or it is too large."""
        buffer = self._buffers.get(path)
        if buffer is not None:
            return buffer.parsed
        document, language = self.document(path), self.language(path)
        return None if document is None or language is None else self._trees.parsed(document, language)

    def facts(self, path: str) -> FileFacts | None:
        """The facts of `document(path)`, also of open, ignored and outside files; None where there is no tree."""
        buffer = self._buffers.get(path)
        if buffer is not None:
            return buffer.live.facts
        found = self.index.facts(path)
        if found is not None:
            return found
        parsed = self.parsed(path)
        return None if parsed is None else extract_facts(parsed)

    def has_facts(self, path: str) -> bool:
        """Whether the facts of a file are there already, so that asking for them costs no walk over its text."""
        buffer = self._buffers.get(path)
        return path in self.index.paths() if buffer is None else buffer.live.is_made

    def language(self, path: str) -> Language | None:
        """The language of a file: that of the open document, else by its name."""
        buffer = self._buffers.get(path)
        return of_path(path) if buffer is None else buffer.language

    def is_open(self, path: str) -> bool:
        """Whether the editor has the document open."""
        return path in self._buffers

    def in_sync(self, path: str) -> bool:
        """Whether the text is the editor's; False after a broken chain of versions until a full text comes."""
        buffer = self._buffers.get(path)
        return buffer is None or buffer.in_sync

    def root_of(self, path: str) -> str | None:
        """The innermost root that holds `path`, or None."""
        return root_of(path, self.roots)

    def relative(self, path: str) -> str:
        """The path relative to its root, with `/`; the path itself outside of the roots."""
        root = self.root_of(path)
        return path if root is None else path[len(root) :].lstrip("/")

    def is_private(self, path: str) -> str | None:
        """Why the text of this file must never be sent, in a few words; None when it may."""
        try:
            return self._reasons[path]
        except KeyError:
            found = self._reasons[path] = self._privacy.reason(path)
            return found

    def is_ignored(self, path: str) -> bool:
        """Whether an ignore file leaves this file out of what is indexed; it may be sent all the same."""
        return self._privacy.ignored(path)

    def _read(self, path: str) -> Document | None:
        data = read_text(path)
        if data is None:
            return None
        document = Document(data)
        known = self._digests.get(path)
        if known is not None and known != document.digest:
            self._on_outdated(path)
            return None
        return document
