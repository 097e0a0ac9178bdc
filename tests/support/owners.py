"""Files that belong to somebody else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

STRANGER = 54_321


def given_away(path: Path, monkeypatch) -> None:
    """Let `path` belong to another user; where we may not give it away, we become somebody else."""
    if os.getuid() == 0:
        os.chown(path, STRANGER, -1, follow_symlinks=False)
    else:
        monkeypatch.setattr(os, "getuid", lambda: STRANGER)
