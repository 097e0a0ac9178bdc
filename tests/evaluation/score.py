"""How much of the ground truth a selection shows; the measures are those of the given scorer, in few lines.

`core`: share of the used functions, types and module variables of other files whose definition is shown. `hidden`: the
same over those whose name stands nowhere in the file under edit. A definition counts as shown where an item of its
file holds its line and its name, or its first line word for word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.gold import CORE
from evaluation.holes import without

if TYPE_CHECKING:
    from pathlib import Path

Answer = Callable[[dict], dict]
"""What is asked, as `contexten context --batch` reads it, to what it answers."""
_SLACK = 1.15


@dataclass(frozen=True)
class Score:
    """Hits and possible hits of one task."""

    core: int
    of_core: int
    hidden: int
    of_hidden: int
    tokens: float


def score_task(task: dict, root: Path, answer: Answer, *, budget: int, noimp: bool = False) -> Score:
    """Ask at the task's place, with its hole written into the file, which is restored afterwards."""
    edits = task["edits_noimp" if noimp else "edits"]
    path = root / task["file"]
    original = path.read_bytes()
    holed = without(original.decode(), edits)
    moved = sum(item["text"].count("\n") + item["start"] - item["end"] for item in edits if item["end"] < task["line"])
    request = {
        "root": str(root),
        "file": task["file"],
        "line": task["line"] - 1 + moved,
        "character": task["col"],
        "instruction": task["instruction"],
        "budget_tokens": budget,
    }
    path.write_bytes(holed.encode())
    try:
        found = answer(request)
    finally:
        path.write_bytes(original)
    return _score(task, holed, found, budget)


def mean(scores: list[Score]) -> dict[str, float]:
    """The mean of the shares over tasks; tasks without any such definition do not count."""
    core = [score.core / score.of_core for score in scores if score.of_core]
    hidden = [score.hidden / score.of_hidden for score in scores if score.of_hidden]
    tokens = [score.tokens for score in scores]
    named = {"core": core, "hidden": hidden, "tokens": tokens}
    return {name: round(sum(values) / len(values), 3) for name, values in named.items() if values}


def _score(task: dict, holed: str, found: dict, budget: int) -> Score:
    items, tokens = _within(found, budget * _SLACK)
    words = set(re.findall(r"[A-Za-z_$][\w$]*", holed))
    core = [item for item in task["gold"] if item["scope"] == "cross" and item["kind"] in CORE]
    hidden = [item for item in core if item["name"] not in words]
    hits = {id(item) for item in core if any(_shows(given, item) for given in items)}
    return Score(len(hits), len(core), sum(id(item) in hits for item in hidden), len(hidden), tokens)


def _within(found: dict, tokens: float) -> tuple[list[dict], float]:
    """The first items that fit; none where `text`, which is what goes into the prompt, is too long."""
    whole = len(found.get("text") or "") / 4
    kept, used = [], 0.0
    for item in found.get("items", ()):
        used += len(item["text"]) / 4
        if max(used, 0 if kept else whole) > tokens:
            break
        kept.append(item)
    return kept, max(whole, used)


def _shows(given: dict, gold: dict) -> bool:
    if given["path"] != gold["file"]:
        return False
    named = re.search(rf"(?<![\w$]){re.escape(gold['name'])}(?![\w$])", given["text"])
    if named and any(given["start_line"] <= line <= given["end_line"] for line in gold["def_lines"]):
        return True
    shown = _folded(given["text"])
    return any(len(text) > 8 and _folded(text) in shown for text in gold["def_texts"])


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().rstrip(" :{(")
