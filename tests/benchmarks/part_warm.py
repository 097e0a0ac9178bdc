"""What `warm_start` and `growth` run in processes of their own."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from benchmarks.clock import report, settle, timed


def first(tree: str, store: str) -> None:
    """Index a tree, so that the next start is a warm one."""
    from contexten.store import Store
    from contexten.workspace.workspace import Workspace

    found = Workspace([tree], Store.open(Path(store))).scan()
    report({"files": found.files, "parsed": found.parsed})


def least(tree: str, store: str) -> None:
    """Look at every file, and read every image, and make nothing of it."""

    def look() -> None:
        for folder, _, names in os.walk(tree):
            for name in names:
                if name.endswith(".py"):
                    os.stat(f"{folder}/{name}")
        for image in Path(store).rglob("*.image"):
            image.read_bytes()

    report(timed(look))


def again(tree: str, store: str) -> None:
    """Start over an unchanged tree until names are found in the arrays that selection reads."""
    from contexten.lsp.serve import calm_libraries  # what is loaded when `initialize` is answered

    calm_libraries()

    imports: list[float] = []

    def start() -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        settle()  # as the server does at `initialized`
        import numpy as np  # noqa: F401

        import contexten.index.atlas  # noqa: F401
        from contexten.store import Store
        from contexten.workspace.workspace import Workspace

        imports.extend((time.process_time() - cpu, time.perf_counter() - wall))
        workspace = Workspace([tree], Store.open(Path(store)))
        scanned = workspace.scan()
        index = workspace.snapshot().index
        atlas = index.atlas
        name = atlas.text_of(int(atlas.name[0]))
        if scanned.parsed or not index.definitions(name) or not len(atlas.symbols_named(atlas.id_of(name))):
            raise SystemExit(f"this was no warm start: {scanned}")

    report({"usable": timed(start), "imports": imports})


if __name__ == "__main__":
    {"first": first, "least": least, "again": again}[sys.argv[1]](*sys.argv[2:])
