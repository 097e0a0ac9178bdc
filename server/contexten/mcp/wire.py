"""How a server that runs and a tool that wants to attach find each other and speak: a socket of the person's own.

The socket lies in a folder that only the person may enter. Each message is one line of JSON-RPC 2.0; the server says
`contexten/hello` first. A process of another user that comes all the same is sent away.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import stat
import struct
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from contexten.store.folder import secure_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_LINE = 64 * 1024 * 1024
"""Bytes of the longest message."""
HELLO = "contexten/hello"
_LONGEST = 100
"""Bytes that the path of a socket may have; 104 on macOS, 108 on Linux."""
_NAME = re.compile(r"[0-9a-f]{20}-(\d+)\.sock")


def is_possible() -> bool:
    """Whether this system has sockets in the file system."""
    return hasattr(socket, "AF_UNIX") and hasattr(os, "getuid")


def new_socket(root: str, cache: Path) -> Path:
    """Where this process listens for `root`. Raises DiskError where the folder cannot be the person's own."""
    folder = _folder(cache)
    secure_folder(folder)
    return folder / f"{_key(root, cache)}-{os.getpid()}.sock"


def sockets_of(root: str, cache: Path) -> list[Path]:
    """The sockets of servers for `root`, the latest first; what a killed one left behind is among them.

    None where their folder is not the person's own and closed to others: who can enter it could listen there.
    """
    folder = _folder(cache)
    if not _is_closed(folder):
        return []
    found = [path for path in folder.glob(f"{_key(root, cache)}-*.sock") if _NAME.fullmatch(path.name)]
    return sorted(found, key=_made, reverse=True)


def is_own(peer: socket.socket) -> bool:
    """Whether the other end is this user's; where the system does not tell, the folder's mode decides."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return True
    _, user, _ = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, option, struct.calcsize("3i")))
    return user == os.getuid()


def line_of(message: Mapping[str, Any]) -> bytes:
    """One message as it is sent."""
    return json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":")).encode("ascii") + b"\n"


def message_of(line: bytes) -> dict[str, Any] | None:
    """One message as it came; None for what is none."""
    try:
        found: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None


def _folder(cache: Path) -> Path:
    """In the cache folder, or, where that is too long a path, in one of the person's beside other temporary ones."""
    folder = cache.absolute() / "attach"
    if len(os.fsencode(folder)) + len("/") + 20 + len("-4194304.sock") <= _LONGEST:
        return folder
    return Path(tempfile.gettempdir()) / f"contexten-{os.getuid()}"


def _is_closed(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o077


def _key(root: str, cache: Path) -> str:
    """The same for each way to write the root; another one for another store, which is another person's or a test's."""
    whole = f"{os.path.realpath(root)}\0{os.path.realpath(cache)}"
    return hashlib.sha256(os.fsencode(whole)).hexdigest()[:20]


def _made(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0
