"""Tasks without the code they are made of: what is committed names places only, and the tree gives the text back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.syntax.at import identifiers
from evaluation.gold import header_lines
from evaluation.holes import Hole, orphaned_imports, span_of, stub_at, without
from evaluation.source import LANGUAGES
from evaluation.tasks import SELF, WORD, instruction_for

if TYPE_CHECKING:
    from contexten.syntax.facts import Definition
    from evaluation.source import File, SourceTree

_ABOUT = ("id", "repo", "file", "function", "position", "gold_source", "origin", "license")
_GOLD = ("file", "symbol", "name", "kind", "line_start", "line_end", "def_lines", "refs", "sig_lines")


def squeeze(task: dict) -> dict:
    """The places of a task of a whole body."""
    kept = {
        key: task[key] for key in ("id", "repo", "file", "function", "position", "gold_source", "origin", "license")
    }
    edit = task["edits"][0]
    gold = [[item[key] for key in _GOLD] for item in task["gold"]]
    return {**kept, "hole": [edit["start"], edit["end"]], "gold": gold}


def fill(row: dict, tree: SourceTree) -> dict:
    """The whole task, with the text of its tree."""
    file = tree.files[row["file"]]
    first, last = row["hole"]
    hole = Hole(first, last, stub_at(file, first))
    definition = _function(file, row["function"], hole)
    assert file.parsed
    used = {name for name, _ in identifiers(file.parsed, span_of(file, hole))} - SELF
    edits = [hole.as_edit()]
    return {
        **{key: row[key] for key in _ABOUT},
        "lang": LANGUAGES[file.language.id],
        "line": first,
        "col": len(hole.text) - len(hole.text.lstrip()),
        "instruction": instruction_for(definition),
        "has_doc": bool(definition.doc),
        "signature": file.text(*header_lines(file, definition)),
        "body": file.text(first, last),
        "edits": edits,
        "edits_noimp": edits + orphaned_imports(file, hole),
        "gold": [_gold(item, file, tree) for item in row["gold"]],
        "idents": sorted(used),
        "novel_idents": sorted(used - set(WORD.findall(without(file.data.decode(), edits)))),
    }


def _function(file: File, name: str, hole: Hole) -> Definition:
    """The innermost function of that name around a hole."""
    around = (item for item in reversed(file.facts.definitions) if item.span.covers(span_of(file, hole)))
    return next(item for item in around if item.kind.is_callable and file.facts.qualified_name(item) == name)


def _gold(row: list, file: File, tree: SourceTree) -> dict:
    item = dict(zip(_GOLD, row, strict=True))
    home = tree.files[item["file"]]
    return {
        **item,
        "scope": "same" if home is file else "cross",
        "def_texts": [home.lines[line - 1].strip() for line in item["def_lines"]],
        "sig_text": home.text(*item["sig_lines"]),
    }
