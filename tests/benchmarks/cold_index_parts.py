"""What `cold_index` runs in processes of their own; each prints what it took, imports of its own not counted."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence


def main(part: str, arguments: Sequence[str]) -> None:
    """Run one part."""
    {"parse": parse, "scan": scan, "aider": aider}[part](*arguments)


def parse(listed: str) -> None:
    """Read and parse every file, keeping nothing."""
    import tree_sitter
    import tree_sitter_python

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_python.language()))
    with _measured():
        for path in _files(listed):
            parser.parse(Path(path).read_bytes())


def scan(tree: str, workers: str) -> None:
    """Index a folder with an empty store on disk."""
    from contexten.store import Store
    from contexten.workspace.workspace import Workspace

    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace([tree], Store.open(Path(folder)))
        with _measured():
            report = workspace.scan(workers=int(workers))
        if not report.parsed or report.reused:
            raise SystemExit(f"this was no cold index: {report}")


def aider(listed: str) -> None:
    """Rank all files by aider's RepoMap, with its tag cache in a new folder."""
    from aider.io import InputOutput  # pyright: ignore[reportMissingImports]
    from aider.repomap import RepoMap  # pyright: ignore[reportMissingImports]

    class Model:
        """Counts tokens by length: counting must not be what is measured."""

        def token_count(self, text: str) -> int:
            return len(text) // 4

    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        repository = RepoMap(map_tokens=1024, root=folder, main_model=Model(), io=InputOutput(pretty=False, yes=True))
        with _measured():
            repository.get_ranked_tags_map([], _files(listed))


def _files(listed: str) -> list[str]:
    return Path(listed).read_text(encoding="utf-8").splitlines()


@contextlib.contextmanager
def _measured() -> Generator[None]:
    """Print processor time of this process and of its ended children, wall time, and the largest one's memory."""
    started, before = time.perf_counter(), _processor()
    yield
    wall, cpu = time.perf_counter() - started, _processor() - before
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"cpu": cpu, "wall": wall, "peak_mb": peak // 1024}))


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(item.ru_utime + item.ru_stime for item in used)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
