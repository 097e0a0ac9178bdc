"""Peers in a Python of their own, which has aider-chat or jedi; imports of their own are not counted."""

from __future__ import annotations

import os
import random
import re
import sys
from pathlib import Path

from benchmarks.clock import report, timed


def aider_warm(tree: str, scratch: str) -> None:
    """A new RepoMap over tags that an earlier one left in `scratch`, and a refresh after touching one file."""
    from aider.io import InputOutput  # pyright: ignore[reportMissingImports]
    from aider.repomap import RepoMap  # pyright: ignore[reportMissingImports]

    class Model:
        """Counts tokens by length: counting must not be what is measured."""

        def token_count(self, text: str) -> int:
            return len(text) // 4

    files = sorted(str(path) for path in Path(tree).rglob("*.py"))
    folder = Path(scratch) / "aider"
    folder.mkdir(exist_ok=True)
    os.chdir(folder)
    repository = RepoMap(map_tokens=1024, root=str(folder), main_model=Model(), io=InputOutput(pretty=False, yes=True))
    warm = timed(lambda: repository.get_ranked_tags_map([], files))
    touched = folder / "touched.py"
    refresh: list[tuple[float, float]] = []
    for number in range(3):
        touched.write_text(f"def touched_{number}():\n    pass\n", encoding="utf-8")
        refresh.append(timed(lambda: repository.get_ranked_tags_map([], [*files, str(touched)], force_refresh=True)))
    report({"warm": warm, "refresh": refresh})


def jedi_references(tree: str, count: str) -> None:
    """Every use of some functions of non-test files, by jedi."""
    import jedi  # pyright: ignore[reportMissingImports]

    project = jedi.Project(tree)
    chosen = [path for path in sorted(Path(tree).rglob("*.py")) if "test" not in str(path.relative_to(tree))]
    random.Random(3).shuffle(chosen)  # noqa: S311 - a repeatable choice of files
    taken: list[tuple[float, float]] = []
    for path in chosen:
        text = path.read_text(encoding="utf-8", errors="replace")
        named = re.search(r"^ *def (\w+)", text, re.MULTILINE)
        if named is None or len(taken) >= int(count):
            continue
        line = text.count("\n", 0, named.start(1)) + 1
        column = named.start(1) - text.rfind("\n", 0, named.start(1)) - 1
        script = jedi.Script(text, path=str(path), project=project)
        taken.append(timed(lambda: script.get_references(line, column)))  # noqa: B023 - called at once
    report(taken)


if __name__ == "__main__":
    {"aider-warm": aider_warm, "jedi": jedi_references}[sys.argv[1]](*sys.argv[2:])
