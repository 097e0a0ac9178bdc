"""What stands behind a local name of C# whose type is left to the compiler."""

from __future__ import annotations

import re

BINDING = re.compile(
    rb"\s*(?:=(?![=>])|(?P<each>\bin\b))\s*(?:await\s+)?(?:new\s+(?P<new>[A-Za-z_][\w.]*(?:<[^;()\n]{0,200}>)?)\s*[(\[{]"
    rb"|(?P<chain>(?!null\b|true\b|false\b|default\b)[A-Za-z_]\w*(?:\??!?\.\w+)*)(?:(?:<[^;()\n]{0,200}>)?\(|!?(?=\s*[;),]|\s+as\b)))"
)
PASSING = frozenset({"ConfigureAwait"})
