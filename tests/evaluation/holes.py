"""Taking code away from a file: the lines that go, what stands there instead, and the imports that go with it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from contexten.syntax.at import identifiers
from contexten.syntax.extract import extract_facts
from contexten.syntax.parse import parse
from contexten.text import Document, Span

if TYPE_CHECKING:
    from contexten.syntax.facts import Definition, Import
    from evaluation.source import File

_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_STATEMENT = {"typescript": r"import\b", "rust": r"(pub(\([^)]*\))?\s+)?use\b", "java": r"import\b"}


@dataclass(frozen=True)
class Hole:
    """Whole lines `first` to `last`, from 1, and the text that takes their place."""

    first: int
    last: int
    text: str

    def as_edit(self) -> dict:
        return {"start": self.first, "end": self.last, "text": self.text}


def body_hole(file: File, definition: Definition) -> Hole | None:
    """The body of a function without its docstring; None where it does not stand on lines of its own."""
    if definition.body_start < 0:
        return None
    first, last = file.line(definition.body_start), file.line(max(definition.body_start, definition.body_end - 1))
    if file.language.id == "python":
        after = _after_docstring(file).get(file.line(definition.name_start))
        if after is None:
            return None
        first = after
    while first <= last and not file.lines[first - 1].strip():
        first += 1
    if first > last or first <= file.line(definition.name_start) or not _alone(file, definition, first, last):
        return None
    return Hole(first, last, stub_at(file, first))


def stub_at(file: File, line: int) -> str:
    """What stands in for a body that begins at `line`: its indentation, in Python with a `pass`."""
    text = file.lines[line - 1]
    return text[: len(text) - len(text.lstrip())] + ("pass" if file.language.id == "python" else "")


def span_of(file: File, hole: Hole) -> Span:
    """The bytes of a hole's lines."""
    end = file.starts[hole.last] - 1 if hole.last < len(file.starts) else len(file.data)
    return Span(file.starts[hole.first - 1], end)


def without(text: str, edits: list[dict]) -> str:
    """The text after edits of whole lines, as the scorer makes it."""
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda edit: -edit["start"]):
        lines[edit["start"] - 1 : edit["end"]] = edit["text"].split("\n")
    return "\n".join(lines)


def orphaned_imports(file: File, hole: Hole) -> list[dict]:
    """Edits that take away the imported names that only the removed lines used."""
    assert file.parsed
    gone = span_of(file, hole)
    used = {name for name, _ in identifiers(file.parsed, gone)}
    rest = _words_outside_imports(file, gone) | set(_WORD.findall(hole.text))
    edits = []
    for span in dict.fromkeys(Span(item.start, item.end) for item in file.facts.imports):
        items = [item for item in file.facts.imports if (item.start, item.end) == (span.start, span.end)]
        names = {item.local_name for item in items} & used - rest - {""}
        edit = None if gone.covers(span) or not names else _less(file, span, items, names)
        if edit is not None:
            edits.append(edit)
    return edits


def _words_outside_imports(file: File, gone: Span) -> set[str]:
    kept = bytearray(file.data)
    for item in file.facts.imports:
        kept[item.start : item.end] = b" " * (item.end - item.start)
    kept[gone.start : gone.end] = b" " * (gone.end - gone.start)
    return set(_WORD.findall(kept.decode("utf-8", "replace")))


def _less(file: File, span: Span, items: list[Import], names: set[str]) -> dict | None:
    """The import statement without some names, on one line; None where that is not sure."""
    first, last = file.line(span.start), file.line(max(span.start, span.end - 1))
    lead = file.lines[first - 1].encode()[: span.start - file.starts[first - 1]].decode()
    tail = file.lines[last - 1].encode()[span.end - file.starts[last - 1] :].decode()
    if (lead.strip() and lead.strip() != "import") or not re.fullmatch(r"\s*;?\s*((#|//).*)?", tail):
        return None
    remaining = [item for item in items if item.local_name not in names]
    if not remaining:
        return {"start": first, "end": last, "text": ""}
    comment = r"#.*$" if file.language.id == "python" else r"//.*$"
    whole = "\n".join(re.sub(comment, "", line) for line in file.lines[first - 1 : last])
    text = re.match(r"\s*", whole)[0] + _strike(whole, names)
    wanted = sorted((item.module, item.name, item.alias, item.level) for item in remaining)
    return {"start": first, "end": last, "text": text} if _imports(file, text) == wanted else None


def _strike(statement: str, names: set[str]) -> str:
    text = re.sub(r"\s+", " ", statement).strip()
    for name in names:
        before, after = r"(?<=[{(, ])(type )?([\w$]+ as )?(?<![\w$.])", r"(?![\w$]|\s+as\b)\s*(,\s*|(?=[\s})]|$))"
        text = re.sub(before + re.escape(name) + after, "", text)
    text = re.sub(r",?\s*([})])", r" \1" if "{ " in text else r"\1", text)
    text = re.sub(r"^(from \S+ import) \((.*)\)$", lambda found: f"{found[1]} {found[2].strip()}", text)
    text = re.sub(r"(import (?:type )?)?(\w+), \{\s*\}", lambda found: (found[1] or "") + found[2], text)
    return re.sub(r",\s*$", "", text).strip()


def _imports(file: File, text: str) -> list[tuple]:
    parsed = parse(Document.of(text.strip() + "\n"), file.language)
    found = extract_facts(parsed).imports if parsed else ()
    return sorted((item.module, item.name, item.alias, item.level) for item in found)


def _alone(file: File, definition: Definition, first: int, last: int) -> bool:
    """Whether the lines hold nothing but the body."""
    if file.language.id == "python":
        return True
    head = file.data[file.starts[first - 1] : definition.body_start]
    start = file.starts[last]
    tail = file.data[definition.body_end : start]
    closing = file.lines[last] if last < len(file.lines) else ""
    return (
        not head.strip()
        and re.fullmatch(rb"\s*;?\s*(//[^\n]*|/\*.*\*/\s*)?\n?", tail) is not None
        and (closing.strip().startswith("}") or not closing.strip())
    )


@lru_cache(maxsize=8)
def _after_docstring(file: File) -> dict[int, int]:
    """By the line of a function's `def`: the line where its body begins, the docstring left out."""
    try:
        module = ast.parse(file.data)
    except (SyntaxError, ValueError):
        return {}
    found = {}
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            documented = ast.get_docstring(node, clean=False) is not None
            if documented and len(node.body) == 1:
                continue
            found[node.lineno] = node.body[0].end_lineno + 1 if documented else node.body[0].lineno
            if not documented and isinstance(node.body[0], ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                marks = [mark.lineno for mark in node.body[0].decorator_list]
                found[node.lineno] = min([found[node.lineno], *marks])
    return found
