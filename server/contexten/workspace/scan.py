"""One scan: walk the roots, take what the store knows, parse the rest, build the tables.

**Invariant:** the result is a function of the files alone; the store and the workers only make it faster.
"""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from contexten import trace
from contexten.index.entry import Entry, empty_entry, pack_entry, unpack_entry
from contexten.index.extract import entry_key, entry_of_text
from contexten.index.live import Live
from contexten.index.pool import Job, Made, Pool
from contexten.index.project import Project, read_project
from contexten.index.tables import Tables
from contexten.workspace.discovery import Found, root_of, walk_all
from contexten.workspace.files import read_text
from contexten.workspace.remembered import FAILED, NEVER, Stamp, give_back, has_stamps, load, save, stamps_of

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping, Sequence

    from contexten.store import Store
    from contexten.workspace.ignore import IgnoreRules

_IN_PROCESS_FILES = 40
_IN_PROCESS_BYTES = 500_000
_SETTLED_NS = 2_000_000_000
"""A file written less than this before the scan can change again within one tick of its clock, so it is not trusted."""
_PUT_AT_ONCE = 200
_KEPT_BYTES = 24_000_000
"""Texts that were read to look them up in the store; so much of them need not be read again to be parsed."""


class ManifestRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one file looked like at the last scan."""

    mtime_ns: int
    size: int
    digest: str
    """SHA-256 of the text."""


_decoder = msgspec.msgpack.Decoder(dict[str, ManifestRow])
_encoder = msgspec.msgpack.Encoder()


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a scan did."""

    files: int
    parsed: int
    reused: int
    skipped: tuple[tuple[str, str], ...]
    """Path and reason of files that have no facts."""
    symbols: int
    seconds: float
    stopped: bool = False


@dataclass(slots=True)
class Scan:
    """The work and the results of one scan."""

    roots: Sequence[str]
    rules: Mapping[str, IgnoreRules]
    store: Store
    max_file_bytes: int
    max_files: int
    workers: int | None
    stop: threading.Event
    on_outdated: Callable[[str], None]
    """Told of files whose facts cannot be had any more without reading them again."""
    on_progress: Callable[[int, int], None] | None = None
    fold_from: int = 64
    """More files than these that differ from the image are joined with it to a new one."""
    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])
    """Of the files that are not in the image as they are."""
    digests: dict[str, str] = field(default_factory=dict[str, str])
    project: Project = field(default_factory=Project)
    tables: Tables = field(default_factory=Tables)
    """Before a scan those of the last one."""
    changed: dict[str, Live | None] = field(default_factory=dict[str, "Live | None"])
    """What lies over `tables`."""
    _found: dict[str, Found] = field(default_factory=dict[str, Found])
    _skipped: dict[str, str] = field(default_factory=dict[str, str])
    _fresh: dict[str, bytes] = field(default_factory=dict[str, bytes])
    _texts: dict[str, tuple[bytes, str]] = field(default_factory=dict[str, tuple[bytes, str]])
    """Of files that are to be parsed, as far as they are kept: the text and its digest."""
    _kept_bytes: int = 0
    _stamps: dict[str, Stamp] = field(default_factory=dict[str, "Stamp"])
    """What the image says of the files in it."""
    _same: set[str] = field(default_factory=set[str])
    """The files whose entries in the image are right."""
    _touched: int = 0
    """How many files have another time and the same text."""
    _parsed: int = 0
    _done: int = 0

    def run(self) -> ScanReport:
        """Scan; the tables are there afterwards, also where the scan was stopped early."""
        started, started_ns = time.monotonic(), time.time_ns()
        walked = walk_all(self.roots, self.rules, max_bytes=self.max_file_bytes, limit=self.max_files)
        self.project = read_projects(self.roots, walked.projects)
        self._found = walked.files
        self._compare()
        if not self._stamps:
            self._take_known(self._unchanged())
        self._parse(self._read_the_rest())
        self._texts.clear()
        self._keep()
        known = len(self._same) + len(self.entries)
        self._build(started_ns)
        return ScanReport(
            files=known,
            parsed=self._parsed,
            reused=known - self._parsed,
            skipped=tuple(sorted(self._skipped.items())),
            symbols=self._symbols(),
            seconds=time.monotonic() - started,
            stopped=self.stop.is_set(),
        )

    def _compare(self) -> None:
        """Find which files look as they did when the image was made."""
        if not self.store.images.usable:
            return
        if not has_stamps(self.tables):
            self.tables = load(self.store, self.roots, self.on_outdated) or Tables()
        self._stamps = stamps_of(self.tables)
        # By the paths of the image, which stay: those that were found now are not kept beside them.
        for path, stamp in self._stamps.items():
            found = self._found.get(path)
            if found is not None and (stamp.mtime_ns, stamp.size) == (found.mtime_ns, found.size):
                self._same.add(path)
                self.digests[path] = stamp.digest
        self._advance(len(self._same))

    def _build(self, started_ns: int) -> None:
        """Make the tables, or lay the few changes over those of the image."""
        if self.stop.is_set():
            self.tables = Tables.of(self._with_same())
            return
        gone = [path for path in self._stamps if path not in self._same and path not in self.entries]
        if self._stamps and len(gone) + len(self.entries) + self._touched <= self.fold_from:
            self.changed = {path: Live.known(entry) for path, entry in self.entries.items()}
            self.changed.update(dict.fromkeys(gone))
            return
        self.tables = Tables.of(self._with_same())
        if self.store.images.usable:
            self.tables = save(self.store, self.roots, self.tables, self._stamped(started_ns), self.on_outdated)
        if has_stamps(self.tables):
            self.entries.clear()
            self.digests = {path: stamp.digest for path, stamp in stamps_of(self.tables).items()}
            self.store.relieve()
            give_back()
        else:
            self._write_manifests(started_ns)

    def _with_same(self) -> dict[str, Entry]:
        numbers = ((path, self.tables.ids[path]) for path in self._same if path not in self.entries)
        return {**{path: self.tables.entries[number] for path, number in numbers}, **self.entries}

    def _stamped(self, started_ns: int) -> dict[str, Stamp]:
        """What the files look like; one that can change again unseen, or failed, is to be read at the next start."""
        stamps: dict[str, Stamp] = {}
        for path, digest in self.digests.items():
            found = self._found[path]
            settled, failed = found.mtime_ns < started_ns - _SETTLED_NS, path in self._skipped
            stamps[path] = Stamp(FAILED if failed else found.mtime_ns if settled else NEVER, found.size, digest)
        return stamps

    def _symbols(self) -> int:
        replaced = (self.tables.ids[path] for path in self.changed if path in self.tables.ids)
        fresh = sum(self.entries[path].definitions for path in self.changed if path in self.entries)
        return self.tables.symbols - sum(map(self.tables.definitions, replaced)) + fresh

    def _unchanged(self) -> dict[str, str]:
        """The text digests of the files that look as they did at the last scan."""
        known: dict[str, str] = {}
        for root in self.roots:
            for path, row in _manifest(self.store.manifests.get(root)).items():
                found = self._found.get(path)
                if found and (found.mtime_ns, found.size) == (row.mtime_ns, row.size):
                    known[path] = row.digest
        return known

    def _take_known(self, digests: Mapping[str, str]) -> None:
        """Take from the store what it has for these texts."""
        keys = {path: entry_key(digest, self._found[path].language) for path, digest in digests.items()}
        blobs = self.store.blobs.get_many(keys.values())
        before = len(self.entries)
        for path, key in keys.items():
            entry = unpack_entry(blobs[key]) if key in blobs else None
            if entry is not None:
                self.entries[path] = entry
                self.digests[path] = digests[path]
        self._advance(len(self.entries) - before)

    def _read_the_rest(self) -> list[Found]:
        """Read what is new or changed; some of those texts the store knows, the others are left to parse."""
        rest = [found for path, found in self._found.items() if path not in self.entries and path not in self._same]
        for start in range(0, len(rest), _PUT_AT_ONCE):
            if self.stop.is_set():
                break
            part = rest[start : start + _PUT_AT_ONCE]
            texts = {found.path: read_text(found.path, max_bytes=self.max_file_bytes) for found in part}
            digests = {path: hashlib.sha256(data).hexdigest() for path, data in texts.items() if data is not None}
            self._skipped.update({path: "it is no text" for path, data in texts.items() if data is None})
            self._take_known(self._not_in_image(digests))
            for path, digest in digests.items():
                if path not in self.entries and path not in self._same:
                    self._keep_text(path, texts[path], digest)
        self._advance(len(self._skipped))
        done = (self.entries, self._skipped, self._same)
        return [found for found in rest if not any(found.path in known for known in done)]

    def _keep_text(self, path: str, data: bytes | None, digest: str) -> None:
        if data is not None and self._kept_bytes + len(data) <= _KEPT_BYTES:
            self._texts[path] = data, digest
            self._kept_bytes += len(data)

    def _not_in_image(self, digests: dict[str, str]) -> dict[str, str]:
        """The files among these whose text is another one than the image's."""
        other = dict(digests)
        for path, digest in digests.items():
            stamp = self._stamps.get(path)
            if stamp is not None and stamp.digest == digest and stamp.mtime_ns != FAILED:
                self._same.add(path)
                self.digests[path] = other.pop(path)
                self._touched += 1
        self._advance(len(digests) - len(other))
        return other

    def _parse(self, left: Sequence[Found]) -> None:
        workers = self._workers_for(left)
        jobs = [self._job(found) for found in left]
        if workers:
            Pool(workers, self.stop).run(jobs, self._made)
            return
        for job in jobs:
            if self.stop.is_set():
                return
            self._made(_made_here(job))

    def _workers_for(self, left: Sequence[Found]) -> int:
        small = len(left) < _IN_PROCESS_FILES and sum(found.size for found in left) < _IN_PROCESS_BYTES
        if self.workers is None:
            return 0 if small else max(1, min(4, (os.cpu_count() or 2)))
        return self.workers

    def _job(self, found: Found) -> Job:
        def read() -> bytes | None:
            known = self._texts.get(found.path)
            return known[0] if known else read_text(found.path, max_bytes=self.max_file_bytes)

        return Job(found.path, found.language, found.size, read)

    def _made(self, made: Made) -> None:
        path = made.job.path
        entry = unpack_entry(made.blob) if made.blob else None
        self._advance(1)
        if made.data is None:
            self._skipped[path] = made.reason
            return
        known = self._texts.pop(path, None)
        digest = known[1] if known and known[0] is made.data else hashlib.sha256(made.data).hexdigest()
        if entry is None or made.blob is None:
            self._skipped[path] = made.reason or "the parser failed"
            entry = empty_entry(made.job.language.id)
        else:
            self._fresh[entry_key(digest, made.job.language)] = made.blob
            self._parsed += 1
        self.entries[path], self.digests[path] = entry, digest
        if len(self._fresh) >= _PUT_AT_ONCE:
            self._keep()

    def _keep(self) -> None:
        self.store.blobs.put_many(self._fresh)
        self._fresh = {}

    def _write_manifests(self, started_ns: int) -> None:
        rows: dict[str, dict[str, ManifestRow]] = {root: {} for root in self.roots}
        for path, digest in self.digests.items():
            found = self._found[path]
            root = root_of(path, self.roots)
            if root is not None and found.mtime_ns < started_ns - _SETTLED_NS and path not in self._skipped:
                rows[root][path] = ManifestRow(found.mtime_ns, found.size, digest)
        for root, manifest in rows.items():
            self.store.manifests.put(root, _encoder.encode(manifest))

    def _advance(self, count: int) -> None:
        self._done += count
        if self.on_progress is not None and count:
            self.on_progress(min(self._done, len(self._found)), len(self._found))


def _made_here(job: Job) -> Made:
    data = job.read()
    if data is None:
        return Made(job, None, None, "it is no text")
    try:
        return Made(job, data, pack_entry(entry_of_text(data, job.language)))
    except Exception as error:  # noqa: BLE001 - whatever one file does, the next one has its turn
        trace.bug("workspace", f"a file could not be parsed: {type(error).__name__}")
        return Made(job, data, None, "the parser failed")


def _manifest(blob: bytes | None) -> dict[str, ManifestRow]:
    if blob is None:
        return {}
    try:
        return _decoder.decode(blob)
    except msgspec.DecodeError:
        return {}


def read_projects(roots: Sequence[str], paths: Sequence[str]) -> Project:
    """The Project of `roots` by the project files at `paths`; those that cannot be read say nothing."""
    texts = {path: data.decode() for path in paths if (data := read_text(path, max_bytes=1_000_000)) is not None}
    return read_project(tuple(roots), texts)
