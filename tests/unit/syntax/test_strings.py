"""String literals of a tree."""

from __future__ import annotations

import pytest

from contexten.syntax.languages import by_id
from contexten.syntax.parse import fragment
from contexten.syntax.strings import string_spans
from contexten.text import Span

CASES = [
    ("python", 'a = r"x" + f"{b["c"]}" \'d\'', ['r"x"', 'f"{b["c"]}"', "'d'"]),
    ("typescript", "a = `x ${'y'}` + 'z'", ["`x ${'y'}`", "'z'"]),
    ("go", 'package a\n\nvar s = "x" + `y\nz`\n', ['"x"', "`y\nz`"]),
    ("rust", 'fn f() { g("x", r#"y"#); }', ['"x"', 'r#"y"#']),
    ("c", 'char *s = "x" "y"; char c = L"z";', ['"x"', '"y"', 'L"z"']),
    ("cpp", 'auto s = R"(x\ny)";', ['R"(x\ny)"']),
    ("csharp", 'class A { string s = "x" + @"y\nz" + $"{b}"; }', ['"x"', '@"y\nz"', '$"{b}"']),
    ("java", 'class A { String s = "x" + """\n  y\n  """; }', ['"x"', '"""\n  y\n  """']),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_strings_are_found_outermost_with_quotes_and_prefix(language, text, expected):
    parsed = fragment(text, by_id(language))
    assert [parsed.document.slice(span) for span in string_spans(parsed)] == expected


def test_a_span_limits_what_is_found():
    parsed = fragment("a = 'x'\nb = 'y'\n", by_id("python"))
    assert string_spans(parsed, Span(12, 15)) == (Span(12, 15),)
