"""go.mod and go.work: the paths of modules, and the folders that stand in for others.

Source: "Go Modules Reference", "go.mod files", "Workspaces".
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MODULE = re.compile(r'^[ \t]*module[ \t]+"?([^\s"]+)"?', re.MULTILINE)
_REPLACE = re.compile(
    r"^[ \t]*(?:replace[ \t]+)?([^\s()/][^\s()]*)(?:[ \t]+v\S+)?[ \t]+=>[ \t]+(\.{1,2}(?:/\S*)?)[ \t]*(?://.*)?$",
    re.MULTILINE,
)


def read_modules(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Folder and path of each module, those that are replaced by a folder last."""
    replaced: list[tuple[str, str]] = []
    for path, text in sorted(texts.items()):
        folder, name = posixpath.split(path)
        if name not in {"go.mod", "go.work"}:
            continue
        yield from ((folder, module) for module in _MODULE.findall(text)[:1])
        replaced += [(posixpath.normpath(f"{folder}/{place}"), module) for module, place in _REPLACE.findall(text)]
    yield from replaced
