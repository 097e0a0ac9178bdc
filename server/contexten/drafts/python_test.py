"""A Python test: pytest functions, or a unittest case where that is the workspace's custom."""

from __future__ import annotations

import posixpath
import re
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.drafts.guards import Guard, avoiding, guards_of, meeting
from contexten.drafts.model import Draft, NoDraft
from contexten.drafts.site import CONSTRUCTORS, Site
from contexten.drafts.values import Values, spelled
from contexten.drafts.words import split
from contexten.syntax.parse import fragment

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHECKABLE = frozenset({"str", "int", "float", "bool", "bytes", "list", "dict", "set", "frozenset", "tuple", "complex"})


@dataclass
class _Case:
    """One test: its name, its statements, and the error it expects."""

    name: str
    lines: list[str]


@dataclass
class _Text:
    site: Site
    unittest: bool
    imports: dict[str, None] = field(default_factory=dict[str, None])
    cases: list[_Case] = field(default_factory=list[_Case])


def python_test(site: Site, values: Values, *, root: str, test_path: str, tests: Sequence[str]) -> Draft | NoDraft:
    """A test of `site`, with imports on top."""
    definition = site.definition
    if definition.name.startswith("__") and definition.name not in CONSTRUCTORS:
        return NoDraft(f"{definition.name} is tested through the operation it serves; configure a model for that")
    if definition.parent >= 0 and site.owner is None:
        return NoDraft(f"{definition.name} is local to another function and cannot be called from a test")
    given = values.arguments(site)
    subject = _subject(site, values)
    if given is None or subject is None:
        return NoDraft(f"nothing shows what arguments {site.name} takes; annotate its parameters or configure a model")
    guards = [guard for guard in guards_of(site) if guard.parameter in {item.name for item in site.parameters}]
    for guard in guards:
        if guard.parameter in given:
            passed = avoiding(guard, given[guard.parameter])
            if passed is None:
                return NoDraft(
                    f"no argument is evident that {site.name} accepts for {guard.parameter}; configure a model"
                )
            given[guard.parameter] = passed
    text = _Text(site, _uses_unittest(site, tests))
    text.cases.append(_result_case(text, subject, given))
    for guard in guards:
        _add_refusal(text, subject, given, guard)
    return _draft(text, values, root, test_path, tests)


def _subject(site: Site, values: Values) -> str | None:
    """What is called: the function, the class for its constructor, the method of a fresh object."""
    name = site.definition.name
    if site.owner is None:
        return name
    plain = {"staticmethod", "classmethod"} & set(site.definition.decorators)
    if plain or name in CONSTRUCTORS:
        values.needed.setdefault(site.owner.name, site.owner)
        return site.owner.name if name in CONSTRUCTORS else f"{site.owner.name}.{name}"
    made = values.instance_of(site.owner)
    return None if made is None else f"{made}.{name}"


def _call(text: _Text, subject: str, given: dict[str, str]) -> str:
    site = text.site
    if any("property" in name for name in site.definition.decorators):
        return subject
    call = f"{subject}({spelled(given, site)})"
    if not site.definition.is_async:
        return call
    text.imports.setdefault("import asyncio")
    return f"asyncio.run({call})"


def _result_case(text: _Text, subject: str, given: dict[str, str]) -> _Case:
    site, call = text.site, _call(text, subject, given)
    returns = site.definition.returns.strip().strip("\"'")
    if site.definition.name in CONSTRUCTORS and site.owner:
        returns = site.owner.name
    kind = returns.split("[")[0]
    name = "test_" + _label(site)
    if returns == "None":
        return _Case(f"{name}_returns_none", _none(text, call))
    known = kind in _CHECKABLE or _is_own_class(site, kind)
    if known and "|" not in returns:
        check = f"self.assertIsInstance(result, {kind})" if text.unittest else f"assert isinstance(result, {kind})"
        return _Case(f"{name}_returns_{'_'.join(split(kind))}", [f"result = {call}", "", check])
    optional = not returns or re.search(r"\bNone\b|\bOptional\b|\bAny\b|\bobject\b", returns)
    if optional:
        return _Case(f"{name}_runs", [call])
    check = "self.assertIsNotNone(result)" if text.unittest else "assert result is not None"
    return _Case(f"{name}_returns_a_result", [f"result = {call}", "", check])


def _none(text: _Text, call: str) -> list[str]:
    return [f"self.assertIsNone({call})"] if text.unittest else [f"assert {call} is None"]


def _is_own_class(site: Site, name: str) -> bool:
    return any(
        item.definition.kind.is_type and item.definition.kind != "type" for item in site.index.resolve(site.path, name)
    )


def _add_refusal(text: _Text, subject: str, given: dict[str, str], guard: Guard) -> None:
    item = next(each for each in text.site.parameters if each.name == guard.parameter)
    usual = given.get(guard.parameter) or item.default
    value = meeting(guard, usual)
    if value is None or not re.fullmatch(r"[A-Z]\w*", guard.error):
        return
    call = _call(text, subject, {**given, guard.parameter: value})
    how = {"none": "none", "not": "empty"}.get(guard.operator, f"{'_'.join(split(value.replace('-', 'minus ')))}")
    name = (
        f"test_{_label(text.site)}_raises_{'_'.join(split(guard.error))}_for_{'_'.join(split(guard.parameter))}_{how}"
    )
    if text.unittest:
        lines = [f"with self.assertRaises({guard.error}):", f"    {call}"]
    else:
        text.imports.setdefault("import pytest")
        lines = [f"with pytest.raises({guard.error}):", f"    {call}"]
    if all(case.name != name for case in text.cases):
        text.cases.append(_Case(name, lines))


def _label(site: Site) -> str:
    words = split(site.owner.name) if site.owner else ()
    own = () if site.definition.name in CONSTRUCTORS else split(site.definition.name)
    return "_".join((*words, *own))


def _draft(text: _Text, values: Values, root: str, test_path: str, tests: Sequence[str]) -> Draft | NoDraft:
    site = text.site
    facts = site.index.facts(test_path)
    existing = {item.name for item in facts.definitions} if facts else set[str]()
    cases = [case for case in text.cases if case.name not in existing]
    if not cases:
        return NoDraft(f"the tests that can be drafted of {site.name} are there already")
    body = _unittest(site, cases, existing) if text.unittest else _pytest(cases)
    if text.unittest:
        text.imports.setdefault("import unittest")
    own = _imported(site, values, body, root, tests)
    if own is None:
        return NoDraft(f"nothing shows how {site.snapshot.relative(site.path)} is imported from a test")
    plain = "\n".join(sorted(text.imports))
    whole = "\n\n".join(part for part in (plain, "\n".join(own)) if part) + "\n\n\n" + body
    if fragment(whole, site.language).errors:
        return NoDraft(f"no test of {site.name} can be drafted; configure a model")
    style = "unittest" if text.unittest else "pytest"
    return Draft(whole, f"from the signature and the raised errors of {site.name}, for {style}", site.path)


def _pytest(cases: Sequence[_Case]) -> str:
    return "\n\n\n".join(f"def {case.name}():\n{_indented(case.lines, 4)}" for case in cases) + "\n"


def _unittest(site: Site, cases: Sequence[_Case], existing: set[str]) -> str:
    words = "".join(word.capitalize() for word in split(_label(site)))
    name = f"{words}Test"
    while name in existing:
        name += "More"
    methods = "\n\n".join(f"    def {case.name}(self):\n{_indented(case.lines, 8)}" for case in cases)
    return f"class {name}(unittest.TestCase):\n{methods}\n"


def _indented(lines: Sequence[str], by: int) -> str:
    return textwrap.indent("\n".join(lines), " " * by)


def _imported(site: Site, values: Values, body: str, root: str, tests: Sequence[str]) -> list[str] | None:
    """The import lines of the names the tests use; None where a module has no importable name."""
    wanted = {name: symbol.path for name, symbol in values.needed.items()}
    if site.owner is None:
        wanted[site.definition.name] = site.path
    lookup = site.index.resolve
    for name in (
        set(re.findall(r"(?:isinstance\(result|InstanceOf\(result|IsInstance\(result), (\w+)\)", body)) - _CHECKABLE
    ):
        found = lookup(site.path, name)
        wanted.update({name: found[0].path} if found else {})
    for name in set(re.findall(r"(?:raises|assertRaises)\((\w+)\)", body)):
        found = lookup(site.path, name)
        wanted.update({name: found[0].path} if found else {})
    lines: dict[str, list[str]] = {}
    for name, path in sorted(wanted.items()):
        module = module_name(site, path, root, tests)
        if module is None:
            return None
        lines.setdefault(module, []).append(name)
    return [f"from {module} import {', '.join(names)}" for module, names in sorted(lines.items())]


def module_name(site: Site, path: str, root: str, tests: Sequence[str]) -> str | None:
    """The dotted name by which a test imports the file at `path`: as others do, else by its packages."""
    index = site.index
    importers = index.importers(path)
    for other in (*(item for item in tests if item in importers), *importers):
        for item in index.imports(other):
            if (
                item.level == 0
                and item.name
                and path in index.resolve_import(other, item)
                and _names(item.module, path)
            ):
                return item.module
    parts = list(posixpath.splitext(posixpath.relpath(path, root))[0].split("/"))
    folder = posixpath.dirname(path)
    depth = 1
    while index.facts(f"{folder}/__init__.py") is not None and depth < len(parts):
        depth += 1
        folder = posixpath.dirname(folder)
    if depth == 1:
        depth = len(parts) - (parts[0] in {"src", "lib"} and len(parts) > 1)
    dotted = [part for part in parts[-depth:] if part != "__init__"]
    return ".".join(dotted) if dotted and all(part.isidentifier() for part in dotted) else None


def _names(module: str, path: str) -> bool:
    last = module.rsplit(".", 1)[-1]
    stem = posixpath.splitext(posixpath.basename(path))[0]
    return last == stem or (stem == "__init__" and posixpath.basename(posixpath.dirname(path)) == last)


def _uses_unittest(site: Site, tests: Sequence[str]) -> bool:
    cases = functions = 0
    for path in tests:
        facts = site.index.facts(path)
        for item in facts.definitions if facts else ():
            cases += any(base.endswith("TestCase") for base in item.bases)
            functions += item.parent < 0 and item.kind.is_callable and item.name.startswith("test")
    return cases > functions
