"""A scripted model server in a process of its own, so that its work is not counted as ours."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def scripted_model(*arguments: str) -> Iterator[str]:
    """The base URL of `support.crowd`, started with `arguments`; it is killed afterwards."""
    process = subprocess.Popen([sys.executable, "-m", "support.crowd", *arguments], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["base_url"]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
