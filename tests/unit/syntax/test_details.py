"""What is read of a tree on demand."""

import pytest

from contexten.syntax.details import read_details
from contexten.syntax.extract import extract_facts
from contexten.syntax.languages import LANGUAGES
from contexten.text import Span
from support.syntax import parsed_text


def details(text, language="python"):
    parsed = parsed_text(text, language)
    defined = frozenset(item.name_start for item in extract_facts(parsed).definitions)
    return read_details(parsed, defined)


def names_hidden(text, language="python"):
    found = details(text, language).local_names
    return {name: [text[span.start : span.end] for span in spans] for name, spans in found.items()}


def test_returns():
    found = details("def f():\n    if x:\n        return 1\n    return\n")
    assert found.returns == (Span(27, 35), Span(40, 46))


def test_assignments_of_the_top_level_one_for_each_target():
    text = "a = b = 1\nc, (d, *e) = x\nf.g = 1\nif h:\n    i: int = 2\ndef j():\n    k = 1\nclass L:\n    m = 1\n"
    assert [item.target for item in details(text).assignments] == ["a", "b", "c", "d", "*e", "f.g", "i"]


def test_assignments_of_javascript_are_neither_functions_nor_imports():
    text = "const a = 1, { b, c: d } = x\nconst f = () => 1\nconst fs = require('fs')\nlet e; e = 2\n"
    assert [item.target for item in details(text, "typescript").assignments] == ["a", "b", "d", "e", "e"]


def test_a_name_is_hidden_in_the_body_that_binds_it():
    assert names_hidden("def f(a, b=c): d = a\n") == {"a": ["d = a"], "b": ["d = a"], "d": ["d = a"]}


def test_what_a_class_binds_is_not_hidden_from_its_methods():
    assert names_hidden("class A:\n    x = 1\n    def f(self): return x\n") == {"self": ["return x"]}


def test_a_named_inner_function_hides_nothing():
    assert names_hidden("def f():\n    def g(): pass\n    return g\n") == {}


def test_global_and_nonlocal_names_are_not_hidden():
    assert names_hidden("def f():\n    global a\n    a = 1\n    b = 2\n") == {"b": ["global a\n    a = 1\n    b = 2"]}


def test_a_function_without_a_name_hides_its_parameters():
    assert names_hidden("run(x => { const y = x })\n", "javascript") == {
        "x": ["{ const y = x }"],
        "y": ["{ const y = x }"],
    }


@pytest.mark.parametrize("language", [row.id for row in LANGUAGES])
def test_every_language_can_be_asked(language):
    assert details("", language).returns == ()
    assert details("x = (\n", language) is not None


@pytest.mark.parametrize(
    ("language", "text", "returned"),
    [
        ("go", "package a\nfunc f() int { return 1 }\n", "return 1"),
        ("rust", "fn f() -> i32 { return 1; }\n", "return 1"),
        ("java", "class A { int f() { return 1; } }\n", "return 1;"),
        ("ruby", "def f\n  return 1\nend\n", "return 1"),
        ("php", "<?php function f() { return 1; }\n", "return 1;"),
    ],
)
def test_returns_of_other_languages(language, text, returned):
    assert [text[span.start : span.end] for span in details(text, language).returns] == [returned]
