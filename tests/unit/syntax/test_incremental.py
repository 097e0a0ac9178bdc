"""Invariant 2: the incremental tree equals the full parse whenever the full parse has no error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contexten.syntax.extract import extract_facts
from contexten.syntax.languages import by_id
from contexten.syntax.parse import parse, reparse
from contexten.text import Document, Patch, Span

SOURCES = {
    "python": (
        'import os\n\n\nclass A(B):\n    """Doc."""\n\n    def m(self, x=1):\n        if x:\n'
        "            return [y for y in x]\n        # note\n        return f'{x} ü'\n\n\n"
        "def f(a, *b):\n    with a as c:\n        pass\n    return A().m(c)\n"
    ),
    "typescript": (
        "import { a } from './a';\n/** D */\nexport class A<T> extends B {\n  x: number = 1;\n"
        "  m(q?: string) { return `${q} ü`; }\n}\n"
        "export const f = async (n: number): Promise<void> => { for (const i of n) { await "
        "g<T>(i); } };\n"
    ),
    "go": (
        'package p\n\nimport "fmt"\n\n// A is.\ntype A struct {\n\tN int\n}\n\n'
        "func (a *A) F(x int) (int, error) {\n\tif x > 1 {\n"
        '\t\treturn x, fmt.Errorf("ü %d", x)\n\t}\n\tfor i := range a.N {\n\t\ta.G(i)\n\t}\n'
        "\treturn 0, nil\n}\n"
    ),
    "rust": (
        "use a::b;\n/// S\npub struct S { a: u8 }\n"
        'impl S { fn f(&self) -> u8 { if self.a > 1 { g("ü") } else { 2 } } }\n'
    ),
    "java": (
        "package p;\nimport a.B;\nclass A extends B {\n  int x = 1;\n  /** D */\n"
        '  void m(int y) { if (y > 1) { g("ü"); } }\n}\n'
    ),
    "javascript": (
        "const a = require('a');\nclass A { x = 1; m(q) { return <B c={q}>ü</B>; } }\nexports.f = (n) => n + 1;\n"
    ),
    "c": (
        '#include "a.h"\n'
        "#include <b/c.h>\n"
        "#define MAX 1 // ü\n"
        "#define SQ(x, ...) ((x) * (x))\n"
        "/* Doc ü\n"
        " * more */\n"
        "typedef struct node { int a, *b; int (*cb)(int); union { int u; }; } node_t, *np;\n"
        "typedef struct { int q; } anon;\n"
        "enum e { A = 1, B };\n"
        'static const char *f(const char *p, int n[], ...) { p->x.y(1, "ü"); abort(); /* TODO */ }\n'
        "int g(void);\n"
        "extern int v, *w;\n"
        "struct node *mk(struct node *a) { struct node b = {.a = 1}; for (int "
        "i = 0; i < 3; i++) goto out; out: return (node_t *)a; }\n"
    ),
    "cpp": (
        "#pragma once\n"
        "#include <vector>\n"
        "namespace a::b { class X;\n"
        "/// X ü\n"
        "class X : public Y<int>, private n::Z { public: X(int a = 1) : m_(a) "
        "{} ~X(); virtual int f() const = 0;\n"
        "  X(const X&) = default; static T make(std::string s, T&& r); friend void g(); using Q = int;\n"
        "  operator bool() const { return true; } template <class U> void t(U "
        "u); enum class E { A }; int m_ = 0; };\n"
        "template <typename T> T X::f<T>(T a) const { return a; }\n"
        'int n::X::g(int) { throw std::logic_error("not implemented ü"); }\n'
        "bool operator==(const X& a, const X& b) { return true; } }\n"
        "auto l = [&](int z) -> int { for (auto& [p, q] : z) {} return new Foo<int>(1); };\n"
        'template <> struct P<int> : Q {}; Foo x(1); extern "C" { void h(int); }\n'
    ),
    "csharp": (
        "using System; using static System.Math; using A = B.C<int>;\n"
        "namespace N.M;\n"
        "/// <summary>ü</summary>\n"
        '[Obs("x")] public abstract class Foo<T> : Bar<T>, n.IBaz where T : new() {\n'
        "  const int Max = 1, Min = 2; [J] public int P { get; set; } = 3; int "
        "Q => _q; event EventHandler E; event H E2 { add {} remove {} }\n"
        "  delegate void D(int a); public Foo(int a, params string[] rest) : "
        "base(a) { throw new NotImplementedException(); }\n"
        '  public async Task<int> M<R>(ref int a, string b = "ü", this int c) '
        "{ await x?.Go(1, name: 2); var y = new Z<int>(1) { A = 1 }; }\n"
        "  int Ex() => throw new NotImplementedException(); int this[int i] => "
        "1; public static Foo operator +(Foo a) => a;\n"
        "  enum En { A = 1, B } void L() { int Loc(int q) { return q; } "
        "foreach (var (k, v) in d) { if (o is Foo f) {} } Func<int> h = z => "
        "z; }\n"
        "}\n"
        "record R(int X) : Base(X); namespace K { struct S { int x; } }\n"
    ),
}
PIECES = [
    "",
    " ",
    "\n",
    "x",
    "(",
    ")",
    "{",
    "}",
    "'",
    '"',
    "def g():\n    return 1\n",
    "# c\n",
    "// c\n",
    "ü",
    "\r\n",
    ";",
    "\t",
    "if x",
    "/*",
    "*/",
    "1",
    ".",
    ",",
]


@st.composite
def edits(draw):
    language = draw(st.sampled_from(sorted(SOURCES)))
    text = SOURCES[language]
    steps = []
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["piece", "piece", "copy", "undo"]))
        if kind == "undo" and steps:
            text = steps[-1]
        else:
            start = draw(st.integers(0, len(text)))
            end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 3, 20])))
            piece = draw(st.sampled_from(PIECES))
            if kind == "copy":
                lines = text.splitlines(keepends=True) or [""]
                piece = draw(st.sampled_from(lines))
            text = text[:start] + piece + text[end:]
        steps.append(text)
    return language, steps


def patch_between(before: bytes, after: bytes) -> Patch:
    """One patch that turns `before` into `after`: what is between their common start and end."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    while start and (before[start - 1] & 0xC0) == 0xC0:
        start -= 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    while end and (before[len(before) - end] & 0xC0) == 0x80:
        end -= 1
    return Patch(Span(start, len(before) - end), after[start : len(after) - end])


def structure(parsed):
    """Type, start and end of every node, in order, without recursion."""
    cursor = parsed.tree.walk()
    found = []
    while True:
        node = cursor.node
        found.append((node.type, node.start_byte, node.end_byte))
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return found


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits())
def test_after_any_edits_the_incremental_tree_is_the_full_one(case):
    language, texts = case
    row = by_id(language)
    document = Document.of(SOURCES[language])
    current = parse(document, row)
    for text in texts:
        patch = patch_between(document.data, text.encode())
        after = document.patched(patch)
        assert after.text == text
        current = reparse(current, [(document, patch)], after)
        document = after
        full = parse(document, row)
        if not full.tree.root_node.has_error:
            assert structure(current) == structure(full)
            assert extract_facts(current) == extract_facts(full)


@pytest.mark.parametrize("language", sorted(SOURCES))
def test_typing_a_text_letter_by_letter_ends_in_the_full_tree(language):
    row = by_id(language)
    document = Document(b"")
    current = parse(document, row)
    for character in SOURCES[language]:
        end = len(document.data)
        patch = Patch(Span(end, end), character.encode())
        after = document.patched(patch)
        current = reparse(current, [(document, patch)], after)
        document = after
    full = parse(document, row)
    assert full.errors == 0
    assert structure(current) == structure(full)
    assert extract_facts(current) == extract_facts(full)
