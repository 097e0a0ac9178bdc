"""What stands behind a local name of Go that shows its type."""

from __future__ import annotations

import re

_TYPE = rb"(?:\*|\[\w*\]|map\[[^\]\n]*\]|chan[ ]+|<-|\.\.\.)*[A-Za-z_][\w.]*(?:\[[\w.*, ]*\])?"
BINDING = re.compile(
    rb"(?:[ \t]*,[ \t]*\w+)*[ \t]*(?:(?P<type>" + _TYPE + rb")[ \t]*(?:[=,)\n\r;]|$)"
    rb"|:?=(?!=)[ \t]*(?P<each>range[ ]+)?(?:&?(?P<new>" + _TYPE + rb")\{"
    rb"|(?:new|make)\((?P<made>" + _TYPE + rb")[,)]"
    rb"|[A-Za-z_][\w.]*\.\((?!type\))(?P<asserted>[^()\n]*)\)"
    rb"|&?(?P<chain>(?!nil\b|true\b|false\b|func\b|iota\b|append\b|len\b)[A-Za-z_]\w*(?:\.\w+)*)"
    rb"(?:(?:\[[\w.*, \[\]]*\])?\(|(?=[ \t]*(?:$|[\n\r;,{}]|//)))))"
)
ASSIGNED = re.compile(rb"(?:[ \t]*,[ \t]*\w+)*[ \t]*:?=(?!=)(?:[ \t]*(?P<range>range)\b)?")


def is_later(data: bytes, start: int) -> bool:
    """Whether the name at `start` is not the first of its list."""
    return data[max(start - 8, 0) : start].rstrip().endswith(b",")
