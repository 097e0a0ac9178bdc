"""Bases that stand apart from a type, exports that stand apart from a definition, functions declared apart from one."""

from __future__ import annotations

from support.workspaces import Opened, open_fixture


def _resolved(opened: Opened, path: str, name: str) -> list[str]:
    found = opened.snapshot.index.resolve(opened.at(path), name)
    return [f"{opened.snapshot.relative(item.path)}:{item.qualified_name}" for item in found]


GO = """
    #- go.mod
    module example.com/shop
    #- api/api.go
    package api
    type Reader interface { Read(p []byte) (int, error) }
    type Store interface { Reader; Close(force bool) }
    type Wider interface { Store; Grow() }
    #- disk/disk.go
    package disk
    type Disk struct { base }
    func (d *Disk) Read(p []byte) (int, error) { return 0, nil }
    type base struct {}
    func (b base) Close(now bool) {}
    type Odd struct {}
    func (o Odd) Read() {}
    """


def test_a_type_of_go_has_the_interfaces_whose_methods_it_has(tmp_path):
    index = (opened := open_fixture(GO, tmp_path)).snapshot.index
    names = {}
    for name in ("Disk", "Odd", "base"):
        symbol = index.resolve(opened.at("disk/disk.go"), name)[0]
        names[name] = [base.name for base in index.bases(symbol)]
    assert names == {"Disk": ["base", "Reader", "Store"], "Odd": [], "base": []}


def test_the_subtypes_of_an_interface_of_go_are_the_types_that_have_its_methods(tmp_path):
    index = (opened := open_fixture(GO, tmp_path)).snapshot.index
    names = {}
    for name in ("Reader", "Store", "Wider"):
        symbol = index.resolve(opened.at("api/api.go"), name)[0]
        names[name] = sorted(found.name for found in index.subtypes(symbol))
    assert names == {"Reader": ["Disk", "Store"], "Store": ["Disk", "Wider"], "Wider": []}


def test_an_import_of_go_binds_the_name_that_the_package_states(tmp_path):
    opened = open_fixture(
        """
        #- go.mod
        module example.com/shop
        #- go-cart/cart.go
        package cart
        func Add() {}
        #- main.go
        package main
        import "example.com/shop/go-cart"
        """,
        tmp_path,
    )
    assert _resolved(opened, "main.go", "cart.Add") == ["go-cart/cart.go:Add"]


def test_an_implemented_trait_gives_a_type_its_methods(tmp_path):
    opened = open_fixture(
        """
        #- Cargo.toml
        [package]
        name = "shop"
        #- src/lib.rs
        mod shape;
        pub trait Area { fn area(&self) -> f64; fn twice(&self) -> f64 { 2.0 * self.area() } }
        #- src/shape.rs
        use crate::Area;
        pub struct Square;
        impl Area for Square { fn area(&self) -> f64 { 1.0 } }
        """,
        tmp_path,
    )
    index = opened.snapshot.index
    square = index.resolve(opened.at("src/shape.rs"), "Square")[0]
    assert [base.name for base in index.bases(square)] == ["Area"]
    assert [item.path == opened.at("src/lib.rs") for item in index.member(square, "twice")] == [True]
    trait = index.resolve(opened.at("src/lib.rs"), "Area")[0]
    assert [found.name for found in index.subtypes(trait)] == ["Square"]


def test_names_that_a_file_exports_otherwise_than_it_defines_them(tmp_path):
    opened = open_fixture(
        """
        #- box.ts
        class Box {}
        class Other {}
        function open() {}
        export default Box;
        export { open as unpack, Other };
        #- deep.ts
        export function dig() {}
        #- all.ts
        export * as tools from "./deep";
        export { default as Crate, unpack } from "./box";
        #- again.ts
        export { default } from "./box";
        #- other.ts
        export { dig as default } from "./deep";
        #- main.ts
        import Passed from "./again";
        import Renamed from "./other";
        import Thing, { unpack } from "./box";
        import { tools, Crate, unpack as again } from "./all";
        #- old.js
        function start() {}
        module.exports = { begin: start };
        #- use.js
        const { begin } = require("./old");
        """,
        tmp_path,
    )
    assert _resolved(opened, "main.ts", "Thing") == ["box.ts:Box"]
    assert _resolved(opened, "main.ts", "Passed") == ["box.ts:Box"]
    assert _resolved(opened, "main.ts", "Renamed") == ["deep.ts:dig"]
    assert _resolved(opened, "main.ts", "unpack") == ["box.ts:open"]
    assert _resolved(opened, "main.ts", "Crate") == ["box.ts:Box"]
    assert _resolved(opened, "main.ts", "again") == ["box.ts:open"]
    assert _resolved(opened, "main.ts", "tools.dig") == ["deep.ts:dig"]
    assert _resolved(opened, "use.js", "begin") == ["old.js:start"]


def test_what_declaration_files_declare_is_known_in_every_file(tmp_path):
    opened = open_fixture(
        """
        #- types/globals.d.ts
        declare var VERSION: string;
        declare function track(event: string): void;
        interface Plain { p: number }
        #- types/window.d.ts
        import { Thing } from "./thing";
        declare global { interface Window { thing: Thing } }
        #- types/thing.d.ts
        export interface Thing { t: number }
        #- src/main.ts
        track(VERSION);
        #- src/main.py
        track()
        """,
        tmp_path,
    )
    for name in ("VERSION", "track", "Plain"):
        assert _resolved(opened, "src/main.ts", name) == [f"types/globals.d.ts:{name}"]
    assert _resolved(opened, "src/main.ts", "Window") == ["types/window.d.ts:Window"]
    assert _resolved(opened, "src/main.ts", "Thing") == []
    assert _resolved(opened, "src/main.py", "track") == []


def test_a_call_of_c_means_the_definition_before_the_declaration(tmp_path):
    opened = open_fixture(
        """
        #- include/net.h
        int send_all(int fd, const char *data);
        int only_declared(void);
        #- src/net.c
        #include "net.h"
        int send_all(int fd, const char *data) { return 0; }
        #- src/other.c
        static int send_all(int fd, const char *data) { return 1; }
        #- src/main.c
        #include "net.h"
        """,
        tmp_path,
    )
    assert _resolved(opened, "src/main.c", "send_all") == ["src/net.c:send_all", "include/net.h:send_all"]
    assert _resolved(opened, "src/main.c", "only_declared") == ["include/net.h:only_declared"]


def test_a_member_of_cpp_means_its_definition_before_its_declaration(tmp_path):
    opened = open_fixture(
        """
        #- cart.h
        class Cart { public: int total(int a); };
        #- cart.cpp
        #include "cart.h"
        int Cart::total(int a) { return a; }
        """,
        tmp_path,
    )
    assert _resolved(opened, "cart.h", "Cart.total") == ["cart.cpp:Cart.total", "cart.h:Cart.total"]


def test_an_implementation_comes_before_the_signatures_of_its_overloads(tmp_path):
    opened = open_fixture(
        """
        #- a.py
        from typing import overload
        @overload
        def pick(a: int) -> int: ...
        @overload
        def pick(a: str) -> str: ...
        def pick(a): return a
        """,
        tmp_path,
    )
    index = opened.snapshot.index
    assert [bool(item.definition.decorators) for item in index.resolve(opened.at("a.py"), "pick")] == [
        False,
        True,
        True,
    ]


def test_a_call_means_the_overload_that_takes_as_many_arguments(tmp_path):
    opened = open_fixture(
        """
        #- A.java
        class A {
          void add(int a) { }
          void add(int a, int b) { }
          void all(int... many) { }
          void run() { add(1); add(1, 2); add(1, 2, 3); this.add(4, 5); }
        }
        """,
        tmp_path,
    )
    index = opened.snapshot.index
    counts = {
        len(symbol.definition.parameters): [usage.reference.arguments for usage in index.callers(symbol)]
        for symbol in index.definitions("add")
    }
    assert counts == {1: [1, 3], 2: [2, 3, 2]}
