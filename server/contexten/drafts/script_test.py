"""A JavaScript or TypeScript test: vitest, jest or node's own runner, whichever the workspace uses."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from contexten.drafts.guards import avoiding, guards_of, meeting
from contexten.drafts.model import Draft, NoDraft
from contexten.drafts.site import CONSTRUCTORS, Site
from contexten.syntax.facts import SymbolKind
from contexten.syntax.parse import fragment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.drafts.values import Values

_RUNNERS = {
    "vitest": 'import { describe, expect, it } from "vitest";',
    "@jest/globals": 'import { describe, expect, it } from "@jest/globals";',
}
_BUILT_IN = frozenset({"Error", "RangeError", "TypeError", "SyntaxError", "EvalError", "URIError"})


def script_test(site: Site, values: Values, *, test_path: str, tests: Sequence[str]) -> Draft | NoDraft:
    """A test of `site`, with imports on top."""
    definition = site.definition
    given = values.arguments(site)
    subject = _subject(site, values)
    if definition.parent >= 0 and site.owner is None:
        return NoDraft(f"{definition.name} is local to another function and cannot be called from a test")
    if given is None or subject is None:
        return NoDraft(f"nothing shows what arguments {site.name} takes; annotate its parameters or configure a model")
    guards = [guard for guard in guards_of(site) if guard.parameter in given and guard.error in _BUILT_IN]
    for guard in guards:
        passed = avoiding(guard, given[guard.parameter])
        if passed is None:
            return NoDraft(f"no argument is evident that {site.name} accepts for {guard.parameter}; configure a model")
        given[guard.parameter] = passed
    cases = [_result_case(site, subject, given)]
    for guard in guards:
        value = meeting(guard, given[guard.parameter])
        if value is not None and value != "None":
            call = f"{subject}({', '.join({**given, guard.parameter: value}.values())})"
            cases.append(_refusal(site, call, guard.error, f"{guard.parameter} = {value}"))
    body = f'describe("{site.name}", () => {{\n' + "\n\n".join(dict.fromkeys(cases)) + "\n});\n"
    whole = "\n".join([*_runner(site, tests), *_imports(site, values, test_path)]) + "\n\n" + body
    if fragment(whole, site.language).errors:
        return NoDraft(f"no test of {site.name} can be drafted; configure a model")
    return Draft(whole, f"from the signature and the thrown errors of {site.name}", site.path)


def _subject(site: Site, values: Values) -> str | None:
    definition = site.definition
    if site.owner is None:
        return definition.name
    if definition.name in CONSTRUCTORS:
        values.needed.setdefault(site.owner.name, site.owner)
        return f"new {site.owner.name}"
    if re.search(r"\bstatic\b", definition.signature):
        values.needed.setdefault(site.owner.name, site.owner)
        return f"{site.owner.name}.{definition.name}"
    made = values.instance_of(site.owner)
    return None if made is None else f"{made}.{definition.name}"


def _result_case(site: Site, subject: str, given: dict[str, str]) -> str:
    returns = site.definition.returns.lstrip(": ").strip()
    inner = re.fullmatch(r"Promise<(.*)>", returns)
    kind = inner.group(1) if inner else returns
    if site.definition.name in CONSTRUCTORS and site.owner:
        kind = site.owner.name
    waits = inner is not None or site.definition.is_async
    getter = re.match(r"(?:\w+ )*get ", site.definition.signature) is not None
    call = subject if getter else f"{subject}({', '.join(given.values())})"
    call = f"await {call}" if waits else call
    title, check = _checked(site, kind)
    lines = [f"const result = {call};", check] if check else [f"{call};"]
    return _it(title, lines, waits=waits)


def _checked(site: Site, kind: str) -> tuple[str, str]:
    if kind in {"string", "number", "boolean", "bigint"}:
        return f"returns a {kind}", f'expect(typeof result).toBe("{kind}");'
    if kind == "void":
        return "returns nothing", "expect(result).toBeUndefined();"
    if kind.endswith("[]") or kind.startswith("Array<"):
        return "returns an array", "expect(Array.isArray(result)).toBe(true);"
    if not kind or re.search(r"\b(?:any|unknown|undefined|null|never)\b", kind):
        return "runs", ""
    found = [item for item in site.index.resolve(site.path, kind) if item.definition.kind is SymbolKind.CLASS]
    if found and found[0].path == site.path:
        return f"returns a {kind}", f"expect(result).toBeInstanceOf({kind});"
    return "returns a result", "expect(result).toBeDefined();"


def _refusal(site: Site, call: str, error: str, when: str) -> str:
    title = f"throws {error} for {when}".replace('"', "'")
    if site.definition.is_async:
        return _it(title, [f"await expect({call}).rejects.toThrow({error});"], waits=True)
    return _it(title, [f"expect(() => {call}).toThrow({error});"], waits=False)


def _it(title: str, lines: Sequence[str], *, waits: bool) -> str:
    body = "\n".join(f"    {line}" for line in lines)
    return f'  it("{title}", {"async " if waits else ""}() => {{\n{body}\n  }});'


def _runner(site: Site, tests: Sequence[str]) -> list[str]:
    used = {item.module for path in tests for item in site.index.imports(path)}
    return [line for name, line in _RUNNERS.items() if name in used][:1]


def _imports(site: Site, values: Values, test_path: str) -> list[str]:
    wanted = {name: symbol.path for name, symbol in values.needed.items()}
    if site.owner is None:
        wanted[site.definition.name] = site.path
    own = [
        item for item in site.facts.definitions if item.parent < 0 and item.name == site.definition.returns.lstrip(": ")
    ]
    wanted.update({item.name: site.path for item in own if item.kind is SymbolKind.CLASS})
    files: dict[str, list[str]] = {}
    for name, path in sorted(wanted.items()):
        files.setdefault(path, []).append(name)
    return [
        f'import {{ {", ".join(names)} }} from "{_relative(path, test_path)}";' for path, names in sorted(files.items())
    ]


def _relative(path: str, test_path: str) -> str:
    plain = re.sub(r"\.(?:[jt]sx?|mjs|cjs)$", "", path)
    relative = posixpath.relpath(plain, posixpath.dirname(test_path))
    return relative if relative.startswith(".") else f"./{relative}"
