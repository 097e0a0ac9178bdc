"""What `caching` runs in a process of its own: one replay of the trace.

`plain` chooses every pack anew, `kept` uses the cache, `compared` uses it and chooses anew beside it.
"""

from __future__ import annotations

import asyncio
import random
import sys
import textwrap
import time
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from benchmarks.clock import report, settle
from benchmarks.memory import held_by
from benchmarks.part_context import Request, functions, warm
from contexten.context.select import select
from contexten.extensions.codegen.config import CodegenAutogenConfig
from contexten.extensions.codegen.gather import Gatherer
from contexten.extensions.codegen.integration import CodegenAutogenIntegration
from contexten.extensions.codegen.providers import NoModel
from contexten.ide.place import Declined, place_at
from contexten.ide.targets import document, implement, rewrite_definition, write_test
from contexten.llm.scripted import ScriptedProvider
from contexten.llm.tokens import estimate_tokens
from contexten.lsp.serve import calm_libraries
from contexten.store import Store
from contexten.text import Patch, Span
from contexten.workspace.workspace import Workspace

if TYPE_CHECKING:
    from contexten.context.model import ContextPack
    from contexten.syntax.facts import Definition
    from contexten.text import Document
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

_FUNCTIONS, _BESIDE = 8, 3
_SAME_AGAIN = 0.4
_WISHES = (*[implement] * 4, *[rewrite_definition] * 3, *[document] * 2, write_test)
_ANSWERS = 30


@dataclass(frozen=True)
class Stop:
    """A function that the person goes to, found by its name, and what they want there."""

    path: str
    name: str
    wish: int


@dataclass
class Trace:
    """A person at work; all that happens follows from the seed and the texts."""

    workspace: Workspace
    share: float
    chooser: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311
    versions: dict[str, int] = field(default_factory=dict)
    recent: list[Stop] = field(default_factory=list)
    added: int = 0

    def task(self, path: str, first: Definition) -> list[Stop]:
        """A function, others of its file, and those that the pack for it shows: what one task is about."""
        snapshot = self.workspace.snapshot()
        names = [item.name for item in _bodies(snapshot, path) if item.name != first.name]
        self.chooser.shuffle(names)
        stops = [self._stop(path, name) for name in (first.name, *names[:_BESIDE])]
        target = self.target(stops[0])
        pack = None if target is None else select(snapshot, target, budget=4000, count_tokens=estimate_tokens)
        for item in pack.items if pack is not None else ():
            name = item.name.rpartition(".")[2]
            if item.path != path and any(one.name == name for one in _bodies(snapshot, item.path)):
                stops.append(self._stop(item.path, name))
        self.recent = []
        return list({(stop.path, stop.name): stop for stop in stops}.values())[:_FUNCTIONS]

    def _stop(self, path: str, name: str) -> Stop:
        return Stop(path, name, self.chooser.randrange(len(_WISHES)))

    def next(self, stops: list[Stop]) -> Stop:
        """Where the person asks next, after an edit if there is one."""
        if not self.recent or self.chooser.random() >= _SAME_AGAIN:
            self._go(stops)
        if self.chooser.random() < self.share:
            self._edit(stops)
        return self.recent[0]

    def target(self, stop: Stop) -> Target | None:
        """The wish at a stop, on the texts as they are; None where its function cannot be found any more."""
        snapshot = self.workspace.snapshot()
        item = next((one for one in _bodies(snapshot, stop.path) if one.name == stop.name), None)
        if item is None:
            return None
        place = place_at(snapshot, stop.path, Span(item.name_start, item.name_start))
        return None if isinstance(place, Declined) else _WISHES[stop.wish](place, place.innermost or item)

    def _go(self, stops: list[Stop]) -> None:
        order = [*self.recent, *(stop for stop in stops if stop not in self.recent)]
        others = order[1:] or order
        stop = self.chooser.choices(others, [1 / (rank + 1) for rank in range(len(others))])[0]
        self.recent = [stop, *(one for one in self.recent if one != stop)]
        self._open(stop.path)

    def _open(self, path: str) -> None:
        if path not in self.versions:
            text = self.workspace.snapshot().document(path)
            assert text is not None
            self.versions[path] = 1
            self.workspace.open(path, "python", text.text, 1)

    def _edit(self, stops: list[Stop]) -> None:
        kind = self.chooser.randrange(10)
        stop = self.recent[0] if kind < 5 else self.chooser.choice(stops)
        if kind == 8:
            self._write_beside(stop.path)
        elif kind == 9:
            self.added += 1
            self._append(stop.path, f"\n\ndef added_{self.added}(value):\n    return value\n")
        else:
            self._type_into(stop)

    def _type_into(self, stop: Stop) -> None:
        self._open(stop.path)
        snapshot = self.workspace.snapshot()
        items = _bodies(snapshot, stop.path)
        item = next((one for one in items if one.name == stop.name), None)
        text = snapshot.document(stop.path)
        if item is None or item.body is None or text is None:
            return
        line = text.lines_covering(Span(item.body.start, item.body.start))
        indent = " " * (item.body.start - line.start)
        added = "# Seen once more."
        if self.chooser.random() < 0.6:
            other = self.chooser.choice(items)
            assert other.body is not None
            added = text.line_text(text.line_of(max(other.body.start, other.body.end - 1))).strip()
            if not added.isprintable() or not added.endswith((")", "]")) or added.count("(") != added.count(")"):
                added = f"{other.name}"
        end = text.line_span(text.line_of(max(item.body.start, item.body.end - 1))).end
        self._patch(stop.path, end, f"\n{indent}{added}")

    def _append(self, path: str, added: str) -> None:
        self._open(path)
        text = self.workspace.snapshot().document(path)
        assert text is not None
        self._patch(path, len(text.data), added)

    def _patch(self, path: str, at: int, added: str) -> None:
        self.versions[path] += 1
        patch = Patch(Span(at, at), added.encode())
        self.workspace.change(path, self.versions[path], [lambda _: patch])

    def _write_beside(self, path: str) -> None:
        """A file beside the task's changes; in the editor's text, for the tree is only read."""
        folder = str(PurePosixPath(path).parent)
        closed = sorted(
            one
            for one in self.workspace.snapshot().index.paths()
            if str(PurePosixPath(one).parent) == folder and one not in self.versions
        )
        if closed:
            other = self.chooser.choice(closed)
            self._append(other, "\n# Seen by someone else.\n")


def main(way: str, tree: str, store: str, share: str, tasks: str, stops: str) -> None:
    calm_libraries()
    workspace = Workspace([tree], Store.open(Path(store)))
    workspace.scan()
    gatherer = Gatherer(CodegenAutogenConfig(cache_enabled=way != "plain"))
    warm(gatherer, workspace.snapshot())
    settle()
    starts = functions(workspace.snapshot(), int(tasks))
    trace = Trace(workspace, int(share) / 100)
    measured = _replay(trace, gatherer, starts, int(stops), compare=way == "compared")
    measured["resident"] = held_by(_own_process()).resident
    measured["answers"] = asyncio.run(_answers(workspace)) if way == "kept" else []
    report(measured)


def _replay(trace: Trace, gatherer: Gatherer, starts: list[Request], stops: int, *, compare: bool) -> dict[str, object]:
    seconds: list[float] = []
    asked: list[str] = []
    seen: set[Stop] = set()
    repeated = hits = shown = same = 0
    plain = replace(gatherer, config=CodegenAutogenConfig(cache_enabled=False))
    for start in starts:
        places = trace.task(*start)
        for _ in range(stops if places else 0):
            stop = trace.next(places)
            snapshot, target = trace.workspace.snapshot(), trace.target(stop)
            if target is None:
                continue
            before, started = gatherer.packs.figures().hits, time.process_time()
            pack = gatherer.pack(snapshot, target, NoModel(""), None)
            seconds.append(time.process_time() - started)
            is_hit = gatherer.packs.figures().hits > before
            asked.append(f"{PurePosixPath(stop.path).name}:{stop.name}:{len(pack.here)}")
            repeated += stop in seen
            hits += is_hit and stop in seen
            seen.add(stop)
            if compare and is_hit:
                fresh = plain.pack(snapshot, target, NoModel(""), None)
                shown += len(pack.items)
                same += len(_told(pack) & _told(fresh))
    return {
        "seconds": seconds,
        "asked": asked,
        "repeated": repeated,
        "hits": hits,
        "shown": shown,
        "same": same,
    }


async def _answers(workspace: Workspace) -> list[float]:
    """Seconds by the clock for generations whose answers are kept."""
    snapshot = workspace.snapshot()
    answer = ""
    provider = ScriptedProvider(lambda _: answer)
    integration = CodegenAutogenIntegration(provider=provider)
    taken: list[float] = []
    for path, item in functions(snapshot, _ANSWERS):
        place = place_at(snapshot, path, Span(item.name_start, item.name_start))
        if isinstance(place, Declined):
            continue
        target = implement(place, place.innermost or item)
        answer = f"```python\n{_short(place.document, item)}\n```"
        await integration.generate(snapshot, target)
        started, asked = time.perf_counter(), len(provider.requests)
        await integration.generate(snapshot, target)
        if len(provider.requests) == asked:
            taken.append(time.perf_counter() - started)
    return taken


def _short(text: Document, item: Definition) -> str:
    """The function with a body of one line."""
    start = item.header_start if item.header_start >= 0 else item.start
    indent = " " * (start - text.starts[text.line_of(start)])
    header = text.slice(Span(start, max(start, item.body_start))).rstrip()
    return textwrap.dedent(f"{indent}{header}\n{indent}    return None")


def _bodies(snapshot: Snapshot, path: str) -> list[Definition]:
    """The functions with a body, of each name the first."""
    facts = snapshot.facts(path)
    found: dict[str, Definition] = {}
    for item in facts.definitions if facts is not None else ():
        if item.kind.is_callable and item.body is not None:
            found.setdefault(item.name, item)
    return list(found.values())


def _told(pack: ContextPack) -> set[tuple[str, str, str]]:
    return {(item.path, item.kind.value, item.text) for item in pack.items}


def _own_process() -> int:
    import os

    return os.getpid()


if __name__ == "__main__":
    main(*sys.argv[1:])
