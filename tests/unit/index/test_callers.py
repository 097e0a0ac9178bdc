from __future__ import annotations

import textwrap

import pytest

from contexten.index.expressions import types_at
from support.workspaces import Opened, open_fixture


def calls(opened: Opened, name: str, owner: str = "") -> list[str]:
    index, snapshot = opened.snapshot.index, opened.snapshot
    wanted = f"{owner}.{name}" if owner else name
    (symbol,) = [item for item in index.definitions(name) if item.qualified_name == wanted]
    found = []
    for usage in index.callers(symbol):
        document = snapshot.document(usage.path)
        line = document.line_of(usage.reference.start)
        found.append(f"{snapshot.relative(usage.path)}:{line + 1} {document.line_text(line).strip()}")
    return found


def test_calls_of_a_function_follow_imports_and_aliases(tmp_path):
    opened = open_fixture(
        """
        #- lib.py
        def send(x): pass
        def local(): send(1)
        #- one.py
        from lib import send
        send(2)
        #- two.py
        from lib import send as post
        post(3)
        #- three.py
        import lib
        lib.send(4)
        #- four.py
        def send(): pass
        send(5)
        #- five.py
        from elsewhere import send
        #- six.py
        def outer():
            def send(): pass
            send(6)
        #- seven.py
        class Box:
            def send(self): pass
        Box().send(7)
        """,
        tmp_path,
    )
    (symbol,) = [item for item in opened.snapshot.index.definitions("send") if item.path == opened.at("lib.py")]
    found = [opened.snapshot.relative(usage.path) for usage in opened.snapshot.index.callers(symbol)]
    assert found == ["lib.py", "one.py", "three.py", "two.py"]


METHODS = """
#- client.py
class Base:
    def close(self): pass
class Client(Base):
    def send(self, x): pass
    def twice(self):
        self.send(1)
        self.close()
class Loud(Client):
    def shout(self): self.send(2)
#- other.py
class Radio:
    def send(self, x): pass
    def play(self): self.send(3)
#- use.py
from client import Client
from other import Radio
import client
class Holder:
    radio: Radio
    def __init__(self, given: Client):
        self.given = given
        self.made = Client()
    def a(self): self.made.send(4)
    def b(self): self.radio.send(5)
def by_parameter(c: "Client | None"): c.send(6)
def by_other_parameter(c: Radio): c.send(7)
def by_mention():
    c = client.Client()
    c.send(8)
def by_constructor(): Client().send(9)
def by_name(client_): client_.send(10)
def unknown(it): it.send(11)
class_call = Client.send(None, 12)
#- far.py
def fetch(client): client.send(13)
def noise(socket): socket.send(14)
"""


def test_calls_of_a_method_are_ranked_by_what_the_receiver_is(tmp_path):
    opened = open_fixture(METHODS, tmp_path)
    found = calls(opened, "send", "Client")
    assert found == [
        "client.py:6 self.send(1)",
        "client.py:9 def shout(self): self.send(2)",
        "use.py:9 def a(self): self.made.send(4)",
        'use.py:11 def by_parameter(c: "Client | None"): c.send(6)',
        "use.py:15 c.send(8)",
        "use.py:16 def by_constructor(): Client().send(9)",
        "use.py:19 class_call = Client.send(None, 12)",
        "far.py:1 def fetch(client): client.send(13)",
        "use.py:17 def by_name(client_): client_.send(10)",
        "far.py:2 def noise(socket): socket.send(14)",
        "use.py:18 def unknown(it): it.send(11)",
    ]


def test_an_inherited_method_is_called_through_the_subtype(tmp_path):
    assert calls(open_fixture(METHODS, tmp_path), "close", "Base") == ["client.py:7 self.close()"]


def test_calls_of_a_class_are_its_constructions(tmp_path):
    opened = open_fixture(METHODS, tmp_path)
    made = [
        "use.py:8 self.made = Client()",
        "use.py:14 c = client.Client()",
        "use.py:16 def by_constructor(): Client().send(9)",
    ]
    assert calls(opened, "Client") == made


def test_calls_of_init_are_calls_of_the_class(tmp_path):
    opened = open_fixture(
        "#- a.py\nclass A:\n    def __init__(self): pass\nclass B(A):\n    def __init__(self): pass\nA()\nB()\n",
        tmp_path,
    )
    assert calls(opened, "__init__", "A") == ["a.py:5 A()"]


OTHERS = {
    "typescript": (
        """
        #- src/client.ts
        export class Client { send(x: number) {} twice() { this.send(1); } }
        export function help() {}
        #- src/use.ts
        import { Client, help as aid } from "./client";
        import * as all from "./client";
        class Holder { constructor(private client: Client, private other: Other) {}
          run() { this.client.send(2); this.other.send(3); new Client().send(4); }
        }
        function typed(c: Client) { c.send(5); aid(); all.help(); }
        class Other { send(x: number) {} }
        """,
        ("send", "Client"),
        [
            "src/client.ts:1",
            "src/use.ts:4",
            "src/use.ts:4",
            "src/use.ts:6",
        ],
        ("help", ""),
        ["src/use.ts:6", "src/use.ts:6"],
    ),
    "go": (
        """
        #- go.mod
        module m
        #- cart/a.go
        package cart
        type Cart struct {}
        type Other struct {}
        func (c *Cart) Add(n int) { c.Log() }
        func (o *Other) Add(n int) {}
        func (c *Cart) Log() { help() }
        func help() {}
        #- cart/b.go
        package cart
        func use(c *Cart, o *Other) {
            c.Add(1)
            o.Add(2)
            help()
        }
        #- main.go
        package main
        import "m/cart"
        type Shop struct { cart *cart.Cart }
        func (s *Shop) Run() { s.cart.Add(3) }
        func help() {}
        func main() { help() }
        """,
        ("Add", "Cart"),
        ["cart/b.go:3", "main.go:4"],
        ("Log", "Cart"),
        ["cart/a.go:4"],
    ),
    "rust": (
        """
        #- Cargo.toml
        [package]
        name = "app"
        #- src/main.rs
        mod shape;
        use crate::shape::Shape;
        struct Holder { shape: Shape }
        impl Holder { fn run(&self, other: &Shape) { self.shape.area(); other.area(); Shape::make(); } }
        fn main() { shape::free(); }
        #- src/shape.rs
        pub struct Shape {}
        impl Shape {
            pub fn area(&self) -> u32 { self.area() }
            pub fn make() -> Shape { Shape {} }
        }
        pub fn free() {}
        """,
        ("area", "Shape"),
        ["src/main.rs:4", "src/main.rs:4", "src/shape.rs:3"],
        ("free", ""),
        ["src/main.rs:5"],
    ),
    "java": (
        """
        #- com/x/A.java
        package com.x;
        class A extends Base { B b; void run(B p) { b.go(); p.go(); own(); up(); new B().go(); } void own() {} }
        #- com/x/B.java
        package com.x;
        class B { void go() {} }
        #- com/x/Base.java
        package com.x;
        class Base { void up() {} }
        """,
        ("go", "B"),
        ["com/x/A.java:2"] * 3,
        ("up", "Base"),
        ["com/x/A.java:2"],
    ),
}


@pytest.mark.parametrize("language", OTHERS)
def test_calls_in_other_languages(language, tmp_path):
    source, first, expected_first, second, expected_second = OTHERS[language]
    opened = open_fixture(textwrap.dedent(source), tmp_path)
    assert sorted(item.partition(" ")[0] for item in calls(opened, *first)) == expected_first
    assert sorted(item.partition(" ")[0] for item in calls(opened, *second)) == expected_second


def test_calls_of_a_c_function_go_through_its_declaration(tmp_path):
    opened = open_fixture(
        """
        #- list.h
        struct node { int size; };
        int push(struct node *node);
        #- list.c
        #include "list.h"
        static int helper(void) { return 1; }
        int push_all(struct node *node) { return helper(); }
        int push(struct node *node) { return node->size; }
        #- main.c
        #include "list.h"
        int main(void) { return push(0); }
        #- other.c
        static int push(int x) { return x; }
        int run(void) { return push(1); }
        """,
        tmp_path,
    )
    index = opened.snapshot.index
    for path in ("list.c", "list.h"):
        (symbol,) = index.at_top(opened.at(path), "push")
        assert [opened.snapshot.relative(usage.path) for usage in index.callers(symbol)] == ["main.c"]


def test_calls_of_methods_in_cpp_know_arrows_and_bare_names(tmp_path):
    opened = open_fixture(
        """
        #- cart.cpp
        class Cart {
            int total(int tax) { return tax; }
            int all() { return total(1); }
        };
        class Box { int total(int tax) { return tax; } };
        int run(const Cart* cart, Box* box) { return cart->total(2) + box->total(3); }
        """,
        tmp_path,
    )
    assert calls(opened, "total", "Cart") == [
        "cart.cpp:3 int all() { return total(1); }",
        "cart.cpp:6 int run(const Cart* cart, Box* box) { return cart->total(2) + box->total(3); }",
    ]


def test_calls_of_methods_in_csharp_know_question_marks_and_bare_names(tmp_path):
    opened = open_fixture(
        """
        #- Cart.cs
        class Cart {
            int Total(int tax) { return tax; }
            int All() { return Total(1); }
            int Run(Cart cart, Box box) { return cart?.Total(2) + box.Total(3); }
        }
        class Box { public int Total(int tax) { return tax; } }
        """,
        tmp_path,
    )
    assert calls(opened, "Total", "Box") == [
        "Cart.cs:4 int Run(Cart cart, Box box) { return cart?.Total(2) + box.Total(3); }"
    ]
    assert len(calls(opened, "Total", "Cart")) == 2


LOCAL = {
    "python": """
        #- a.py
        class Cart:
            def add(self): pass
        class Shop:
            def __init__(self, cart: Cart): self.cart = cart
            def make(self) -> "Cart": return Cart()
            def all(self) -> list[Cart]: return []
        class Set:
            def add(self): pass
        def run(shop: Shop, other: Set):
            made = shop.make()
            made.add()  # yes
            kept = shop.cart
            kept.add()  # yes
            for one in shop.all():
                one.add()  # yes
            other.add()  # no
            with Set() as things: things.add()  # no
            Shop(Cart()).make().add()  # yes
            made = Set()
            made.add()  # no
        class Mall(Shop):
            def __init__(self): self.kept = self.make()
            @property
            def first(self) -> Cart: ...
            def run(self, shops: list[Shop]):
                self.kept.add()  # yes
                self.first.add()  # yes
                shops[0].make().add()  # yes
        """,
    "typescript": """
        #- a.ts
        class Cart { add() {} }
        class Shop { constructor(private cart: Cart) {} make(): Promise<Cart> { return null } }
        class Bag { add() {} }
        async function run(shop: Shop) {
          const made = await shop.make();
          made.add();  // yes
          const bag = new Bag();
          bag.add();  // no
          new Cart().add();  // yes
          (new Bag()).add();  // no
          const { x } = shop, kept = shop.cart;
          kept.add();  // yes
        }
        """,
    "go": """
        #- a.go
        package a
        type Cart struct {}
        func (c *Cart) Add() {}
        type Bag struct {}
        func (b *Bag) Add() {}
        type Shop struct { cart *Cart; bags []*Bag }
        func (s *Shop) Make() (*Cart, error) { return nil, nil }
        func run(s *Shop) {
            made, err := s.Make()
            made.Add()  // yes
            bag := &Bag{}
            bag.Add()  // no
            for _, b := range s.bags { b.Add() }  // no
            kept := s.cart
            kept.Add()  // yes
        }
        """,
    "rust": """
        #- a.rs
        struct Cart;
        impl Cart { fn new() -> Self { Cart } fn add(&self) {} }
        struct Bag;
        impl Bag { fn add(&self) {} }
        fn run() {
            let made = Cart::new();
            made.add();  // yes
            let bag = Bag {};
            bag.add();  // no
        }
        """,
}


@pytest.mark.parametrize("language", LOCAL)
def test_a_call_on_a_local_name_means_the_method_of_the_type_it_was_given(language, tmp_path):
    opened = open_fixture(LOCAL[language], tmp_path)
    text = next(iter(opened.fixture.files.values()))
    name = "Add" if language == "go" else "add"
    cart = next(item for item in opened.snapshot.index.definitions(name) if item.qualified_name == f"Cart.{name}")
    called = {text.encode()[: usage.reference.start].count(b"\n") for usage in opened.snapshot.index.callers(cart)}
    assert called == {number for number, line in enumerate(text.split("\n")) if line.endswith(" yes")}


def test_a_receiver_that_only_passes_a_value_on_is_unknown(tmp_path):
    opened = open_fixture(
        """
        #- a.ts
        export class Box { open() {} }
        #- b.ts
        import { Box } from './a'
        export async function f(box: Box) { (await (await 1)).open() }
        """,
        tmp_path,
    )
    view = opened.snapshot.index
    (box,) = view.at_top(opened.at("a.ts"), "Box")
    (method,) = view.member(box, "open")
    usage = view.usages("open")[0]
    assert types_at(view, usage, "await") == ()
    assert [item.path for item in view.callers(method)] == [opened.at("b.ts")]
