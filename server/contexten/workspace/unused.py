"""Files that a program left behind when it was ended."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_PROCESSES = Path("/proc")


def remove_unused(paths: Iterable[Path]) -> None:
    """Remove those files of `paths` that no process has open; none where the system does not tell. Blocks."""
    wanted = {str(path.resolve()) for path in paths}
    if not wanted or not (_PROCESSES / "self/fd").is_dir():
        return
    for path in wanted - _opened():
        with contextlib.suppress(OSError):
            Path(path).unlink()


def _opened() -> set[str]:
    found: set[str] = set()
    for link in _PROCESSES.glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            found.add(str(link.readlink()))
    return found
