"""What becomes of the answer of a model that fills in the middle: it goes on at the cursor, and further than wanted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contexten.extensions.codegen.inline_fit import filled, is_enough
from contexten.llm.templates import TEMPLATES, ends_of
from support.spots import PLACES, assert_it_fits, spot_of

ENDS = ends_of(TEMPLATES["qwen"])


def fill(marked, answer, *, path="/project/a.py", lines=8, whole=True):
    return filled(answer, spot_of(marked, path), max_lines=lines, whole=whole, ends=ENDS)


IN_A_CLASS = """\
class Cart:
    def total(self):
        ⌖

    def clear(self):
        self.items = []
"""


@pytest.mark.parametrize(
    ("marked", "answer", "shown"),
    [
        pytest.param("x = ⌖\n", "1 + 2\ny = 3\nz = 4", "1 + 2", id="a statement is one line"),
        pytest.param("x = foo(⌖)\n", "a, b)\nbar()", "a, b", id="up to the bracket behind the cursor"),
        pytest.param("x = ⌖\n", "foo(\n    a,\n)\nbar()", "foo(\n    a,\n)", id="or as far as its brackets reach"),
        pytest.param("x = foo(a⌖\n", ",\n    b,\n)\nbar()\n", ",\n    b,\n)", id="also those that stand there"),
        pytest.param("if a⌖\n", ":\n    b()\nc()\n", ":\n    b()", id="what opens a block has it with it"),
        pytest.param(
            "if a⌖\n", ":\n    b()\nelse:\n    c()\nd()\n", ":\n    b()\nelse:\n    c()", id="with its other branch"
        ),
        pytest.param("if a:⌖\n", "\n    b()\nc()\n", "\n    b()", id="the block of the line of the cursor"),
        pytest.param(
            IN_A_CLASS,
            "n = 0\n        for item in self.items:\n            n += item\n        return n\n\n    def next(self):\n",
            "n = 0\n        for item in self.items:\n            n += item\n        return n",
            id="an empty line has the rest of its block",
        ),
        pytest.param(IN_A_CLASS, "a = 1\n\n        b = 2\n", "a = 1", id="up to an empty line"),
        pytest.param(IN_A_CLASS, "\n    def next(self):\n        pass\n", "", id="another block is not wanted here"),
        pytest.param(
            "x = 1\n⌖",
            "def f():\n    a = 1\n\n    return a\n\n\ndef g():\n",
            "def f():\n    a = 1\n\n    return a",
            id="one definition",
        ),
        pytest.param("def f():\n    ⌖\n", "    return 1\n", "return 1", id="indented once more"),
        pytest.param("def f():\n    if a:\n    ⌖\n", "    return 1\n", "    return 1", id="rightly indented once more"),
        pytest.param("def f():\n    return tot⌖\n", "return total", "al", id="the line is said again"),
        pytest.param("def f():\n⌖\n", "    return 1\n", "    return 1", id="without indentation of the editor's"),
        pytest.param(
            "def f():\n    ⌖\n    b = 2\n    return b\n",
            "a = 1\n    b = 2\n    return b\n    c = 3",
            "a = 1",
            id="goes on behind",
        ),
        pytest.param("def f():\n    ⌖\n", "return 1<|endoftext|>def g():", "return 1", id="says that it is over"),
        pytest.param("def f():\n    return ⌖\n", "1<|fim_pad|>", "1", id="with another mark"),
        pytest.param("def f():\n    ⌖\n", "", "", id="nothing to fill in"),
        pytest.param("def f():\n    ⌖\n", "\n\n", "", id="only white space"),
        pytest.param("x = f(1⌖ + 2)\n", " + 3\ny", " + 3", id="within a line, one line"),
        pytest.param('"""Doc."""\nx = ⌖\n', '"""\n```python\na\n```\n"""', "", id="a fence is text here"),
    ],
)
def test_what_was_begun_is_finished_and_no_more(marked, answer, shown):
    assert fill(marked, answer) == shown


def test_braces_close_what_they_opened():
    marked = "function f(a) {\n  if (a) ⌖\n}\n"
    answer = "{\n    return 1;\n  } else {\n    return 2;\n  }\n  return 3;\n"
    assert fill(marked, answer, path="/project/a.js") == "{\n    return 1;\n  } else {\n    return 2;\n  }"


def test_an_answer_that_broke_off_loses_its_last_line():
    assert fill("def f():\n    ⌖\n", "a = 1\n    return tot", whole=False) == "a = 1"
    assert fill("def f():\n    ⌖\n", "return tot", whole=False) == ""
    assert fill("def f():\n    ⌖\n", "return total<|endoftext|>", whole=False) == "return total"


def test_only_so_many_lines_are_shown():
    assert fill("def f():\n    ⌖\n", "a = 1\n    b = 2\n    c = 3\n", lines=2) == "a = 1\n    b = 2"


@pytest.mark.parametrize(
    ("marked", "answer", "heard"),
    [
        ("x = ⌖\n", "1 + 2\ny = 3\nz = 4\n", "1 + 2\n"),
        ("if a⌖\n", ":\n    b()\ncatalogue()\n", ":\n    b()\ncatalogu"),
        ("if a⌖\n", ":\n    b()\nelse:\n    c()\nsomething()\n", ":\n    b()\nelse:\n    c()\nsomethin"),
        ("def f():\n    ⌖\n", "return 1<|fim_pad|>more\n", "return 1<|fim_pad|>"),
        (IN_A_CLASS, "a = 1\n\n        b = 20\n", "a = 1\n\n        b = 20\n"),
    ],
)
def test_nobody_waits_for_what_would_not_be_shown(marked, answer, heard):
    spot = spot_of(marked)
    needed = next(
        answer[:size] for size in range(1, len(answer) + 1) if is_enough(answer[:size], spot, max_lines=8, ends=ENDS)
    )
    assert needed == heard
    assert filled(needed, spot, max_lines=8, whole=False, ends=ENDS) == fill(marked, answer)


LINES = st.sampled_from(
    [
        "x = 1",
        "    return 1",
        "if value:",
        "        pass",
        "else:",
        "",
        "    print(value)",
        "def g(a):",
        ")",
        "value,",
        "é = 'ü'",
    ]
)
ANSWERS = st.lists(LINES, min_size=1, max_size=8).map("\n".join)


@given(PLACES, ANSWERS, st.booleans(), st.integers(1, 4))
@settings(max_examples=300)
def test_no_suggestion_adds_a_syntax_error_to_a_clean_file(marked, answer, whole, lines):
    spot = spot_of(marked)
    text = filled(answer, spot, max_lines=lines, whole=whole, ends=ENDS)
    assert_it_fits(text, spot, lines)


@given(PLACES, ANSWERS)
@settings(max_examples=300)
def test_what_is_heard_in_pieces_is_cut_where_the_whole_would_be(marked, answer):
    """Once the listening stops, what came further would have changed nothing."""
    spot = spot_of(marked)
    for size in range(1, len(answer) + 1):
        if is_enough(answer[:size], spot, max_lines=4, ends=ENDS):
            shown = filled(answer[:size], spot, max_lines=4, whole=False, ends=ENDS)
            assert shown == filled(answer, spot, max_lines=4, whole=True, ends=ENDS)
            return
