"""Import statements that a draft carries from its sibling's file."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.syntax.facts import Import

if TYPE_CHECKING:
    from contexten.drafts.site import Site


class Importer:
    """Collects the imports that a text needs; only those of the sibling's own file count as known."""

    def __init__(self, target: Site, source: Site) -> None:
        self._target = target
        self._source = source
        self._lines: dict[str, None] = {}

    @property
    def lines(self) -> tuple[str, ...]:
        """The statements, in the order they were needed."""
        return tuple(self._lines)

    def carries(self, name: str, wanted: str) -> bool:
        """Whether the sibling's import of `name` can be carried over as one of `wanted`; remembers it if so.

        A name other than `name` is carried only where the same module defines it.
        """
        for item in self._source.facts.imports:
            if item.local_name != name or item.name == "*" or not self._reaches(item):
                continue
            if wanted != name and not self._defines(item, wanted):
                continue
            line = import_line(item if wanted == name else _of(item, wanted), self._target.language.id)
            if line:
                self._lines[line] = None
                return True
        return False

    def _reaches(self, item: Import) -> bool:
        """Whether the module means the same in both files."""
        relative = item.level > 0 or item.module.startswith((".", "super", "self::"))
        return not relative or posixpath.dirname(self._source.path) == posixpath.dirname(self._target.path)

    def _defines(self, item: Import, wanted: str) -> bool:
        if not item.name or item.alias:
            return False
        index = self._source.index
        for path in index.resolve_import(self._source.path, item):
            facts = index.facts(path)
            if facts and any(each.name == wanted and each.parent < 0 for each in facts.definitions):
                return True
        return False


def _of(item: Import, name: str) -> Import:
    return Import(module=item.module, start=item.start, end=item.end, name=name, level=item.level)


def import_line(item: Import, language_id: str) -> str:
    """The statement that imports `item`, on one line; empty where this language's form is not known."""
    match language_id:
        case "python":
            return _python(item)
        case "javascript" | "typescript" | "tsx":
            return _script(item)
        case "go":
            alias = f"{item.alias} " if item.alias else ""
            return f'import {alias}"{item.module}"'
        case "rust":
            path = "::".join(part for part in (item.module, item.name) if part)
            return f"use {path} as {item.alias};" if item.alias else f"use {path};"
        case "java":
            return f"import {'.'.join(part for part in (item.module, item.name) if part)};"
        case _:
            return _with_all_names(item, language_id)


def _with_all_names(item: Import, language_id: str) -> str:
    """Of languages that import all names of a file or namespace."""
    if language_id == "csharp":
        return f"using {item.alias} = {item.module}.{item.name};" if item.alias else f"using {item.module};"
    if language_id in {"c", "cpp"}:
        return f"#include {item.module}" if item.module.startswith("<") else f'#include "{item.module}"'
    return ""


def _python(item: Import) -> str:
    alias = f" as {item.alias}" if item.alias else ""
    module = "." * item.level + item.module
    return f"from {module} import {item.name}{alias}" if item.name else f"import {module}{alias}"


def _script(item: Import) -> str:
    if not item.name:
        return f'import * as {item.alias} from "{item.module}";' if item.alias else ""
    if item.name == "default":
        return f'import {item.alias} from "{item.module}";'
    alias = f" as {item.alias}" if item.alias else ""
    return f'import {{ {item.name}{alias} }} from "{item.module}";'
