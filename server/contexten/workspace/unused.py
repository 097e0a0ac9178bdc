"""Files that a program left behind when it was ended."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LOOKS, _PAUSE = 10, 0.05
_PROCESSES = Path("/proc")


def remove_unused(paths: Iterable[Path]) -> None:
    """Remove those files of `paths` that no process has open; none where the system does not tell.

    Blocks, and for a moment longer where one is open: what was killed may still be going.
    """
    wanted = {str(path.resolve()) for path in paths}
    if not (_PROCESSES / "self/fd").is_dir():
        return
    for _ in range(_LOOKS):
        unused = wanted - _opened() if wanted else set[str]()
        for path in unused:
            with contextlib.suppress(OSError):
                Path(path).unlink()
        wanted -= unused
        if not wanted:
            return
        time.sleep(_PAUSE)


def _opened() -> set[str]:
    found: set[str] = set()
    for link in _PROCESSES.glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            found.add(str(link.readlink()))
    return found
