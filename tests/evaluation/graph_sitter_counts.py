"""What graph_sitter 0.56.14 counts in a tree, as JSON on standard output; run by an interpreter that has it installed.

It is no dependency of this project and cannot be one: it pins other versions of what we use. See docs/codebase.md.
"""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> None:
    tree, language = Path(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        shutil.copytree(tree, copy, ignore=shutil.ignore_patterns(".git", "node_modules", ".venv"), symlinks=True)
        # It refuses a folder that is no repository.
        for command in (
            ["init", "-q"],
            ["add", "-A"],
            ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"],
        ):
            subprocess.run(["git", *command], cwd=copy, check=True)
        counted = _counted(copy, language)
    sys.__stdout__.write(json.dumps(counted))


def _counted(root: Path, language: str) -> dict:
    # Its log goes to standard output.
    sys.stdout = sys.stderr
    from graph_sitter import Codebase

    logging.disable(logging.CRITICAL)
    codebase = Codebase(str(root), language=language)
    files = {file.filepath: _file(file) for file in codebase.files}
    symbols = [*map(_function, codebase.functions), *map(_class, codebase.classes)]
    return {
        "files": files,
        "external_modules": len(codebase.external_modules),
        "symbols": symbols,
        "exports": _exports(codebase, language),
    }


def _exports(codebase: object, language: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in codebase.exports if language == "typescript" else ():
        found[item.filepath] = found.get(item.filepath, 0) + 1
    return found


def _file(file: object) -> dict:
    return {
        "imports": len(file.imports),
        "functions": len(file.functions),
        "classes": len(file.classes),
        "global_vars": len(file.global_vars),
        "interfaces": len(getattr(file, "interfaces", ())),
        "types": len(getattr(file, "types", ())),
        "resolved": sum(
            type(item.imported_symbol).__name__ not in {"ExternalModule", "NoneType"} for item in file.imports
        ),
    }


def _function(symbol: object) -> dict:
    return {
        **_symbol(symbol),
        "parameters": len(symbol.parameters),
        "return_statements": len(symbol.return_statements),
        "function_calls": len(symbol.function_calls),
        "nested_functions": len(symbol.nested_functions),
    }


def _class(symbol: object) -> dict:
    return {
        **_symbol(symbol),
        "methods": len(symbol.methods),
        "attributes": len(symbol.attributes),
        "parent_class_names": len(symbol.parent_class_names),
        "superclasses": sum(type(item).__name__ != "ExternalModule" for item in symbol.superclasses),
        "subclasses": len(symbol.subclasses),
    }


def _symbol(symbol: object) -> dict:
    return {
        "file": symbol.filepath,
        "name": symbol.name,
        "start": symbol.start_byte,
        "sort": "class" if hasattr(symbol, "methods") else "function",
        "decorators": len(symbol.decorators),
        "dependencies": len(symbol.dependencies),
        "usages": sorted(_usages(symbol)),
        "call_sites": sorted({(call.filepath, _line(call)) for call in symbol.call_sites}),
    }


def _usages(symbol: object) -> set[tuple[str, int]]:
    """Where the symbol is named: it also counts values of a class, such as every `self`, and what exports it."""
    found = (usage for usage in symbol.usages if usage.match is not None and usage.kind.name != "EXPORTED_SYMBOL")
    return {(usage.usage_symbol.filepath, _line(usage.match)) for usage in found if _is_named(symbol, usage)}


def _is_named(symbol: object, usage: object) -> bool:
    return usage.usage_type.name == "ALIASED" or symbol.name in usage.match.source.partition("(")[0]


def _line(match: object) -> int:
    return match.start_point[0]


if __name__ == "__main__":
    main()
