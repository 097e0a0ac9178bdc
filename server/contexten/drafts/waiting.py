"""Twins of which one waits and the other does not: `AsyncClient.aclose` and `Client.close`.

What is written for one is put into the other's form: `await` and `async` go, or `await` comes before calls of what is
known to be asynchronous; names lose or take the marks by which such twins are told apart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.drafts.tokens import Part, Token, literals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from contexten.drafts.site import Site
    from contexten.syntax.facts import Definition
    from contexten.syntax.language import Language

_WAITS = re.compile(r"\bawait\b|\basync\s+(?:with|for)\b")
_INNER = re.compile(r"\basync\s+(?:def|function)\b|\basync\s*\(|\basyncio\b")
_UNMARKED = (
    (re.compile(r"^StopAsyncIteration$"), "StopIteration"),
    (re.compile(r"^__a(?=enter__|exit__|iter__|next__)"), "__"),
    (re.compile(r"Async(?=[A-Z]|$)"), ""),
    (re.compile(r"Async(?=[A-Z]|$)"), "Sync"),
    (re.compile(r"(?:^|(?<=_))async_|_async(?=_|$)"), ""),
    (re.compile(r"(?:^|(?<=_))async(?=_|$)"), "sync"),
    (re.compile(r"^(_*)a(?=[a-z]{3})"), r"\1"),
)
_OPEN, _CLOSE = "([{", ")]}"


def waits(text: str, language: Language) -> bool:
    """Whether the statements wait for something."""
    return bool(_WAITS.search(_masked(text, language)))


def holds_async_code(text: str, language: Language) -> bool:
    """Whether inner functions, or the event loop itself, keep the statements from being put into a plain form."""
    return bool(_INNER.search(_masked(text, language)))


def plain(text: str, language: Language) -> str:
    """`text` without `await` and `async`."""
    masked = _masked(text, language)
    spans = [
        match.span() for match in re.finditer(r"\bawait\s+|\basync\s+(?=with\b|for\b)|(?<=\bfor)\s+await\b", masked)
    ]
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text


def unmarked(name: str) -> tuple[str, ...]:
    """What the twin that does not wait may call `name`: other names than this one, likeliest first."""
    found = (pattern.sub(with_, name) for pattern, with_ in _UNMARKED)
    return tuple(item for item in dict.fromkeys(found) if item and item != name)


def marked(name: str) -> tuple[str, ...]:
    """What the twin that waits may call `name`."""
    if name in {"__enter__", "__exit__", "__iter__", "__next__"}:
        return (f"__a{name[2:]}",)
    if name == "StopIteration":
        return ("StopAsyncIteration",)
    if name[:1].isupper():
        return (f"Async{name.removeprefix('Sync')}",)
    bare = name.lstrip("_")
    lead = name[: len(name) - len(bare)]
    return f"{lead}a{bare}", f"{lead}async_{bare}", f"{name}_async", f"{name}Async"


def awaited(
    body: str, found: Sequence[Token], names: Mapping[int, str], target: Site, mine: Mapping[str, Definition]
) -> dict[int, str] | None:
    """The new names with `await` before each call that needs it; None where one stands inside a longer expression.

    `mine`: the methods of the target's type.
    """
    changed = dict(names)
    starts = {token.start for token in found}
    for token in found:
        if not body[token.end :].startswith("(") or not _is_async(token, names[token.start], target, mine):
            continue
        first = _chain_start(body, token.start)
        close = _closing(body, token.end)
        before = body[max(0, first - 12) : first]
        if re.search(r"\bawait\s+$", before):
            continue
        if first not in starts or body[close + 1 : close + 2] in {".", "[", "("} or re.search(r"\bwith\s+$", before):
            return None
        changed[first] = f"await {changed[first]}"
    return changed


def _is_async(token: Token, name: str, target: Site, mine: Mapping[str, Definition]) -> bool:
    if token.part is Part.OWN:
        return name in mine and mine[name].is_async
    index = target.index
    if token.part is Part.FREE:
        return _mostly(symbol.definition for symbol in index.resolve(target.path, name))
    return token.part is Part.MEMBER and _mostly(symbol.definition for symbol in index.definitions(name))


def _mostly(definitions: Iterable[Definition]) -> bool:
    found = [item.is_async for item in definitions if item.kind.is_callable]
    return bool(found) and 2 * sum(found) > len(found)


def _chain_start(body: str, position: int) -> int:
    """Where the expression `a.b(c).d` starts whose last name is at `position`."""
    while position > 0 and body[position - 1] == ".":
        position -= 1
        depth = 0
        while position > 0:
            char = body[position - 1]
            depth += (char in _CLOSE) - (char in _OPEN)
            if depth < 0 or (depth == 0 and char not in _OPEN and not (char.isalnum() or char == "_")):
                break
            position -= 1
    return position


def _closing(body: str, position: int) -> int:
    """Where the bracket that opens at `position` closes; strings in between are not looked into."""
    depth = 0
    for index in range(position, len(body)):
        depth += (body[index] in _OPEN) - (body[index] in _CLOSE)
        if depth == 0:
            return index
    return len(body)


def _masked(text: str, language: Language) -> str:
    """`text` with blanks for strings and comments."""
    for start, end in literals(text, language):
        text = text[:start] + " " * (end - start) + text[end:]
    return text
