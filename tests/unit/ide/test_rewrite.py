"""Rewriting a selection: whole statements, never parts of them."""

from __future__ import annotations

import pytest

from contexten.workspace.target import Intent
from support.menu import asked, declined, menu

WIDENED = {
    "one statement": ("x = 1", "#- a.py\n$0x$0 = 1\ny = 2\n"),
    "two statements": ("x = 1\ny = 2", "#- a.py\nx = $01\ny$0 = 2\nz = 3\n"),
    "white space around": ("y = 2", "#- a.py\nx = 1$0\ny = 2\n$0z = 3\n"),
    "part of a block": ("b = 2\n    c = 3", "#- a.py\ndef f():\n    a = 1\n    $0b = 2\n    c$0 = 3\n"),
    "a whole definition": ("def f():\n    return 1", "#- a.py\n$0def f():\n    return 1$0\n\n\nx = 1\n"),
    "typescript": ("const b = 2;", "#- a.ts\nfunction f() {\n  const $0b$0 = 2;\n  return b;\n}\n"),
    "go": ("b := 2", "#- a.go\npackage a\n\nfunc f() {\n\t$0b$0 := 2\n\tg(b)\n}\n"),
    "rust": ("let b = 2;", "#- a.rs\nfn f() {\n    let $0b$0 = 2;\n    g(b);\n}\n"),
    "java": (
        "int b = 2;",
        "#- A.java\nclass A {\n    void f() {\n        int $0b$0 = 2;\n        g(b);\n    }\n}\n",
    ),
}

SILENT = {
    "no selection": "#- a.py\nx = $01\n",
    "blank selection": "#- a.py\nx = 1\n$0\n\n$0y = 2\n",
    "part of a string": '#- a.py\nx = "hello $0brave$0 world"\n',
    "part of a docstring": '#- a.py\ndef f():\n    """One.\n\n    $0Two.$0\n    """\n    return 1\n',
    "an unknown language": "#- a.txt\nhello $0brave$0 world\n",
}


@pytest.mark.parametrize("case", WIDENED)
def test_a_selection_is_widened_to_whole_statements(case, tmp_path):
    text, source = WIDENED[case]
    entry = menu(source, tmp_path, automatic=True)["rewrite.selection"]
    assert entry.replaced == text
    assert entry.title == "Rewrite the selection"
    assert (entry.offer.kind, entry.offer.command) == (
        "refactor.rewrite.contexten.selection",
        "contexten.refactor",
    )


@pytest.mark.parametrize("case", SILENT)
def test_nothing_to_rewrite_is_not_offered(case, tmp_path):
    assert "rewrite.selection" not in menu(SILENT[case], tmp_path)


def test_the_selection_itself_is_kept_beside_the_span(tmp_path):
    target = menu("#- a.py\nfirst = $01$0\n", tmp_path)["rewrite.selection"].target
    assert len(target.selection) == 1
    assert len(target.span) == len("first = 1")


def test_a_command_without_selection_rewrites_the_function_around(tmp_path):
    source = "#- a.py\n@cache\ndef f(x):\n    return $0x\n\n\ny = 1\n"
    target, text = asked(source, tmp_path, Intent.REWRITE, "double it")
    assert (target.instruction, text) == ("double it", "@cache\ndef f(x):\n    return x")


def test_a_command_outside_of_functions_rewrites_the_statement(tmp_path):
    assert asked("#- a.py\nx = [\n    1,$0\n]\ny = 2\n", tmp_path, Intent.REWRITE)[1] == "x = [\n    1,\n]"


def test_a_command_on_a_blank_line_says_what_to_select(tmp_path):
    assert "select some" in declined("#- a.py\nx = 1\n$0\ny = 2\n", tmp_path, Intent.REWRITE)


def test_a_command_inside_a_string_is_declined(tmp_path):
    assert "inside a string" in declined(SILENT["part of a string"], tmp_path, Intent.REWRITE)
