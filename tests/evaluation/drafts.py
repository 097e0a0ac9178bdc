"""How good drafts are over real code: with each function's true body taken out, how alike is the draft to it?

    python -m tests.evaluation.drafts --given TASKS.jsonl TREE ... --made TREE ... [--count 120]

`--given`: tasks as `tasks/*.jsonl` has them, over a restored tree. `--made`: tasks made of the tree itself.
Similarity is `rapidfuzz.fuzz.ratio` / 100 of the dedented text with the true dedented body.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz.fuzz import ratio
from tests.evaluation.draft_curve import curve_lines, mean
from tests.evaluation.draft_tasks import Task, definition_of, given_tasks, made_tasks, workspace_of

from contexten.drafts.analogy import most_likely
from contexten.drafts.confidence import OFFERED_FROM
from contexten.drafts.draft import Draft, draft
from contexten.drafts.sample import dedented, docstring_end
from contexten.drafts.site import Scope, site_of
from contexten.syntax.languages import of_path
from contexten.syntax.parse import parse
from contexten.text import Document
from contexten.workspace.target import Intent, Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.syntax.facts import Definition
    from contexten.workspace import Snapshot, Workspace

_WORD = re.compile(r"[A-Za-z_$][\w$]*")


@dataclass(frozen=True)
class Result:
    """One task's measures, all 0 to 1; the offered draft's are None where there is none."""

    nearest: float
    """Similarity of the body of the nearest function by name and parameters, unchanged."""
    expected: float
    likeliest: float
    """Similarity of the surest analogy, offered or not."""
    offered: float | None = None
    parses: bool = False
    overlap: float = 0.0
    """Share of identifiers in common."""
    by_structure: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--given", nargs=2, action="append", type=Path, default=[], metavar=("TASKS", "TREE"))
    parser.add_argument("--made", nargs="+", type=Path, default=[], metavar="TREE")
    parser.add_argument("--count", type=int, default=120, help="tasks of each tree of --made")
    options = parser.parse_args()
    results: dict[str, list[Result]] = {}
    for file, tree in options.given:
        with workspace_of(tree) as workspace:
            results[tree.name] = list(measured(workspace, given_tasks(file, tree)))
    for tree in options.made:
        with workspace_of(tree) as workspace:
            tasks = made_tasks(workspace, tree, count=options.count)
            results[tree.name] = list(measured(workspace, tasks))
    if len(results) > 1:
        results["all"] = [item for items in results.values() for item in items]
    print("\n".join(table_lines(results)))
    print()
    print("\n".join(curve_lines({k: [(r.expected, r.likeliest) for r in v] for k, v in results.items()}, OFFERED_FROM)))


def measured(workspace: Workspace, tasks: list[Task]) -> Iterator[Result]:
    """The result of each task; the workspace is as before afterwards."""
    bodies = list(_bodies(workspace.snapshot()))
    for task in tasks:
        workspace.open(task.path, "", task.holed, 1)
        snapshot = workspace.snapshot()
        definition = definition_of(snapshot, task)
        if definition is None or not definition.unfinished:
            yield Result(0.0, 0.0, 0.0)
        else:
            yield _measured(snapshot, task, definition, bodies)
        workspace.close(task.path)


def table_lines(results: dict[str, list[Result]]) -> list[str]:
    """One line for each tree: what is offered and how good it is, and what copying the nearest gives."""
    lines = [
        (
            "| tree | tasks | offered | similarity | identifiers | parse | of it by structure (similarity) "
            "| nearest, same tasks | nearest, all | empty |"
        ),
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, items in results.items():
        offered = [item for item in items if item.offered is not None]
        alike = [item.offered for item in offered if item.offered is not None]
        made = [item.offered for item in offered if item.by_structure and item.offered is not None]
        lines.append(
            f"| {name} | {len(items)} | {len(offered) / max(1, len(items)):.0%} | {mean(alike):.2f} "
            f"| {mean([item.overlap for item in offered]):.2f} | {mean([float(item.parses) for item in offered]):.0%} "
            f"| {len(made)} ({mean(made):.2f}) | {mean([item.nearest for item in offered]):.2f} "
            f"| {mean([item.nearest for item in items]):.2f} | 0.00 |"
        )
    return lines


def _measured(
    snapshot: Snapshot, task: Task, definition: Definition, bodies: list[tuple[str, Definition, str]]
) -> Result:
    site = site_of(snapshot, task.path, definition)
    assert site is not None
    expected, likeliest = most_likely(site, Scope.at(site))
    alike = similarity(likeliest.text, task.body) if likeliest is not None else 0.0
    nearest = similarity(_nearest(task, definition, bodies), task.body)
    made = draft(snapshot, Target(task.path, Intent.IMPLEMENT, definition.body or definition.span, symbol=definition))
    if not isinstance(made, Draft):
        return Result(nearest, expected, alike)
    words = set(_WORD.findall(made.text)), set(_WORD.findall(task.body))
    overlap = len(words[0] & words[1]) / max(1, len(words[0] | words[1]))
    offered = similarity(made.text, task.body)
    return Result(nearest, expected, alike, offered, _parses(task, made.text), overlap, "analogy" not in made.source)


def similarity(text: str, body: str) -> float:
    return ratio(text.strip(), body) / 100


def _parses(task: Task, text: str) -> bool:
    """Whether the file with the draft has no more errors than with the true body."""
    language = of_path(task.path)
    assert language is not None
    found = [parse(Document.of(task.filled(each)), language) for each in (text, task.body)]
    return found[0] is not None and found[1] is not None and found[0].errors <= found[1].errors


def _bodies(snapshot: Snapshot) -> Iterator[tuple[str, Definition, str]]:
    for path in sorted(snapshot.index.paths()):
        document, facts, language = snapshot.document(path), snapshot.facts(path), snapshot.language(path)
        if document is None or facts is None or language is None:
            continue
        for item in facts.definitions:
            if item.kind.is_callable and item.body is not None and not item.unfinished:
                text = document.slice(item.body)
                indent = " " * (item.body.start - document.starts[document.line_of(item.body.start)])
                yield path, item, dedented(text[docstring_end(text, language) :].lstrip(), indent)


def _nearest(task: Task, definition: Definition, bodies: list[tuple[str, Definition, str]]) -> str:
    """The body of the function whose name and parameters are nearest to the task's; its own is left out."""
    mine = {item.name for item in definition.parameters}
    best, text = -1.0, ""
    for path, item, body in bodies:
        # The task's own function starts before the hole, where nothing has moved.
        if path == task.path and item.name_start == definition.name_start:
            continue
        theirs = {item.name for item in item.parameters}
        shared = len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0
        score = ratio(item.name, definition.name) / 100 + shared + 0.1 * (path == task.path)
        if score > best:
            best, text = score, body
    return text


if __name__ == "__main__":
    main()
