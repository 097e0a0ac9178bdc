"""The candidates of self-made tasks as rows of features, with which of them the true body uses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from contexten.context.batch import quarter_of_characters
from contexten.context.features import features_of
from contexten.context.meaning import Meaning
from contexten.context.rank import by_hand, candidates
from contexten.context.scene import Scene
from contexten.context.weights import DEFAULT
from contexten.store import Store
from contexten.syntax.facts import FileFacts
from contexten.workspace.target import Intent, Target
from contexten.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from contexten.workspace.snapshot import Snapshot

_HARDEST, _RANDOM = 300, 100
"""Of each task, the wrong candidates that are kept: those that the hand-made order puts first, and some others."""


@dataclass(frozen=True, slots=True)
class Group:
    """One task: a row of features per kept candidate, and which are right."""

    features: NDArray[np.float16]
    right: NDArray[np.bool_]
    by_hand: NDArray[np.float32]
    """The scores of the hand-made order."""
    missed: int
    """How many right symbols no source proposed."""


def groups(root: Path, tasks: list[dict[str, Any]], variant: str) -> Iterator[Group]:
    """The groups of all tasks of one source tree; nothing is written to it."""
    workspace = Workspace([str(root)], Store.open(None))
    workspace.scan()
    chance = np.random.default_rng(1)
    for task in tasks:
        path = str(root / task["file"])
        edits = task["edits_noimp" if variant == "noimp" else "edits"]
        workspace.open(path, "", holed(Path(path).read_text(), edits), 1)
        try:
            group = _group(workspace.snapshot(), path, task, edits, chance)
            if group is not None:
                yield group
        finally:
            workspace.close(path)


def holed(text: str, edits: list[dict[str, Any]]) -> str:
    """`text` with each edit (1-based lines, inclusive) done."""
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda edit: -edit["start"]):
        lines[edit["start"] - 1 : edit["end"]] = edit["text"].split("\n")
    return "\n".join(lines)


def target_of(snapshot: Snapshot, path: str, task: dict[str, Any], edits: list[dict[str, Any]]) -> Target | None:
    """The target of a task: the function whose body was removed."""
    before = [edit for edit in edits if edit["end"] < task["line"]]
    shift = sum(len(edit["text"].split("\n")) - (edit["end"] - edit["start"] + 1) for edit in before)
    document, facts = snapshot.document(path), snapshot.facts(path)
    if document is None or facts is None:
        return None
    line: int = min(task["line"] + shift - 1, document.line_count - 1)
    start = document.starts[line]
    around = [item for item in facts.definitions if item.start <= start < item.end or item.body_start == start]
    functions = [item for item in around if item.kind.is_callable and item.name == task["function"].split(".")[-1]]
    if not functions or functions[-1].body is None:
        return None
    return Target(path, Intent.IMPLEMENT, functions[-1].body, instruction=task["instruction"], symbol=functions[-1])


def _group(
    snapshot: Snapshot, path: str, task: dict[str, Any], edits: list[dict[str, Any]], chance: np.random.Generator
) -> Group | None:
    target = target_of(snapshot, path, task, edits)
    if target is None:
        return None
    scene = Scene(snapshot, target, snapshot.facts(path) or FileFacts(language=""), Meaning(snapshot.index.atlas))
    table = candidates(scene, DEFAULT)
    wanted = _wanted(scene, task)
    right = np.isin(table.symbols, wanted)
    elsewhere = scene.atlas.file[table.symbols] != scene.file
    scores = by_hand(scene, DEFAULT, table)
    order = np.argsort(-scores, kind="stable")
    order = order[elsewhere[order]]
    wrong = order[~right[order]]
    others = wrong[_HARDEST:]
    kept = np.concatenate(
        [np.flatnonzero(right), wrong[:_HARDEST], chance.permutation(others)[:_RANDOM]],
    )
    features = features_of(scene, table)[kept].astype(np.float16)
    return Group(features, right[kept], scores[kept], len(wanted) - int(right.sum()))


def _wanted(scene: Scene, task: dict[str, Any]) -> NDArray[np.int32]:
    """The symbols of other files that the true body uses: those a pack can show."""
    atlas, root = scene.atlas, scene.snapshot.root_of(scene.path)
    found: list[int] = []
    for gold in task["gold"]:
        if gold["scope"] != "cross" or gold["kind"] == "attr":
            continue
        file = atlas.file_of(f"{root}/{gold['file']}")
        name = atlas.id_of(gold["name"])
        named: list[int] = atlas.symbols_named(name).tolist()
        symbols = [symbol for symbol in named if int(atlas.file[symbol]) == file]
        near = [symbol for symbol in symbols if _stands_at(int(atlas.start_line[symbol]) + 1, gold["def_lines"])]
        found += near or symbols[:1]
    return np.array(sorted(set(found)), dtype=np.int32)


def _stands_at(line: int, lines: list[int]) -> bool:
    return any(abs(line - other) <= 1 for other in lines)


def load_tasks(path: Path) -> list[dict[str, Any]]:
    """The tasks of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text().splitlines() if line]


__all__ = ["Group", "groups", "holed", "load_tasks", "quarter_of_characters", "target_of"]
