"""What shows the type of a local name of Kotlin: see `syntax/bindings.py`."""

from __future__ import annotations

import re

BINDING = re.compile(
    rb"[ \t]*(?::[ \t]*(?P<type>[A-Za-z_][\w.]*(?:<[^;()\n=]{0,200}>)?\??)(?=[ \t]*(?:[=,)\n\r{]|\bin\b|->|$))"
    rb"|\)?[ \t]*(?:=(?!=)|(?P<each>\bin\b))[ \t]*"
    rb"(?P<chain>(?!(?:true|false|null|if|when|try|object|fun|throw)\b)[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)"
    rb"(?:(?:<[^;()\n]{0,200}>)?\(|(?=[ \t]*(?:$|[\n\r;)]))))"
)
