"""DOC: the text arrives in the style of the language, wherever the model put it."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contexten.edits.model import EditPlan, Place
from contexten.edits.shape import shape
from support.edits import refused, request_at, result_of

SOURCE = """
    class A:
        def total(self, tax):$0
            return tax
"""
DOC = "Sum all prices.\n\nArgs:\n    tax: The rate."
EXPECTED = '''class A:
    def total(self, tax):
        """Sum all prices.

        Args:
            tax: The rate.
        """
        return tax
'''
INDENTED = '    """Sum all prices.\n\n    Args:\n        tax: The rate.\n    """\n'

ANSWERS = {
    "bare text": DOC,
    "bare text with a lead-in": f"Here is the docstring:\n\n{DOC}",
    "fenced text": f"```\n{DOC}\n```",
    "docstring": f'```python\n"""{DOC}\n"""\n```',
    "docstring in single quotes": f"```python\n'''{DOC}\n'''\n```",
    "docstring that starts on its second line": f'"""\n{DOC}\n"""',
    "comment": "```python\n" + "".join(f"# {x}".rstrip() + "\n" for x in DOC.split("\n")) + "```",
    "definition": f"```python\ndef total(self, tax):\n{INDENTED}    return tax\n```",
    "definition without its body": f"```python\ndef total(self, tax):\n{INDENTED}    ...\n```",
    "class": "```python\nclass A:\n    def total(self, tax):\n"
    + "".join(f"    {x}".rstrip() + "\n" for x in INDENTED.splitlines())
    + "        return tax\n```",
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_a_docstring_from_every_usual_answer(answer):
    assert result_of(request_at(SOURCE, Place.DOC), answer) == EXPECTED
    crlf = request_at(SOURCE, Place.DOC, newline="\r\n")
    assert result_of(crlf, answer) == EXPECTED.replace("\n", "\r\n")


TYPESCRIPT = "#- a.ts\nexport class A {\n  total(tax: number) {$0\n    return tax;\n  }\n}\n"
RUST = "#- a.rs\n#[inline]\npub fn total(tax: f64) -> f64 {$0\n    tax\n}\n"
GO = "#- a.go\npackage a\n\nfunc Total(tax float64) float64 {$0\n\treturn tax\n}\n"

CASES = {
    "a docstring is replaced": (
        'def f():$0\n    """Old."""\n    return 1\n',
        '"""New."""',
        'def f():\n    """New."""\n    return 1\n',
    ),
    "a body on the header's line": (
        "def f(): $0return 1\n",
        "Return one.",
        'def f():\n    """Return one."""\n    return 1\n',
    ),
    "a class": ("class A:$0\n    x = 1\n", "Hold x.", 'class A:\n    """Hold x."""\n    x = 1\n'),
    "quotes inside": (
        "def f():$0\n    return 1\n",
        'Say """x""".',
        'def f():\n    """Say \\"\\"\\"x\\"\\"\\"."""\n    return 1\n',
    ),
    "a quote at the end": (
        "def f():$0\n    return 1\n",
        'Say "x"',
        'def f():\n    """Say "x" """\n    return 1\n',
    ),
    "backslashes": (
        "def f():$0\n    return 1\n",
        "Match \\d+.",
        'def f():\n    r"""Match \\d+."""\n    return 1\n',
    ),
    "typescript": (
        TYPESCRIPT,
        "Sum all prices.\n\n@param tax the rate",
        (
            "export class A {\n  /**\n   * Sum all prices.\n   *\n   * @param tax the rate\n"
            "   */\n  total(tax: number) {\n    return tax;\n  }\n}\n"
        ),
    ),
    "typescript from the method": (
        TYPESCRIPT,
        "```ts\n/**\n * Sum all prices.\n */\ntotal(tax: number) {\n  return tax;\n}\n```",
        "export class A {\n  /**\n   * Sum all prices.\n   */\n  total(tax: number) {\n    return tax;\n  }\n}\n",
    ),
    "the end of a comment inside": (
        TYPESCRIPT,
        "Match a*/b.",
        "export class A {\n  /**\n   * Match a*\\/b.\n   */\n  total(tax: number) {\n    return tax;\n  }\n}\n",
    ),
    "rust, above the attribute": (
        RUST,
        "/// Sum all prices.\n///\n/// # Panics",
        "/// Sum all prices.\n///\n/// # Panics\n#[inline]\npub fn total(tax: f64) -> f64 {\n    tax\n}\n",
    ),
    "go": (
        GO,
        "```go\n// Total sums all prices.\nfunc Total(tax float64) float64 {\n\treturn tax\n}\n```",
        "package a\n\n// Total sums all prices.\nfunc Total(tax float64) float64 {\n\treturn tax\n}\n",
    ),
    "c": (
        "#- a.c\n/* Old. */\nint total(int tax) {$0\n    return tax;\n}\n",
        "Sum all prices.",
        "/**\n * Sum all prices.\n */\nint total(int tax) {\n    return tax;\n}\n",
    ),
    "cpp, a template's method": (
        "#- a.cpp\nclass A {\n    template <class T>\n    int total(T tax) {$0\n        return tax;\n    }\n};\n",
        "Sum all prices.",
        (
            "class A {\n    /**\n     * Sum all prices.\n     */\n    template <class T>\n"
            "    int total(T tax) {\n        return tax;\n    }\n};\n"
        ),
    ),
    "csharp": (
        "#- A.cs\nclass A\n{\n    [Audited]\n    int Total(int tax)\n    {$0\n        return tax;\n    }\n}\n",
        "Sum all prices.",
        (
            "class A\n{\n    /// <summary>\n    /// Sum all prices.\n    /// </summary>\n    [Audited]\n"
            "    int Total(int tax)\n    {\n        return tax;\n    }\n}\n"
        ),
    ),
    "csharp, with tags": (
        "#- A.cs\nclass A\n{\n    /// <summary>Old.</summary>\n    int Total() { $0return 1; }\n}\n",
        "```csharp\n/// <summary>New.</summary>\n/// <returns>One.</returns>\nint Total() { return 1; }\n```",
        (
            "class A\n{\n    /// <summary>New.</summary>\n    /// <returns>One.</returns>\n"
            "    int Total() { return 1; }\n}\n"
        ),
    ),
    "java": (
        (
            "#- A.java\nclass A {\n    /** Old. */\n    @Override\n"
            "    int total(int tax) {$0\n        return tax;\n    }\n}\n"
        ),
        "Sum all prices.",
        (
            "class A {\n    /**\n     * Sum all prices.\n     */\n    @Override\n"
            "    int total(int tax) {\n        return tax;\n    }\n}\n"
        ),
    ),
}


@pytest.mark.parametrize(("source", "answer", "expected"), CASES.values(), ids=CASES.keys())
def test_doc_text_in_the_style_of_its_language(source, answer, expected):
    assert result_of(request_at(source, Place.DOC), answer) == expected


def test_a_definition_without_doc_text_is_refused():
    answer = "```python\ndef total(self, tax):\n    return tax\n```"
    assert "no documentation" in refused(request_at(SOURCE, Place.DOC), answer).reason


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab \"'\\\n{}`#*/é\t"), min_size=1, max_size=40))
def test_any_text_becomes_one_docstring_and_no_code(text):
    plan = shape(request_at(SOURCE, Place.DOC), text)
    if isinstance(plan, EditPlan):
        (definition,) = ast.parse(plan.files[0].result.text).body[0].body
        doc, *rest = definition.body
        assert isinstance(doc.value.value, str)
        assert ast.unparse(rest[0]) == "return tax"
        assert len(rest) == 1
