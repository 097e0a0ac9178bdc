"""Tasks from a source tree: a body is taken away, and what it used is the ground truth.

The form is that of the given evaluation (one JSON object per line), so that its scorer reads these too; the fields
`position`, `gold_source`, `commit` and `license` are ours.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.syntax.at import identifiers
from evaluation.gold import CORE, header_lines, used_definitions
from evaluation.holes import Hole, body_hole, orphaned_imports, span_of, without
from evaluation.source import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contexten.syntax.facts import Definition
    from contexten.text import Span
    from evaluation.gold import Resolver
    from evaluation.source import File, SourceTree

    Maker = Callable[[SourceTree, Resolver, File, Definition], dict | None]

WORD = re.compile(r"[A-Za-z_$][\w$]*")
SELF = frozenset({"self", "cls", "this", "super"})
_LINES = range(3, 81)
_PER_FILE = 12


@dataclass(frozen=True)
class Wanted:
    """How many tasks of a tree, and how many other files' definitions each must use at least.

    At least two thirds of the tasks use `rich` or more, as far as the tree has so many.
    """

    tasks: int = 100
    least: int = 1
    rich: int = 3


def make_tasks(
    tree: SourceTree,
    resolver: Resolver,
    name: str,
    *,
    wanted: Wanted = Wanted(),
    maker: Maker | None = None,
    tests: bool = False,
) -> list[dict]:
    """Up to `wanted.tasks` tasks, each of which `maker` makes of one function (`tests`: of one test); the same for the
    same tree.
    """
    make = maker or body_task
    made: list[dict] = []
    poor: list[dict] = []
    per_file: Counter[str] = Counter()
    for file, definition in candidates(tree, name, tests=tests):
        if len(made) + min(len(poor), wanted.tasks // 3) >= wanted.tasks:
            break
        if per_file[file.path] >= _PER_FILE:
            continue
        task = make(tree, resolver, file, definition)
        if task is None or count_core(task) < wanted.least:
            continue
        per_file[file.path] += 1
        (made if count_core(task) >= wanted.rich else poor).append(task)
    made += poor[: wanted.tasks - len(made)]
    made.sort(key=lambda task: (task["file"], task["line"]))
    return [{"id": f"{name}/{number:03}", "repo": name, **task} for number, task in enumerate(made)]


def count_core(task: dict) -> int:
    """How many functions, types and variables of other files the ground truth has."""
    return sum(item["scope"] == "cross" and item["kind"] in CORE for item in task["gold"])


def candidates(tree: SourceTree, seed: str, *, tests: bool = False) -> Iterator[tuple[File, Definition]]:
    """The functions worth a task, in a random order that the seed decides."""
    found = [
        (file, item)
        for file in tree.files.values()
        if file.is_test == tests and file.parsed
        for item in file.facts.definitions
        if item.kind.is_callable and not item.unfinished and not _inside_function(file, item)
    ]
    random.Random(seed).shuffle(found)  # noqa: S311 - a choice that can be repeated
    return ((file, item) for file, item in found if _promising(tree, file, item))


def body_task(tree: SourceTree, resolver: Resolver, file: File, definition: Definition) -> dict | None:
    """The task of writing a whole body; None where the body cannot be taken out cleanly."""
    hole = body_hole(file, definition)
    if hole is None or hole.last - hole.first + 1 not in _LINES:
        return None
    return hole_task(tree, resolver, file, definition, [hole], position="body")


def hole_task(
    tree: SourceTree,
    resolver: Resolver,
    file: File,
    definition: Definition,
    holes: list[Hole],
    *,
    position: str,
    spans: list[Span] | None = None,
    column: int = -1,
    instruction: str | None = None,
) -> dict | None:
    """A task with the caret in the first of the holes; the ground truth is what the names in `spans` mean."""
    assert file.parsed
    spans = spans or [span_of(file, hole) for hole in holes]
    gold = used_definitions(tree, resolver, file, spans)
    if not any(item["scope"] == "cross" for item in gold):
        return None
    edits = [hole.as_edit() for hole in holes]
    used = {name for span in spans for name, _ in identifiers(file.parsed, span)} - SELF
    seen = set(WORD.findall(without(file.data.decode(), edits)))
    hole = holes[0]
    return {
        "lang": LANGUAGES[file.language.id],
        "file": file.path,
        "line": hole.first,
        "col": column if column >= 0 else len(hole.text) - len(hole.text.lstrip()),
        "function": file.facts.qualified_name(definition),
        "instruction": instruction_for(definition) if instruction is None else instruction,
        "has_doc": bool(definition.doc),
        "signature": file.text(*header_lines(file, definition)),
        "body": "\n".join("\n".join(file.lines[hole.first - 1 : hole.last]) for hole in holes),
        "edits": edits,
        "edits_noimp": edits + [edit for item in holes for edit in orphaned_imports(file, item)],
        "gold": gold,
        "idents": sorted(used),
        "novel_idents": sorted(used - seen),
        "position": position,
        "gold_source": resolver.name,
    }


def instruction_for(definition: Definition) -> str:
    """What a person would ask: the doc text, else the words of the name."""
    if definition.doc:
        return definition.doc
    return " ".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", definition.name)).lower()


def _inside_function(file: File, definition: Definition) -> bool:
    parent = definition.parent
    while parent >= 0:
        above = file.facts.definitions[parent]
        if above.kind.is_callable:
            return True
        parent = above.parent
    return False


def _promising(tree: SourceTree, file: File, definition: Definition) -> bool:
    """Whether the body names anything that another file defines."""
    if definition.body is None or file.parsed is None:
        return False
    if file.line(definition.body_end) - file.line(definition.body_start) + 1 not in _LINES:
        return False
    elsewhere = (tree.defined.get(name, set()) - {file.path} for name, _ in identifiers(file.parsed, definition.body))
    return any(elsewhere)
