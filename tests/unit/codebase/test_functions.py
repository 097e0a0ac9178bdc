"""Functions and their parts."""

import pytest

from support.codebases import codebase_of, labels

CODE = """
    #- a.py
    import functools

    @app.route("/", methods=["GET"])
    @login
    async def view(request: Request, *ids: int, size=10, **extra) -> Response:
        \"\"\"Shows it.\"\"\"
        def inner():
            return load(1)
        if size:
            return None
        return render(inner(), size=size)

    class Base:
        def __init__(self): ...
        @property
        def size(self): return 1
        def _hidden(self): ...
        @staticmethod
        def free(x): ...
    def undone(): raise NotImplementedError
"""


def test_parameters():
    view = codebase_of(CODE).get_function("view")
    shown = [(item.name, item.source, item.type, item.default, item.is_optional) for item in view.parameters]
    assert shown == [
        ("request", "request", "Request", "", False),
        ("ids", "*ids", "int", "", True),
        ("size", "size", "", "10", True),
        ("extra", "**extra", "", "", True),
    ]
    assert view.get_parameter("size").index == 2
    assert view.return_type == "Response"


def test_returns_are_its_own():
    view = codebase_of(CODE).get_function("view")
    assert [item.value for item in view.return_statements] == ["None", "render(inner(), size=size)"]
    assert [item.value for item in view.nested_functions[0].return_statements] == ["load(1)"]


def test_calls_are_those_of_its_decorators_and_inner_functions_too():
    view = codebase_of(CODE).get_function("view")
    assert [call.name for call in view.function_calls] == ["route", "load", "render", "inner"]
    last = view.function_calls[2]
    assert last.source == "render(inner(), size=size)"
    assert last.arguments == (("", "inner()"), ("size", "size"))
    assert last.caller == view
    assert labels(view.function_calls[3].function_definitions) == ["a.py:view.inner"]


def test_decorators_signature_doc_and_async():
    view = codebase_of(CODE).get_function("view")
    assert [(item.name, item.source) for item in view.decorators] == [
        ("app.route", 'app.route("/", methods=["GET"])'),
        ("login", "login"),
    ]
    assert view.is_async
    assert view.docstring == "Shows it."
    assert view.function_signature.startswith("async def view(request: Request, *ids: int")
    assert view.source.startswith("@app.route")


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        ("__init__", {"is_method", "is_constructor", "is_magic", "is_unfinished"}),
        ("size", {"is_method", "is_property"}),
        ("_hidden", {"is_method", "is_private", "is_unfinished"}),
        ("free", {"is_method", "is_unfinished"}),
    ],
)
def test_what_a_method_is(name, flags):
    method = codebase_of(CODE).get_class("Base").get_method(name)
    known = ("is_method", "is_constructor", "is_magic", "is_property", "is_private", "is_async", "is_unfinished")
    assert {flag for flag in known if getattr(method, flag)} == flags
    assert method.parent_class.name == "Base"
    assert method.parent_symbol == method


def test_overloads_are_told_from_the_function():
    codebase = codebase_of("""
        #- a.py
        from typing import overload
        @overload
        def f(x: int) -> int: ...
        def f(x): return x
    """)
    assert [item.is_overload for item in codebase.functions] == [True, False]


def test_other_languages_give_what_their_facts_have():
    codebase = codebase_of("""
        #- main.go
        package main
        type Server struct { Port int }
        func (s *Server) Start(retries int) error { return nil }
        func run() error {
            s := Server{}
            return s.Start(3)
        }
    """)
    server = codebase.get_class("Server")
    assert labels(server.methods) == ["main.go:Server.Start"]
    assert labels(codebase.functions) == ["main.go:run"]
    assert [item.value for item in codebase.get_function("run").return_statements] == ["s.Start(3)"]
    assert labels(server.get_method("Start").callers) == ["main.go:run"]
