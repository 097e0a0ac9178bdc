"""Tasks for measuring drafts: a tree of real code, one function of it without its body, and the body that was there."""

from __future__ import annotations

import json
import random
import re
import textwrap
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contexten.ide.testfiles import is_test_file
from contexten.store import Store
from contexten.text import Document, Span
from contexten.workspace import Snapshot, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.syntax.facts import Definition

SHORTEST, LONGEST = 3, 70
"""Lines of a body; as in the given tasks."""
FEWEST, MOST = 85, 2500
"""Characters of a body."""
SEED = 11
_DOCSTRING = re.compile(r"[rRuU]?(\"\"\".*?\"\"\"|'''.*?'''|\"[^\"\n]*\"|'[^'\n]*')[ \t]*(?=\r|\n|$)", re.DOTALL)


@dataclass(frozen=True)
class Task:
    """One function whose body is gone. Lines are 0-based and count in `holed`; the hole is one line."""

    id: str
    path: str
    holed: str
    line: int
    body: str
    """What stood there, dedented."""

    def filled(self, text: str) -> str:
        """The file with `text` in the place of the hole."""
        lines = self.holed.split("\n")
        indent = re.match(r"[ \t]*", lines[self.line])
        lines[self.line] = textwrap.indent(text, indent.group() if indent else "")
        return "\n".join(lines)


def given_tasks(file: Path, root: Path) -> list[Task]:
    """The tasks of a `tasks/*.jsonl` over the tree at `root`."""
    return [_given(json.loads(line), root) for line in file.read_text(encoding="utf8").splitlines()]


def made_tasks(workspace: Workspace, root: Path, *, count: int, seed: int = SEED, any_size: bool = False) -> list[Task]:
    """Up to `count` functions of the scanned tree, of the given tasks' kind: neither tests nor too short, and each
    uses something that another file defines. With `any_size` all that are no tests, however short."""
    snapshot = workspace.snapshot()
    found = [
        (path, item)
        for path in sorted(snapshot.index.paths())
        if not is_test_file(snapshot.relative(path)) and not _is_aside(snapshot.relative(path))
        for item in _definitions(snapshot, path)
        if item.kind.is_callable and item.body is not None and not item.unfinished
    ]
    random.Random(seed).shuffle(found)  # noqa: S311 - a fixed sample
    made: list[Task] = []
    for path, item in found:
        if len(made) == count:
            break
        document = snapshot.document(path)
        task = _made(document, path, item, root, any_size=any_size) if document else None
        if task is not None and (any_size or _reaches_out(snapshot, path, item)):
            made.append(task)
    return made


@contextmanager
def workspace_of(root: Path) -> Iterator[Workspace]:
    """The tree at `root`, scanned."""
    store = Store.open(None)
    workspace = Workspace([str(root.resolve())], store)
    workspace.scan(workers=0)
    try:
        yield workspace
    finally:
        store.close()


def definition_of(snapshot: Snapshot, task: Task) -> Definition | None:
    """The unfinished definition whose body is the task's hole."""
    document, facts = snapshot.document(task.path), snapshot.facts(task.path)
    if document is None or facts is None:
        return None
    start = document.starts[task.line]
    around = [item for item in facts.enclosing(Span(start, start)) if item.kind.is_callable]
    return around[-1] if around else None


def _given(row: dict, root: Path) -> Task:
    path = str((root / row["file"]).resolve())
    text = Path(path).read_text(encoding="utf8")
    lines, line = text.split("\n"), row["line"] - 1
    for edit in sorted(row["edits"], key=lambda item: -item["start"]):
        lines[edit["start"] - 1 : edit["end"]] = edit["text"].split("\n")
        if edit["end"] < row["line"]:
            line += edit["text"].count("\n") - (edit["end"] - edit["start"])
    return Task(row["id"], path, "\n".join(lines), line, textwrap.dedent(row["body"]).strip())


def _made(document: Document, path: str, item: Definition, root: Path, *, any_size: bool) -> Task | None:
    """The hole over whole lines; None where the body shares a line with something else or has another size."""
    assert item.body is not None
    start, end = item.body.start, item.body.end
    text = document.slice(item.body)
    match = _DOCSTRING.match(text) if path.endswith(".py") else None
    if match is not None:
        rest = text[match.end() :]
        start += len(text[: match.end()].encode()) + len(rest.encode()) - len(rest.lstrip().encode())
    first, last = document.line_of(start), document.line_of(end)
    lines = document.text.split("\n")
    body = textwrap.dedent("\n".join(lines[first : last + 1])).strip()
    closing = document.slice(Span(end, document.starts[last + 1] if last + 1 < len(document.starts) else end))
    if document.data[document.starts[first] : start].strip() or closing.strip() or start >= end:
        return None
    lines_of_body = last - first + 1
    if lines_of_body > LONGEST or len(body) > MOST:
        return None
    if not any_size and (lines_of_body < SHORTEST or len(body) < FEWEST):
        return None
    indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
    lines[first : last + 1] = [indent + ("pass" if path.endswith(".py") else "")]
    name = f"{Path(path).relative_to(root.resolve()).as_posix()}:{first + 1}"
    return Task(name, path, "\n".join(lines), first, body)


def _definitions(snapshot: Snapshot, path: str) -> tuple[Definition, ...]:
    facts = snapshot.facts(path)
    return facts.definitions if facts else ()


def _reaches_out(snapshot: Snapshot, path: str, item: Definition) -> bool:
    """Whether the body names something that another file of the tree defines."""
    facts = snapshot.facts(path)
    assert facts is not None
    body = item.body
    names = {each.name for each in facts.references if body and each.start in body and len(each.name) > 2}
    return any(symbol.path != path for name in sorted(names) for symbol in snapshot.index.definitions(name))


def _is_aside(relative: str) -> bool:
    """Whether a file is an example, generated or vendored."""
    folders = set(relative.split("/")[:-1])
    return bool(
        folders & {"docs", "examples", "example", "vendor", "_vendor", "benchmarks", "bench", "dist", "client-dist"}
    )
