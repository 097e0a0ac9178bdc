"""What `inline` runs in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.clock import report, settle, timed
from benchmarks.part_context import Request, functions
from contexten.extensions.codegen.config import CodegenAutogenConfig
from contexten.extensions.codegen.integration import CodegenAutogenIntegration
from contexten.llm.scripted import ScriptedProvider
from contexten.lsp.serve import calm_libraries
from contexten.store import Store
from contexten.text import Patch, Span
from contexten.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.workspace.snapshot import Snapshot

_SUGGESTION = "value = 1"
_STEPS = ("the first in a function", "after another letter", "typed through")


def main(tree: str, samples: str, store: str = "") -> None:
    calm_libraries()
    workspace = Workspace([tree], Store.open(Path(store) if store else None))
    workspace.scan()
    measured: dict[str, list[tuple[float, float]]] = {step: [] for step in _STEPS}
    with asyncio.Runner() as runner:
        completer = _Completer(workspace, runner)
        settle()
        for request in _python_functions(workspace.snapshot(), int(samples)):
            for step, taken in completer.typed(request):
                measured[step].append(taken)
        completer.close()
    report(measured)


def _python_functions(snapshot: Snapshot, count: int) -> list[Request]:
    """The script's suggestion is one in Python."""
    found = [request for request in functions(snapshot, 4 * count) if request[0].endswith(".py")]
    return found[:count]


class _Completer:
    """One person who types, and whose suggestions are timed."""

    def __init__(self, workspace: Workspace, runner: asyncio.Runner) -> None:
        self._workspace = workspace
        self._runner = runner
        config = CodegenAutogenConfig(inline_enabled=True, inline_delay=0, inline_timeout=30_000)
        model = ScriptedProvider(lambda _: _SUGGESTION)
        self._integration = CodegenAutogenIntegration(config, provider=model)
        runner.run(self._integration.warm(workspace.snapshot()))

    def typed(self, request: Request) -> Iterable[tuple[str, tuple[float, float]]]:
        path, definition = request
        document = self._workspace.snapshot().document(path)
        assert document is not None
        assert definition.body is not None
        line = document.line_text(document.line_of(definition.body.start))
        indent = line[: len(line) - len(line.lstrip())] or "    "
        place = definition.body.end
        self._workspace.open(path, "python", document.text, 1)
        for version, (step, text) in enumerate(zip(_STEPS, (f"\n{indent}", "z", "v"), strict=True), 2):
            patch = Patch(Span(place, place), text.encode())
            self._workspace.change(path, version, [lambda _, patch=patch: patch])
            place += len(text.encode())
            yield step, timed(lambda: self._ask(path, place))  # noqa: B023 - called at once
        self._workspace.close(path)

    def close(self) -> None:
        self._runner.run(self._integration.aclose())

    def _ask(self, path: str, place: int) -> None:
        completing = self._integration.inline.complete(self._workspace.snapshot(), path, place, invoked=False)
        if not self._runner.run(completing):
            raise SystemExit(f"no suggestion in {path} at {place}")


if __name__ == "__main__":
    main(*sys.argv[1:])
