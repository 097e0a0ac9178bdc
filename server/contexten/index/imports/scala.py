"""Imports of Scala: packages as in Kotlin; a name may also start in the file's own package or one around it.

Source: "Scala language specification", 4.7 "Import clauses" and 9.2 "Packagings".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from contexten.index.imports.packages import around, file_keys_of, files_of, keys_of
from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from contexten.index.project import Project
    from contexten.syntax.facts import Import


def _absolute(item: Import) -> Import:
    return msgspec.structs.replace(item, module=item.module.removeprefix("_root_."))


def _keys(item: Import) -> tuple[str, ...]:
    return keys_of(_absolute(item))


def _resolve(item: Import, path: str, files: FileSet, project: Project) -> tuple[str, ...]:
    absolute = _absolute(item)
    package = files.package_of(path)
    for place in around(package) if package and absolute == item else ():
        whole = ".".join(part for part in (place, item.module) if part)
        if found := files_of(msgspec.structs.replace(item, module=whole), path, files, project):
            return found
    return files_of(absolute, path, files, project)


RULES = ImportRules(
    keys=_keys,
    file_keys=file_keys_of,
    resolve=_resolve,
    packages_anywhere=True,
    outer_packages=around,
    namespaces=True,
)
