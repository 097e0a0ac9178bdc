"""Processor time and wall time of a piece of work, in this process or in another one; no library."""

from __future__ import annotations

import gc
import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of processor time, all threads, and of wall time that `work` takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def settle() -> None:
    """What the server does when it has loaded much: the collector looks at it no more."""
    gc.collect()
    gc.freeze()


def report(measured: object) -> None:
    """Give the result to the process that started this one."""
    print(json.dumps(measured))


def processor_of(process: int) -> float:
    """Seconds of processor time that the threads of another process have used; needs Linux."""
    used = 0
    for thread in os.listdir(f"/proc/{process}/task"):
        used += int(Path(f"/proc/{process}/task/{thread}/schedstat").read_text(encoding="ascii").split()[0])
    return used / 1e9
