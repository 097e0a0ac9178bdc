"""What a body refuses: `if <condition>: raise <error>`, and arguments that do and do not meet such a condition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.drafts.tokens import literals

if TYPE_CHECKING:
    from contexten.drafts.site import Site

_RAISE = {
    "python": re.compile(r"\braise\s+([A-Za-z_][\w.]*)"),
    "java": re.compile(r"\bthrow\s+new\s+([A-Za-z_][\w.]*)"),
    "cpp": re.compile(r"\bthrow\s+([A-Za-z_][\w:]*)"),
}
_THROW = re.compile(r"\bthrow\s+new\s+([A-Za-z_][\w.]*)")
_IF = re.compile(r"^(\s*)(?:\}\s*)?(?:el)?(?:se\s+)?if\s*(.*?)\s*[:{]?\s*$")
_NUMBER = r"-?\d+(?:\.\d+)?"
_COMPARED = re.compile(rf"^([A-Za-z_]\w*)\s*(<=|>=|<|>|===?|==)\s*({_NUMBER}|\"[^\"]*\"|'[^']*')$")
_NOT = re.compile(r"^(?:not\s+|!)([A-Za-z_]\w*)$")
_NONE = re.compile(r"^([A-Za-z_]\w*)\s+is\s+None$|^([A-Za-z_]\w*)\s*===?\s*(?:null|undefined)$")


@dataclass(frozen=True, slots=True)
class Raise:
    """One place where a body raises."""

    error: str
    condition: str
    """The condition right around it, as written; empty where there is none on a line before it."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A refusal that one parameter decides alone."""

    parameter: str
    operator: str
    """`<`, `<=`, `>`, `>=`, `==`, `not` or `none`."""
    value: str
    error: str


def raises_of(site: Site) -> tuple[Raise, ...]:
    """Where the body of `site` raises an error by name, in order."""
    if site.definition.body is None:
        return ()
    start = site.document.starts[site.document.line_of(site.definition.body.start)]
    text = site.document.data[start : site.definition.body.end].decode("utf-8", "replace")
    spans = literals(text, site.language)
    found = _RAISE.get(site.language.id, _THROW).finditer(text)
    code = [match for match in found if not any(first <= match.start() < last for first, last in spans)]
    return tuple(Raise(match.group(1), _condition(text, match.start())) for match in code)


def guards_of(site: Site) -> tuple[Guard, ...]:
    """The refusals of `site` that one parameter decides alone."""
    names = {item.name for item in site.parameters}
    found = [guard for item in raises_of(site) if (guard := _guard(item)) and guard.parameter in names]
    return tuple(dict.fromkeys(found))


def meeting(guard: Guard, usual: str) -> str | None:
    """An argument that makes `guard` refuse, given the `usual` one; None where none is evident."""
    match guard.operator:
        case "none":
            return "None"
        case "not":
            empty = {
                '"text"': '""',
                "1": "0",
                "1.0": "0.0",
                "[]": "[]",
                "{}": "{}",
                "True": "False",
                'b"data"': 'b""',
            }
            return empty.get(usual) or {"true": "false"}.get(usual)
        case "<" | ">" if _is_number(guard.value):
            return _shifted(guard.value, -1 if guard.operator == "<" else 1)
        case _:
            return guard.value


def avoiding(guard: Guard, usual: str) -> str | None:
    """`usual`, or another argument that `guard` lets pass; None where none is evident."""
    if not _refuses(guard, usual):
        return usual
    if guard.operator in {"<", "<=", "==", ">", ">="} and _is_number(guard.value):
        return _shifted(guard.value, 1 if guard.operator in {"<", "<=", "=="} else -1)
    return None


def _refuses(guard: Guard, text: str) -> bool:
    if guard.operator == "none":
        return text == "None"
    if guard.operator == "not":
        return text in {'""', "0", "0.0", "[]", "{}", "False", "false", 'b""', "()", "set()"}
    if not _is_number(guard.value) or not _is_number(text):
        return guard.operator == "==" and text.strip("'\"") == guard.value.strip("'\"")
    left, right = float(text), float(guard.value)
    held = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
    return held.get(guard.operator, left == right)


def _guard(item: Raise) -> Guard | None:
    condition = re.split(r"\s+or\s+|\s*\|\|\s*", item.condition)[0]
    if match := _COMPARED.match(condition):
        operator = "==" if match.group(2).startswith("=") else match.group(2)
        return Guard(match.group(1), operator, match.group(3), item.error)
    if match := _NOT.match(condition):
        return Guard(match.group(1), "not", "", item.error)
    if match := _NONE.match(condition):
        return Guard(match.group(1) or match.group(2), "none", "", item.error)
    return None


def _condition(text: str, position: int) -> str:
    """The condition of the `if` that the statement at `position` stands directly in."""
    before = text[:position]
    line = before.rsplit("\n", 1)[-1]
    if line.strip():
        match = re.search(r"\bif\s*(\(.*\)\s*\{?|[^:{]*:)\s*$", line)
        return _bare(match.group(1).rstrip(":{ ")) if match else ""
    depth = len(line.expandtabs())
    for above in reversed(before.split("\n")[:-1]):
        if above.strip() and len(above.expandtabs()) - len(above.expandtabs().lstrip()) < depth:
            match = _IF.match(above)
            return _bare(match.group(2)) if match else ""
    return ""


def _bare(condition: str) -> str:
    """A condition without the parentheses around all of it."""
    condition = condition.strip()
    while condition.startswith("(") and condition.endswith(")") and _closes(condition) == len(condition) - 1:
        condition = condition[1:-1].strip()
    return condition


def _closes(text: str) -> int:
    """Where the parenthesis closes that `text` starts with."""
    depth = 0
    for index, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return index
    return -1


def _is_number(text: str) -> bool:
    return re.fullmatch(_NUMBER, text) is not None


def _shifted(text: str, by: int) -> str:
    return str(float(text) + by) if "." in text else str(int(text) + by)
