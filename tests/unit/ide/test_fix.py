"""Fixing diagnostics: the most severe one, all of them, and the code that holds them."""

from __future__ import annotations

import pytest

from contexten.ide import target_for
from contexten.workspace.target import Intent, Target
from support.menu import asked, declined, menu

TWO = "#- a.py\ndef f(x):\n    return $0one + two\n\n\ny = three\n"

HOLDING = {
    "a statement": ("return wrong", "#- a.py\ndef f(x):\n    return wro$0ng\n"),
    "a header": ("def f(wrong):\n    return 1", "#- a.py\ndef f(wro$0ng):\n    return 1\n"),
    "an import": ("import wrong", "#- a.py\nimport wro$0ng\nx = 1\n"),
    "typescript": ("const x = wrong;", "#- a.ts\nfunction f() {\n  const x = wro$0ng;\n  return x;\n}\n"),
    "go": ("x := wrong", "#- a.go\npackage a\n\nfunc f() {\n\tx := wro$0ng\n\tg(x)\n}\n"),
    "rust": ("let x = wrong;", "#- a.rs\nfn f() {\n    let x = wro$0ng;\n    g(x);\n}\n"),
    "java": (
        "int x = wrong;",
        "#- A.java\nclass A {\n    void f() {\n        int x = wro$0ng;\n        g(x);\n    }\n}\n",
    ),
}


@pytest.mark.parametrize("case", HOLDING)
def test_the_smallest_statement_or_definition_around_may_be_replaced(case, tmp_path):
    text, source = HOLDING[case]
    entry = menu(source, tmp_path, problems=(("wrong", "Undefined name 'wrong'", 1),), automatic=True)["fix.one"]
    assert entry.replaced == text
    assert entry.title == "Fix: Undefined name 'wrong'"
    assert [item.message for item in entry.target.diagnostics] == ["Undefined name 'wrong'"]
    assert (entry.offer.kind, entry.offer.command) == ("quickfix.contexten", "contexten.fix")


def test_of_several_the_most_severe_is_named_and_all_are_offered_together(tmp_path):
    found = menu(TWO, tmp_path, problems=(("one + two", "a warning", 2), ("one", "an error", 1)))
    assert found["fix.one"].title == "Fix: an error"
    assert found["fix.all"].title == "Fix all 2 problems here"
    assert [item.message for item in found["fix.all"].target.diagnostics] == ["an error", "a warning"]


def test_one_alone_is_not_offered_as_all(tmp_path):
    assert "fix.all" not in menu(TWO, tmp_path, problems=(("one", "an error", 1),))


@pytest.mark.parametrize("severity", [3, 4])
def test_information_and_hints_are_left_alone(severity, tmp_path):
    assert "fix.one" not in menu(TWO, tmp_path, problems=(("one", "a hint", severity),))


def test_diagnostics_elsewhere_are_left_alone(tmp_path):
    assert "fix.one" not in menu(TWO, tmp_path, problems=(("three", "an error", 1),))


def test_a_message_of_many_lines_becomes_one_short_title(tmp_path):
    message = (
        'Argument of type "int" is not assignable\n  to parameter "x" of type "str" in function "f", because it is not'
    )
    title = menu(TWO, tmp_path, problems=(("one", message, 1),))["fix.one"].title
    assert title == 'Fix: Argument of type "int" is not assignable to parameter "x"…'


def test_a_diagnostic_past_the_end_of_a_text_that_shrank_is_cut(tmp_path):
    from contexten.ide import offers
    from contexten.text import Span
    from contexten.workspace.target import Diagnostic
    from support.workspaces import open_fixture

    opened = open_fixture("#- a.py\nx = 1$0\n", tmp_path)
    problem = Diagnostic(Span(0, 9_000), "an error")
    found = offers(opened.snapshot, opened.path, opened.span, [problem], only=["quickfix"])
    assert [offer.id for offer in found] == ["fix.one"]
    assert found[0].target.span.end <= len(opened.fixture.text)


def test_a_command_may_name_the_problem_in_words(tmp_path):
    target, text = asked(TWO, tmp_path, Intent.FIX, "it divides by zero")
    assert (target.instruction, text) == ("it divides by zero", "return one + two")


def test_a_command_without_any_problem_is_declined(tmp_path):
    assert "say in the instruction what is wrong" in declined(TWO, tmp_path, Intent.FIX)


def test_a_command_takes_the_problems_of_its_lines_where_none_is_under_the_cursor(tmp_path):
    from support.menu import diagnostics
    from support.workspaces import open_fixture

    opened = open_fixture("#- a.py\ndef f(x):\n    $0return one + two\n\n\ny = three\n", tmp_path)
    problems = diagnostics(opened, (("two", "an error", 1), ("three", "another", 1)))
    target = target_for(opened.snapshot, opened.path, opened.span, Intent.FIX, "", problems)
    assert isinstance(target, Target)
    assert [item.message for item in target.diagnostics] == ["an error"]
    assert opened.fixture.text.encode()[target.span.start : target.span.end] == b"return one + two"
