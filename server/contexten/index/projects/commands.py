"""compile_commands.json: the folders in which includes are looked for.

Source: Clang's "JSON Compilation Database Format Specification".
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMANDS = "compile_commands.json"
_INCLUDE_PATH = re.compile(
    r'(?:^|\s)"?(?:-I|/I|-isystem|-iquote|-idirafter)"?\s*(?:\\?"([^"\\]+)\\?"|\'([^\']+)\'|([^\s"\']+))'
)
"""An option and its folder, in one word or two, with or without quotes."""


class _Command(msgspec.Struct):
    """One entry of a compile_commands.json."""

    directory: str = "."
    command: str = ""
    arguments: list[str] = []


def include_paths(folder: str, text: str) -> Iterator[str]:
    """The folders behind `-I`, `-isystem` and `-iquote`, absolute, each once for each folder of compilation."""
    try:
        entries = msgspec.json.decode(text, type=list[_Command])
    except (msgspec.DecodeError, RecursionError):
        return
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        base = posixpath.join(folder, entry.directory.replace("\\", "/"))
        written = " ".join(f'"{item}"' for item in entry.arguments) if entry.arguments else entry.command
        for match in _INCLUDE_PATH.finditer(written):
            place = (match.group(1) or match.group(2) or match.group(3)).replace("\\", "/")
            if (base, place) not in seen:
                seen.add((base, place))
                yield posixpath.normpath(posixpath.join(base, place))
