"""What the project files of a workspace say about imports.

**Invariant:** a Project is a pure function of the roots and the project files' texts; a file that cannot be read as
what it should be says nothing.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PROJECT_FILE = re.compile(
    r"go\.mod|Cargo\.toml|package\.json|[tj]sconfig(\..+)?\.json|pyproject\.toml|setup\.py|setup\.cfg"
    r"|compile_commands\.json"
)
_GO_MODULE = re.compile(r'^\s*module\s+"?([^\s"]+)"?', re.MULTILINE)
_CRATE = re.compile(r'^\[(?:package|lib)\][^\[]*?^name\s*=\s*"([^"]+)"', re.MULTILINE)
_JSONC = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n\r]*|/\*.*?\*/|,(?=\s*[}\]])', re.DOTALL)


_COMMANDS = "compile_commands.json"
_INCLUDE_PATH = re.compile(
    r'(?:^|\s)"?(?:-I|/I|-isystem|-iquote|-idirafter)"?\s*(?:\\?"([^"\\]+)\\?"|\'([^\']+)\'|([^\s"\']+))'
)
"""An option and its folder, in one word or two, with or without quotes."""


class _Command(msgspec.Struct):
    """One entry of a compile_commands.json."""

    directory: str = "."
    command: str = ""
    arguments: list[str] = []


@dataclass(frozen=True, slots=True)
class PathAliases:
    """`paths` and `baseUrl` of one tsconfig or jsconfig; all targets are absolute."""

    folder: str
    base: str
    paths: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Package:
    """One package.json with a name; `mains` are the entry files it states, relative to its folder."""

    folder: str
    name: str
    mains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Project:
    """The roots, and what their project files say."""

    roots: tuple[str, ...] = ()
    """Innermost first."""
    python_roots: tuple[str, ...] = ()
    go_modules: tuple[tuple[str, str], ...] = ()
    """Folder and module path."""
    crates: tuple[tuple[str, str], ...] = ()
    """Folder and crate name, as written in code."""
    packages: tuple[Package, ...] = ()
    aliases: tuple[PathAliases, ...] = ()
    include_paths: tuple[str, ...] = ()
    """Folders that a compile_commands.json names for includes, in order."""


def is_project_file(name: str) -> bool:
    """Whether `read_project` understands files of this name."""
    return _PROJECT_FILE.fullmatch(name) is not None


def read_project(roots: tuple[str, ...], texts: Mapping[str, str]) -> Project:
    """The Project of `roots` whose project files, by path, have these texts."""
    ordered = sorted(texts.items())
    named = [(posixpath.dirname(path), posixpath.basename(path), text) for path, text in ordered]
    python = [folder for folder, name, _ in named if name in {"pyproject.toml", "setup.py", "setup.cfg"}]
    return Project(
        roots=tuple(sorted(roots, key=lambda root: (-len(root), root))),
        python_roots=tuple(dict.fromkeys(place for folder in python for place in (f"{folder}/src", folder))),
        go_modules=tuple((folder, module) for folder, name, text in named for module in _go(name, text)),
        crates=tuple((folder, crate) for folder, name, text in named for crate in _cargo(name, text)),
        packages=tuple(item for folder, name, text in named for item in _package(folder, name, text)),
        aliases=tuple(item for path, text in ordered for item in _aliases(path, text, texts)),
        include_paths=tuple(
            dict.fromkeys(
                place for folder, name, text in named if name == _COMMANDS for place in _include_paths(folder, text)
            )
        ),
    )


def _go(name: str, text: str) -> list[str]:
    return _GO_MODULE.findall(text)[:1] if name == "go.mod" else []


def _cargo(name: str, text: str) -> list[str]:
    return [found.replace("-", "_") for found in _CRATE.findall(text)] if name == "Cargo.toml" else []


def _include_paths(folder: str, text: str) -> Iterator[str]:
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


def _package(folder: str, name: str, text: str) -> list[Package]:
    if name != "package.json":
        return []
    data = _json(text)
    stated = data.get("name")
    mains = [data.get(key) for key in ("source", "types", "module", "main")]
    if not isinstance(stated, str) or not stated:
        return []
    return [Package(folder, stated, tuple(main for main in mains if isinstance(main, str)))]


def _aliases(path: str, text: str, texts: Mapping[str, str], depth: int = 0) -> list[PathAliases]:
    folder, name = posixpath.split(path)
    if name not in {"tsconfig.json", "jsconfig.json"} and not depth:
        return []
    data = _json(text)
    options = _table(data.get("compilerOptions"))
    stated = options.get("baseUrl")
    base = posixpath.normpath(f"{folder}/{stated}") if isinstance(stated, str) else ""
    paths = tuple(_targets(options.get("paths"), base or folder))
    if paths or base:
        return [PathAliases(folder, base, paths)]
    extends = data.get("extends")
    if isinstance(extends, str) and extends.startswith(".") and depth < 5:
        other = posixpath.normpath(f"{folder}/{extends}")
        other = other if other.endswith(".json") else f"{other}.json"
        if other in texts:
            inherited = _aliases(other, texts[other], texts, depth + 1)
            return [PathAliases(folder, item.base, item.paths) for item in inherited]
    return []


def _targets(value: object, base: str) -> list[tuple[str, tuple[str, ...]]]:
    found: list[tuple[str, tuple[str, ...]]] = []
    for pattern, targets in _table(value).items():
        if isinstance(targets, list):
            items = cast("list[object]", targets)
            found.append((pattern, tuple(posixpath.normpath(f"{base}/{item}") for item in items)))
    return found


def _json(text: str) -> dict[str, object]:
    """The object in a JSON text that may have comments and trailing commas."""
    bare = _JSONC.sub(lambda match: match.group(1) or "", text.removeprefix("\ufeff"))
    try:
        return _table(msgspec.json.decode(bare))
    except (msgspec.DecodeError, RecursionError):
        return {}


def _table(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
