"""Where a body starts and ends: what is put there must be inside the function and nowhere else."""

import pytest

from contexten.syntax.extract import extract_facts
from contexten.syntax.languages import by_id
from contexten.syntax.parse import fragment
from support.syntax import parsed_text

BODIES = [
    ("python", "def f(): pass\n", "pass"),
    ("python", "def f():  # c\n    # d\n    return 1\n", "# d\n    return 1"),
    ("python", "def f():\n\n    return 1\n    # e\n\nx = 1\n", "return 1\n    # e"),
    ("python", "def f(\n    a={'x': 1},\n) -> 'y:z':\n    return a\n", "return a"),
    ("python", "def f():\n\nx = 1\n", ""),
    ("python", "class A:\n    '''d'''\n    x = 1\n", "'''d'''\n    x = 1"),
    ("typescript", "function f() {}\n", ""),
    ("typescript", "function f() {\n\n}\n", ""),
    ("typescript", "function f() {\n  a();\n  // b\n}\n", "a();\n  // b"),
    ("typescript", "const f = (a) => ({ a });\n", "({ a })"),
    ("typescript", "interface A { b: string }\n", "b: string"),
    ("javascript", "class A { f() { return 1 } }\n", "f() { return 1 }"),
    ("go", "package p\nfunc f() {}\n", ""),
    ("go", "package p\nfunc f() {\n\treturn\n}\n", "return"),
    ("go", "package p\ntype A interface { B() }\n", "B()"),
    ("go", "package p\ntype A struct {\n\tB int\n}\n", "B int"),
    ("rust", "fn f() {}\n", ""),
    ("rust", "fn f() -> u8 { 1 }\n", "1"),
    ("rust", "struct A { b: u8 }\n", "b: u8"),
    ("ruby", "def f; end\n", ""),
    ("ruby", "def f(a) # c\n  a\n  # e\nend\n", "a\n  # e"),
    ("ruby", "def f(a) = a + 1\n", "a + 1"),
    ("ruby", "class A < B\n  X = 1\nend\n", "X = 1"),
    ("lua", "function f() end\n", ""),
    ("lua", "local f = function(a) -- c\n  return a\n  -- e\nend\n", "return a\n  -- e"),
    ("elixir", "def f do\nend\n", ""),
    ("elixir", "def f(a) do # c\n  a\nend\n", "a"),
    ("elixir", "def f(a), do: a\n", "a"),
    ("bash", "f() { :; }\n", ":;"),
    ("bash", "f() (\n  cd a\n)\n", "cd a"),
    ("php", "<?php function f() {}\n", ""),
    ("php", "<?php function f() {\n  // c\n  return 1;\n}\n", "// c\n  return 1;"),
    ("sql", "CREATE TABLE a (b int);\n", "b int"),
    ("java", "class A { }\n", ""),
    ("java", "class A { int b; }\n", "int b;"),
    ("kotlin", "fun f() {}\n", ""),
    ("kotlin", "fun f(): Int = g(1)\n", "g(1)"),
    ("kotlin", "fun f(): Int {\n    // c\n    return 1\n}\n", "// c\n    return 1"),
    ("scala", "def f(): Int = {\n  1\n}\n", "1"),
    ("scala", "def f: Int = ???\n", "???"),
    ("scala", "def f: Int =\n  val a = 1\n  a\n", "val a = 1\n  a"),
    ("scala", "class A:\n  def f = 1\n", "def f = 1"),
    ("swift", "func f() -> Int { 1 }\n", "1"),
    ("swift", "struct A { var b: Int }\n", "var b: Int"),
    ("ocaml", "let f x = x + 1\n", "x + 1"),
    ("ocaml", "module A = struct\n  let b = 1\nend\n", "let b = 1"),
    ("ocaml", "type a = { b : int }\n", "b : int"),
    ("haskell", "f :: Int -> Int\nf x = x\n  where y = 1\n", "x\n  where y = 1"),
    ("haskell", "f x\n  | x = 1\n  | otherwise = 2\n", "| x = 1\n  | otherwise = 2"),
]


@pytest.mark.parametrize(("language", "source", "body"), BODIES)
def test_the_body_is_what_stands_between_header_and_end(language, source, body):
    parsed = parsed_text(source, language)
    definition = next(item for item in extract_facts(parsed).definitions)
    assert definition.body is not None
    assert parsed.document.slice(definition.body) == body


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("typescript", "interface A { f(): void }\n"),
        ("typescript", "abstract class A { abstract f(): void }\n"),
        ("typescript", "declare function f(): void;\n"),
        ("php", "<?php interface A { function f(); }\n"),
        ("elixir", "defprotocol A do\n  def f(x)\nend\n"),
        ("go", "package p\ntype A interface { f() }\n"),
        ("rust", "trait A { fn f(&self); }\n"),
        ("java", "interface A { void f(); }\n"),
        ("kotlin", "interface A {\n    fun f()\n}\n"),
        ("scala", "trait A { def f: Int }\n"),
        ("swift", "protocol A { func f() }\n"),
        ("ocaml-interface", "val f : int -> int\n"),
        ("haskell", "f :: Int -> Int\n"),
    ],
)
def test_what_is_only_declared_has_no_body(language, source):
    definitions = extract_facts(parsed_text(source, language)).definitions
    assert [item.body for item in definitions if item.name == "f"] == [None]


@pytest.mark.parametrize(
    ("language", "source", "statement"),
    [
        ("typescript", "function f() {}\n", " return 1; "),
        ("typescript", "class A { f() {} }\n", " return 1; "),
        ("javascript", "const f = function () {};\n", " return 1; "),
        ("go", "package p\nfunc f() int {}\n", " return 1 "),
        ("rust", "fn f() -> u8 {}\n", " 1 "),
        ("java", "class A { int f() {} }\n", " return 1; "),
        ("kotlin", "fun f(): Int {}\n", " return 1 "),
        ("scala", "def f(): Int = {}\n", " 1 "),
        ("swift", "func f() -> Int {}\n", " 1 "),
        ("ruby", "def f()\nend\n", "\n 1"),
        ("lua", "function f() end\n", " return 1 "),
        ("elixir", "def f do\nend\n", "\n 1"),
        ("php", "<?php function f() {}\n", " return 1; "),
        ("python", "def f():\n\nx = 1\n", " return 1"),
    ],
)
def test_a_statement_put_into_an_empty_body_finishes_the_function(language, source, statement):
    row = by_id(language)
    before = next(item for item in extract_facts(fragment(source, row)).definitions if item.name == "f")
    assert before.unfinished
    assert before.body is not None
    assert len(before.body) == 0
    filled = source[: before.body_start] + statement + source[before.body_end :]
    after = fragment(filled, row)
    assert after.errors == 0
    assert not next(item for item in extract_facts(after).definitions if item.name == "f").unfinished
