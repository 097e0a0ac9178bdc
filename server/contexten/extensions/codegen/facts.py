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
        return "\n\n".join(["The index knows nothing of this file yet.", *problems])
    symbol = None if target.symbol is None else _indexed(file, target.symbol)
    if symbol is not None and symbol.span.covers(target.span):
        told = _of_symbol(snapshot, symbol)
    else:
        told = _of_code(snapshot, file, target)
    return "\n\n".join([*told, *problems]) + "\n"


def _indexed(file: File, wanted: Definition) -> Symbol | None:
    return next((item for item in file.all_symbols if item.definition.name_start == wanted.name_start), None)


def _of_symbol(snapshot: Snapshot, symbol: Symbol) -> Iterable[str]:
    kind = symbol.definition.kind.value
    yield f"## {kind} `{symbol.full_name}`"
    yield f"{symbol.filepath}:{symbol.start_line}-{symbol.end_line}"
    language = snapshot.language(symbol.path)
    signature = symbol.definition.signature
    if signature:
        yield f"```{language.language_ids[0] if language else ''}\n{signature}\n```"
    if symbol.docstring:
        yield "\n".join(f"> {line}".rstrip() for line in symbol.docstring.strip().splitlines())
    yield "\n".join(_related(snapshot, symbol))


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
    document = snapshot.document(file.path)
    lines = [0, 0] if document is None else [document.line_of(target.span.start), document.line_of(target.span.end)]
    yield f"## {file.filepath}:{lines[0] + 1}-{lines[1] + 1}"
    if target.symbol is not None:
        yield f"Inside `{target.symbol.name}`."
    needed = list(_needed(dependencies_in(file.world, file.path, target.span)))
    yield "\n".join(needed) or "It names no definition of this file and no import."


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
