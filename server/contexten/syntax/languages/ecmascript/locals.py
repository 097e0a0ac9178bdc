"""What stands behind a local name of JavaScript or TypeScript that shows its type."""

from __future__ import annotations

import re

from contexten.syntax.declared import GENERIC

_CHAIN = (
    rb"(?P<chain>(?!null\b|undefined\b|true\b|false\b|function\b|async\b|typeof\b|void\b|yield\b)"
    rb"[A-Za-z_$][\w$]*(?:(?:\?|!)?\.#?[\w$]+)*)"
)
BINDING = re.compile(
    rb"\s*\??(?::[ \t]*(?P<type>(?:[^=;\n{}()<>,]|" + GENERIC + rb"){1,120}?)\s*(?:=|[;,)\n]|\bof\b|$)"
    rb"|(?:=(?![=>])|(?P<each>\bof\b))\s*(?:await\s+)?(?:new\s+(?P<new>[A-Za-z_$][\w$.]*(?:<[^;()\n]{0,200}>)?)"
    rb"|" + _CHAIN + rb"(?:!?(?:\?\.)?(?:<[^;()\n]{0,200}>)?\(|!?(?=[ \t]*(?:$|[\n\r;)\]},]|\|\||\?\?|as\b)))))"
)
PASSING = frozenset({"filter", "slice", "sort", "reverse", "values"})
"""What gives a list of the same elements."""
