"""What `navigation` runs in a process of its own."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.clock import report, settle, timed
from contexten.codebase.world import World
from contexten.ide.navigation.calls import callables_at, incoming, outgoing
from contexten.ide.navigation.definition import definitions_at
from contexten.ide.navigation.document_symbols import document_symbols
from contexten.ide.navigation.highlight import mentions_at
from contexten.ide.navigation.references import references_at
from contexten.ide.navigation.workspace_symbols import workspace_symbols
from contexten.store import Store
from contexten.syntax.at import identifiers
from contexten.syntax.languages import LANGUAGES
from contexten.text import Patch, Span
from contexten.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.workspace.snapshot import Snapshot

_LANGUAGES = frozenset(language.id for language in LANGUAGES)
_LETTERS = (1, 2, 3, 4, 6, 9)
_MOST = 100


def main(tree: str, samples: str, store: str = "") -> None:
    workspace = Workspace([tree], Store.open(Path(store) if store else None))
    workspace.scan()
    settle()
    chooser = random.Random(7)  # noqa: S311 - a repeatable choice
    used, defined = _places(workspace.snapshot(), chooser, int(samples))
    workspace_symbols(workspace.snapshot(), "warm", _LANGUAGES, most=_MOST)
    kinds: dict[str, tuple[list[tuple[str, int]], Callable[[World, str, int], object]]] = {
        "definition": (used, definitions_at),
        "documentHighlight": (used, mentions_at),
        "documentSymbol": (used, lambda world, path, _offset: document_symbols(world.snapshot, path)),
        "references, of a definition": (
            defined,
            lambda world, path, offset: references_at(world, path, offset, declaration=True),
        ),
        "incomingCalls": (defined, lambda world, path, offset: _calls(world, path, offset, incoming)),
        "outgoingCalls": (defined, lambda world, path, offset: _calls(world, path, offset, outgoing)),
        "workspace/symbol": (defined, _symbols(chooser)),
    }
    measured: dict[str, list[tuple[float, float]]] = {}
    for name, (places, ask) in kinds.items():
        measured[name] = [_measured(workspace, path, offset, ask) for path, offset in places]
    report(measured)


def _measured(
    workspace: Workspace, path: str, offset: int, ask: Callable[[World, str, int], object]
) -> tuple[float, float]:
    document = workspace.snapshot().document(path)
    assert document is not None
    size = len(document.data)
    workspace.open(path, "", document.slice(Span(0, size)), 1)
    workspace.change(path, 2, [lambda _: Patch(Span(size, size), b"\n")])
    found = timed(lambda: ask(World(workspace.snapshot()), path, offset))
    workspace.close(path)
    return found


def _calls(world: World, path: str, offset: int, ask: Callable[..., object]) -> object:
    return [ask(world, symbol) for symbol in callables_at(world, path, offset)]


def _symbols(chooser: random.Random) -> Callable[[World, str, int], object]:
    def ask(world: World, path: str, offset: int) -> object:
        outline = world.outline(path)
        name = next(item.name for item in outline.definitions if item.name_start == offset)
        query = name[: chooser.choice(_LETTERS)]
        found = workspace_symbols(world.snapshot, query, _LANGUAGES, most=_MOST)
        return [world.snapshot.document(item.path) for item in found]

    return ask


def _places(
    snapshot: Snapshot, chooser: random.Random, count: int
) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Places of names, and names of definitions."""
    paths = sorted(snapshot.index.paths())
    used: list[tuple[str, int]] = []
    defined: list[tuple[str, int]] = []
    while len(defined) < count:
        path = chooser.choice(paths)
        parsed, outline = snapshot.parsed(path), snapshot.index.outline(path)
        if parsed is None or outline is None or not outline.definitions:
            continue
        names = identifiers(parsed, Span(0, len(parsed.data)))
        used.append((path, chooser.choice(names)[1]))
        defined.append((path, chooser.choice(outline.definitions).name_start))
    return used, defined


if __name__ == "__main__":
    main(*sys.argv[1:])
