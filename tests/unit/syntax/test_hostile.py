"""Whatever the text is, reading it neither raises, crashes nor names a place outside of it."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contexten.syntax.at import (
    bound_names,
    call_at,
    comment_at,
    definitions_at,
    error_spans,
    identifiers,
    imports_of,
    references_in,
    statements_covering,
)
from contexten.syntax.extract import extract_facts
from contexten.syntax.facts import pack_facts
from contexten.syntax.languages import LANGUAGES, by_id
from contexten.syntax.parse import parse
from contexten.text import Document, Span
from support.syntax import parsed_text

SOURCES = {
    "python": (
        "@d\nclass A(B, m.C[T]):\n    '''ü'''\n    x: int = f(1)\n"
        "    async def m(self, a: T, *b, c=1, **k) -> R:\n        # TODO ü\n"
        "        self.y = a.b(c)\n        raise NotImplementedError\n\n"
        "from .a import (b as c, d)\n__all__ = ['A']\ntype X = int\n"
    ),
    "typescript": (
        "import D, { a as b, type C } from 'm';\n/** ü */\n"
        "@D() export abstract class A<T> extends B implements C {\n"
        "  #p = 1; static f = () => { throw new Error('TODO') };\n"
        "  constructor(private x?: T) { super(x); this.y = await g<T>(1); }\n"
        "  abstract m(): void;\n}\ninterface I { a: string; m(x: T): void }\n"
        "enum E { A, B = 2 }\nexport default function () {}\nexport const { q, r: s } = z;\n"
    ),
    "tsx": "const A = ({ a }: P) => <B.C x={a} {...s}><D/>{f(a)}ü</B.C>;\n",
    "javascript": (
        "const { a, b: c } = require('x');\nA.prototype.f = function (x = 1, ...y) {};\n"
        "module.exports = { a, f() {} };\n"
        "class A { static #x = 1; get y() { return <div a='1'>{y}</div> } }\n"
    ),
    "go": (
        '// P ü\npackage p\nimport (\n\tm "a/b"\n)\n// T is.\n'
        "type T struct { B; *m.C; A, D string `x` }\n"
        "type I interface { R; Do(a, b int, c ...string) (int, error) }\n"
        'func (t *T) F() { panic("TODO") }\nconst ( A, B = iota, 2 )\n'
        "var f = func(a int) { g(a) }\n"
    ),
    "rust": (
        "//! ü\nuse a::{b, c::{self, d as e}, f::*};\n/// S\n#[derive(D)]\n"
        "pub struct S<T> { pub a: Vec<T> }\n"
        "impl<T> Tr for S<T> { fn f(&mut self, (a, b): (u8, u8)) -> R { todo!() } const X: "
        "u8 = 1; }\nenum E { A, B(u8), C { x: u8 } }\n"
        "mod m { fn g() { let x = a::b::<T>(1).await?; } }\n"
    ),
    "java": (
        "package a.b;\nimport static x.Y.z;\n/** ü */\n"
        "@E(n = 1) class A<T> extends B<T> implements C, d.F {\n  @I int x = 1, y;\n  A() {}\n"
        "  <R> R m(final T... a) throws X { throw new UnsupportedOperationException(); }\n"
        "  enum G { H(1), I { void j() {} } }\n}\nrecord R(int x) {}\n"
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
        "class API W : public B { int q; };\n"
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
ALL = {**{row.id: SOURCES.get(row.id, SOURCES["python"]) for row in LANGUAGES}}


def border(data, offset):
    """The last border of a character at or before `offset`."""
    while 0 < offset < len(data) and data[offset] & 0xC0 == 0x80:
        offset -= 1
    return offset


def check(parsed, offset):
    """Every look-up answers, and every place it names is inside the text and on the border of a character."""
    size = len(parsed.data)
    facts = extract_facts(parsed)
    pack_facts(facts)
    offset = border(parsed.data, offset)
    span = Span(offset, max(offset, border(parsed.data, min(offset + 9, size))))
    places = []
    for number, item in enumerate([*facts.definitions, *definitions_at(parsed, span)]):
        places += [item.start, item.end, item.name_start, item.name_span.end, item.header_start]
        places += [item.body_start, item.body_end] if item.body is not None else []
        assert item.start <= item.header_start <= item.name_start < item.end
        assert item.parent < len(facts.definitions)
        if item.body is not None:
            assert item.start <= item.body_start <= item.body_end <= item.end
        if number < len(facts.definitions) and item.parent >= 0:
            assert item.parent < number
    starts = [item.start for item in facts.references]
    assert starts == sorted(starts)
    places += [*starts, *(start for _, start in identifiers(parsed, span))]
    places += [place for item in facts.imports for place in (item.start, item.end)]
    places += [max(facts.import_end, 0)]
    spans = [*error_spans(parsed), statements_covering(parsed, span), comment_at(parsed, offset) or span]
    places += [place for item in spans for place in (item.start, item.end)]
    references_in(parsed, span)
    bound_names(parsed, span)
    imports_of(parsed)
    call_at(parsed, offset)
    for place in places:
        assert 0 <= place <= size
    return places


def on_borders(parsed, places):
    return all(place == len(parsed.data) or parsed.data[place] & 0xC0 != 0x80 for place in places)


@pytest.mark.parametrize("language", sorted(ALL))
def test_truncated_sources_are_read(language):
    text = ALL[language]
    for cut in range(0, len(text), 3):
        parsed = parsed_text(text[:cut], language)
        size = len(parsed.data)
        assert on_borders(parsed, check(parsed, size))
    for cut in range(0, len(text), 11):
        parsed = parsed_text(text[cut:], language)
        assert on_borders(parsed, check(parsed, 0))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(LANGUAGES), st.binary(max_size=200), st.integers(0, 400))
def test_random_bytes_are_read(language, noise, place):
    text = ALL[language.id].encode()
    at = min(place, len(text))
    data = text[:at] + noise + text[at:]
    parsed = parse(Document(data), language)
    assert parsed is not None
    check(parsed, min(place, len(data)))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(LANGUAGES), st.data())
def test_shuffled_sources_are_read(language, data):
    words = ALL[language.id].split(" ")
    text = " ".join(data.draw(st.permutations(words))[: data.draw(st.integers(1, len(words)))])
    parsed = parsed_text(text, language.id)
    assert on_borders(parsed, check(parsed, len(parsed.data) // 2))


DEEP = {
    "c": [
        "int x = " + "(" * 20_000 + "1" + ")" * 20_000 + ";",
        "int " + "*" * 20_000 + "x;",
        "int " + "(" * 20_000 + "x" + ")" * 20_000 + ";",
    ],
    "cpp": [
        "namespace a { " * 10_000 + "}" * 10_000,
        "class A { " * 10_000 + "};" * 10_000,
        "int " + "a::" * 20_000 + "f() { return 1; }",
    ],
    "csharp": [
        "class A { " * 20_000 + "}" * 20_000,
        "namespace A { " * 10_000 + "}" * 10_000,
        "class A { int x = a" + ".b()" * 10_000 + "; }",
    ],
    "python": [
        "(" * 20_000,
        "f(" * 20_000 + "1" + ")" * 20_000,
        "x = " + "[" * 20_000 + "]" * 20_000,
        "a" + ".b()" * 20_000,
    ],
    "typescript": [
        "{" * 20_000 + "}" * 20_000,
        "f(" * 20_000 + ")" * 20_000,
        "type A = " + "B<" * 20_000,
        "a" + ".b()" * 20_000,
    ],
    "go": ["package a\nvar x = " + "(" * 20_000 + "1" + ")" * 20_000],
    "rust": ["fn f() { " * 5_000 + "}" * 5_000, "use " + "a::{" * 20_000 + "}" * 20_000 + ";"],
    "java": ["class A { " * 20_000 + "}" * 20_000],
    "javascript": ["class A { m() { " * 10_000 + "} }" * 10_000, "<a>" * 10_000 + "</a>" * 10_000],
}


@pytest.mark.parametrize("language", sorted(DEEP))
def test_deep_nesting_neither_crashes_nor_takes_long(language):
    for text in DEEP[language]:
        parsed = parse(Document.of(text), by_id(language))
        assert parsed is not None
        started = time.process_time()
        middle = len(text) // 2
        extract_facts(parsed)
        definitions_at(parsed, Span(middle, middle))
        statements_covering(parsed, Span(middle, middle + 1))
        call_at(parsed, middle)
        comment_at(parsed, middle)
        bound_names(parsed, Span(middle, middle + 10))
        assert time.process_time() - started < 5.0


def test_deeply_nested_functions_of_python_are_read():
    depth = 90
    text = "".join("    " * level + f"def f{level}():\n" for level in range(depth)) + "    " * depth + "return 1\n"
    parsed = parsed_text(text, "python")
    found = definitions_at(parsed, Span(len(text) - 3, len(text) - 3))
    assert [item.name for item in found] == [f"f{level}" for level in range(depth)]


def test_a_minified_file_takes_time_in_proportion_to_its_size():
    piece = "!function(e){var n=t(1),r=function(e){return 1};e.x=r;class A{m(){return null}}}(a,b);"
    seconds = []
    for count in (300, 1200):
        parsed = parsed_text("/*! licence */" + piece * count, "javascript")
        started = time.process_time()
        facts = extract_facts(parsed)
        seconds.append(time.process_time() - started)
        assert len(facts.definitions) == 3 * count
    assert seconds[1] < 10 * seconds[0]
