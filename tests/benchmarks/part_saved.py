"""What `saved_file` runs in a process of its own."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from benchmarks.clock import report, settle, timed
from contexten.store import Store
from contexten.syntax.languages import LANGUAGES, by_id, of_path
from contexten.syntax.parse import parse
from contexten.text import Document
from contexten.workspace.workspace import Workspace


def main(tree: str, scratch: str, samples: str) -> None:
    workspace = Workspace([tree], Store.open(Path(scratch) / "store"))
    workspace.scan()
    workspace.snapshot().index.atlas  # noqa: B018 - makes it
    settle()
    paths = sorted(workspace.snapshot().index.paths())
    random.Random(3).shuffle(paths)  # noqa: S311 - a repeatable choice of files
    measured: dict[str, list[tuple[float, float]]] = {"parse": [], "saved": []}
    parse(Document(b""), by_id("python") or LANGUAGES[0])  # loads the grammar
    for number, path in enumerate(paths[: int(samples)]):
        name = f"saved_just_now_{number}"
        _write(Path(path), f"\n\ndef {name}():\n    return {number}\n")
        document, language = Document(Path(path).read_bytes()), of_path(path)
        assert language is not None
        measured["parse"].append(timed(lambda: parse(document, language)))  # noqa: B023 - called at once
        measured["saved"].append(timed(lambda: _take_in(workspace, path, name)))  # noqa: B023 - called at once
        workspace.wait()
    report(measured)


def _write(path: Path, more: str) -> None:
    """Put a new file into the place of the old one, which may be a link to somebody else's."""
    half = path.with_name(f"{path.name}.half")
    half.write_bytes(path.read_bytes() + more.encode())
    half.replace(path)


def _take_in(workspace: Workspace, path: str, name: str) -> None:
    workspace.files_changed([path], [])
    index = workspace.snapshot().index
    found = index.definitions(name)
    symbols = index.atlas.symbols_named(index.atlas.id_of(name))
    if [item.path for item in found] != [path] or len(symbols) != 1:
        raise SystemExit(f"the index does not know what was saved in {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
