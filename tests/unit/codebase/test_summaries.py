"""The five summaries, word for word."""

from contexten.codebase import Codebase
from contexten.codebase.codebase_analysis import (
    get_class_summary,
    get_codebase_summary,
    get_file_summary,
    get_function_summary,
    get_symbol_summary,
)
from contexten.codebase.summaries import CodebaseSummary, FileSummary, FunctionSummary, KindCounts
from support.codebases import codebase_of

CODE = """
    #- pkg/__init__.py
    from .core import Engine, start
    #- pkg/core.py
    import json
    from dataclasses import dataclass

    SPEED = 3

    @dataclass
    class Engine:
        name: str

        def run(self, times=1):
            return json.dumps(SPEED)

    class Turbo(Engine): ...

    def start(name):
        if name:
            return None
        return Engine(name)
    #- main.py
    from pkg import start
    import pkg.core

    ENGINE = start("a")

    def again():
        return start("b")
    #- web.ts
    export interface Shape {}
    export const size = 1
"""


def test_of_a_codebase():
    assert (
        get_codebase_summary(codebase_of(CODE))
        == """\
Contains 24 nodes
- 4 files
- 6 imports
- 2 external_modules
- 8 symbols
\t- 2 classes
\t- 2 functions
\t- 3 global_vars
\t- 1 interfaces

Contains 13 edges
- 5 symbol -> used symbol
- 6 import -> used symbol
- 2 export -> exported symbol
"""
    )


def test_of_a_python_file_whose_importers_are_files():
    assert (
        get_file_summary(codebase_of(CODE).get_file("pkg/core.py"))
        == """\
==== [ `core` (SourceFile) Dependency Summary ] ====
- 2 imports
- 4 symbol references
\t- 2 classes
\t- 1 functions
\t- 1 global variables
\t- 0 interfaces

==== [ `core` Usage Summary ] ====
- 2 importers
"""
    )


def test_of_a_class():
    assert (
        get_class_summary(codebase_of(CODE).get_class("Turbo"))
        == """\
==== [ `Turbo` (Class) Dependency Summary ] ====
- parent classes: ['Engine']
- 0 methods
- 0 attributes
- 0 decorators
- 1 dependencies

==== [ `Turbo` (Class) Usage Summary ] ====
- 0 usages
\t- 0 functions
\t- 0 classes
\t- 0 global variables
\t- 0 interfaces
\t- 0 imports
\t\t- 0 functions
\t\t- 0 classes
\t\t- 0 global variables
\t\t- 0 interfaces
\t\t- 0 external modules
\t\t- 0 files
"""
    )


def test_of_a_function():
    assert (
        get_function_summary(codebase_of(CODE).get_function("start"))
        == """\
==== [ `start` (Function) Dependency Summary ] ====
- 2 return statements
- 1 parameters
- 1 function calls
- 2 call sites
- 0 decorators
- 1 dependencies

==== [ `start` (Function) Usage Summary ] ====
- 4 usages
\t- 1 functions
\t- 0 classes
\t- 1 global variables
\t- 0 interfaces
\t- 2 imports
\t\t- 1 functions
\t\t- 0 classes
\t\t- 0 global variables
\t\t- 0 interfaces
\t\t- 0 external modules
\t\t- 0 files
"""
    )


def test_of_any_symbol():
    text = get_symbol_summary(codebase_of(CODE).get_symbol("SPEED"))
    assert text.startswith("==== [ `SPEED` (GlobalVar) Usage Summary ] ====\n- 1 usages\n\t- 1 functions\n")


def test_the_data_behind_the_texts():
    codebase = codebase_of(CODE)
    assert FileSummary.of(codebase.get_file("web.ts")) == FileSummary(
        "web", imports=0, symbols=2, kinds=KindCounts(global_vars=1, interfaces=1), importers=0
    )
    function = FunctionSummary.of(codebase.get_function("start"))
    assert (function.return_statements, function.call_sites, function.usage.usages) == (2, 2, 4)
    summary = CodebaseSummary.of(codebase)
    assert summary.nodes == summary.files + summary.imports + summary.external_modules + summary.definitions + 2


def test_of_nothing():
    assert get_codebase_summary(Codebase.from_files({})).startswith("Contains 0 nodes\n- 0 files\n")
