"""Context in bulk: one JSON request in, one JSON answer out, the index of each root built once.

Source of the form: DESIGN.md, "Context, in bulk". Positions come 0-based as in LSP, lines go out 1-based, inclusive.
The caller has the file under edit, so nothing of it is sent and the whole budget goes to the rest.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec

from contexten.context.meanings import Meanings
from contexten.context.pack import render
from contexten.context.select import select
from contexten.context.weights import elsewhere, strategy_for
from contexten.errors import ClientError, ContextenError
from contexten.text import PositionEncoding, Span, offset_at
from contexten.workspace.target import Intent, Target
from contexten.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.context.model import ContextPack, CountTokens
    from contexten.store.store import Store
    from contexten.workspace.snapshot import Snapshot

_CHECK_SECONDS = 1.0
"""How often all files of a root are looked at for changes; the ones asked about are looked at each time."""


def quarter_of_characters(text: str) -> int:
    """Tokens as the evaluation counts them: characters / 4, rounded up."""
    return (len(text) + 3) // 4


class _Request(msgspec.Struct, frozen=True):
    root: str
    file: str
    line: Annotated[int, msgspec.Meta(ge=0)]
    character: Annotated[int, msgspec.Meta(ge=0)] = 0
    instruction: str = ""
    budget_tokens: Annotated[int, msgspec.Meta(ge=0)] = 4000


@dataclass(slots=True)
class _Root:
    workspace: Workspace
    meanings: Meanings = field(default_factory=Meanings)
    stamps: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    asked: str = ""
    checked: float = 0.0


class Batch:
    """Answers requests one after the other; keeps the workspaces it has scanned."""

    def __init__(self, store: Store, *, count_tokens: CountTokens = quarter_of_characters) -> None:
        self._store = store
        self._count_tokens = count_tokens
        self._roots: dict[str, _Root] = {}

    def answer_line(self, line: str) -> str:
        """The answer to one line of JSON, as one line; never raises for a bad request."""
        try:
            request = json.loads(line)
        except ValueError:
            return json.dumps({"error": "This line is no JSON."})
        return json.dumps(self.answer(request))

    def answer(self, request: object) -> dict[str, object]:
        """The answer to one decoded request; `{"error"}` where it cannot be met."""
        started = time.perf_counter()
        try:
            snapshot, pack = self._pack(_checked(request))
        except ContextenError as error:
            return {"error": str(error)}
        return {**_as_json(snapshot, pack), "elapsed_ms": round((time.perf_counter() - started) * 1000, 3)}

    def _pack(self, request: _Request) -> tuple[Snapshot, ContextPack]:
        folder = os.path.normpath(request.root)
        path = os.path.normpath(os.path.join(folder, request.file))  # noqa: PTH118 - the house's paths are strings
        if not Path(folder).is_absolute() or not Path(folder).is_dir():
            raise ClientError(f"root {request.root!r} is no absolute path of a folder.")
        if not path.startswith(folder.rstrip("/") + "/"):
            raise ClientError(f"file {request.file!r} lies outside the root.")
        root = self._root(folder, path)
        snapshot = root.workspace.snapshot()
        target = _target(snapshot, path, request)
        pack = select(
            snapshot,
            target,
            budget=request.budget_tokens,
            count_tokens=self._count_tokens,
            strategy=elsewhere(strategy_for(target.intent)),
            meanings=root.meanings,
        )
        return snapshot, pack

    def _root(self, folder: str, path: str) -> _Root:
        root = self._roots.get(folder)
        if root is None:
            root = self._roots[folder] = _Root(Workspace([folder], self._store))
            root.workspace.scan()
            root.stamps = _stamps(root.workspace.snapshot().index.paths())
            root.checked = time.monotonic()
        _notice(root, path)
        return root


def _notice(root: _Root, path: str) -> None:
    """Take over what changed on disk: the file asked about and the one before always, the others now and then."""
    changed = {path, root.asked} - {""}
    root.asked = path
    if time.monotonic() - root.checked > _CHECK_SECONDS:
        stamps = _stamps(root.workspace.snapshot().index.paths())
        changed |= {name for name, stamp in stamps.items() if root.stamps.get(name) != stamp}
        changed |= root.stamps.keys() - stamps.keys()
        root.stamps = stamps
        root.checked = time.monotonic()
    there = sorted(name for name in changed if Path(name).exists())
    root.workspace.files_changed(there, sorted(changed.difference(there)))


def _stamps(paths: Iterable[str]) -> dict[str, tuple[int, int]]:
    stamps: dict[str, tuple[int, int]] = {}
    for path in paths:
        try:
            found = os.stat(path)  # noqa: PTH116 - thousands of them
        except OSError:
            continue
        stamps[path] = found.st_mtime_ns, found.st_size
    return stamps


def _checked(request: object) -> _Request:
    try:
        return msgspec.convert(request, _Request)
    except msgspec.ValidationError as error:
        raise ClientError(f"This is no request: {error}.") from error


def _target(snapshot: Snapshot, path: str, request: _Request) -> Target:
    document = snapshot.document(path)
    if document is None:
        raise ClientError(f"file {request.file!r} does not exist or is no text.")
    offset = offset_at(document, request.line, request.character, PositionEncoding.UTF16)
    here = Span(offset, offset)
    facts = snapshot.facts(path)
    around = facts.enclosing(here) if facts is not None else ()
    symbol = next((item for item in reversed(around) if item.kind.is_callable), next(reversed(around), None))
    target = Target(path, Intent.INSERT, here, instruction=request.instruction, symbol=symbol)
    if symbol is not None and symbol.unfinished and symbol.body is not None:
        return replace(target, intent=Intent.IMPLEMENT, span=symbol.body)
    return target


def _as_json(snapshot: Snapshot, pack: ContextPack) -> dict[str, object]:
    items = [
        {
            "path": snapshot.relative(item.path),
            "start_line": item.start_line + 1,
            "end_line": item.end_line + 1,
            "kind": item.kind.value,
            "reason": item.reason,
            "score": item.score,
            "tokens": item.tokens,
            "text": item.text,
        }
        for item in pack.items
    ]
    return {"items": items, "text": render(pack.items), "tokens": pack.tokens}
