"""What `hover` runs in a process of its own."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.clock import report, settle, timed
from contexten.ide.hover import card_at
from contexten.store import Store
from contexten.syntax.shape import has_shape
from contexten.text import Patch, Span
from contexten.workspace.workspace import Workspace

if TYPE_CHECKING:
    from contexten.workspace.snapshot import Snapshot


def main(tree: str, samples: str, store: str = "") -> None:
    workspace = Workspace([tree], Store.open(Path(store) if store else None))
    workspace.scan()
    settle()
    places = _places(workspace.snapshot(), int(samples))
    for path, offset in places[:5]:  # loads the grammars
        card_at(workspace.snapshot(), path, offset)
    measured: dict[str, list[tuple[float, float]]] = {"scanned": [], "typed": []}
    for path, offset in places:
        measured["scanned"].append(timed(lambda: card_at(workspace.snapshot(), path, offset)))  # noqa: B023 - at once
    for path, offset in places:
        document = workspace.snapshot().document(path)
        if document is None:
            continue
        size = len(document.data)
        workspace.open(path, "", document.slice(Span(0, size)), 1)
        workspace.change(path, 2, [lambda _: Patch(Span(size, size), b"\n")])  # noqa: B023 - called at once
        measured["typed"].append(timed(lambda: card_at(workspace.snapshot(), path, offset)))  # noqa: B023 - at once
        workspace.close(path)
    report(measured)


def _places(snapshot: Snapshot, count: int) -> list[tuple[str, int]]:
    chooser = random.Random(7)  # noqa: S311 - a repeatable choice of functions
    paths = sorted(path for path in snapshot.index.paths() if has_shape(getattr(snapshot.language(path), "id", "")))
    found: list[tuple[str, int]] = []
    while len(found) < count:
        path = chooser.choice(paths)
        outline = snapshot.index.outline(path)
        functions = [item for item in outline.definitions if item.kind.is_callable] if outline else []
        if functions:
            found.append((path, chooser.choice(functions).name_start))
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
