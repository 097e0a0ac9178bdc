"""Imports of an answer: those that the file lacks go into its import block."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.edits.import_places import insertion_offset, opens_group, starts_file
from contexten.edits.lines import leading, line_end
from contexten.edits.site import Piece, Pieces, Site
from contexten.syntax.extract import extract_facts
from contexten.syntax.parse import fragment
from contexten.text import Document, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.syntax.facts import Import
    from contexten.syntax.language import Language

LABEL = "new import"
_LONGEST_LINE = 88
_PACKAGE = re.compile(r"^\s*package\s+[\w.]+\s*;?\s*$|^\s*namespace\s+[\w.]+\s*;\s*$")
_LIST = re.compile(r"\{(?P<braces>[^{}]*)\}|\bimport\s+\(?(?P<python>[^()#\"']*)\)?\s*$")
_PYTHON_LINE = re.compile(r"^(from\s+\S+\s+import\s+)([\w, ]+)$")
_ECMA_LINE = re.compile(r"^(import\s+(?:type\s+)?\{\s*)([^{}]+?)(\s*,?\s*\}\s*from\s*['\"][^'\"]+['\"];?)$")
_GO_BLOCK = re.compile(rb"^import\s*\(.*?^\)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Statement:
    """One import statement of an answer."""

    text: str
    items: tuple[Import, ...]


def split_imports(text: str, language: Language) -> tuple[tuple[Statement, ...], str]:
    """The top-level import statements of `text`, and the text without them and without a package clause."""
    parsed = fragment(text, language)
    document = parsed.document
    statements = _statements(document, extract_facts(parsed).imports)
    gone = _frame_lines(document, language)
    gone.update(line for span, _ in statements for line in _lines_of(document, span))
    kept = [line for number, line in enumerate(text.split("\n")) if number not in gone]
    return tuple(statement for _, statement in statements), "\n".join(kept)


def import_pieces(site: Site, statements: Sequence[Statement]) -> Pieces:
    """What the import block needs so that the file has all `statements`; nothing twice."""
    known = {_key(item) for item in site.facts.imports}
    lines: dict[tuple[int, bool], list[str]] = {}
    pieces: list[Piece] = []
    for statement in statements:
        missing = tuple(item for item in statement.items if _key(item) not in known)
        known |= {_key(item) for item in missing}
        if not missing:
            continue
        merged = _merged(site, statement, missing)
        if merged and all(piece.span != merged.span for piece in pieces):
            pieces.append(merged)
        else:
            line = statement.text if len(missing) == len(statement.items) else _narrowed(statement.text, missing)
            place = (site.document, site.facts, site.language, missing[0])
            lines.setdefault((insertion_offset(*place), opens_group(*place)), []).append(line)
    inserted = [_inserted(site, offset, group, apart=apart) for (offset, apart), group in sorted(lines.items())]
    return (*pieces, *inserted)


def _statements(document: Document, items: Sequence[Import]) -> list[tuple[Span, Statement]]:
    """The top-level items grouped by the statement they stand in."""
    groups: dict[Span, list[Import]] = {}
    for item in items:
        line = document.line_text(document.line_of(item.start))
        if not line[:1].isspace() or _is_go_spec(line):
            groups.setdefault(Span(item.start, item.end), []).append(item)
    return [(span, Statement(document.slice(span).strip(), tuple(group))) for span, group in sorted(groups.items())]


def _is_go_spec(line: str) -> bool:
    return bool(re.match(r"^\s+(?:[\w.]+\s+)?[\"`][^\"`]+[\"`]\s*(?://.*)?$", line))


def _frame_lines(document: Document, language: Language) -> set[int]:
    """The lines that only frame imports: a package clause, the brackets around Go's imports."""
    if language.frame:
        frame = re.compile(language.frame)
        return {line for line in range(document.line_count) if frame.fullmatch(document.line_text(line))}
    if language.id not in {"go", "java", "csharp"}:
        return set()
    lines = {line for line in range(document.line_count) if _PACKAGE.match(document.line_text(line))}
    blocks = _GO_BLOCK.finditer(document.data) if language.id == "go" else ()
    return lines.union(*(_lines_of(document, Span(*block.span())) for block in blocks))


def _lines_of(document: Document, span: Span) -> range:
    return range(document.line_of(span.start), document.line_of(max(span.start, span.end - 1)) + 1)


def _key(item: Import) -> tuple[str, int, str, str]:
    return item.module, item.level, item.name, item.alias


def _narrowed(text: str, missing: Sequence[Import]) -> str:
    """The statement with only the missing names in its list; whole where it has no list."""
    found = _LIST.search(text)
    if found is None:
        return text
    group = "braces" if found.group("braces") is not None else "python"
    wanted = {item.local_name for item in missing}
    kept = [entry.strip() for entry in found.group(group).split(",") if _bound(entry) in wanted]
    if not kept:
        return text
    if group == "python":
        return text[: found.start()] + "import " + ", ".join(kept)
    before = re.sub(r"^(import\s+(?:type\s+)?)\w+\s*,\s*$", r"\1", text[: found.start()])
    space = " " if found.group(group).startswith(" ") else ""
    return before + "{" + space + ", ".join(kept) + space + "}" + text[found.end() :]


def _bound(entry: str) -> str:
    """The name that one entry of an import list binds: the alias in `a as b`."""
    words = entry.replace("type ", " ").split()
    return words[-1] if words else ""


def _merged(site: Site, statement: Statement, missing: Sequence[Import]) -> Piece | None:
    """The existing one-line statement of that module with the missing names added; None where that is not simple."""
    pattern = {"python": _PYTHON_LINE}.get(site.language.id, _ECMA_LINE)
    if not all(item.name and item.name not in {"*", "default"} for item in missing):
        return None
    added = [
        item.name if not item.alias or item.alias == item.name else f"{item.name} as {item.alias}" for item in missing
    ]
    for item in site.facts.imports:
        span = Span(item.start, item.end)
        old = site.document.slice(span)
        match = pattern.match(old)
        same = (item.module, item.level) == (missing[0].module, missing[0].level) and bool(item.name)
        if not same or not match or ("type " in statement.text.split("{")[0]) != ("type " in old.split("{")[0]):
            continue
        names = [name.strip() for name in match.group(2).split(",") if name.strip()]
        together = names + added
        if names == sorted(names, key=str.lower):
            together.sort(key=str.lower)
        tail = match.group(3) if pattern is _ECMA_LINE else ""
        new = match.group(1) + ", ".join(together) + tail
        return Piece(span, new, LABEL, asked=False) if len(new) <= _LONGEST_LINE else None
    return None


def _inserted(site: Site, offset: int, lines: Sequence[str], *, apart: bool) -> Piece:
    """New lines behind what ends at `offset`, or before everything at the start of the file."""
    document = site.document
    if site.language.id == "go":
        return _inserted_in_go(site, offset, lines)
    indent = _indent_inside(site, offset) if site.language.imports_inside else ""
    text = f"\n{indent}".join(lines)
    if site.language.imports_inside and not starts_file(document, offset):
        return Piece(Span(offset, offset), f"\n{indent}" + text, LABEL, asked=False)
    if _is_import_end(site, offset):
        return Piece(Span(offset, offset), ("\n\n" if apart else "\n") + text, LABEL, asked=False)
    if not starts_file(document, offset):
        at_line_start = document.starts[document.line_of(offset)] == offset
        if at_line_start:
            return Piece(Span(offset, offset), text + ("\n\n" if apart else "\n"), LABEL, asked=False)
        return Piece(Span(offset, offset), "\n\n" + text, LABEL, asked=False)
    rest = document.data[offset:]
    gap = "" if not rest.strip() else "\n" if rest.startswith((b"\n", b"\r")) or site.facts.imports else "\n\n"
    gap = "\n\n" if apart else gap
    return Piece(Span(offset, offset), text + (gap or "\n"), LABEL, asked=False)


def _indent_inside(site: Site, offset: int) -> str:
    """The indentation of the line that ends at `offset`; one level more behind the header of a module."""
    line = site.document.line_text(site.document.line_of(offset))
    return leading(line) + (site.unit if re.search(r"\bdo\s*$", line) else "")


def _inserted_in_go(site: Site, offset: int, lines: Sequence[str]) -> Piece:
    """Into the bracketed block where there is one, else as statements of their own."""
    specs = [re.sub(r"^import\s+", "", line).strip() for line in lines]
    block = re.search(rb"^import\s*\(", site.document.data, re.MULTILINE)
    if block is not None:
        close = site.document.data.find(b"\n)", block.end())
        if close >= 0:
            at = close + 1
            return Piece(Span(at, at), "".join(f"\t{spec}\n" for spec in specs), LABEL, asked=False)
    gap = "\n" if _is_import_end(site, offset) else "\n\n"
    return Piece(Span(offset, offset), gap + "\n".join(f"import {spec}" for spec in specs), LABEL, asked=False)


def _is_import_end(site: Site, offset: int) -> bool:
    return any(line_end(site.document, max(item.start, item.end - 1)) == offset for item in site.facts.imports)
