"""What shows the type of a local name of Swift: see `syntax/bindings.py`."""

from __future__ import annotations

import re

BINDING = re.compile(
    rb"[ \t]*(?::[ \t]*(?P<type>(?:inout |some |any )?[A-Za-z_\[][\w.]*(?:<[^;()\n=]{0,200}>)?\]?[?!]?)"
    rb"(?=[ \t]*(?:[=,)\n\r{;]|\bin\b|$))|(?:=(?!=)|(?P<each>\bin\b))[ \t]*(?:try[?!]?[ \t]+)?(?:await[ \t]+)?"
    rb"(?P<chain>(?!(?:true|false|nil|if|switch)\b)[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)"
    rb"(?:(?:<[^;()\n]{0,200}>)?\(|(?=[ \t]*(?:$|[\n\r;,{)]|else\b))))"
)
