"""Which processes still live: each holds a lock on a file of its own, which the system releases when it dies.

**Invariant:** a process that was killed, at any moment, counts as gone at once; one that lives never does.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from typing import TYPE_CHECKING

from contexten.errors import DiskError
from contexten.store.folder import secure_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Owners:
    """This process among those that share a folder; None: there are no others."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._handle = -1
        self._id = ""

    def own(self) -> str:
        """The name of this process for the others."""
        if not self._id:
            self._id = secrets.token_hex(8)
            with contextlib.suppress(OSError, DiskError):
                self._hold()
        return self._id

    def lives(self, owner: str) -> bool:
        """Whether the process of that name still runs."""
        if owner == self._id:
            return True
        if self._folder is None or not owner.isalnum():
            return False
        try:
            handle = os.open(self._folder / owner, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def close(self) -> None:
        """Leave: from now on this process counts as gone."""
        if self._handle >= 0 and self._folder is not None:
            with contextlib.suppress(OSError):
                (self._folder / self._id).unlink()
            os.close(self._handle)
        self._handle, self._id = -1, ""

    def _hold(self) -> None:
        if self._folder is None:
            return
        secure_folder(self._folder)
        for left in self._left():
            left.unlink(missing_ok=True)
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
        # The lock is taken under another name, so that nobody ever sees the file without it.
        unseen = self._folder / f".{self._id}"
        self._handle = os.open(unseen, flags, 0o600)
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        unseen.replace(self._folder / self._id)

    def _left(self) -> Iterator[Path]:
        """Files of processes that are gone."""
        found = self._folder.iterdir() if self._folder else iter(())
        return (path for path in found if path.name.isalnum() and not self.lives(path.name))
