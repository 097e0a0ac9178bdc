"""CREATE: a function from the places where it is called.

**Invariant:** a parameter, a type or a default is written only where a call shows it; where nothing is known of the
body it says so in the language's own way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from contexten.drafts.analogy import most_likely
from contexten.drafts.calls import Call, Wanted, calls_of, parameters_of, returned_type, visible_type
from contexten.drafts.confidence import OFFERED_FROM
from contexten.drafts.model import Draft, NoDraft
from contexten.drafts.site import Scope, Site
from contexten.syntax.extract import extract_facts
from contexten.syntax.parse import fragment
from contexten.text import Document, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contexten.syntax.language import Language
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

_RECEIVERS = frozenset({"self", "cls", "this"})
_UNWRITTEN = {
    "python": "raise NotImplementedError",
    "go": 'panic("not implemented")',
    "rust": "todo!()",
    "java": 'throw new UnsupportedOperationException("not implemented");',
    "c": "abort(); /* TODO: not implemented */",
    "cpp": 'throw std::logic_error("not implemented");',
    "csharp": "throw new NotImplementedException();",
}
_ALL_METHODS = frozenset({"java", "csharp"})
"""Languages without functions outside of types."""
_SCRIPT_UNWRITTEN = 'throw new Error("not implemented");'


@dataclass(frozen=True, slots=True)
class _Plan:
    """The function to be written."""

    name: str
    parameters: tuple[Wanted, ...]
    returns: str | None
    """Empty: of unknown type. None: nothing is returned."""
    is_async: bool
    method: bool
    receiver: str
    """`self`, `cls`, `this`, or Go's written receiver."""
    note: str
    typed: bool
    """Python: whether annotations are the file's custom."""
    static: bool = False


def from_usage(snapshot: Snapshot, target: Target) -> Draft | NoDraft:
    """A whole function or method called `target.name`."""
    language = snapshot.language(target.path)
    calls = calls_of(snapshot, target.path, target.name) if target.name else ()
    if language is None or not calls:
        return NoDraft(f"nothing calls {target.name!r} here, so nothing shows what it should look like")
    first = _asked(calls, target)
    if first.site.receiver and first.site.receiver not in _own_receivers(first):
        return NoDraft(
            f"{first.site.receiver}.{target.name} belongs to another object; create it where that is defined"
        )
    same = tuple(call for call in calls if call.site.receiver == first.site.receiver)
    plan = _plan(snapshot, target.name, first, same, language)
    write = _WRITERS.get(language.id)
    if write is None:
        return NoDraft(f"functions of {language.title} are not drafted from their use")
    header, opening, closing = write(plan, language)
    if not header:
        return NoDraft(f"the calls of {target.name!r} do not show the types that {language.title} needs")
    unwritten = _UNWRITTEN.get(language.id, _SCRIPT_UNWRITTEN)
    source = f"from {len(same)} place{'s' if len(same) > 1 else ''} of use"
    made = _body(snapshot, target.path, first, f"{header}{opening}", closing, unwritten, plan, language)
    body, by, imports = made or (unwritten, "", ())
    text = _joined(header, opening, closing, plan.note, body, language)
    if fragment(_framed(text, plan, language)[0], language).errors:
        return NoDraft(f"the calls of {target.name!r} do not give a signature that parses")
    return Draft(text, f"{source}; body {by}" if by else source, first.path, imports)


def _asked(calls: Sequence[Call], target: Target) -> Call:
    """The call the person stands at, else the first."""
    places = [item.span for item in target.diagnostics] + ([target.selection] if target.selection else [])
    here = [call for call in calls if call.path == target.path and any(call.site.span.touches(span) for span in places)]
    return (here or list(calls))[0]


def _own_receivers(call: Call) -> frozenset[str]:
    named = {item.name for item in call.scope.parameters if item.receiver} if call.scope else set[str]()
    return frozenset(named | _RECEIVERS)


def _plan(snapshot: Snapshot, name: str, first: Call, calls: tuple[Call, ...], language: Language) -> _Plan:
    receiver = first.site.receiver
    functions = [item for item in first.facts.definitions if item.kind.is_callable]
    annotated = any(item.returns or any(each.type for each in item.parameters) for item in functions)
    where = f"{snapshot.relative(first.path)}:{first.line}"
    more = f" and {len(calls) - 1} more" if len(calls) > 1 else ""
    if language.id == "go" and receiver and first.scope is not None:
        match = re.match(r"func\s*(\([^)]*\))", first.scope.signature)
        receiver = match.group(1) if match else ""
    returns = returned_type(calls, language)
    return _Plan(
        name=name,
        parameters=tuple(
            replace(item, type=visible_type(item.type, first.path, snapshot))
            for item in parameters_of(calls, snapshot, language)
        ),
        returns=returns and visible_type(returns, first.path, snapshot),
        is_async=any(call.site.awaited for call in calls),
        method=bool(first.site.receiver) or language.id in _ALL_METHODS,
        receiver=receiver,
        note=f"Created from its usage in {where}{more}.",
        typed=annotated or not functions,
        static=language.id in _ALL_METHODS and first.scope is not None and " static " in f" {first.scope.signature}",
    )


def _python(plan: _Plan, language: Language) -> tuple[str, str, str]:
    del language
    receiver = [plan.receiver] if plan.method else []
    plain = [item for item in plan.parameters if not item.keyword or item.name.startswith("*")]
    named = [item for item in plan.parameters if item.keyword]
    starred = [item for item in plain if item.name.startswith("*")]
    parts = [*receiver, *(_python_parameter(item, plan) for item in plain if item not in starred)]
    parts += [_python_parameter(item, plan) for item in named if not item.optional and not _follows_default(plain)]
    rest = [item for item in named if item.optional or _follows_default(plain)]
    parts += [_python_parameter(item, plan) for item in rest]
    if any(not item.optional for item in rest):
        parts.insert(len(parts) - len(rest), "*")
    parts += [item.name for item in sorted(starred, key=lambda item: len(item.name) - len(item.name.lstrip("*")))]
    result = " -> None" if plan.returns is None else f" -> {plan.returns}" if plan.returns else ""
    word = "async def" if plan.is_async else "def"
    lead = "@classmethod\n" if plan.receiver == "cls" else ""
    return f"{lead}{word} {plan.name}({', '.join(parts)}){result if plan.typed else ''}", ":", ""


def _follows_default(plain: Sequence[Wanted]) -> bool:
    return any(item.optional for item in plain)


def _python_parameter(item: Wanted, plan: _Plan) -> str:
    type_ = item.type if plan.typed else ""
    if item.optional and type_ and "None" not in type_:
        type_ = f"{type_} | None"
    if not type_:
        return f"{item.name}=None" if item.optional else item.name
    return f"{item.name}: {type_} = None" if item.optional else f"{item.name}: {type_}"


def _script(plan: _Plan, language: Language) -> tuple[str, str, str]:
    typed = language.id in {"typescript", "tsx"}
    parts = [_script_parameter(item, typed=typed) for item in plan.parameters]
    result = ""
    if typed:
        inner = "void" if plan.returns is None else plan.returns or "unknown"
        wrapped = inner.startswith("Promise<") or not plan.is_async
        result = f": {inner}" if wrapped else f": Promise<{inner}>"
    word = ("async " if plan.is_async else "") + ("" if plan.method else "function ")
    return f"{word}{plan.name}({', '.join(parts)}){result}", " {", "}"


def _script_parameter(item: Wanted, *, typed: bool) -> str:
    if not typed:
        return item.name
    return f"{item.name}{'?' if item.optional else ''}: {item.type or 'unknown'}"


def _go(plan: _Plan, language: Language) -> tuple[str, str, str]:
    del language
    parts = [f"{item.name} {item.type or 'any'}" for item in plan.parameters]
    receiver = f"{plan.receiver} " if plan.method else ""
    if plan.method and not plan.receiver:
        return "", "", ""
    result = "" if plan.returns is None else f" {plan.returns or 'any'}"
    return f"func {receiver}{plan.name}({', '.join(parts)}){result}", " {", "}"


def _rust(plan: _Plan, language: Language) -> tuple[str, str, str]:
    del language
    if plan.returns == "" or any(not item.type for item in plan.parameters):
        return "", "", ""
    parts = (["&self"] if plan.method else []) + [f"{item.name}: {item.type}" for item in plan.parameters]
    result = f" -> {plan.returns}" if plan.returns else ""
    return f"{'async ' if plan.is_async else ''}fn {plan.name}({', '.join(parts)}){result}", " {", "}"


def _java(plan: _Plan, language: Language) -> tuple[str, str, str]:
    del language
    parts = [f"{item.type or 'Object'} {item.name}" for item in plan.parameters]
    result = "void" if plan.returns is None else plan.returns or "Object"
    static = "static " if plan.static else ""
    return f"private {static}{result} {plan.name}({', '.join(parts)})", " {", "}"


def _c(plan: _Plan, language: Language) -> tuple[str, str, str]:
    # In C++ a method is declared in its class too, which is another place, often another file.
    if plan.method or plan.returns == "" or any(not item.type for item in plan.parameters):
        return "", "", ""
    nothing = "void" if language.id == "c" else ""
    parts = [f"{item.type}{'' if item.type.endswith(('*', '&')) else ' '}{item.name}" for item in plan.parameters]
    result = plan.returns or "void"
    space = "" if result.endswith(("*", "&")) else " "
    return f"static {result}{space}{plan.name}({', '.join(parts) or nothing})", " {", "}"


def _csharp(plan: _Plan, language: Language) -> tuple[str, str, str]:
    del language
    parts = [f"{item.type or 'object'} {item.name}" for item in plan.parameters]
    inner = "void" if plan.returns is None else plan.returns or "object"
    result = inner
    if plan.is_async and not inner.startswith("Task"):
        result = "Task" if inner == "void" else f"Task<{inner}>"
    words = f"private {'static ' if plan.static else ''}{'async ' if plan.is_async else ''}"
    return f"{words}{result} {plan.name}({', '.join(parts)})", "\n{", "}"


_WRITERS: dict[str, Callable[[_Plan, Language], tuple[str, str, str]]] = {
    "python": _python,
    "javascript": _script,
    "typescript": _script,
    "tsx": _script,
    "go": _go,
    "rust": _rust,
    "java": _java,
    "c": _c,
    "cpp": _c,
    "csharp": _csharp,
}


def _joined(header: str, opening: str, closing: str, note: str, body: str, language: Language) -> str:
    indent = "\t" if language.id == "go" else language.indent
    lines = [indent + line if line else line for line in body.split("\n")]
    if language.docstring:
        lines.insert(0, f'{indent}"""{note}"""')
        return "\n".join([header + opening, *lines])
    mark = {"go": "// {}", "rust": "/// {}", "csharp": "/// <summary>{}</summary>"}.get(language.id, "/** {} */")
    return "\n".join([mark.format(note), header + opening, *lines, closing])


def _framed(text: str, plan: _Plan, language: Language) -> tuple[str, int]:
    """The text where it can be parsed alone, and how many bytes were put before it."""
    if not plan.method or language.id in {"go", "rust"}:
        return text + "\n", 0
    if not language.braces:
        lines = [language.indent + line if line else line for line in text.split("\n")]
        return "class _:\n" + "\n".join(lines) + "\n", len("class _:\n")
    return f"class X {{\n{text}\n}}\n", len("class X {\n")


def _body(
    snapshot: Snapshot,
    path: str,
    first: Call,
    head: str,
    closing: str,
    unwritten: str,
    plan: _Plan,
    language: Language,
) -> tuple[str, str, tuple[str, ...]] | None:
    """A body by analogy for the function that is still to be written, its origin and its imports."""
    stub = f"{head}\n{language.indent}{unwritten}" + (f"\n{closing}" if closing else "")
    site = _imagined(snapshot, path, stub, first, plan, language)
    expected, made = most_likely(site, Scope.at(site)) if site else (0.0, None)
    return (made.text, made.source, made.imports) if made is not None and expected >= OFFERED_FROM else None


def _imagined(snapshot: Snapshot, path: str, stub: str, first: Call, plan: _Plan, language: Language) -> Site | None:
    """The function as if it stood at the end of the file."""
    document, facts = snapshot.document(path), snapshot.facts(path)
    if document is None or facts is None:
        return None
    framed, _ = _framed(stub, plan, language)
    before = document.data + b"\n\n"
    found = [item for item in extract_facts(fragment(framed, language)).definitions if item.name == plan.name]
    if not found or found[0].body is None:
        return None
    by, own = len(before), found[0]
    moved = msgspec.structs.replace(
        own,
        start=own.start + by,
        end=own.end + by,
        name_start=own.name_start + by,
        header_start=own.header_start + by,
        body_start=own.body_start + by,
        body_end=own.body_end + by,
        parent=_place(facts.definitions, first) if plan.method else -1,
    )
    owner = first.owner if plan.method else None
    return Site(snapshot, path, moved, facts, Document(before + encode(framed)), language, owner)


def _place(definitions: Sequence[object], first: Call) -> int:
    return next(
        (index for index, item in enumerate(definitions) if first.owner and item == first.owner.definition),
        -1,
    )
