"""What the index knows of a place, as Markdown: header, documentation, callers, what it calls and who uses it.

No model and no network; every line names a place that can be looked up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.codebase import Codebase
from contexten.codebase.class_definition import Class
from contexten.codebase.function import CallableSymbol
from contexten.codebase.imports import Import
from contexten.codebase.usages import dependencies_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contexten.codebase.file import File
    from contexten.codebase.symbol import Symbol
    from contexten.syntax.facts import Definition
    from contexten.text import Span
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

_NAMED = 10
"""How many names a line lists."""
_MOST_FILES = 200
"""Files that use a name which are read; what a more common name means is not looked up."""


def facts_of(snapshot: Snapshot, target: Target) -> str:
    """The facts of the target's definition, or of the code at its span where it is none; slow, so for a thread."""
    file = Codebase(snapshot).get_file(target.path, optional=True)
    problems = [f"Problem: {item.message}" for item in target.diagnostics]
    if file is None:
        return "\n\n".join([*_of_file(snapshot, target), *problems]) + "\n"
    symbol = None if target.symbol is None else _indexed(file, target.symbol)
    if symbol is not None and symbol.span.covers(target.span):
        told = _of_symbol(snapshot, symbol)
    else:
        told = _of_code(snapshot, file, target)
    return "\n\n".join([*told, *problems]) + "\n"


def _indexed(file: File, wanted: Definition) -> Symbol | None:
    return next((item for item in file.all_symbols if item.definition.name_start == wanted.name_start), None)


def _of_file(snapshot: Snapshot, target: Target) -> Iterable[str]:
    """What the file alone shows, as long as the index does not know it."""
    definition = target.symbol
    if definition is not None and definition.span.covers(target.span):
        yield from _header(snapshot, target.path, definition, definition.name)
    else:
        yield f"## {_lines(snapshot, target.path, target.span)}"
    yield "The index does not know this file yet, so who uses what is not told."


def _of_symbol(snapshot: Snapshot, symbol: Symbol) -> Iterable[str]:
    yield from _header(snapshot, symbol.path, symbol.definition, symbol.full_name)
    yield "\n".join(_related(snapshot, symbol))


def _header(snapshot: Snapshot, path: str, definition: Definition, name: str) -> Iterable[str]:
    yield f"## {definition.kind.value} `{name}`"
    yield _lines(snapshot, path, definition.span)
    language = snapshot.language(path)
    if definition.signature:
        yield f"```{language.language_ids[0] if language else ''}\n{definition.signature}\n```"
    if definition.doc:
        yield "\n".join(f"> {line}".rstrip() for line in definition.doc.strip().splitlines())


def _lines(snapshot: Snapshot, path: str, span: Span) -> str:
    document = snapshot.document(path)
    first, last = (0, 0) if document is None else (document.line_of(span.start), document.line_of(span.end))
    return f"{snapshot.relative(path)}:{first + 1}" + (f"-{last + 1}" if last > first else "")


def _related(snapshot: Snapshot, symbol: Symbol) -> Iterable[str]:
    if isinstance(symbol, Class):
        yield from _listed("Bases", symbol.parent_class_names)
        yield from _listed("Methods", [item.name for item in symbol.methods])
        yield from _listed("Derived types", _labels(symbol.subclasses))
    yield from _names_in(symbol)
    yield from _users(snapshot, symbol)


def _names_in(symbol: Symbol) -> Iterable[str]:
    if isinstance(symbol, CallableSymbol) and not isinstance(symbol, Class):
        called = [call.receiver + "." * bool(call.receiver) + call.name for call in symbol.function_calls]
        yield from _listed("Calls", called)
    yield from _needed(symbol.dependencies)


def _users(snapshot: Snapshot, symbol: Symbol) -> Iterable[str]:
    using = snapshot.index.using(symbol.name)
    if len(using) > _MOST_FILES:
        yield f"- The name is used in {len(using)} files, which is too common to look into."
        return
    usages = symbol.usages
    files = {usage.match.path for usage in usages}
    yield f"- Used for certain in {_count(len(usages), 'place')} of {_count(len(files), 'file')}."
    if isinstance(symbol, CallableSymbol):
        yield from _listed("Called by", _labels(symbol.callers))


def _of_code(snapshot: Snapshot, file: File, target: Target) -> Iterable[str]:
    yield f"## {_lines(snapshot, file.path, target.span)}"
    if target.symbol is not None:
        yield f"Inside `{target.symbol.name}`."
    needed = list(_needed(dependencies_in(file.world, file.path, target.span)))
    yield "\n".join(needed) or "It uses no definition of this file and nothing that it imports."


def _needed(dependencies: Sequence[Symbol | Import]) -> Iterable[str]:
    own = [item.name for item in dependencies if not isinstance(item, Import)]
    imported = [f"{item.name} ({item.module})" for item in dependencies if isinstance(item, Import)]
    yield from _listed("Uses of this file", own)
    yield from _listed("Uses of imports", imported)


def _labels(places: Iterable[Symbol | File]) -> list[str]:
    return [place.label for place in places]


def _listed(title: str, names: Iterable[str]) -> Iterable[str]:
    """One line of names, each once and in order; no line where there are none."""
    found = list(dict.fromkeys(names))
    if found:
        shown = ", ".join(map(_code, found[:_NAMED]))
        more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        yield f"- {title}: {shown}{more}"


def _code(name: str) -> str:
    return f"`{name.replace('`', '')}`"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
