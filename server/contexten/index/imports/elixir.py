"""Aliases and imports of Elixir: a module stands in the file that defines it; by custom that has its name.

Source: "Alias, require, import and use" of Elixir's documentation. Modules are known in every file by their full name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.index.imports.paths import stem_of
from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from contexten.index.project import Project
    from contexten.syntax.facts import Import

_ENDINGS = (".ex", ".exs")
_WORDS = frozenset({"defmodule", "defprotocol"})


def _keys(item: Import) -> tuple[str, ...]:
    return (_full_name(item).rpartition(".")[2].lower(),)


def _file_keys(path: str, _project: Project) -> tuple[str, ...]:
    return (stem_of(path).replace("_", "").lower(),)


def _resolve(item: Import, _path: str, files: FileSet, _project: Project) -> tuple[str, ...]:
    full = _full_name(item)
    name = full.rpartition(".")[2]
    found = sorted(place for place in files.defining(name) if place.endswith(_ENDINGS))
    exact = [place for place in found if _defines(place, name, full, files)]
    nested = [place for place in found if stem_of(place).replace("_", "") in full.lower().split(".")]
    return tuple(exact or nested[:1])


def _defines(path: str, name: str, full: str, files: FileSet) -> bool:
    signatures = (symbol.definition.signature.partition(" ") for symbol in files.at_top(path, name))
    return any(word in _WORDS and rest == full for word, _space, rest in signatures)


def _full_name(item: Import) -> str:
    return item.module if item.name in {"", "*"} else ".".join(part for part in (item.module, item.name) if part)


def _sees(_path: str, other: str) -> bool:
    return other.endswith(_ENDINGS)


RULES = ImportRules(keys=_keys, file_keys=_file_keys, resolve=_resolve, bare_members=True, sees=_sees)
