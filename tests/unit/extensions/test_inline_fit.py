"""What becomes of a model's answer at the cursor: it fits, or it is not shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contexten.extensions.codegen.inline_fit import fitting
from contexten.extensions.codegen.inline_held import HeldSuggestions
from contexten.text import Document, Patch, Span, encode
from support.spots import PLACES, assert_it_fits, spot_of


def fit(marked, answer, *, path="/project/a.py", lines=8, whole=True):
    return fitting(answer, spot_of(marked, path), max_lines=lines, whole=whole)


@pytest.mark.parametrize(
    ("marked", "answer", "shown"),
    [
        pytest.param("x = ⌖\n", "```python\n1 + 2\n```", "1 + 2", id="in a fence"),
        pytest.param("x = ⌖\n", "1 + 2", "1 + 2", id="bare"),
        pytest.param("def f(a):\n    ⌖", "def f(a):\n    <cursor/>return a", "return a", id="repeats the cursor"),
        pytest.param("def f(a):\n    return a⌖\n", "    return a + 1", " + 1", id="repeats its line"),
        pytest.param("def f(a):\n    return ⌖\n", "return a + 1", "a + 1", id="repeats its line up to a space"),
        pytest.param("print(⌖)\n", "value)", "value", id="repeats the bracket behind it"),
        pytest.param("print(⌖)\n", "f(value)", "f(value)", id="has a bracket of its own"),
        pytest.param("a = [⌖]\n", "[1], [2]", "[1], [2]", id="ends as what stands behind it"),
        pytest.param("def f():\n    ⌖\n    return 1\n", "x = 1\nreturn 1", "x = 1", id="repeats what follows"),
        pytest.param("def f():\n    ⌖\n    return 1\n", "return 1", "", id="only repeats what follows"),
        pytest.param("x = ⌖\n", "", "", id="empty"),
        pytest.param("x = ⌖\n", "```python\n```", "", id="an empty block"),
        pytest.param("x = 1⌖\n", " +", "", id="would be an error"),
        pytest.param("def f(a):\n    ⌖\n", "x = a\nreturn (x", "x = a", id="cut before the error"),
        pytest.param("x = ⌖\n", "1\n# ... rest of the code", "1", id="leaves code out"),
        pytest.param("x = ⌖\n", "'\u202eabc'", "", id="hides something"),
        pytest.param("x = ⌖\n", "'<SECRET:openai:1>'", "", id="stands for a secret"),
    ],
)
def test_an_answer_is_freed_of_what_is_there_and_of_what_does_not_fit(marked, answer, shown):
    assert fit(marked, answer) == shown


@pytest.mark.parametrize(
    "answer",
    [
        "if a:\n    return 1\nreturn 2",
        "    if a:\n        return 1\n    return 2",
        "if a:\n        return 1\n    return 2",
        "        if a:\n            return 1\n        return 2",
    ],
)
def test_however_a_model_indents_it_is_the_places_indentation(answer):
    assert fit("def f(a):\n    ⌖", answer) == "if a:\n        return 1\n    return 2"


def test_a_block_begun_on_the_cursors_line_goes_on_deeper():
    assert fit("def f(a):\n    if a⌖\n", ":\n    return 1") == ":\n        return 1"


def test_only_so_many_lines_are_shown_and_a_broken_answer_loses_its_last_one():
    answer = "a = 1\nb = 2\nc = 3"
    assert fit("⌖", answer, lines=2) == "a = 1\nb = 2"
    assert fit("⌖", answer, whole=False) == "a = 1\nb = 2"
    assert fit("⌖", "a = 1", whole=False) == ""


def test_braces_are_balanced_at_the_place():
    marked = "function f(a) {\n  ⌖\n}\n"
    assert fit(marked, "if (a) {\n  return 1;\n}", path="/project/a.js") == "if (a) {\n    return 1;\n  }"
    assert fit(marked, "return 1;\n}", path="/project/a.js") == "return 1;"


def test_in_a_text_with_an_error_an_answer_may_mend_it_but_add_none():
    assert fit("x = foo(⌖\n", "1)") == "1)"
    assert fit("x = = 1\n\n\ndef g():\n    ⌖\n", "a = 1\nreturn a + +") == "a = 1"


STATEMENTS = st.sampled_from(
    [
        "x = 1",
        "return value",
        "if value:\n    pass",
        "for a in value:\n    print(a)",
        "while True:\n    break\nelse:\n    value = 2",
        "print(value, [1, 2], {'a': (1,)})",
        'text = """a\nb"""',
        "try:\n    value()\nexcept ValueError:\n    raise",
    ]
)
MESS = st.text(alphabet="abxyz (){}[]:,.='\"#\\\n\té", max_size=40)
ANSWERS = st.one_of(MESS, STATEMENTS, st.tuples(STATEMENTS, MESS).map("\n".join), STATEMENTS.map("    {}".format))


@given(PLACES, ANSWERS, st.booleans(), st.integers(1, 4))
@settings(max_examples=400)
def test_no_suggestion_adds_a_syntax_error_to_a_clean_file(marked, answer, whole, lines):
    spot = spot_of(marked)
    text = fitting(answer, spot, max_lines=lines, whole=whole)
    assert_it_fits(text, spot, lines)


@given(PLACES, STATEMENTS, st.data())
@settings(max_examples=150)
def test_typing_through_a_suggestion_always_leads_to_it(marked, answer, data):
    spot = spot_of(marked)
    text = fitting(answer, spot, max_lines=8, whole=True)
    held = HeldSuggestions()
    held.put(spot.path, spot.document, spot.offset, text)
    whole = encode(text)
    typed = 0
    while typed < len(whole):
        document = spot.document.patched(Patch(Span(spot.offset, spot.offset), whole[:typed]))
        rest = held.get(spot.path, document, spot.offset + typed)
        assert not rest.closed
        assert whole[:typed] + encode(rest.text) == whole
        step = data.draw(st.integers(1, 6))
        typed = len(whole[: typed + step].decode("utf-8", "ignore").encode())


def test_another_text_has_no_suggestion_left():
    held = HeldSuggestions()
    held.put("/a.py", Document.of("x = \ny = 2\n"), 4, "1")
    assert held.get("/a.py", Document.of("x = \ny = 2\n"), 4).text == "1"
    for text, offset in (("x = \ny = 3\n", 4), ("x = 2\ny = 2\n", 5), ("x = \ny = 2\n", 5), ("x =", 3)):
        assert held.get("/a.py", Document.of(text), offset) is None
    assert held.get("/b.py", Document.of("x = \ny = 2\n"), 4) is None


def test_that_there_was_nothing_is_remembered_for_that_place_alone():
    held = HeldSuggestions()
    held.put("/a.py", Document.of("x = \n"), 4, "")
    assert held.get("/a.py", Document.of("x = \n"), 4).text == ""
    assert held.get("/a.py", Document.of("x = 1\n"), 5) is None
