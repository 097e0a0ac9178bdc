"""What stands behind a local name of Java whose type is left to the compiler."""

from __future__ import annotations

import re

BINDING = re.compile(
    rb"\s*(?:=(?!=)|(?P<each>:))\s*(?:new\s+(?P<new>[A-Za-z_][\w.]*(?:<[^;()\n]{0,200}>)?)\s*[(\[{]"
    rb"|(?P<chain>(?!null\b|true\b|false\b)[A-Za-z_]\w*(?:\.\w+)*)(?:\(|(?=\s*[;),])))"
)
