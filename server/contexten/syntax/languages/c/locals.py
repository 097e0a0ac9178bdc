"""What stands behind a local name of C++ whose type is left to the compiler."""

from __future__ import annotations

import re

BINDING = re.compile(
    rb"\s*(?:=(?!=)|(?P<each>:)(?!:)|\{)\s*[&*]*(?:new\s+(?P<new>[A-Za-z_][\w:]*(?:<[^;()\n]{0,200}>)?)\s*[({;\[]"
    rb"|(?:std::)?(?:make_unique|make_shared)<(?P<made>[A-Za-z_][^;()\n]{0,200})>\("
    rb"|(?:static|dynamic|reinterpret|const)_cast<(?P<asserted>[A-Za-z_][^;()\n]{0,200})>\("
    rb"|(?P<chain>(?!nullptr\b|true\b|false\b|NULL\b)[A-Za-z_]\w*(?:(?:\.|->|::)\w+)*)"
    rb"(?:(?:<[^;()\n]{0,200}>)?[({]|(?=\s*[;),}])))"
)
