"""Over real code: whatever is drafted parses, and no name in it is invented. The oracle is Python's own compiler."""

from __future__ import annotations

import ast
import builtins
import json
import random
import re
import symtable
from pathlib import Path

import pytest

from contexten.drafts.draft import Draft, draft
from contexten.store import Store
from contexten.text import Patch, Span, encode
from contexten.workspace import Workspace
from contexten.workspace.target import Intent, Target

PACKAGES = ("json", "email", "http", "logging", "unittest")
SAMPLES = 60
SEED = 20


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A copy of some packages of the standard library, scanned."""
    source = Path(json.__file__).parent.parent
    root = tmp_path_factory.mktemp("library")
    for package in PACKAGES:
        for file in (source / package).rglob("*.py"):
            target = root / file.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    workspace = Workspace([str(root)], Store.open(None))
    workspace.scan(workers=0)
    return workspace


def _methods(workspace):
    """Finished functions of the library, in a random but fixed order."""
    snapshot = workspace.snapshot()
    found = [
        (path, item)
        for path in sorted(snapshot.index.paths())
        for item in snapshot.index.facts(path).definitions
        if item.kind.is_callable and item.body is not None and len(item.body) > 25 and not item.unfinished
    ]
    random.Random(SEED).shuffle(found)  # noqa: S311 - a fixed sample
    return found


def _drafts(workspace):
    """A draft for each of some functions whose body was taken out: the file without it and with the draft in it."""
    for path, item in _methods(workspace)[:SAMPLES]:
        before = workspace.snapshot().document(path)
        emptied = before.patched(Patch(item.body, b"..."))
        workspace.open(path, "python", emptied.text, 1)
        snapshot = workspace.snapshot()
        symbol = next(each for each in snapshot.facts(path).definitions if each.name_start == item.name_start)
        made = draft(snapshot, Target(path, Intent.IMPLEMENT, symbol.body, symbol=symbol))
        if isinstance(made, Draft):
            indent = " " * (item.body.start - before.starts[before.line_of(item.body.start)])
            one_line = before.line_of(item.header_start) == before.line_of(item.body.start)
            if not one_line and not indent.strip():
                lines = made.text.split("\n")
                text = "\n".join([lines[0], *(indent + line if line else line for line in lines[1:])])
                yield emptied, item, text, made.imports
        workspace.close(path)


def _global_names(table: symtable.SymbolTable) -> set[str]:
    """The names that functions read from their module."""
    found = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global() and symbol.is_referenced()}
    return found.union(*(_global_names(child) for child in table.get_children())) if table.get_children() else found


def _words(snapshot) -> set[str]:
    return {word for path in snapshot.index.paths() for word in re.findall(r"\w+", snapshot.document(path).text)}


def test_a_draft_for_real_code_parses_and_invents_no_name(library):
    words = _words(library.snapshot())
    seen = 0
    for emptied, item, text, imports in _drafts(library):
        start = item.body.start
        filled = emptied.patched(Patch(Span(start, start + 3), encode(text))).text
        whole = "\n".join(imports) + "\n" + filled if imports else filled
        if imports and "from __future__" in filled:
            whole = filled
        tree = ast.parse(whole)
        table = symtable.symtable(whole, "drafted.py", "exec")
        module = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
        before = symtable.symtable(emptied.text, "drafted.py", "exec")
        known = module | set(dir(builtins)) | _global_names(before) | {"__file__", "__name__", "__class__"}
        assert _global_names(table) <= known, (item.name, text)
        members = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert members <= words, (item.name, text)
        seen += 1
    assert seen >= SAMPLES // 10
