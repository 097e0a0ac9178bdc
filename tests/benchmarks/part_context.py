"""What `context` and `growth` run in a process of its own: requests for context, one after the other."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.clock import report, settle, timed
from contexten.extensions.codegen.config import CodegenAutogenConfig
from contexten.extensions.codegen.gather import Gatherer
from contexten.extensions.codegen.providers import NoModel
from contexten.ide.place import Declined, place_at
from contexten.ide.targets import implement
from contexten.lsp.serve import calm_libraries
from contexten.store import Store
from contexten.syntax.at import identifiers
from contexten.text import Patch, Span
from contexten.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.context.model import ContextPack
    from contexten.syntax.facts import Definition
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

_LEAST_LINES = 3

Request = tuple[str, "Definition"]


def main(tree: str, store: str, samples: str, *budgets: str) -> None:
    calm_libraries()
    workspace = Workspace([tree], Store.open(Path(store)))
    workspace.scan()
    snapshot = workspace.snapshot()
    # What is measured is choosing; `caching` measures what is kept.
    gatherer = Gatherer(CodegenAutogenConfig(cache_enabled=False))
    warm(gatherer, snapshot)
    settle()
    requests = functions(snapshot, int(samples))
    first = target_of(snapshot, *requests[-1])
    measured = {"the first request": [timed(lambda: gatherer.pack(snapshot, first, NoModel(""), int(budgets[0])))]}
    for budget in map(int, budgets):

        def pack(snapshot: Snapshot, target: Target, budget: int = budget) -> ContextPack:
            return gatherer.pack(snapshot, target, NoModel(""), budget)

        measured[f"unchanged, {budget:,} tokens"] = [_unchanged(snapshot, one, pack) for one in requests]
        measured[f"edited, {budget:,} tokens"] = [_edited(workspace, one, pack) for one in requests]
    report(measured)


def warm(gatherer: Gatherer, snapshot: Snapshot) -> None:
    """What the server does beside the conversation when it has read a workspace."""
    while not gatherer.warm(snapshot):
        pass


def functions(snapshot: Snapshot, count: int) -> list[Request]:
    """Random functions, one of each file, of files that are no tests."""
    chooser = random.Random(3)  # noqa: S311 - a repeatable choice of places
    paths = [path for path in sorted(snapshot.index.paths()) if "test" not in snapshot.relative(path)]
    chooser.shuffle(paths)
    found: list[Request] = []
    for path in paths:
        facts, document = snapshot.facts(path), snapshot.document(path)
        if facts is None or document is None:
            continue
        bodies = [
            item
            for item in facts.definitions
            if item.kind.is_callable
            and item.body is not None
            and document.slice(item.body).count("\n") + 1 >= _LEAST_LINES
        ]
        if bodies:
            found.append((path, chooser.choice(bodies)))
        if len(found) == count:
            break
    return found


def _unchanged(
    snapshot: Snapshot, request: Request, pack: Callable[[Snapshot, Target], ContextPack]
) -> tuple[float, float]:
    target = target_of(snapshot, *request)
    return timed(lambda: pack(snapshot, target))


def _edited(
    workspace: Workspace, request: Request, pack: Callable[[Snapshot, Target], ContextPack]
) -> tuple[float, float]:
    """A letter is typed behind the first name of the body; the file is closed again afterwards."""
    path, definition = request
    document = workspace.snapshot().document(path)
    assert document is not None
    assert definition.body is not None
    workspace.open(path, "python", document.text, 1)
    parsed = workspace.snapshot().parsed(path)
    assert parsed is not None
    names = identifiers(parsed, definition.body)
    place = names[0][1] + len(names[0][0].encode()) if names else definition.body.end
    workspace.change(path, 2, [lambda _: Patch(Span(place, place), b"x")])

    def ask() -> None:
        snapshot = workspace.snapshot()
        pack(snapshot, target_of(snapshot, path, definition))

    taken = timed(ask)
    workspace.close(path)
    return taken


def target_of(snapshot: Snapshot, path: str, definition: Definition) -> Target:
    assert definition.body is not None
    at = Span(definition.name_start, definition.name_start)
    place = place_at(snapshot, path, at)
    if isinstance(place, Declined):
        raise SystemExit(place.reason)
    return implement(place, place.innermost or definition)


if __name__ == "__main__":
    main(*sys.argv[1:])
