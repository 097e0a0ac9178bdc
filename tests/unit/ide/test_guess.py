"""A command without an intent: what is meant is guessed from the place."""

from __future__ import annotations

import pytest

from contexten.workspace.target import Intent
from support.menu import asked, declined

STUB = "#- a.py\ndef add(a, b):\n    # ai: use a lo$0op\n    pass\n"
FINISHED = "#- a.py\nclass A:\n    def add(self, a, b):\n        c = a + b\n        return $0c\n"

GUESSES = {
    "a marker comment in an unfinished function": (Intent.COMMENT, "# ai: use a loop\n    pass", "", STUB),
    "the same, with an instruction": (Intent.IMPLEMENT, "# ai: use a loop\n    pass", "fast", STUB),
    "an unfinished function": (Intent.IMPLEMENT, "pass", "", "#- a.py\ndef ad$0d(a, b):\n    pass\n"),
    "an unfinished function, with an instruction": (
        Intent.IMPLEMENT,
        "pass",
        "fast",
        "#- a.py\ndef ad$0d(a, b):\n    pass\n",
    ),
    "a marker comment": (
        Intent.COMMENT,
        "# ai: in seconds\nx = 1",
        "",
        "#- a.py\n# ai: in sec$0onds\nx = 1\n",
    ),
    "a selection": (Intent.REWRITE, "x = 1", "", "#- a.py\n$0x$0 = 1\n"),
    "an undefined call": (Intent.CREATE, "", "", "#- a.py\ndef f(x):\n    return par$0se(x)\n"),
    "a blank line with an instruction": (Intent.INSERT, "", "a constant", "#- a.py\nx = 1\n$0\ny = 2\n"),
    "a statement outside of functions with an instruction": (
        Intent.INSERT,
        "",
        "a constant",
        "#- a.py\nx = $01\ny = 2\n",
    ),
    "a finished function with an instruction": (
        Intent.REWRITE,
        "def add(self, a, b):\n        c = a + b\n        return c",
        "log it",
        FINISHED,
    ),
}


@pytest.mark.parametrize("case", GUESSES)
def test_the_place_tells_what_is_meant(case, tmp_path):
    intent, text, instruction, source = GUESSES[case]
    target, replaced = asked(source, tmp_path, None, instruction)
    assert (target.intent, replaced) == (intent, text)


def test_an_instruction_reaches_the_target(tmp_path):
    assert asked(FINISHED, tmp_path, None, "  log it \n")[0].instruction == "log it"


def test_new_code_goes_below_the_whole_statement(tmp_path):
    source = "#- a.py\nx = [\n    1,$0\n]\ny = 2\n"
    target, _ = asked(source, tmp_path, None, "a constant")
    assert (target.span.start, target.span.end) == (len("x = [\n    1,\n]"),) * 2


def test_new_code_on_a_blank_line_of_a_body_stays_inside_it(tmp_path):
    source = "#- a.py\ndef f(x):\n    a = 1\n    $0\n    return x\n"
    target, _ = asked(source, tmp_path, None, "log it")
    assert (target.intent, target.span.start) == (Intent.INSERT, len("def f(x):\n    a = 1\n    "))
    assert target.symbol.name == "f"


@pytest.mark.parametrize("source", [FINISHED, "#- a.py\nx = 1\n$0\ny = 2\n"])
def test_without_anything_to_go_by_the_answer_says_what_to_give(source, tmp_path):
    assert "give an instruction" in declined(source, tmp_path)


def test_new_code_is_not_written_into_a_string(tmp_path):
    assert "inside a string" in declined('#- a.py\nx = """\n$0\n"""\n', tmp_path, None, "a constant")


def test_a_finished_function_is_not_implemented_again(tmp_path):
    assert "contexten.refactor" in declined(FINISHED, tmp_path, Intent.IMPLEMENT)


def test_a_declaration_is_not_implemented(tmp_path):
    reason = declined("#- a.ts\ninterface A {\n  se$0nd(): void;\n}\n", tmp_path, Intent.IMPLEMENT)
    assert reason.startswith("'send' ")


def test_outside_of_definitions_there_is_nothing_to_implement(tmp_path):
    assert "no function" in declined("#- a.py\nx = $01\n", tmp_path, Intent.IMPLEMENT)


def test_an_insertion_needs_an_instruction(tmp_path):
    assert "give an instruction" in declined("#- a.py\n$0\n", tmp_path, Intent.INSERT)


@pytest.mark.parametrize("intent", list(Intent))
def test_every_reason_is_one_sentence(intent, tmp_path):
    source = '#- tests/test_a.py\nx = """\n$0\n"""\n'
    reason = declined(source, tmp_path, intent)
    assert reason.endswith(".")
    assert "\n" not in reason
    assert reason[0].isupper() or reason[0] == "'"
