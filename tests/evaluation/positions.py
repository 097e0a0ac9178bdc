"""Tasks at other places than a whole body: half of one, a call's arguments, a wrong name, a test."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.syntax.at import call_at
from contexten.syntax.facts import Role
from contexten.text import Span
from evaluation.gold import CORE, used_definitions
from evaluation.holes import Hole, body_hole
from evaluation.tasks import body_task, hole_task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.syntax.facts import Definition, Reference
    from evaluation.gold import Resolver
    from evaluation.source import File, SourceTree
    from evaluation.tasks import Maker

_CONTINUES = re.compile(r"[})\]]|(else|elif|except|finally|catch|case|default|where|and|or)\b|[.?:&|+*/#-]|//")
_MAX_TRIES = 8


def middle_task(tree: SourceTree, resolver: Resolver, file: File, definition: Definition) -> dict | None:
    """The first half of the body stays, the caret stands on an empty line after it."""
    whole = body_hole(file, definition)
    if whole is None:
        return None
    indent = re.match(r"\s*", file.lines[whole.first - 1])[0]
    starts = [line for line in range(whole.first + 1, whole.last) if _begins_statement(file.lines, line, indent)]
    if not starts:
        return None
    middle = min(starts, key=lambda line: abs(line - (whole.first + whole.last) / 2))
    return hole_task(
        tree, resolver, file, definition, [Hole(middle, whole.last, indent)], position="middle", instruction=""
    )


def call_task(tree: SourceTree, resolver: Resolver, file: File, definition: Definition) -> dict | None:
    """A call without its arguments, the caret between the parentheses; told are the callee and what the rest used."""
    for reference in _calls(file, definition):
        inside = _arguments(file, reference)
        if inside is None or not _means_other_file(tree, resolver, file, reference):
            continue
        first, last = file.line(inside.start), file.line(inside.end)
        before = file.data[file.starts[first - 1] : inside.start].decode()
        after = file.data[inside.end : file.starts[last - 1] + len(file.lines[last - 1].encode())].decode()
        hole = Hole(first, last, before + after)
        spans = [_span(reference), inside]
        return hole_task(
            tree,
            resolver,
            file,
            definition,
            [hole],
            position="call",
            spans=spans,
            column=_units(before),
            instruction="",
        )
    return None


def fix_task(tree: SourceTree, resolver: Resolver, file: File, definition: Definition) -> dict | None:
    """One called name is written wrongly; told is what it should be. `diagnostic` is what a checker would say."""
    for reference in _calls(file, definition):
        if len(reference.name) < 4 or not _means_other_file(tree, resolver, file, reference):
            continue
        wrong = misspelled(reference.name)
        if wrong in tree.defined:
            continue
        span, line = _span(reference), file.line(reference.start)
        before = file.data[file.starts[line - 1] : span.start].decode()
        after = file.lines[line - 1].encode()[span.end - file.starts[line - 1] :].decode()
        column = _units(before)
        message = f'"{wrong}" is not known' if not reference.receiver else f'no member "{wrong}"'
        task = hole_task(
            tree,
            resolver,
            file,
            definition,
            [Hole(line, line, before + wrong + after)],
            position="fix",
            spans=[span],
            column=column,
            instruction=f"Fix: {message}",
        )
        if task is not None:
            where = {"line": line - 1, "character": column, "end": column + len(wrong), "message": message}
            return {**task, "diagnostic": where}
    return None


def misspelled(name: str) -> str:
    """The name with two letters in its middle exchanged, or one left out where they are the same."""
    middle = len(name) // 2
    left, right = name[middle - 1], name[middle]
    return name[: middle - 1] + (right + left if left != right else left) + name[middle + 1 :]


def test_task(tree: SourceTree, resolver: Resolver, file: File, definition: Definition) -> dict | None:
    """A whole test is gone; the functions given are those of test files."""
    task = body_task(tree, resolver, file, definition)
    return task and {**task, "position": "test"}


POSITIONS: dict[str, Maker] = {
    "body": body_task,
    "middle": middle_task,
    "call": call_task,
    "fix": fix_task,
    "test": test_task,
}


def _begins_statement(lines: list[str], line: int, indent: str) -> bool:
    text = lines[line - 1]
    body = text.removeprefix(indent)
    return text.startswith(indent) and bool(body) and not body[0].isspace() and not _CONTINUES.match(body)


def _calls(file: File, definition: Definition) -> Iterator[Reference]:
    """The calls in a body, those in its middle first."""
    body = definition.body
    if body is None or file.line(body.end) - file.line(body.start) > 80:
        return iter(())
    calls = [item for item in file.facts.references if item.role is Role.CALL and body.start <= item.start < body.end]
    middle = (body.start + body.end) // 2
    return iter(sorted(calls, key=lambda item: abs(item.start - middle))[:_MAX_TRIES])


def _arguments(file: File, reference: Reference) -> Span | None:
    """What stands between the parentheses of a call; None where there is nothing or it is no plain call."""
    assert file.parsed
    call = call_at(file.parsed, reference.start)
    if call is None or call.name != reference.name or not call.arguments:
        return None
    start = file.data.find(b"(", _span(reference).end, call.span.end) + 1
    end = call.span.end - 1
    if not start or file.data[end : end + 1] != b")" or re.search(rb"[\n;{]", file.data[_span(reference).end : start]):
        return None
    return Span(start, end)


def _means_other_file(tree: SourceTree, resolver: Resolver, file: File, reference: Reference) -> bool:
    if not tree.defined.get(reference.name, set()) - {file.path}:
        return False
    gold = used_definitions(tree, resolver, file, [_span(reference)])
    return any(item["scope"] == "cross" and item["kind"] in CORE for item in gold)


def _span(reference: Reference) -> Span:
    return Span(reference.start, reference.start + len(reference.name.encode()))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
