"""What shows the type of a local name of Scala: see `syntax/bindings.py`."""

from __future__ import annotations

import re

BINDING = re.compile(
    rb"[ \t]*(?::[ \t]*(?P<type>[A-Za-z_][\w.]*(?:\[[^;()\n=]{0,200}\])?)(?=[ \t]*(?:=(?!>)|=>|[,)\n\r]|$))"
    rb"|[ \t]*(?:=(?![=>])|(?P<each><-))[ \t]*(?:new[ \t]+(?P<new>[A-Za-z_][\w.]*(?:\[[^;()\n]{0,200}\])?)"
    rb"|(?P<chain>(?!(?:true|false|null|if|for|try|new|throw)\b)[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)"
    rb"(?:(?:\[[^;()\n]{0,200}\])?\(|(?=[ \t]*(?:$|[\n\r;)])))))"
)
