from __future__ import annotations

import textwrap

import pytest

from support.workspaces import open_fixture

CASES = {
    "python": (
        """
        #- src/app/__init__.py
        from .core import run as start
        #- src/app/core.py
        def run(): pass
        #- src/app/sub/__init__.py
        #- src/app/sub/deep.py
        from .. import core
        from ..core import run
        from . import other
        from .missing import x
        #- src/app/sub/other.py
        #- tests/test_app.py
        import app
        import app.sub.deep
        from app import core, start
        from app.sub import deep as d
        import json
        from helpers import make
        #- tests/helpers.py
        def make(): pass
        #- tests/json/__init__.py
        #- namespace/inner/mod.py
        #- run.py
        import namespace.inner.mod
        from namespace.inner import mod
        #- pyproject.toml
        [project]
        """,
        {
            "tests/test_app.py": [
                ["src/app/__init__.py"],
                ["src/app/sub/deep.py"],
                ["src/app/core.py"],
                ["src/app/__init__.py"],
                ["src/app/sub/deep.py"],
                ["tests/json/__init__.py"],
                ["tests/helpers.py"],
            ],
            "src/app/__init__.py": [["src/app/core.py"]],
            "src/app/sub/deep.py": [["src/app/core.py"], ["src/app/core.py"], ["src/app/sub/other.py"], []],
            "run.py": [["namespace/inner/mod.py"], ["namespace/inner/mod.py"]],
        },
    ),
    "c": (
        """
        #- src/main.c
        #include "net/send.h"
        #include "util.h"
        #include <shop/cart.h>
        #include <deep.h>
        #include <stdio.h>
        #include "nowhere.h"
        #- src/net/send.h
        #include "../util.h"
        #include "util.h"
        #- src/util.h
        #- src/net/util.h
        #- include/shop/cart.h
        #- third/party/include/deep.h
        #- compile_commands.json
        [
          {"directory": "build", "command": "cc -I../third/party/include -c ../src/main.c", "file": "../src/main.c"},
          {"directory": ".", "arguments": ["cc", "-isystem", "other", "-c", "a.cpp"], "file": "a.cpp"}
        ]
        #- other/lone.hpp
        #- a.cpp
        #include <lone.hpp>
        """,
        {
            "src/main.c": [
                ["src/net/send.h"],
                ["src/util.h"],
                ["include/shop/cart.h"],
                ["third/party/include/deep.h"],
                [],
                [],
            ],
            "src/net/send.h": [["src/util.h"], ["src/net/util.h"]],
            "a.cpp": [["other/lone.hpp"]],
        },
    ),
    "csharp": (
        """
        #- src/Shop/Cart.cs
        using Shop.Pay;
        using static Shop.Pay.Rates;
        using Money = Shop.Pay.Money;
        using System;
        namespace Shop;
        class Cart { }
        #- src/Pay/Rates.cs
        namespace Shop.Pay;
        static class Rates { }
        #- src/Pay/Money.cs
        namespace Shop.Pay { class Money { } }
        #- src/Other/Money.cs
        namespace Other { class Money { } }
        """,
        {
            "src/Shop/Cart.cs": [
                ["src/Pay/Money.cs", "src/Pay/Rates.cs"],
                ["src/Pay/Rates.cs"],
                ["src/Pay/Money.cs"],
                [],
            ],
        },
    ),
    "javascript": (
        """
        #- package.json
        {"name": "root", "workspaces": ["packages/*"]}
        #- tsconfig.json
        {
          // comments and trailing commas are allowed
          "extends": "./tsconfig.base.json",
        }
        #- tsconfig.base.json
        {"compilerOptions": {"baseUrl": ".", /* here */ "paths": {"@app/*": ["src/*"], "@lib": ["src/lib/index"],},}}
        #- src/main.ts
        import a from "./a";
        import b from "./b.js";
        import { c } from "./lib";
        import * as l from "@app/a";
        import m from "@lib";
        import { u } from "@acme/util";
        import v from "@acme/util/extra";
        import w from "src/a";
        import react from "react";
        export { x } from "../packages/util";
        const q = require("./a");
        #- src/a.ts
        #- src/b.ts
        #- src/lib/index.tsx
        #- packages/util/package.json
        {"name": "@acme/util", "main": "lib/main.js"}
        #- packages/util/lib/main.js
        #- packages/util/extra.ts
        """,
        {
            "src/main.ts": [
                ["src/a.ts"],
                ["src/b.ts"],
                ["src/lib/index.tsx"],
                ["src/a.ts"],
                ["src/lib/index.tsx"],
                ["packages/util/lib/main.js"],
                ["packages/util/extra.ts"],
                ["src/a.ts"],
                [],
                ["packages/util/lib/main.js"],
                ["src/a.ts"],
            ]
        },
    ),
    "go": (
        """
        #- go.mod
        module example.com/shop
        #- main.go
        package main
        import (
            "fmt"
            "example.com/shop/cart"
            p "example.com/shop/pay"
            "example.com/shop"
        )
        #- root.go
        package main
        #- cart/a.go
        package cart
        #- cart/b.go
        package cart
        #- cart/a_test.go
        package cart
        #- pay/pay.go
        package pay
        #- other/go.mod
        module example.com/shop/pay
        """,
        {"main.go": [[], ["cart/a.go", "cart/b.go"], ["pay/pay.go"], ["main.go", "root.go"]]},
    ),
    "rust": (
        """
        #- Cargo.toml
        [workspace]
        members = ["util"]
        [package]
        name = "shop-app"
        #- src/main.rs
        mod cart;
        use crate::cart::item::Item;
        use shop_util::help;
        use std::fs;
        use cart::Cart;
        #- src/cart/mod.rs
        use super::top;
        use self::item::Item;
        pub mod item;
        #- src/cart/item.rs
        use super::Cart;
        use super::super::top;
        use crate::cart::Cart as C;
        #- util/Cargo.toml
        [package]
        name = "shop-util"
        #- util/src/lib.rs
        pub fn help() {}
        """,
        {
            "src/main.rs": [["src/cart/item.rs"], ["util/src/lib.rs"], [], ["src/cart/mod.rs"]],
            "src/cart/mod.rs": [["src/main.rs"], ["src/cart/item.rs"]],
            "src/cart/item.rs": [["src/cart/mod.rs"], ["src/main.rs"], ["src/cart/mod.rs"]],
        },
    ),
    "java": (
        """
        #- src/main/java/com/shop/App.java
        package com.shop;
        import com.shop.cart.Cart;
        import com.shop.cart.*;
        import static com.shop.util.Text.join;
        import java.util.List;
        public class App {}
        #- src/main/java/com/shop/cart/Cart.java
        package com.shop.cart;
        public class Cart {}
        #- src/main/java/com/shop/cart/Item.java
        package com.shop.cart;
        class Item {}
        #- src/main/java/com/shop/util/Text.java
        package com.shop.util;
        public class Text { public static String join() { return ""; } }
        """,
        {
            "src/main/java/com/shop/App.java": [
                ["src/main/java/com/shop/cart/Cart.java"],
                ["src/main/java/com/shop/cart/Cart.java", "src/main/java/com/shop/cart/Item.java"],
                ["src/main/java/com/shop/util/Text.java"],
                [],
            ]
        },
    ),
}


@pytest.mark.parametrize("language", CASES)
def test_imports_mean_files(language, tmp_path):
    source, expected = CASES[language]
    opened = open_fixture(textwrap.dedent(source), tmp_path)
    index, snapshot = opened.snapshot.index, opened.snapshot
    found = {
        path: [
            [snapshot.relative(file) for file in index.resolve_import(opened.at(path), item)]
            for item in index.imports(opened.at(path))
        ]
        for path in expected
    }
    assert found == expected


@pytest.mark.parametrize("language", CASES)
def test_importers_are_the_files_whose_imports_mean_it(language, tmp_path):
    opened = open_fixture(textwrap.dedent(CASES[language][0]), tmp_path)
    index = opened.snapshot.index
    for path in index.paths():
        meant = {
            other
            for other in index.paths()
            if other != path and any(path in index.resolve_import(other, item) for item in index.imports(other))
        }
        assert set(index.importers(path)) == meant, path


def test_a_name_of_a_package_wins_over_its_submodule_of_that_name(tmp_path):
    opened = open_fixture(
        """
        #- pkg/__init__.py
        def tool(): pass
        #- pkg/tool.py
        #- use.py
        from pkg import tool
        """,
        tmp_path,
    )
    index = opened.snapshot.index
    assert [symbol.definition.kind for symbol in index.resolve(opened.at("use.py"), "tool")] == ["function"]


def test_a_module_of_the_standard_library_is_not_any_folder_of_that_name(tmp_path):
    opened = open_fixture(
        """
        #- fixtures/json/__init__.py
        #- src/app/a.py
        import json
        """,
        tmp_path,
    )
    path = opened.at("src/app/a.py")
    assert opened.snapshot.index.resolve_import(path, opened.snapshot.facts(path).imports[0]) == ()


def test_the_nearest_source_root_wins(tmp_path):
    opened = open_fixture(
        """
        #- one/lib/__init__.py
        #- one/main.py
        import lib
        #- two/lib/__init__.py
        #- two/main.py
        import lib
        """,
        tmp_path,
    )
    index = opened.snapshot.index
    for folder in ("one", "two"):
        path = opened.at(f"{folder}/main.py")
        assert index.resolve_import(path, index.imports(path)[0]) == (opened.at(f"{folder}/lib/__init__.py"),)
