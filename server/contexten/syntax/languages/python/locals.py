"""What stands around a local name of Python that shows its type."""

from __future__ import annotations

import re

from contexten.syntax.declared import LOOK_BEHIND, Shown
from contexten.syntax.reader import folded

_CHAIN = rb"(?P<chain>(?!None\b|True\b|False\b|not\b|lambda\b|yield\b|await\b)[A-Za-z_]\w*(?:\.\w+)*)"
_COPIES = rb"(?:sorted|list|tuple|reversed|set|iter|enumerate)\("
"""What gives the elements of its argument."""
BINDING = re.compile(
    rb"\)?[ \t]*(?::[ \t]*(?P<type>[^=\n#:]{1,200}?)(?:=(?!=)|[\n\r#]|$)"
    rb"|(?:=(?!=)|:=|(?P<each>\bin\b))[ \t]*(?:await[ \t]+|"
    + _COPIES
    + rb")*"
    + _CHAIN
    + rb"(?:\(|(?=[ \t]*(?:$|[\n\r#;)\]}:,]|if\b|or\b))))"
)
_CALLED = re.compile(rb"\([^()]*\)")
_MAX_NESTED = 4
"""So many calls inside arguments are taken out."""
_OPENED = re.compile(rb"(?:^|\bwith[ \t]+|\bexcept\*?[ \t]*\(?[ \t]*|,[ \t]*|\([ \t]*)(?P<chain>[A-Za-z_][\w.\0]*)$")
PASSING = frozenset({"values", "items", "copy"})
_REACH = 400
"""What opens a block is looked for in so many bytes before its name."""
_OF_PAIRS = re.compile(rb"\)?[ \t]+in[ \t]+(?:enumerate\(|[\w.]+\.items\(\))")


def shown_before(data: bytes, start: int, end: int) -> Shown | None:
    """What `with … as` and `except … as` before a name say of it; nothing is known of one of several, or a lambda's."""
    if data.startswith(b"  ", start - 2):
        return LOOK_BEHIND
    before = data[max(start - 8, 0) : start]
    if before.endswith(b"as "):
        line = max(data.rfind(b"\n", 0, start) + 1, start - _REACH)
        return _opened(data[line : start - 3].strip())
    bare = before.rstrip()
    if bare.endswith(b",") and not _OF_PAIRS.match(data, end):
        return None
    return None if bare.endswith((b"*", b"lambda")) else LOOK_BEHIND


def _opened(line: bytes) -> Shown | None:
    written = line.rpartition(b" as ")[2]
    for _ in range(0 if line.startswith(b"except") else _MAX_NESTED):
        written = _CALLED.sub(b"\0", written)
    match = _OPENED.search(written.rstrip(b")"))
    if match is None:
        return None
    chain = folded(match.group("chain")).replace("\0", "()")
    if line.startswith(b"except"):
        return chain, "", "", False
    return ("", chain.removesuffix("()"), "", False) if chain.endswith("()") else ("", "", chain, False)
