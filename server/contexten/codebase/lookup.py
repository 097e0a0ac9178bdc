"""From a name as a person or a model writes it to the symbols it can mean."""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.codebase.make import symbol_at, symbols_of
from contexten.syntax.languages import of_path

if TYPE_CHECKING:
    from contexten.codebase.symbol import Symbol
    from contexten.codebase.world import World

_CALL = re.compile(r"\(.*\)\s*$", re.DOTALL)
_TEST = re.compile(r"(?:^|/)(?:tests?|__tests__|spec)/|(?:^|/)test_|_test\.|\.(?:test|spec)\.")
_INDEX_FILES = ("/__init__", "/index", "/mod")


def defined(world: World, name: str) -> list[Symbol]:
    """Everything called `name`, at whatever level, by file and place."""
    found = symbols_of(world, world.view.definitions(name))
    return sorted((item for item in found if world.has(item.path)), key=lambda item: (item.filepath, item.number))


def find(world: World, name: str, near: str | None) -> list[Symbol]:
    """What `name` can mean, best first: what the file `near` knows by it, then the nearest."""
    file, wanted = _split(name)
    if not wanted:
        return []
    if file:
        return _in_files(world, file, wanted)
    last = wanted.rsplit(".", 1)[-1]
    known = [] if near is None else symbols_of(world, world.view.resolve(near, wanted))
    known = [item for item in known if world.has(item.path)]
    others = [item for item in defined(world, last) if _fits(item, wanted)]
    others.sort(key=lambda item: _distance(item, "" if near is None else world.relative(near)))
    return list(dict.fromkeys((*known, *others)))


def _split(name: str) -> tuple[str, str]:
    """The file that a name states, and the dotted name: `a/b.py:C.m()` is (`a/b.py`, `C.m`)."""
    plain = _CALL.sub("", name.strip().strip("`").strip())
    first, colons, rest = plain.partition("::")
    if colons and of_path(first) is not None:
        plain = f"{first}:{rest}"
    file, colon, wanted = plain.replace("::", ".").rpartition(":")
    wanted = wanted.strip().replace("#", ".").strip(".")
    return (file.strip(), wanted) if colon else ("", wanted)


def _in_files(world: World, file: str, wanted: str) -> list[Symbol]:
    own = world.absolute(file)
    ending = "/" + file.lstrip("./")
    paths = [own] if own is not None else [path for path in world.paths if path.endswith(ending)]
    last = wanted.rsplit(".", 1)[-1]
    numbers = ((path, number) for path in paths for number in world.view.places_of(path, last))
    found = symbols_of(world, (world.view.symbol(path, number) for path, number in numbers))
    fitting = [item for item in found if _ends_with(item.full_name, wanted)]
    return sorted(fitting, key=lambda item: (item.full_name != wanted, item.full_name.count("."), item.label))


def _fits(symbol: Symbol, wanted: str) -> bool:
    """Whether the names around a symbol, its module's among them, end in `wanted`."""
    full = symbol.full_name
    if _ends_with(full, wanted):
        return True
    if not wanted.endswith("." + full):
        return False
    module = wanted[: -len(full) - 1]
    return any(_ends_with(own, module) for own in _module_names(symbol.filepath))


def _ends_with(full: str, wanted: str) -> bool:
    return full == wanted or full.endswith("." + wanted)


def _module_names(filepath: str) -> list[str]:
    """The dotted names of a file: that of its path, and of its folder for one that stands for it."""
    stem = filepath.removesuffix(PurePosixPath(filepath).suffix)
    folders = [stem.removesuffix(index) for index in _INDEX_FILES if stem.endswith(index)]
    return [name.replace("/", ".") for name in (stem, *folders)]


def _distance(symbol: Symbol, near: str) -> tuple[bool, int, bool, int, str, int]:
    """The less, the better: the same file first, the longest way shared, no test, the least nested."""
    path = symbol.filepath
    folders = zip(path.split("/")[:-1], near.split("/")[:-1], strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], folders))
    return path != near, -shared, _TEST.search(path) is not None, symbol.full_name.count("."), path, symbol.number


def named_like(world: World, part: str) -> list[Symbol]:
    """Everything whose full name holds `part`, in upper or lower case; the shortest names first. Reads every file."""
    wanted = part.casefold()
    found = (
        symbol_at(world, path, number)
        for path in world.paths
        for number, item in enumerate(world.outline(path).definitions)
        if wanted in world.outline(path).qualified_name(item).casefold()
    )
    return sorted(found, key=lambda item: (len(item.full_name), item.label))
