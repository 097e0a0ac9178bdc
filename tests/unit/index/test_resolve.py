from __future__ import annotations

import textwrap

import pytest

from support.workspaces import Opened, open_fixture

SHOP = """
#- shop/__init__.py
from .model import *
from .model import Order as Purchase
from . import service
#- shop/model.py
__all__ = ["Base", "Order"]
class Base:
    name: str
    def save(self): pass
    def total(self): return 0
class Order(Base):
    def total(self): return 1
    class Line(Base):
        def save(self): pass
class Hidden(Order.Line): pass
#- shop/service.py
from shop import Purchase
from . import model as m
import shop.model
from missing import Thing
class Special(m.Order):
    pass
class Other(shop.model.Base):
    pass
class Foreign(Thing):
    pass
LIMIT = 3
#- use.py
from shop import Order, service
import shop
"""


@pytest.fixture
def shop(tmp_path) -> Opened:
    return open_fixture(SHOP, tmp_path)


def show(opened: Opened, symbols) -> list[str]:
    return [f"{opened.snapshot.relative(symbol.path)}:{symbol.qualified_name}" for symbol in symbols]


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("shop/model.py", "Order", ["shop/model.py:Order"]),
        ("shop/__init__.py", "Base", ["shop/model.py:Base"]),
        ("shop/service.py", "Purchase", ["shop/model.py:Order"]),
        ("shop/service.py", "m", ["shop/model.py:model"]),
        ("shop/service.py", "m.Base", ["shop/model.py:Base"]),
        ("shop/service.py", "shop.model.Order.total", ["shop/model.py:Order.total"]),
        ("shop/service.py", "Thing", []),
        ("use.py", "Order", ["shop/model.py:Order"]),
        ("use.py", "service.LIMIT", ["shop/service.py:LIMIT"]),
        ("use.py", "shop.Purchase.save", ["shop/model.py:Base.save"]),
        ("use.py", "nothing", []),
    ],
)
def test_names_mean_what_python_would_find(shop, path, name, expected):
    assert show(shop, shop.snapshot.index.resolve(shop.at(path), name)) == expected


def test_definitions_and_usages_are_found_everywhere(shop):
    index = shop.snapshot.index
    assert show(shop, index.definitions("total")) == ["shop/model.py:Base.total", "shop/model.py:Order.total"]
    usages = index.usages("Base")
    assert [(shop.snapshot.relative(usage.path), usage.scope.name) for usage in usages] == [
        ("shop/model.py", "Order"),
        ("shop/model.py", "Line"),
        ("shop/service.py", "Other"),
    ]
    assert index.definitions("nowhere") == index.usages("nowhere") == ()


def test_members_come_with_the_inherited_ones_unless_overridden(shop):
    index = shop.snapshot.index
    (order,) = index.definitions("Order")
    assert show(shop, index.members(order)) == [
        "shop/model.py:Order.total",
        "shop/model.py:Order.Line",
        "shop/model.py:Base.name",
        "shop/model.py:Base.save",
    ]
    assert show(shop, index.members(order, inherited=False)) == [
        "shop/model.py:Order.total",
        "shop/model.py:Order.Line",
    ]


def test_bases_and_subtypes_follow_imports(shop):
    index = shop.snapshot.index
    by_name = {name: index.definitions(name)[0] for name in ("Base", "Order", "Special", "Other", "Foreign", "Hidden")}
    assert show(shop, index.bases(by_name["Special"])) == ["shop/model.py:Order"]
    assert show(shop, index.bases(by_name["Other"])) == ["shop/model.py:Base"]
    assert show(shop, index.bases(by_name["Hidden"])) == ["shop/model.py:Order.Line"]
    assert index.bases(by_name["Foreign"]) == ()
    assert show(shop, index.subtypes(by_name["Base"])) == [
        "shop/model.py:Order",
        "shop/model.py:Order.Line",
        "shop/service.py:Other",
    ]
    assert show(shop, index.subtypes(by_name["Order"])) == ["shop/service.py:Special"]


def test_a_symbol_from_a_tree_look_up_is_the_same_one(shop):
    from contexten.index.symbol import Symbol
    from contexten.syntax.at import definitions_at
    from contexten.text import Span

    path = shop.at("shop/model.py")
    parsed = shop.snapshot.parsed(path)
    place = parsed.data.index(b"def save(self): pass\nclass Hidden")
    inner = definitions_at(parsed, Span(place, place))[-2]
    symbol = Symbol(path, inner, "Order.Line")
    assert show(shop, shop.snapshot.index.members(symbol, inherited=False)) == ["shop/model.py:Order.Line.save"]
    assert show(shop, shop.snapshot.index.bases(symbol)) == ["shop/model.py:Base"]


def test_cycles_of_imports_and_bases_end(tmp_path):
    opened = open_fixture(
        """
        #- a.py
        from b import *
        from b import X
        class A(B): pass
        #- b.py
        from a import *
        from a import X
        class B(A): pass
        """,
        tmp_path,
    )
    index = opened.snapshot.index
    assert index.resolve(opened.at("a.py"), "X") == ()
    (a,) = index.definitions("A")
    assert show(opened, index.bases(a)) == ["b.py:B"]
    assert index.members(a) == ()
    assert index.callers(a) == ()


LANGUAGES = {
    "typescript": (
        """
        #- src/shape.ts
        export interface Shape { area(): number }
        export default class Base { side = 1; size() { return this.side } }
        #- src/index.ts
        export { default as Root } from "./shape";
        export * from "./shape";
        export * as shapes from "./shape";
        #- src/use.ts
        import Thing from "./shape";
        import { Root, Shape as S } from ".";
        import * as all from "./index";
        class Square extends Thing implements S { area() { return this.size() } }
        """,
        "src/use.ts",
        {
            "Thing": ["src/shape.ts:Base"],
            "Root": ["src/shape.ts:Base"],
            "S": ["src/shape.ts:Shape"],
            "all.Shape": ["src/shape.ts:Shape"],
            "Square.size": ["src/shape.ts:Base.size"],
        },
    ),
    "go": (
        """
        #- go.mod
        module m
        #- cart/a.go
        package cart
        type Cart struct { Base; items []Item }
        #- cart/b.go
        package cart
        type Base struct { id int }
        type Item struct {}
        func (c *Cart) Add(i Item) {}
        func (b *Base) Key() int { return b.id }
        #- main.go
        package main
        import "m/cart"
        func main() { c := cart.Cart{}; c.Add(cart.Item{}) }
        """,
        "cart/a.go",
        {
            "Item": ["cart/b.go:Item"],
            "Cart.Add": ["cart/b.go:Cart.Add"],
            "Cart.Key": ["cart/b.go:Base.Key"],
            "Cart.id": ["cart/b.go:Base.id"],
        },
    ),
    "go, from outside": (
        """
        #- go.mod
        module m
        #- cart/a.go
        package cart
        #- cart/b.go
        package cart
        func New() {}
        #- main.go
        package main
        import k "m/cart"
        """,
        "main.go",
        {"k.New": ["cart/b.go:New"], "New": []},
    ),
    "rust": (
        """
        #- Cargo.toml
        [package]
        name = "app"
        #- src/main.rs
        mod shape;
        mod inner { pub fn f() {} }
        use crate::shape::{Shape, Kind::Round};
        use shape::*;
        #- src/shape.rs
        pub struct Shape { side: u32 }
        pub enum Kind { Round, Flat }
        impl Shape { pub fn area(&self) -> u32 { self.side } }
        pub fn free() {}
        """,
        "src/main.rs",
        {
            "Shape": ["src/shape.rs:Shape"],
            "Shape::area": ["src/shape.rs:Shape.area"],
            "Round": ["src/shape.rs:Kind.Round"],
            "free": ["src/shape.rs:free"],
            "inner::f": ["src/main.rs:inner.f"],
            "shape::free": ["src/shape.rs:free"],
        },
    ),
    "java": (
        """
        #- main/com/x/A.java
        package com.x;
        import static com.y.Tool.help;
        import com.y.*;
        class A extends Base { }
        #- test/com/x/Base.java
        package com.x;
        class Base { int size() { return 1; } }
        #- main/com/y/Tool.java
        package com.y;
        import com.x.A;
        public class Tool { static void help() {} }
        """,
        "main/com/x/A.java",
        {
            "Base": ["test/com/x/Base.java:Base"],
            "A.size": ["test/com/x/Base.java:Base.size"],
            "help": ["main/com/y/Tool.java:Tool.help"],
            "Tool": ["main/com/y/Tool.java:Tool"],
        },
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_in_other_languages(language, tmp_path):
    source, path, expected = LANGUAGES[language]
    opened = open_fixture(textwrap.dedent(source), tmp_path)
    index = opened.snapshot.index
    assert {name: show(opened, index.resolve(opened.at(path), name)) for name in expected} == expected


def named_in(opened: Opened, path: str, name: str) -> list[str]:
    """Where a name that a file uses is defined, as `file:qualified name`."""
    found = opened.snapshot.index.resolve(opened.at(path), name)
    return [f"{opened.snapshot.relative(item.path)}:{item.qualified_name}" for item in found]


def test_c_sees_what_its_includes_include(tmp_path):
    opened = open_fixture(
        """
        #- main.c
        #include "list.h"
        void run(void) { push(0); }
        #- list.h
        #include "node.h"
        void push(node_t *node);
        #- node.h
        struct node { int size; };
        typedef struct node node_t;
        #- other.h
        void hidden(void);
        """,
        tmp_path,
    )
    index = opened.snapshot.index
    assert named_in(opened, "main.c", "push") == ["list.h:push"]
    assert named_in(opened, "main.c", "hidden") == []
    (alias,) = index.resolve(opened.at("main.c"), "node_t")
    assert [item.name for item in index.members(alias)] == ["size"]


def test_cpp_knows_members_outside_of_their_class_and_names_of_a_namespace(tmp_path):
    opened = open_fixture(
        """
        #- cart.h
        namespace shop {
        class Base { public: int id; };
        class Cart : public Base { public: int total() const; };
        }
        #- cart.cpp
        #include "cart.h"
        int shop::Cart::total() const { return 1; }
        #- rates.h
        namespace shop { int rate(int year); }
        #- use.cpp
        #include "cart.h"
        #include "rates.h"
        int run() { return shop::rate(1); }
        """,
        tmp_path,
    )
    index = opened.snapshot.index
    (cart,) = index.resolve(opened.at("use.cpp"), "Cart")
    assert [(item.name, opened.snapshot.relative(item.path)) for item in index.members(cart)] == [
        ("total", "cart.h"),
        ("total", "cart.cpp"),
        ("id", "cart.h"),
    ]
    assert named_in(opened, "use.cpp", "shop::rate") == ["rates.h:rate"]
    assert named_in(opened, "use.cpp", "shop::Cart") == ["cart.h:Cart"]


def test_csharp_sees_its_namespace_those_around_it_and_those_it_uses(tmp_path):
    opened = open_fixture(
        """
        #- Shop/Cart.cs
        using Bank;
        using Money = Bank.Core.Money;
        namespace Shop.Core;
        class Cart : Base { }
        #- Elsewhere/Base.cs
        namespace Shop.Core;
        class Base { public int Id { get; set; } }
        #- Shop/Limits.cs
        namespace Shop;
        static class Limits { }
        #- Bank/Account.cs
        namespace Bank { class Account { } }
        #- Bank/Money.cs
        namespace Bank.Core { class Money { } class Hidden { } }
        """,
        tmp_path,
    )
    index = opened.snapshot.index
    for name, expected in {
        "Base": ["Elsewhere/Base.cs:Base"],
        "Limits": ["Shop/Limits.cs:Limits"],
        "Account": ["Bank/Account.cs:Account"],
        "Money": ["Bank/Money.cs:Money"],
        "Hidden": [],
    }.items():
        assert named_in(opened, "Shop/Cart.cs", name) == expected
    (cart,) = index.resolve(opened.at("Shop/Cart.cs"), "Cart")
    assert [item.name for item in index.members(cart)] == ["Id"]


def test_a_module_that_holds_its_own_name_is_imported_as_a_module(tmp_path):
    opened = open_fixture(
        """
        #- pkg/__init__.py
        #- pkg/cli.py
        cli = 1
        def main(): ...
        #- pkg/app.py
        from . import cli
        from .cli import cli as value
        """,
        tmp_path,
    )
    view, path = opened.snapshot.index, opened.at("pkg/app.py")
    assert show(opened, view.resolve(path, "cli.main")) == ["pkg/cli.py:main"]
    assert [item.definition.kind.value for item in view.resolve(path, "cli")] == ["module"]
    assert [item.definition.kind.value for item in view.resolve(path, "value")] == ["variable"]


def test_subtypes_follow_a_name_that_an_export_gives(tmp_path):
    opened = open_fixture(
        """
        #- base.ts
        class Hono {}
        export { Hono as Base }
        #- app.ts
        import { Base as Root } from './base'
        export class App extends Root {}
        #- other.ts
        import { Base } from './base'
        export class Other extends Base {}
        """,
        tmp_path,
    )
    view = opened.snapshot.index
    (base,) = view.at_top(opened.at("base.ts"), "Hono")
    assert sorted(show(opened, view.subtypes(base))) == ["app.ts:App", "other.ts:Other"]
