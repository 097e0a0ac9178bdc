"""Keys in a file of the person's own, for systems without a keyring: one JSON object, origin to key.

**Invariant:** a file, or its folder, that anybody else could have written or read is never used, and says why; it is
made with mode 0600 from its first byte on, and replaced in one step.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import stat
from pathlib import Path
from typing import TYPE_CHECKING, cast

from platformdirs import user_config_path

from contexten.errors import ConfigError, DiskError
from contexten.store.folder import secure_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = "keys.json"
_MAX_BYTES = 1_000_000
_OTHERS = 0o077
_WRITTEN_BY_OTHERS = 0o022


def key_file() -> Path:
    """Where the file lies: in `CONTEXTEN_CONFIG_DIR`, else in the person's folder for configuration."""
    named = os.environ.get("CONTEXTEN_CONFIG_DIR")
    return (Path(named).expanduser() if named else user_config_path("contexten", appauthor=False)) / _NAME


def read_keys(path: Path) -> dict[str, str]:
    """The keys by origin; none where there is no file. Raises ConfigError for one that is not the person's alone."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(
            _refusal(path, "is a link" if path.is_symlink() else f"cannot be read ({error.strerror})")
        ) from None
    try:
        reason = _why_not(os.fstat(handle), path.parent.stat())
        if reason:
            raise ConfigError(_refusal(path, reason))
        data = os.read(handle, _MAX_BYTES)
    finally:
        os.close(handle)
    return _keys_of(path, data)


def write_key(path: Path, origin: str, key: str | None) -> bool:
    """Keep `key` for `origin`, or forget it where None; whether that changed anything.

    Raises ConfigError where the file that is there is not the person's alone, or none can be written.
    """
    kept = read_keys(path)
    changed = kept | {origin: key} if key is not None else {name: kept[name] for name in kept if name != origin}
    if changed == kept:
        return False
    try:
        secure_folder(path.parent, name="key", setting="CONTEXTEN_CONFIG_DIR")
        _replace(path, json.dumps(changed, indent=1, sort_keys=True).encode())
    except (OSError, DiskError) as error:
        raise ConfigError(f"The key file {path} cannot be written: {_said(error)}.") from None
    return True


def _replace(path: Path, data: bytes) -> None:
    half = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            # The umask can only take rights away; an owner without the right to read would lock themselves out.
            os.fchmod(handle, 0o600)
            file.write(data)
            file.flush()
            os.fsync(handle)
        half.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            half.unlink()
        raise


def _why_not(found: os.stat_result, folder: os.stat_result) -> str:
    """What is wrong with the file or its folder; empty where nothing is."""
    if not stat.S_ISREG(found.st_mode):
        return "is no ordinary file"
    if found.st_uid != os.getuid() or folder.st_uid != os.getuid():
        return "belongs to another user"
    if found.st_mode & _OTHERS:
        return "can be read by others"
    if folder.st_mode & _WRITTEN_BY_OTHERS:
        return "lies in a folder that others can write to"
    return ""


def _keys_of(path: Path, data: bytes) -> dict[str, str]:
    try:
        read: object = json.loads(data)
    except (ValueError, RecursionError):
        raise ConfigError(_refusal(path, "is damaged")) from None
    if not isinstance(read, dict):
        raise ConfigError(_refusal(path, "is damaged"))
    fields = cast("Mapping[object, object]", read)
    return {str(name): value for name, value in fields.items() if isinstance(value, str)}


def _refusal(path: Path, reason: str) -> str:
    return (
        f"The key file {path} {reason} and is not used: remove it and set the key again with "
        "'contexten key set --file', or run 'chmod 600' on it where it is yours."
    )


def _said(error: Exception) -> str:
    return (error.strerror or "no access") if isinstance(error, OSError) else str(error)
