"""`contexten.symbols`: where something is defined, who uses and calls it, what it needs; of the texts as they stand."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any, assert_never

from contexten.codebase import Class, Codebase, ExternalModule, File, Function, FunctionCall, Import, Symbol
from contexten.codebase.codebase_analysis import (
    get_class_summary,
    get_file_summary,
    get_function_summary,
    get_symbol_summary,
)
from contexten.context.redact import redact_text
from contexten.errors import ClientError
from contexten.lsp.uris import path_of

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from contexten.codebase import Usage
    from contexten.extensions.codegen.report import Result
    from contexten.lsp.commands.arguments import SymbolsArgument
    from contexten.lsp.commands.command import Asked
    from contexten.workspace.snapshot import Snapshot

_Answer = Symbol | File | Import | ExternalModule
_CUT = 300
"""Characters of a line, a header or a doc text that are shown."""
_MEANT = 10
"""How many other meanings of a name, or languages, are told."""
_FOLDERS = 30


def symbols(asked: Asked[SymbolsArgument]) -> Coroutine[Any, Any, Result]:
    """Answer one question about definitions. Raises ClientError for a name that means nothing."""
    if asked.arguments.near and path_of(asked.arguments.near) is None:
        raise ClientError("'near' must be a file: URI.")
    return asyncio.to_thread(answered, asked.session.snapshot(), asked.arguments)


def answered(snapshot: Snapshot, wanted: SymbolsArgument) -> Result:
    """The answer on one Snapshot; reads files, so for a thread. Raises ClientError for a name that means nothing."""
    codebase = Codebase(snapshot)
    near = path_of(wanted.near) or "" if wanted.near else ""
    if wanted.ask == "find":
        found = codebase.find(wanted.name, near=near) or (codebase.named_like(wanted.name) if wanted.name else [])
        return _result(None, symbols=found, limit=wanted.limit)
    if wanted.ask == "summary" and (summary := _summary_of_place(codebase, wanted.name)):
        return _result(None, limit=wanted.limit) | {"summary": summary}
    meant = codebase.find(wanted.name, near=near)
    if not meant:
        raise ClientError(_unknown(codebase, wanted.name))
    return _of_symbol(meant[0], wanted) | {"others": [item.label for item in meant[1 : 1 + _MEANT]]}


def _of_symbol(symbol: Symbol, wanted: SymbolsArgument) -> Result:
    match wanted.ask:
        case "usages":
            return _result(symbol, usages=symbol.usages, limit=wanted.limit)
        case "callers":
            calls = [usage for usage in symbol.usages if isinstance(usage.match, FunctionCall)]
            found = symbol.callers if isinstance(symbol, Function | Class) else []
            return _result(symbol, symbols=found, usages=calls, limit=wanted.limit)
        case "calls":
            return _result(symbol, symbols=_called(symbol), limit=wanted.limit)
        case "dependencies":
            return _result(symbol, symbols=_needed(symbol), limit=wanted.limit)
        case "summary" | "find":
            return _result(symbol, limit=wanted.limit) | {"summary": _summary(symbol)}
        case _:
            assert_never(wanted.ask)


def _called(symbol: Symbol) -> list[Symbol]:
    calls = symbol.function_calls if isinstance(symbol, Function | Class) else []
    return list(dict.fromkeys(found for call in calls for found in call.function_definitions))


def _needed(symbol: Symbol) -> list[_Answer]:
    """Its dependencies, with what an import gives in place of the import."""
    found = (item.resolved_symbol or item if isinstance(item, Import) else item for item in symbol.dependencies)
    return list(dict.fromkeys(found))


def _summary_of_place(codebase: Codebase, name: str) -> str:
    if not name:
        return _overview(codebase.snapshot)
    file = codebase.get_file(name, optional=True)
    return "" if file is None else get_file_summary(file)


def _overview(snapshot: Snapshot) -> str:
    """How many files and definitions, by language and folder. It opens no file: to count uses takes a minute."""
    view = snapshot.index
    languages = Counter(map(view.language_of, view.paths()))
    folders = Counter(_folder(snapshot.relative(path)) for path in view.paths())
    lines = [f"Contains {view.files} files with {view.symbols} definitions"]
    lines += [f"- {count} files of {name}" for name, count in languages.most_common(_MEANT)]
    lines += ["", "By folder"]
    lines += [f"- {name}: {count} files" for name, count in folders.most_common(_FOLDERS)]
    return "\n".join([*lines, ""])


def _folder(path: str) -> str:
    """The first two folders of a path."""
    return "/".join(path.split("/")[:-1][:2]) or "."


def _summary(symbol: Symbol) -> str:
    match symbol:
        case Function():
            return get_function_summary(symbol)
        case Class():
            return get_class_summary(symbol)
        case _:
            return get_symbol_summary(symbol)


def _unknown(codebase: Codebase, name: str) -> str:
    if not name.strip():
        return "Which definition? 'name' is empty."
    close = codebase.named_like(name.rsplit(".", 1)[-1].rsplit(":", 1)[-1])[:3]
    hint = f" Near it: {', '.join(item.label for item in close)}." if close else ""
    return f"Nothing in the workspace is called '{name[:100]}'.{hint}"


def _result(
    about: Symbol | None, *, symbols: Sequence[_Answer] = (), usages: Sequence[Usage] = (), limit: int
) -> Result:
    return {
        "about": None if about is None else _described(about),
        "symbols": [_described(item) for item in symbols[:limit]],
        "usages": [_use(item) for item in usages[:limit]],
        "total": max(len(symbols), len(usages)),
        "others": [],
        "summary": "",
    }


def _described(item: _Answer) -> Result:
    match item:
        case Symbol():
            header = item.definition.header_start
            line = item.file.world.document(item.path).line_of(header) + 1
            more = {"signature": _shown(item.definition.signature), "doc": _shown(item.docstring)}
            return _place(item.full_name, item.definition.kind.name.lower(), item.filepath, line, item.end_line) | more
        case File():
            return _place(item.name, "file", item.filepath, 1, item.end_line)
        case Import():
            return _place(item.name, "import", item.filepath, item.start_line, item.end_line)
        case ExternalModule(module, name):
            return _place(name if name == module else f"{module}.{name}", "external", "", 0, 0)


def _place(name: str, kind: str, path: str, line: int, end_line: int) -> Result:
    return {"name": name, "kind": kind, "path": path, "line": line, "endLine": end_line, "signature": "", "doc": ""}


def _use(usage: Usage) -> Result:
    place = usage.match
    document = place.world.document(place.path)
    line = document.line_of(place.start_byte)
    return {
        "path": place.filepath,
        "line": line + 1,
        "kind": usage.kind.name.lower().replace("_", " "),
        "by": usage.usage_symbol.label,
        "text": _shown(document.line_text(line).strip(), place.filepath),
    }


def _shown(text: str, path: str = "") -> str:
    """Cut, and without known secrets: it can go to a model."""
    text = redact_text(text, path).text
    return text if len(text) <= _CUT else f"{text[:_CUT]}…"
