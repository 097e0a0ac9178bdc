import pytest

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
from contexten.syntax.definitions import implied_fields
from contexten.syntax.extract import extract_facts
from contexten.text import Span
from support.dense import DENSE
from support.fixture import parse_fixture
from support.syntax import parsed_fixture, parsed_text


def names_at(source):
    parsed, offset = parsed_fixture(source)
    return [item.name for item in definitions_at(parsed, Span(offset, offset))]


def marked(source):
    """The Parsed and the marked span of a fixture."""
    parsed, _ = parsed_fixture(source)
    return parsed, parse_fixture(source).span


def covered(source):
    parsed, span = marked(source)
    return parsed.document.slice(statements_covering(parsed, span))


def comment(source):
    parsed, offset = parsed_fixture(source)
    span = comment_at(parsed, offset)
    return None if span is None else parsed.document.slice(span)


def call(source):
    parsed, offset = parsed_fixture(source)
    return call_at(parsed, offset)


@pytest.mark.parametrize("language", DENSE)
def test_at_every_byte_the_enclosing_definitions_are_those_of_the_facts(language):
    parsed = parsed_text(DENSE[language], language)
    facts = extract_facts(parsed)
    implied = implied_fields(facts.definitions)
    known = [item for index, item in enumerate(facts.definitions) if index not in implied]

    def described(items):
        return [(i.name, i.kind, i.start, i.end, i.header_start, i.doc, i.decorators, i.unfinished) for i in items]

    for offset in range(len(parsed.data) + 1):
        here = Span(offset, offset)
        found = definitions_at(parsed, here)
        assert described(found) == described([item for item in known if item.span.covers(here)]), offset
        assert [item.parent for item in found if item.parent >= 0] == [
            index - 1 for index, item in enumerate(found) if item.parent >= 0
        ]


def test_a_place_on_a_decorator_or_a_doc_comment_is_inside_the_definition():
    assert names_at("class A:\n    @de$0c\n    def m(self): return 1\n") == ["A", "m"]
    assert names_at("#- a.ts\n/**\n * Do$0c.\n */\nfunction f() { return 1; }\n") == ["f"]
    assert names_at("#- a.rs\n/// One.\n/// T$0wo.\n#[inline]\nfn f() -> u8 { 1 }\n") == ["f"]


def test_a_place_in_a_body_of_comments_only_is_inside_the_definition():
    assert names_at("class A:\n    def m(self):\n        # TODO: wr$0ite\n\nx = 1\n") == ["A", "m"]
    assert names_at("def f():\n    # TODO\n\n# out$0side\nx = 1\n") == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("class A:\n    def m(self):\n        $0\n\nx = 1\n", ["A", "m"]),
        ("class A:\n    def m(self):\n        $0", ["A", "m"]),
        ("class A:\n    def m(self):\n        return 1\n    $0\n\nx = 1\n", ["A"]),
        ("class A:\n    def m(self):\n        return 1\n        $0\n\nx = 1\n", ["A", "m"]),
        ("class A:\n    def m(self):\n        return 1\n$0\n\nx = 1\n", []),
        ("class A:\n    x = 1\n\n    $0\n", ["A"]),
        ("x = 1\n    $0\n", []),
    ],
)
def test_on_an_empty_line_of_python_the_indentation_decides(source, expected):
    assert names_at(source) == expected


def test_a_selection_over_two_functions_is_inside_neither():
    parsed, span = marked("class A:\n    def a(self): $0return 1\n    def b(self): return$0 2\n")
    assert [item.name for item in definitions_at(parsed, span)] == ["A"]


def test_a_comment_is_given_with_its_neighbours():
    source = "def f():\n    x = 1\n\n    # one\n    # t$0wo\n    # three\n# other\n    return x  # four\n"
    assert comment(source) == "# one\n    # two\n    # three"
    assert comment("x = 1  # a$0\n# b\n") == "# a"
    assert comment("#- a.ts\n/* o$0ne\n two */\n// three\n") == "/* one\n two */"
    assert comment("#- a.rs\n/// on$0e\n/// two\nfn f() {}\n") == "/// one\n/// two"
    assert comment("x = '# no co$0mment'\n") is None


def test_a_long_comment_is_found_whole():
    lines = [f"// line {number} of a very long comment\n" for number in range(2000)]
    parsed = parsed_text("package a\n\n" + "".join(lines) + "\nvar x = 1\n", "go")
    span = comment_at(parsed, len(parsed.data) // 2)
    assert span is not None
    assert parsed.document.slice(span) == "".join(lines).rstrip()


def test_a_call_is_described_as_written():
    site = call("async def f():\n    total = await self.bank.tran$0sfer(1, to='x', **more)\n")
    assert site is not None
    assert (site.name, site.receiver) == ("transfer", "self.bank")
    assert site.arguments == (("", "1"), ("to", "'x'"), ("", "**more"))
    assert (site.awaited, site.assigned_to, site.returned) == (True, "total", False)


@pytest.mark.parametrize(
    ("source", "name", "receiver", "assigned", "returned", "awaited"),
    [
        ("def f():\n    return ma$0ke(1)\n", "make", "", "", True, False),
        ("x = outer(inn$0er(1), 2)\n", "inner", "", "", False, False),
        ("outer$0(inner(1))\n", "outer", "", "", False, False),
        ("#- a.ts\nconst a = await b.c$0all<T>(1);\n", "call", "b", "a", False, True),
        ("#- a.ts\nconst f = () => ma$0ke(1);\n", "make", "", "", True, False),
        ("#- a.ts\nconst f = new Th$0ing(1);\n", "Thing", "", "f", False, False),
        ("#- a.go\npackage a\nfunc f() { x, err := m.Do$0(1) }\n", "Do", "m", "x, err", False, False),
        ("#- a.go\npackage a\nfunc f() int { return D$0o(1) }\n", "Do", "", "", True, False),
        ("#- a.rs\nfn f() { let x = a.g$0o(1).await?; }\n", "go", "a", "x", False, True),
        ("#- a.rs\nfn f() -> u8 { S::ma$0ke(1) }\n", "make", "S", "", True, False),
        ("#- A.java\nclass A { int f() { int x = b.g$0o(1); } }\n", "go", "b", "x", False, False),
        ("#- A.java\nclass A { int f() { return new B$0(1); } }\n", "B", "", "", True, False),
    ],
)
def test_calls_of_every_language(source, name, receiver, assigned, returned, awaited):
    site = call(source)
    assert site is not None
    assert (site.name, site.receiver, site.assigned_to, site.returned) == (name, receiver, assigned, returned)
    assert site.awaited == awaited
    assert [text for _keyword, text in site.arguments][:1] in (["1"], ["inner(1)"])


def test_outside_a_call_there_is_none():
    assert call("x = $01\n") is None


def test_a_selection_grows_to_whole_statements():
    assert covered("def f():\n    a = $01\n    b = 2$0\n    c = 3\n") == "a = 1\n    b = 2"
    assert covered("def f():\n    if x:\n        a$0 = 1\n    b$0 = 2\n") == "if x:\n        a = 1\n    b = 2"
    assert covered("#- a.ts\nfunction f() { a($01$0); b(); }\n") == "a(1);"
    assert covered("#- a.ts\nclass A { x$0 = 1; y$0 = 2; }\n") == "x = 1; y = 2;"
    assert covered("#- a.go\npackage a\nfunc f() {\n\ta$0()\n\tb(1$0)\n\tc()\n}\n") == "a()\n\tb(1)"
    assert covered("#- a.rs\nfn f() { a($01$0); b(); }\n") == "a(1);"
    assert covered("#- A.java\nclass A { void f() { a($01$0); b(); } }\n") == "a(1);"


def test_a_selection_of_white_space_stays():
    parsed, span = marked("a = 1\n\n$0\n\n$0b = 2\n")
    assert statements_covering(parsed, span) == span


def test_identifiers_leave_out_comments_and_strings():
    parsed = parsed_text("# word\ndef f(a: T) -> m.U:\n    'text'\n    return a.b(c=d)  # word\n", "python")
    assert [name for name, _ in identifiers(parsed, Span(0, len(parsed.data)))] == [
        "f",
        "a",
        "T",
        "m",
        "U",
        "a",
        "b",
        "c",
        "d",
    ]
    start = parsed.data.index(b"return")
    found = identifiers(parsed, Span(start, len(parsed.data)))
    assert found[0] == ("a", start + len("return "))


@pytest.mark.parametrize("language", DENSE)
def test_references_in_a_span_are_those_of_the_facts(language):
    parsed = parsed_text(DENSE[language], language)
    facts = extract_facts(parsed)
    size = len(parsed.data)
    for start in range(0, size, 7):
        span = Span(start, min(start + 31, size))
        found = [
            (item.name, item.start, item.role, item.receiver, item.arguments) for item in references_in(parsed, span)
        ]
        assert found == [
            (item.name, item.start, item.role, item.receiver, item.arguments)
            for item in facts.references
            if item.start in span
        ]


def test_top_level_imports_and_where_the_next_goes():
    parsed = parsed_text("'''Doc.'''\nimport a\nfrom b import c\n\ndef f():\n    import d\n\nimport e\n", "python")
    imports, end = imports_of(parsed)
    assert [(item.module, item.name) for item in imports] == [("a", ""), ("b", "c"), ("e", "")]
    assert parsed.data[:end].endswith(b"from b import c")
    assert end == extract_facts(parsed).import_end


def test_errors_are_found_by_place():
    parsed = parsed_text("a = 1\nb = = 2\nc = 3\nd = (\n", "python")
    spans = error_spans(parsed)
    assert len(spans) == parsed.errors > 0
    assert error_spans(parsed, Span(0, 5)) == ()
    assert error_spans(parsed, Span(6, 13))
    assert error_spans(parsed_text("a = 1\n", "python")) == ()


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "python",
            (
                "import os.path as p\ndef f(a, *b, c=1, **d: T):\n    e, (g, h) = a\n"
                "    for i in e: j = i\n    with o() as k: pass\n    try: pass\n"
                "    except E as l: pass\n    [m for m in a if (n := m)]\n    def q(): pass\n"
            ),
            "p f a b c d e g h i j k l m n q",
        ),
        (
            "typescript",
            (
                "import { x as y } from 'm';\n"
                "function f(a: T, { b, c: d }: U, ...e) { const [g, ...h] = a; let i = (j) => j;\n"
                "for (const k of a) {} try {} catch (l) {} class M {} }\n"
            ),
            "y f a b d e g h i j k l M",
        ),
        (
            "go",
            (
                "package p\n"
                "func (r *R) f(a, b int) (c error) { d, e := 1, 2; var g = 3; for h, i := range d "
                "{}; type T int }\n"
            ),
            "f r a b c d e g h i T",
        ),
        (
            "rust",
            (
                "use a::b as c;\n"
                "fn f(d: u8, (e, g): (u8, u8)) { let h = 1; if let Some(i) = h {} for j in k {} "
                "let l = |m| m; }\n"
            ),
            "c f d e g h i j l m",
        ),
        (
            "java",
            (
                "import a.B;\n"
                "class C { int d; void f(int e) { int g = 1; for (X h : i) {} try {} catch (E j) "
                "{} k((l) -> l); } }\n"
            ),
            "B C d f e g h j l",
        ),
    ],
)
def test_bound_names_of_every_sort(language, text, expected):
    parsed = parsed_text(text, language)
    assert bound_names(parsed, Span(0, len(parsed.data))) == frozenset(expected.split())


def test_bound_names_keep_to_the_span():
    parsed = parsed_text("a = 1\ndef f(b):\n    c = b\n", "python")
    assert bound_names(parsed, Span(parsed.data.index(b"c"), len(parsed.data))) == {"c"}
