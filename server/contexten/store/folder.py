"""The folder that holds the store, and who may read it.

**Invariant:** the folder is the person's own, is no link, and nobody else may enter it.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

from contexten.errors import DiskError

if TYPE_CHECKING:
    from collections.abc import Iterable

_MODE_FOLDER = 0o700
_MODE_FILE = 0o600
_SETTING = "CONTEXTEN_CACHE_DIR"
_NEXT = f"name another folder in {_SETTING}"


def default_folder() -> Path:
    """Where the store lives: `CONTEXTEN_CACHE_DIR`, else the person's cache folder."""
    named = os.environ.get("CONTEXTEN_CACHE_DIR")
    return Path(named).expanduser() if named else user_cache_path("contexten", appauthor=False)


def secure_folder(folder: Path, *, name: str = "cache", setting: str = _SETTING) -> None:
    """Create `folder` with mode 0700, or narrow its mode; raises DiskError for a link or another user's.

    `name` and `setting` are for the message: what the folder is for, and where another one can be named.
    """
    next_step = f"name another folder in {setting}"
    try:
        folder.mkdir(mode=_MODE_FOLDER, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise DiskError(f"the {name} folder cannot be made ({error.strerror}); {next_step}") from error
    if stat.S_ISLNK(found.st_mode) or not stat.S_ISDIR(found.st_mode):
        raise DiskError(f"the {name} folder is a link or no folder; {next_step}")
    _narrow(folder, found, _MODE_FOLDER, name, next_step)


def secure_file(path: Path) -> None:
    """Create `path` with mode 0600, or narrow its mode; raises DiskError for a link or another user's."""
    flags = os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        os.close(os.open(path, flags, _MODE_FILE))
    except OSError as error:
        raise DiskError(f"the cache file cannot be opened ({error.strerror}); {_NEXT}") from error
    _secure_existing(path)


def secure_beside(path: Path, suffixes: Iterable[str]) -> None:
    """What `secure_file` does, for the files that belong to `path`, as far as they exist; they are not made."""
    for suffix in suffixes:
        with contextlib.suppress(FileNotFoundError):
            _secure_existing(path.with_name(path.name + suffix))


def _secure_existing(path: Path) -> None:
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise DiskError("the cache file is a link or no ordinary file; remove it or name another folder")
    _narrow(path, found, _MODE_FILE, "cache", _NEXT)


def _narrow(path: Path, found: os.stat_result, mode: int, name: str, next_step: str) -> None:
    if found.st_uid != os.getuid():
        raise DiskError(f"the {name} belongs to another user; {next_step}")
    if stat.S_IMODE(found.st_mode) & ~mode:
        try:
            path.chmod(mode)
        except OSError as error:
            raise DiskError(f"the {name} cannot be closed to others ({error.strerror}); {next_step}") from error
