"""What the places of use say about a function that does not exist: parameters, types, whether a result is wanted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.drafts.site import members_of
from contexten.drafts.words import Words, singular, split
from contexten.index.symbol import Symbol
from contexten.syntax.at import call_at
from contexten.syntax.facts import Definition, FileFacts, Role
from contexten.text import Document, Span, decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contexten.syntax.calls import CallSite
    from contexten.syntax.language import Language
    from contexten.workspace.snapshot import Snapshot

_MAX_FILES = 8
_MAX_CALLS = 40
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("bool", re.compile(r"(?:True|False|true|false)$")),
    ("int", re.compile(r"-?\d[\d_]*$")),
    ("float", re.compile(r"-?\d[\d_]*\.\d*(?:[eE]-?\d+)?$")),
    ("str", re.compile(r"[fFrRuU]{0,2}(?:\"[^\"]*\"|'[^']*'|`[^`]*`)$", re.DOTALL)),
    ("bytes", re.compile(r"[bB](?:\"[^\"]*\"|'[^']*')$")),
    ("list", re.compile(r"\[.*\]$", re.DOTALL)),
    ("dict", re.compile(r"\{(?:\s*[^{}]*:.*)?\}$", re.DOTALL)),
)
_TYPES: dict[str, dict[str, str]] = {
    "python": {kind: kind for kind in ("bool", "int", "float", "str", "bytes", "list", "dict")},
    "typescript": {"bool": "boolean", "int": "number", "float": "number", "str": "string", "list": "unknown[]",
                   "dict": "Record<string, unknown>"},
    "go": {"bool": "bool", "int": "int", "float": "float64", "str": "string"},
    "rust": {"bool": "bool", "int": "i32", "float": "f64", "str": "&str"},
    "java": {"bool": "boolean", "int": "int", "float": "double", "str": "String"},
    "c": {"bool": "bool", "int": "int", "float": "double", "str": "const char *"},
    "cpp": {"bool": "bool", "int": "int", "float": "double", "str": "const std::string &"},
    "csharp": {"bool": "bool", "int": "int", "float": "double", "str": "string"},
}  # fmt: skip
_LITERAL_NAMES = {"bool": "flag", "int": "number", "float": "number", "str": "text", "bytes": "data", "list": "items",
                  "dict": "mapping"}  # fmt: skip
_LAST_NAME = re.compile(
    r"[&*]*(?:mut\s+)?(?:await\s+)?(?:new\s+)?(?:[\w$]+(?:\(\))?(?:\.|::))*([A-Za-z_$][\w$]*)(\(|\[|$)"
)
_NOTHING = frozenset({"None", "null", "nil", "undefined"})
_READING = frozenset(
    {"get", "read", "load", "fetch", "find", "make", "create", "build", "new", "parse", "compute", "to"}
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call and what stands around it."""

    path: str
    line: int
    """1-based."""
    site: CallSite
    document: Document
    facts: FileFacts
    scope: Definition | None
    """The innermost function around it."""
    owner: Symbol | None
    """The type around that."""

    @property
    def before(self) -> str:
        """What stands before it on its line."""
        line = self.document.line_of(self.site.span.start)
        return decode(self.document.data[self.document.starts[line] : self.site.span.start])

    @property
    def result_is_used(self) -> bool:
        """Whether anything is done with the result."""
        if self.site.assigned_to or self.site.returned:
            return True
        after = decode(self.document.data[self.site.span.end : self.site.span.end + 20]).lstrip(" \t")
        alone = self.before.strip() in {"", "await"} and after[:1] in {
            "",
            "\n",
            "\r",
            ";",
            "#",
            "?",
            "}",
            ".",
        }
        return not alone or (after.startswith(".") and not after.startswith(".await"))

    @property
    def is_condition(self) -> bool:
        """Whether the result is only asked for its truth."""
        return bool(re.search(r"(?:^|\s|\()(?:if|elif|while|not|assert)\s*\(?\s*(?:await\s+)?!?$", self.before))


@dataclass(frozen=True, slots=True)
class Wanted:
    """One parameter as the calls show it."""

    name: str
    type: str
    optional: bool
    """Whether some call does not give it."""
    keyword: bool = False
    """Whether it is only ever given by name."""


def calls_of(snapshot: Snapshot, path: str, name: str) -> tuple[Call, ...]:
    """The calls of `name` in the file at `path`, then in files that import it from there."""
    found = list(_calls_in(snapshot, path, name))
    for other in snapshot.index.using(name)[: _MAX_FILES * 4]:
        if other != path and _imports_from(snapshot, other, name, path):
            found += _calls_in(snapshot, other, name)
    return tuple(found[:_MAX_CALLS])


def parameters_of(calls: Sequence[Call], snapshot: Snapshot, language: Language) -> tuple[Wanted, ...]:
    """The parameters that serve all calls: positional ones in order, then those given by name."""
    rows = [[text for keyword, text in call.site.arguments if not keyword] for call in calls]
    named = list(dict.fromkeys(keyword for call in calls for keyword, _ in call.site.arguments if keyword))
    found: list[Wanted] = []
    taken: set[str] = set()
    for index in range(max((len(row) for row in rows), default=0)):
        given = [(call, row[index]) for call, row in zip(calls, rows, strict=True) if index < len(row)]
        name = _free(_common(_name_of(text, language) for _, text in given), taken)
        by_name = [(call, text) for call in calls for keyword, text in call.site.arguments if keyword == name]
        taken.add(name)
        type_ = _common_type([*given, *by_name], snapshot, language)
        found.append(Wanted(name, type_, optional=len(given) + len(by_name) < len(calls)))
    for name in named:
        if name not in taken:
            given = [(call, text) for call in calls for keyword, text in call.site.arguments if keyword == name]
            type_ = _common_type(given, snapshot, language)
            found.append(Wanted(name, type_, optional=len(given) < len(calls), keyword=True))
    required = [item for item in found if not item.optional]
    return (*required, *(item for item in found if item.optional))


def returned_type(calls: Sequence[Call], language: Language) -> str | None:
    """The type of the result where the calls show one; empty where it is used but of unknown type; None if unused."""
    used = [call for call in calls if call.result_is_used]
    if not used:
        return None
    types = {_wanted_type(call, language) for call in used} - {""}
    return types.pop() if len(types) == 1 else ""


def visible_type(type_: str, path: str, snapshot: Snapshot) -> str:
    """`type_` where the file at `path` knows every name in it; empty where it does not."""
    facts, language = snapshot.facts(path), snapshot.language(path)
    if facts is None or language is None:
        return ""
    known = language.builtins.names | {item.local_name for item in facts.imports}
    names = re.findall(r"(?<![\w.:])[A-Za-z_]\w*", type_)
    return type_ if all(name in known or snapshot.index.resolve(path, name) for name in names) else ""


def type_of(text: str, call: Call, snapshot: Snapshot, language: Language) -> str:
    """The type of an argument where the code shows it; empty where it does not."""
    literal = _literal_type(text, language)
    if literal:
        return literal
    if re.fullmatch(r"[A-Za-z_]\w*", text):
        return _variable_type(text, call, snapshot, language)
    match = re.fullmatch(r"(?:self|this)\.(\w+)", text)
    if match and call.owner:
        return members_of(snapshot.index, call.owner).fields.get(match.group(1), "")
    match = re.match(r"(?:new\s+)?([A-Z]\w*)\(.*\)$", text, re.DOTALL)
    return match.group(1) if match and _is_type(match.group(1), call.path, snapshot) else ""


def _literal_type(text: str, language: Language) -> str:
    kinds = _TYPES.get("typescript" if language.id in {"tsx", "javascript"} else language.id, {})
    return next((kinds.get(kind, "") for kind, pattern in _KINDS if pattern.match(text)), "")


def _wanted_type(call: Call, language: Language) -> str:
    if call.site.returned and call.scope is not None:
        return call.scope.returns.removeprefix("->").strip(" :")
    match = re.search(r":\s*([^=]+?)\s*=\s*(?:await\s+)?$", call.before)
    if call.site.assigned_to and match and language.id != "go":
        return match.group(1)
    if call.is_condition:
        return _TYPES.get(language.id, _TYPES["typescript"])["bool"]
    return ""


def _calls_in(snapshot: Snapshot, path: str, name: str) -> list[Call]:
    facts, parsed = snapshot.facts(path), snapshot.parsed(path)
    if facts is None or parsed is None:
        return []
    found: list[Call] = []
    for reference in facts.references:
        if reference.name != name or reference.role is not Role.CALL:
            continue
        site = call_at(parsed, reference.start)
        if site is not None and site.name == name:
            around = facts.enclosing(site.span)
            scope = next((item for item in reversed(around) if item.kind.is_callable), None)
            line = parsed.document.line_of(reference.start) + 1
            owner = _owner(snapshot, path, facts, around)
            found.append(Call(path, line, site, parsed.document, facts, scope, owner))
    return found


def _owner(snapshot: Snapshot, path: str, facts: FileFacts, around: tuple[Definition, ...]) -> Symbol | None:
    for item in reversed(around):
        if item.kind.is_type:
            return Symbol(path, item, facts.qualified_name(item))
        if item.owner:
            found = snapshot.index.resolve(path, item.owner)
            return found[0] if found else None
    return None


def _imports_from(snapshot: Snapshot, other: str, name: str, path: str) -> bool:
    imports = snapshot.index.imports(other)
    return any(item.name == name and path in snapshot.index.resolve_import(other, item) for item in imports)


def _variable_type(name: str, call: Call, snapshot: Snapshot, language: Language) -> str:
    for item in reversed(call.facts.enclosing(call.site.span)):
        for parameter in item.parameters:
            if parameter.name == name and not parameter.receiver:
                return parameter.type
    text = call.document.slice(call.scope.span if call.scope else Span(0, call.site.span.start))
    match = re.search(rf"\b{re.escape(name)}\s*:\s*([A-Za-z][\w\[\], .|<>]*?)\s*=[^=]", text)
    if match:
        return match.group(1)
    match = re.search(rf"\b{re.escape(name)}\s*:?=\s*(?:new\s+)?([A-Z]\w*)\(", text)
    if match and _is_type(match.group(1), call.path, snapshot):
        return match.group(1)
    match = re.search(rf"\b{re.escape(name)}\s*:?=\s*([^=\n;][^\n;]*)", text)
    if match and text.count(f"{name} = ") + text.count(f"{name} := ") == 1:
        return _literal_type(match.group(1).strip(), language)
    top = [item for item in call.facts.definitions if item.name == name and item.parent < 0 and item.type]
    return top[0].type if top and _is_type(top[0].type.split("[")[0], call.path, snapshot) else ""


def _is_type(name: str, path: str, snapshot: Snapshot) -> bool:
    if any(symbol.definition.kind.is_type for symbol in snapshot.index.resolve(path, name)):
        return True
    language = snapshot.language(path)
    return language is not None and name in language.builtins.names


def _common_type(given: Sequence[tuple[Call, str]], snapshot: Snapshot, language: Language) -> str:
    types = Counter(type_of(text, call, snapshot, language) for call, text in given)
    none = sum(1 for _, text in given if text in _NOTHING)
    del types[""]
    if len(types) != 1:
        return "float" if set(types) == {"int", "float"} and language.id == "python" else ""
    kind = next(iter(types))
    return f"{kind} | None" if none and language.id == "python" and "None" not in kind else kind


def _name_of(text: str, language: Language) -> str:
    """The parameter name that an argument suggests; with `?` in front where it only suggests a kind."""
    if text in _NOTHING:
        return "?value"
    for kind, pattern in _KINDS:
        if pattern.match(text):
            return "?options" if kind == "dict" and language.braces else f"?{_LITERAL_NAMES[kind]}"
    star = re.match(r"(\*{1,2})\s*([A-Za-z_]\w*)$", text)
    if star:
        return f"{star.group(1)}{'args' if len(star.group(1)) == 1 else 'kwargs'}"
    words = _words_of(text)
    if not words:
        is_function = text.startswith("lambda") or "=>" in text
        return "?callback" if is_function else "?value"
    if language.id in {"python", "rust", "c"}:
        return "_".join(words)
    return words[0] + "".join(word.capitalize() for word in words[1:])


def _words_of(text: str) -> Words:
    """The words of the last name in a variable, a member, an element or a call."""
    match = _LAST_NAME.match(text)
    if match is None:
        return ()
    first, *rest = split(match.group(1)) or ("",)
    if match.group(2) == "(" and rest and first in _READING:
        return tuple(rest)
    if match.group(2) == "[":
        *rest, last = first, *rest
        return (*rest, singular(last))
    return tuple(word for word in (first, *rest) if word)


def _common(names: Iterable[str]) -> str:
    counted = Counter(names)
    certain = [(name, count) for name, count in counted.most_common() if not name.startswith("?")]
    guessed = [name for name in counted if name != "?value"] or list(counted)
    return certain[0][0] if certain else guessed[0].lstrip("?")


def _free(name: str, taken: set[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free = f"{name}{number}"
        number += 1
    return free
