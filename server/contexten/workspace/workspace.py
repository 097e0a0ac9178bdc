"""The workspace: the only mutable state of the house.

**Invariant:** the editor's thread writes, everybody else reads Snapshots. A scan works on its own and its result is
taken over in one step; what changed meanwhile stays newer than it.
"""

from __future__ import annotations

import os
import posixpath
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten import trace
from contexten.index.files import Layout
from contexten.index.live import Layer, Live
from contexten.index.project import Project, is_project_file
from contexten.index.tables import Tables
from contexten.index.view import IndexView
from contexten.syntax.languages import of_document
from contexten.text import Document
from contexten.workspace.buffer import Buffer
from contexten.workspace.cochange import CoChange, Histories
from contexten.workspace.discovery import root_of, walk_all
from contexten.workspace.disk import has_digest, inside, live_of
from contexten.workspace.ignore import IGNORE_FILES, IgnoreRules
from contexten.workspace.privacy import Privacy
from contexten.workspace.remembered import fold
from contexten.workspace.scan import Scan, ScanReport, read_projects
from contexten.workspace.snapshot import Snapshot, Trees
from contexten.workspace.sync import Change, Stale, SyncResult, after, checked

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from contexten.index.entry import Entry
    from contexten.store import Store

_RECENT = 20


@dataclass(frozen=True, slots=True)
class WorkspaceOptions:
    """Limits of a workspace."""

    max_file_bytes: int = 1_000_000
    """Larger files on disk are not indexed."""
    max_files: int = 50_000
    rescan_from: int = 100
    """More changed files at once than these cause a scan."""
    compact_from: int = 64
    """More files than these that changed one by one are joined with the tables, in the background."""


class Workspace:
    """Open documents, the files of the roots, and their index."""

    def __init__(self, roots: Sequence[str], store: Store, *, options: WorkspaceOptions | None = None) -> None:
        self._store = store
        self._options = options or WorkspaceOptions()
        self._exclude: tuple[str, ...] = ()
        self._lock = threading.RLock()
        self._scanning = threading.Lock()
        self._stops: set[threading.Event] = set()
        """Of the scan that runs and of those that wait for it."""
        self._trees = Trees()
        self._buffers: dict[str, Buffer] = {}
        self._disk: dict[str, Live | None] = {}
        self._touched: dict[str, int] = {}
        self._digests: dict[str, str] = {}
        self._outdated: set[str] = set()
        self._recent: tuple[str, ...] = ()
        self._revision = 0
        self._tables = Tables()
        self._layer: Layer | None = None
        self._folding: threading.Thread | None = None
        self._histories: Histories | None = None
        self._cochange: CoChange | None = None
        self._layout = Layout(())
        self._project = Project()
        self._snapshot: Snapshot | None = None
        self._roots: tuple[str, ...] = ()
        self._rules: dict[str, IgnoreRules] = {}
        self._privacy = Privacy((), {})
        self._private: dict[str, bool] = {}
        self.set_roots(roots)

    @property
    def roots(self) -> tuple[str, ...]:
        """The folders of the workspace, absolute."""
        return self._roots

    def exclude(self, patterns: Sequence[str]) -> bool:
        """Leave files out of the index by the person's own patterns (gitignore's syntax); takes effect with a scan.

        Returns whether these differ from the patterns so far.
        """
        with self._lock:
            changed = tuple(patterns) != self._exclude
            self._exclude = tuple(patterns)
            return changed

    def use_history(self, wanted: bool) -> None:
        """Whether to tell from git's history which files change together; read in the background, after each scan."""
        with self._lock:
            if wanted == (self._histories is not None):
                return
            self._histories = Histories(self._take_history) if wanted else None
            self._cochange = None
            self._changed()
            if self._histories is not None and self._tables.paths:
                self._histories.read(self._roots)

    @property
    def degraded(self) -> str:
        """Why the store is in memory only; empty while it is not."""
        return self._store.degraded

    # Documents

    def open(self, path: str, language_id: str, text: str, version: int | None) -> None:
        """The editor opened a document, or opened it again with this text."""
        with self._lock:
            document = Document.of(text, version)
            self._buffers[path] = Buffer.opened(document, of_document(language_id, path))
            self._private.pop(path, None)
            self._changed()

    def close(self, path: str) -> None:
        """The editor closed a document; from now on the file on disk counts."""
        with self._lock:
            if self._buffers.pop(path, None) is not None:
                if not self._is_as_indexed(path):
                    self._reread([path])
                self._changed()

    def saved(self, path: str, text: str | None) -> None:
        """The editor wrote a document; a text that comes with it is the truth."""
        with self._lock:
            buffer = self._buffers.get(path)
            if buffer is None:
                self.files_changed([path], [])
                return
            if text is not None and (not buffer.in_sync or Document.of(text).data != buffer.document.data):
                buffer = Buffer.opened(Document.of(text, buffer.document.version), buffer.language)
            self._buffers[path] = buffer.healed()
            self._settings_changed([path])
            self._changed()

    def change(self, path: str, version: int | None, changes: Sequence[Change]) -> SyncResult:
        """Apply the changes of one notification, each to the text as it stands after the former one.

        A string is a full text. A change with an older or equal version is not applied, and neither is any later one
        until a full text comes, the document is opened again, or saved with its text.
        """
        with self._lock:
            buffer = self._buffers.get(path)
            if buffer is None:
                return Stale("the document is not open")
            result = checked(buffer, version, changes)
            if isinstance(result, Stale):
                self._buffers[path] = buffer.desynchronised()
            else:
                self._buffers[path] = after(buffer, version, changes)
                self._recent = (path, *(other for other in self._recent if other != path))[:_RECENT]
            self._changed()
            return result

    # Files

    def files_changed(self, created_or_changed: Sequence[str], deleted: Sequence[str]) -> None:
        """Files changed on disk. Only the named ones are read, without being parsed; very many cause a scan.

        Call it off the editor's thread where more than `rescan_from` paths, an ignore file or a folder are named.
        """
        if len(created_or_changed) + len(deleted) > self._options.rescan_from:
            self.scan()
            return
        if self._settings_changed([*created_or_changed, *deleted]):
            self.scan()
            return
        with self._lock:
            self._reread(
                [*deleted, *self._below(deleted), *created_or_changed, *inside(created_or_changed, self._rules)]
            )
            self._changed()

    def set_roots(self, roots: Sequence[str]) -> None:
        """Replace the roots; files outside of the new ones leave the index, those of new ones come with a scan."""
        with self._lock:
            self._roots = tuple(dict.fromkeys(os.path.normpath(root) for root in roots))
            self._read_rules()
            kept = {path: entry for path, entry in self._entries() if root_of(path, self._roots) is not None}
            self._disk.clear()
            self._take_tables(Tables.of(kept))
            self._project = Project(roots=tuple(sorted(self._roots, key=lambda root: (-len(root), root))))
            self._changed()

    def scan(self, on_progress: Callable[[int, int], None] | None = None, *, workers: int | None = None) -> ScanReport:
        """Bring the index up to date with the files of all roots. Blocks for as long as parsing takes.

        One after the other: of two at once the one that looked first could be taken over last. `on_progress` gets
        (done, total) files, from other threads too. `workers`: how many processes; None chooses by the amount of
        work, 0 parses in this process.
        """
        stop = threading.Event()
        self._stops.add(stop)
        try:
            with self._scanning:
                return self._scan(stop, on_progress, workers)
        finally:
            self._stops.discard(stop)

    def stop(self) -> None:
        """End the running scan soon, and those that wait for it; what was known before and what it has found stay."""
        for stop in tuple(self._stops):
            stop.set()

    def wait(self) -> None:
        """Return when nothing is done in the background any more."""
        folding, histories = self._folding, self._histories
        if folding is not None:
            folding.join()
        if histories is not None:
            histories.wait()

    def snapshot(self) -> Snapshot:
        """The workspace as it stands; cheap, and the same object until something changes."""
        with self._lock:
            if self._outdated:
                outdated = tuple(self._outdated)
                self._outdated.clear()
                self._reread(outdated)
                self._changed()
            if self._snapshot is None:
                self._snapshot = self._make_snapshot()
            return self._snapshot

    def indexed(self) -> Iterator[tuple[str, str, Entry]]:
        """The files on disk with the SHA-256 of their text and their entry; those not known for sure are left out."""
        with self._lock:
            tables, disk, digests = self._tables, dict(self._disk), self._digests
        for path, entry in _entries(tables, disk):
            if path in digests and path not in self._outdated:
                yield path, digests[path], entry

    # Inside

    def _scan(
        self, stop: threading.Event, on_progress: Callable[[int, int], None] | None, workers: int | None
    ) -> ScanReport:
        with self._lock:
            self._read_rules()
            mark = self._revision
            scan = Scan(
                self._roots,
                self._rules,
                self._store,
                max_file_bytes=self._options.max_file_bytes,
                max_files=self._options.max_files,
                workers=workers,
                stop=stop,
                on_progress=on_progress,
                on_outdated=self._outdated.add,
                tables=self._tables,
                fold_from=self._options.compact_from,
            )
        report = scan.run()
        with self._lock:
            if scan.roots == self._roots:
                known = dict(self._entries()) if report.stopped else {}
                latest = {path: live for path, live in self._disk.items() if self._touched.get(path, 0) > mark}
                self._disk = {**scan.changed, **latest}
                self._take_tables(Tables.of({**known, **dict(_entries(scan.tables, {}))}) if known else scan.tables)
                kept = {path: digest for path, digest in self._digests.items() if path in latest or path in known}
                self._digests = {**kept, **scan.digests, **_of_paths(kept, latest)}
                self._project = scan.project
                self._changed()
            if self._histories is not None:
                self._histories.read(self._roots)
        return report

    def _make_snapshot(self) -> Snapshot:
        if self._layer is None:
            self._layer = Layer(self._disk)
        buffers = self._buffers.items()
        opened = Layer({path: buffer.live if self._is_indexed(path, buffer) else None for path, buffer in buffers})
        return Snapshot(
            revision=self._revision,
            roots=self._roots,
            index=IndexView(self._tables, (self._layer, opened), self._project, layout=self._layout),
            recent=self._recent,
            buffers=dict(self._buffers),
            digests=self._digests,
            privacy=self._privacy,
            trees=self._trees,
            on_outdated=self._outdated.add,
            cochange=self._cochange,
        )

    def _take_history(self, histories: Histories, found: CoChange) -> None:
        with self._lock:
            if histories is self._histories:
                self._cochange = found
                self._snapshot = None

    def _is_indexed(self, path: str, buffer: Buffer) -> bool:
        if path not in self._private:
            self._private[path] = self._privacy.reason(path) is not None
        return buffer.language is not None and not self._private[path]

    def _changed(self) -> None:
        self._revision += 1
        self._snapshot = None

    def _reread(self, paths: Iterable[str]) -> None:
        """Look at files on disk again; their facts are made when a reader needs them."""
        digests = dict(self._digests)
        for path in dict.fromkeys(paths):
            self._touched[path] = self._revision + 1
            digests.pop(path, None)
            found = live_of(path, self._rules, self._store, max_bytes=self._options.max_file_bytes)
            live = None if found is None else found[0]
            if found is not None:
                digests[path] = found[1]
            if live is None and path not in self._tables.ids:
                self._disk.pop(path, None)
            else:
                self._disk[path] = live
        self._digests = digests
        self._layer = None
        if len(self._disk) > self._options.compact_from:
            self._compact()

    def _is_as_indexed(self, path: str) -> bool:
        """Whether the file on disk is the one that the tables were made of."""
        known = self._digests.get(path)
        if known is None or path in self._disk or path not in self._tables.ids:
            return False
        return has_digest(path, known, max_bytes=self._options.max_file_bytes)

    def _below(self, deleted: Sequence[str]) -> list[str]:
        """The known files below deleted folders: editors name only the folder."""
        folders = tuple(f"{path}/" for path in deleted if path not in self._tables.ids and path not in self._disk)
        if not folders:
            return []
        return [path for path in (*self._tables.paths, *self._disk) if path.startswith(folders)]

    def _settings_changed(self, paths: Sequence[str]) -> bool:
        """Read anew what ignore and project files say; whether other files may come or go by it."""
        names = {posixpath.basename(path) for path in paths}
        ignores = bool(names & IGNORE_FILES)
        if ignores:
            with self._lock:
                self._read_rules()
                self._changed()
        if any(map(is_project_file, names)):
            walked = walk_all(self._roots, self._rules, max_bytes=0, limit=0)
            with self._lock:
                self._project = read_projects(self._roots, walked.projects)
                self._changed()
        return ignores

    def _read_rules(self) -> None:
        self._rules = {root: IgnoreRules(root, self._exclude) for root in self._roots}
        self._privacy = Privacy(self._roots, self._rules)
        self._private = {}

    def _compact(self) -> None:
        """Join what changed with the tables, on a thread of its own; what changes meanwhile stays newer."""
        if self._folding is None or not self._folding.is_alive():
            self._folding = threading.Thread(target=self._fold_all, name="contexten-fold", daemon=True)
            self._folding.start()

    def _fold_all(self) -> None:
        while len(self._disk) > self._options.compact_from and self._fold():
            pass

    def _fold(self) -> bool:
        """Join what changed so far; whether that was possible."""
        with self._lock:
            tables, roots, mark = self._tables, self._roots, self._revision
            digests, disk = self._digests, dict(self._disk)
        try:
            entries = dict(_entries(tables, disk))
            folded = fold(self._store, roots, tables, entries, digests, self._outdated.add)
        except Exception as error:  # noqa: BLE001 - without it everything stays as it is
            trace.bug("workspace", f"changes could not be joined: {type(error).__name__}")
            return False
        with self._lock:
            if self._tables is tables and self._roots == roots:
                self._disk = {path: live for path, live in self._disk.items() if self._touched.get(path, 0) > mark}
                self._take_tables(folded)
                self._snapshot = None
                return True
        return False

    def _take_tables(self, tables: Tables) -> None:
        self._tables = tables
        self._layer = None
        self._layout = Layout(tables.paths)

    def _entries(self) -> Iterable[tuple[str, Entry]]:
        return _entries(self._tables, self._disk)


def _entries(tables: Tables, disk: Mapping[str, Live | None]) -> Iterable[tuple[str, Entry]]:
    for path, number in tables.ids.items():
        if path not in disk:
            yield path, tables.entries[number]
    for path, live in disk.items():
        entry = None if live is None else live.entry
        if entry is not None:
            yield path, entry


def _of_paths(digests: Mapping[str, str], paths: Collection[str]) -> dict[str, str]:
    return {path: digest for path, digest in digests.items() if path in paths}
