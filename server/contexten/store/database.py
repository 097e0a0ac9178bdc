"""One SQLite file in WAL mode that several processes share and that may be damaged or deleted at any time.

**Invariant:** no failure of the file reaches a caller. A damaged file is made anew; where the disk cannot be
used at all, the same tables live in memory and `degraded` says why.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import sqlite3
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from contexten import trace
from contexten.errors import DiskError
from contexten.store.folder import secure_beside, secure_file, secure_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

SCHEMA_VERSION = 1
FILE_NAME = f"contexten.v{SCHEMA_VERSION}.sqlite3"

_BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside the file, with the file's own mode."""
_BUSY_MILLISECONDS = 2_000
"""How long a caller waits for another process, for the file as for the folder."""
_LOCK_LOOK = 0.01
_MAX_REBUILDS = 5
# Blobs are large and come by the thousand, in no order of their keys: with row numbers they take half the time.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS blobs(
    key TEXT PRIMARY KEY, value BLOB, hash BLOB, used REAL, size INTEGER);
CREATE INDEX IF NOT EXISTS blobs_used ON blobs(used, size);
CREATE TABLE IF NOT EXISTS generations(
    key TEXT PRIMARY KEY, value BLOB, hash BLOB, used REAL, size INTEGER, made REAL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS generations_used ON generations(used, size);
CREATE TABLE IF NOT EXISTS tasks(key TEXT PRIMARY KEY, value BLOB, hash BLOB, made REAL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS manifests(key TEXT PRIMARY KEY, value BLOB, hash BLOB, used REAL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS approvals(
    workspace TEXT, origin TEXT, hash BLOB, PRIMARY KEY(workspace, origin)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS spent(
    key TEXT PRIMARY KEY, value BLOB, hash BLOB, day TEXT, model TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS spent_day ON spent(day, model);
CREATE TABLE IF NOT EXISTS runs(key TEXT PRIMARY KEY, value BLOB, hash BLOB, made REAL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS quota(name TEXT, at REAL);
CREATE INDEX IF NOT EXISTS quota_at ON quota(name, at);
"""
_FAULTS = (sqlite3.Error, UnicodeError)
"""What a damaged file can raise: names and messages in it need not be UTF-8."""
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_NO_DISK = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "the cache may not be written",
    sqlite3.SQLITE_CANTOPEN: "the cache cannot be opened",
    sqlite3.SQLITE_PERM: "the cache may not be written",
}

Result = TypeVar("Result")


class Database:
    """A connection behind a lock; every use gives a default instead of raising."""

    def __init__(self, folder: Path | None) -> None:
        self.degraded = ""
        self._lock = threading.RLock()
        self._path = folder / FILE_NAME if folder else None
        self._inode = 0
        self._rebuilds = 0
        self._closed = False
        self._connection = self._open()

    def read(self, query: Callable[[sqlite3.Connection], Result], default: Result) -> Result:
        """What `query` finds, or `default` where the file is damaged, busy or gone."""
        return self._guarded(query, default)

    def write(
        self, change: Callable[[sqlite3.Connection], Result], default: Result, *, durable: bool = False
    ) -> Result:
        """Run `change` in one transaction; after a rebuilt or lost file it runs once more, on the new one.

        `durable`: when this returns, a power cut does not undo it either.
        """

        def in_transaction(connection: sqlite3.Connection) -> Result:
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = change(connection)
                connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(*_FAULTS):
                    connection.execute("ROLLBACK")
                raise
            return result

        def durably(connection: sqlite3.Connection) -> Result:
            connection.execute("PRAGMA synchronous = FULL")
            try:
                return in_transaction(connection)
            finally:
                connection.execute("PRAGMA synchronous = NORMAL")

        return self._guarded(durably if durable else in_transaction, default)

    def relieve(self) -> None:
        """Free the pages that SQLite keeps in memory of what was read and written: some megabytes."""
        self._guarded(lambda connection: connection.execute("PRAGMA shrink_memory").close(), None)

    def close(self) -> None:
        """Close the connection; later uses give defaults."""
        with self._lock:
            self._closed = True
            self._drop_connection()

    def _guarded(self, use: Callable[[sqlite3.Connection], Result], default: Result) -> Result:
        with self._lock:
            if self._closed:
                return default
            self._follow_the_file()
            for _ in range(2):
                try:
                    return use(self._connection)
                except _FAULTS as error:
                    if not self._recovered(error):
                        return default
            return default

    def _follow_the_file(self) -> None:
        """Open anew where another process replaced the file or a person deleted it."""
        if self._path is not None and _inode(self._path) != self._inode:
            self._drop_connection()
            self._connection = self._open()

    def _recovered(self, error: Exception) -> bool:
        """Whether the use is worth a second try."""
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code in _BUSY or isinstance(error, sqlite3.ProgrammingError):
            trace.logger("store").warning("the cache was not used: %s", error)
            return False
        if code in _NO_DISK:
            self._to_memory(_NO_DISK[code])
        else:
            self._rebuild()
        return True

    def _rebuild(self) -> None:
        self._rebuilds += 1
        self._drop_connection()
        if self._path is None or self._rebuilds > _MAX_REBUILDS:
            self._to_memory("the cache was damaged again and again")
            return
        trace.logger("store").warning("the cache was damaged and is made anew")
        try:
            with _folder_lock(self._path.parent):
                if _inode(self._path) == self._inode:
                    _remove(self._path)
        except OSError as error:
            self._to_memory(f"the damaged cache cannot be removed ({error.strerror})")
            return
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        if self._path is None:
            return _memory()
        for _ in range(2):
            try:
                return self._open_file(self._path)
            except DiskError as error:
                return self._to_memory(str(error))
            except OSError as error:
                return self._to_memory(f"the cache cannot be used ({error.strerror})")
            except _FAULTS as error:
                code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
                if code in _NO_DISK or code in _BUSY:
                    return self._to_memory(_NO_DISK.get(code, "the cache is locked by another process"))
                with contextlib.suppress(OSError), _folder_lock(self._path.parent):
                    _remove(self._path)
        return self._to_memory("the cache is damaged and cannot be made anew")

    def _open_file(self, path: Path) -> sqlite3.Connection:
        secure_folder(path.parent)
        with _folder_lock(path.parent):
            secure_file(path)
            secure_beside(path, _BESIDE)
            connection = _connect(path)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except _FAULTS:
            connection.close()
            raise
        self._inode = _inode(path)
        return connection

    def _to_memory(self, reason: str) -> sqlite3.Connection:
        self._drop_connection()
        self._path = None
        self.degraded = f"The cache is kept in memory only, because {reason}."
        trace.logger("store").warning("%s", self.degraded)
        self._connection = _memory()
        return self._connection

    def _drop_connection(self) -> None:
        connection: sqlite3.Connection | None = getattr(self, "_connection", None)
        if connection is not None:
            with contextlib.suppress(*_FAULTS):
                connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_MILLISECONDS / 1000, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA journal_size_limit = 16777216")
        connection.executescript(_SCHEMA)
    except _FAULTS:
        connection.close()
        raise
    return connection


def _memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.executescript(_SCHEMA)
    return connection


def _inode(path: Path) -> int:
    try:
        return path.lstat().st_ino
    except OSError:
        return -1


def _remove(path: Path) -> None:
    for suffix in ("", *_BESIDE):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@contextmanager
def _folder_lock(folder: Path) -> Generator[None]:
    """Hold the folder against other processes that open or remove the file at the same moment.

    Raises OSError where another one, which may be stopped, holds it for as long as a caller may wait.
    """
    handle = os.open(folder / "lock", os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        _take(handle)
        yield
    finally:
        os.close(handle)


def _take(handle: int) -> None:
    end = time.monotonic() + _BUSY_MILLISECONDS / 1000
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise TimeoutError(errno.ETIMEDOUT, "another process holds it and does not go on") from None
            time.sleep(_LOCK_LOOK)
        else:
            return
