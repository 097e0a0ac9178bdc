"""Imports: what they name, one step on and in the end."""

import pytest

from contexten.codebase import ExternalModule, File, ImportType
from support.codebases import codebase_of, labels

CODE = """
    #- pkg/__init__.py
    from .core import Engine as Engine
    from . import tools
    #- pkg/core.py
    class Engine: ...
    #- pkg/tools.py
    tools = 1
    def helper(): ...
    #- main.py
    from __future__ import annotations
    import os.path
    import json as j
    from pkg import Engine, tools
    from pkg.tools import helper as h
    from pkg import *
    from pkg.core import Missing
    def late():
        from pkg.core import Engine as E
        return E()
    h()
    print(j)
"""


def imports():
    return {item.name: item for item in codebase_of(CODE).get_file("main.py").imports}


def test_one_import_for_each_name():
    assert list(imports()) == ["annotations", "os", "j", "Engine", "tools", "h", "pkg", "Missing", "E"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("annotations", ImportType.SIDE_EFFECT),
        ("j", ImportType.MODULE),
        ("Engine", ImportType.NAMED_EXPORT),
        ("pkg", ImportType.WILDCARD),
    ],
)
def test_types(name, kind):
    assert imports()[name].import_type is kind


def test_one_step_on_and_in_the_end():
    engine = imports()["Engine"]
    assert engine.imported_symbol.label == "pkg/__init__.py:Engine"
    assert engine.imported_symbol.imported_symbol.label == "pkg/core.py:Engine"
    assert engine.resolved_symbol.label == "pkg/core.py:Engine"
    assert engine.from_file.filepath == "pkg/__init__.py"


def test_a_module_is_a_file_also_where_it_holds_its_own_name():
    tools = imports()["tools"]
    assert tools.resolved_symbol.label == "pkg/tools.py"
    assert isinstance(tools.resolved_symbol, File)
    assert tools.is_module_import()
    assert not imports()["Engine"].is_module_import()


def test_the_outside_is_an_external_module():
    found = imports()
    assert found["os"].imported_symbol == ExternalModule("os.path", "os.path")
    assert found["j"].from_file is None
    assert found["Missing"].imported_symbol is None
    assert found["Missing"].external is None


def test_what_is_external_counts_once():
    codebase = codebase_of("""
        #- a.py
        import os
        from typing import Any
        #- b.py
        import os
        from typing import Any, List
    """)
    assert [(item.module, item.name) for item in codebase.external_modules] == [
        ("os", "os"),
        ("typing", "Any"),
        ("typing", "List"),
    ]


def test_names_and_aliases():
    h = imports()["h"]
    assert (h.module, h.alias, h.symbol_name.source) == ("pkg.tools", "h", "helper")
    assert h.is_aliased_import()
    assert not imports()["Engine"].is_aliased_import()
    assert imports()["E"].is_dynamic
    assert not h.is_dynamic


def test_where_the_name_is_used():
    found = imports()
    assert [usage.match.source for usage in found["h"].usages] == ["h()"]
    assert labels(found["E"].symbol_usages) == ["main.py:late"]


def test_the_same_name_from_two_imports_belongs_to_the_nearest():
    codebase = codebase_of("""
        #- a.py
        from x import f
        def g():
            from y import f
            return f()
        f()
    """)
    outer, inner = codebase.get_file("a.py").imports
    assert [usage.match.start_line for usage in outer.usages] == [5]
    assert [usage.match.start_line for usage in inner.usages] == [4]


def test_typescript():
    codebase = codebase_of("""
        #- src/index.ts
        import run, { Options as O } from './lib'
        import * as lib from './lib'
        import './side'
        export { Options } from './lib'
        lib.start(); run()
        #- src/lib.ts
        export default function main() {}
        export interface Options {}
        export function start() {}
        #- src/side.ts
    """)
    found = codebase.get_file("src/index.ts").imports
    assert [(item.name, item.import_type.name) for item in found] == [
        ("run", "DEFAULT_EXPORT"),
        ("O", "NAMED_EXPORT"),
        ("lib", "WILDCARD"),
        ("./side", "SIDE_EFFECT"),
        ("Options", "NAMED_EXPORT"),
    ]
    assert [item.resolved_symbol.label for item in found] == [
        "src/lib.ts:main",
        "src/lib.ts:Options",
        "src/lib.ts",
        "src/side.ts",
        "src/lib.ts:Options",
    ]
    assert labels(codebase.get_function("start").callers) == ["src/index.ts"]
    assert labels(codebase.get_function("main").callers) == ["src/index.ts"]
