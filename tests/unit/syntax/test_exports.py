"""The names by which other files know a definition, and what stands apart from the type it belongs to."""

from __future__ import annotations

import pytest

from support.syntax import facts_of, named

CASES = {
    "a default apart from its definition": ("class B {}\nexport default B;", [("default", "B")]),
    "other names": ("function x() {}\nexport { x as y, x, type Q as R };", [("y", "x"), ("R", "Q")]),
    "from another file": ('export { z as w } from "./c";', []),
    "a default in its definition": ("export default function f() {}", []),
    "the whole module": ("const k = 1;\nexport = k;", [("default", "k")]),
    "CommonJS": ("function a() {}\nmodule.exports = { a, b: a };\nexports.c = a;", [("c", "a"), ("b", "a")]),
    "CommonJS as a whole": ("function a() {}\nmodule.exports = a;", [("default", "a")]),
    "nothing": ("const a = 1;", []),
}


@pytest.mark.parametrize("case", CASES)
def test_exports_under_another_name(case: str):
    source, expected = CASES[case]
    assert [(item.name, item.local) for item in facts_of(f"#- a.ts\n{source}\n").exports] == expected


def test_a_module_that_a_file_declares_is_a_name_and_its_content_stands_at_the_top():
    facts = facts_of("""
        #- a.d.ts
        declare module "ext-lib" { export function run(): void; }
        """)
    assert [(item.kind, item.name, item.parent) for item in facts.definitions] == [
        ("module", "ext-lib", -1),
        ("function", "run", -1),
    ]


def test_an_implemented_trait_is_a_base_of_the_type():
    facts = facts_of("""
        #- a.rs
        struct Foo;
        impl Display for Foo { fn fmt(&self) {} }
        impl<T> crate::a::From<T> for Foo {}
        impl Foo { fn own(&self) {} }
        """)
    assert named(facts, "Foo").bases == ("Display", "crate::a::From")


def test_uses_in_modules_in_braces_read_as_from_the_top_of_the_file():
    facts = facts_of("""
        #- a.rs
        mod inner {
            use super::Foo;
            use super::super::Up;
            mod deep { use super::super::Bar; use self::q; use super::r; use crate::x; }
        }
        """)
    assert [(item.module, item.name) for item in facts.imports] == [
        ("self", "Foo"),
        ("super", "Up"),
        ("self", "Bar"),
        ("self::inner::deep", "q"),
        ("self::inner", "r"),
        ("crate", "x"),
    ]


def test_an_alias_of_types_has_what_they_have():
    facts = facts_of("""
        #- a.ts
        type Either = First | Second<string> & (Third | null);
        type Plain = { a: number };
        """)
    assert [named(facts, name).bases for name in ("Either", "Plain")] == [("First", "Second", "Third"), ()]
