from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- src/lib.rs
    //! The bank.
    #![deny(warnings)]
    use std::{fmt, io::{self, Read as R}, collections::*};
    use crate::money::Cents as C;
    extern crate serde;
    mod inner;

    /// An account.
    /// It is safe.
    #[derive(Debug, Clone)]
    pub struct Account<T> {
        /// Its name.
        pub name: Vec<T>,
        total: u8,
    }
    struct Pair(u8, pub String);
    pub enum State { Open, Closed(u8), Gone { at: u8 } }
    pub const LIMIT: u8 = 1;
    type Alias = Account<u8>;
    pub trait Payer: Base + fmt::Display {
        const MAX: u8;
        fn pay(&self, n: u8) -> u8;
        fn hook(&mut self) {}
    }
    impl<T> Payer for Account<T> where T: Clone {
        #[inline]
        pub async fn pay(self: Box<Self>, mut n: u8, (a, b): (u8, u8)) -> Result<u8, State> {
            let made = Account::new(n)?;
            match made { State::Closed(q) => made.log.write(q).await, _ => println!("{}", n) }
        }
    }
    impl money::Account { fn new() -> Self { fn nested() -> u8 { 1 } let v = vec![nested()]; Self { v } } }
    mod tests { use super::*; fn check() -> u8 { 1 } }
"""


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "module inner",
        "struct Account",
        "field Account.name",
        "field Account.total",
        "struct Pair",
        "enum State",
        "field State.Open",
        "field State.Closed",
        "field State.Gone",
        "field State.Gone.at",
        "constant LIMIT",
        "type Alias",
        "interface Payer",
        "field Payer.MAX",
        "method Payer.pay",
        "method Payer.hook",
        "method Account.pay",
        "method Account.new",
        "function new.nested",
        "module tests",
        "function tests.check",
    ]


def test_a_method_of_an_impl_belongs_to_its_type():
    facts = facts_of(SOURCE)
    pay = [item for item in facts.definitions if item.name == "pay"][1]
    assert (pay.owner, pay.decorators, pay.is_async) == ("Account", ("inline",), True)
    assert pay.returns == "Result<u8, State>"
    assert [(item.name, item.type, item.receiver) for item in pay.parameters] == [
        ("self", "Box<Self>", True),
        ("n", "u8", False),
        ("(a, b)", "(u8, u8)", False),
    ]
    assert named(facts, "Payer.pay").parameters[0].type == "&Self"
    types = [item.name for item in facts.references if item.role == "type"]
    assert {"Payer", "Account"} <= set(types)


def test_attributes_and_doc_comments_belong_to_the_item():
    account = named(facts_of(SOURCE), "Account")
    assert account.doc == "An account.\nIt is safe."
    assert account.decorators == ("derive(Debug, Clone)",)
    assert account.signature == "pub struct Account<T>"
    assert account.start < account.header_start
    assert named(facts_of(SOURCE), "Account.name").doc == "Its name."


def test_a_use_tree_gives_one_import_for_each_leaf():
    facts = facts_of(SOURCE)
    assert [(item.module, item.name, item.alias) for item in facts.imports] == [
        ("std", "fmt", ""),
        ("std", "io", ""),
        ("std::io", "Read", "R"),
        ("std::collections", "*", ""),
        ("crate::money", "Cents", "C"),
        ("serde", "", ""),
        ("self", "*", ""),
    ]
    assert facts.import_end == facts.imports[5].end
    assert facts.doc == "The bank."


def test_references_know_calls_paths_and_macros():
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts_of(SOURCE).references}
    assert ("new", "call", "Account", 1) in found
    assert ("write", "call", "made.log", 1) in found
    assert ("Display", "type", "fmt", -1) in found
    assert ("println", "name", "", -1) in found


def test_visibility():
    facts = facts_of(SOURCE)
    assert named(facts, "Account.name").exported
    assert not named(facts, "Account.total").exported
    assert named(facts, "State.Open").exported
    assert not named(facts, "Alias").exported


def test_stubs_are_unfinished():
    facts = facts_of("""
        #- a.rs
        fn empty() {}
        fn later() -> u8 { todo!() }
        fn never() -> u8 { unimplemented!("soon") }
        fn panics() { panic!("not implemented"); }
        fn noted() -> u8 { // TODO
            0
        }
        fn done() -> u8 { 0 }
        fn fails() { panic!("bad input") }
        trait Hook { fn run(&self) {} fn need(&self); }
        struct Marker;
        impl Hook for Marker { fn need(&self) { Err("not yet implemented".into()) } }
    """)
    assert unfinished(facts) == ["empty", "later", "never", "panics", "noted", "Marker.need"]
