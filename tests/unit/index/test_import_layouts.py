"""Imports in the layouts that projects have: one fixture tree for each, with what each import means."""

from __future__ import annotations

import pytest

from support.workspaces import open_fixture

LAYOUTS = {
    "python: packages where the project file says": (
        """
        #- pyproject.toml
        [tool.setuptools.packages.find]
        where = ["lib"]
        #- lib/shop/__init__.py
        from .cart import Cart as Basket
        #- lib/shop/cart.py
        class Cart: pass
        #- tools/run.py
        import shop.cart
        from shop import Basket
        """,
        {"tools/run.py": ["lib/shop/cart.py", "lib/shop/__init__.py"]},
    ),
    "python: a namespace package in two source folders": (
        """
        #- one/pyproject.toml
        #- one/src/acme/core/__init__.py
        #- one/src/acme/core/base.py
        #- two/pyproject.toml
        #- two/src/acme/web/__init__.py
        from acme.core import base
        from acme.core.base import Base
        from . import views
        #- two/src/acme/web/views.py
        """,
        {
            "two/src/acme/web/__init__.py": [
                "one/src/acme/core/base.py",
                "one/src/acme/core/base.py",
                "two/src/acme/web/views.py",
            ]
        },
    ),
    "javascript: what packages export": (
        """
        #- packages/ui/package.json
        {"name": "@acme/ui", "exports": {
          ".": {"types": "./dist/index.d.ts", "import": "./dist/index.js"},
          "./button": "./dist/parts/button.js",
          "./icons/*": {"default": "./src/icons/*.tsx"},
          "./hidden": null
        }}
        #- packages/ui/src/index.ts
        #- packages/ui/src/parts/button.tsx
        #- packages/ui/src/icons/star.tsx
        #- packages/plain/package.json
        {"name": "plain", "main": "./lib/start.js", "types": "dist/start.d.ts"}
        #- packages/plain/src/start.ts
        #- apps/web/package.json
        {"imports": {"#db": "./src/db/client.js", "#parts/*": "./src/parts/*.js"}}
        #- apps/web/src/db/client.ts
        #- apps/web/src/parts/menu.ts
        #- apps/web/src/deep/main.ts
        import ui from "@acme/ui";
        import b from "@acme/ui/button";
        import s from "@acme/ui/icons/star";
        import p from "plain";
        import db from "#db";
        import m from "#parts/menu";
        import n from "@acme/none";
        """,
        {
            "apps/web/src/deep/main.ts": [
                "packages/ui/src/index.ts",
                "packages/ui/src/parts/button.tsx",
                "packages/ui/src/icons/star.tsx",
                "packages/plain/src/start.ts",
                "apps/web/src/db/client.ts",
                "apps/web/src/parts/menu.ts",
                "",
            ]
        },
    ),
    "typescript: options that are inherited and gathered": (
        """
        #- packages/tsconfig/package.json
        {"name": "@acme/tsconfig"}
        #- packages/tsconfig/base.json
        {}
        #- packages/tsconfig/tsconfig.base.json
        {"compilerOptions": {"baseUrl": "../../apps/one/src"}}
        #- apps/one/tsconfig.json
        {"extends": ["@acme/tsconfig/tsconfig.base.json", "./tsconfig.paths.json"]}
        #- apps/one/tsconfig.paths.json
        {"compilerOptions": {"paths": {"~parts/*": ["parts/*"], "~only": ["./only.ts"]}}}
        #- apps/one/src/parts/a.ts
        #- apps/one/src/only.ts
        #- apps/one/src/main.ts
        import a from "~parts/a";
        import b from "~only";
        import c from "parts/a";
        #- apps/two/tsconfig.json
        {"files": [], "references": [{"path": "./tsconfig.app.json"}, {"path": "./tsconfig.node.json"}]}
        #- apps/two/tsconfig.app.json
        {"compilerOptions": {"paths": {"@two/*": ["./src/*"]}}}
        #- apps/two/src/x.tsx
        #- apps/two/src/main.tsx
        import x from "@two/x";
        """,
        {
            "apps/one/src/main.ts": ["apps/one/src/parts/a.ts", "apps/one/src/only.ts", "apps/one/src/parts/a.ts"],
            "apps/two/src/main.tsx": ["apps/two/src/x.tsx"],
        },
    ),
    "javascript: prefixes that only a bundler is told of": (
        """
        #- package.json
        {}
        #- src/parts/a.js
        #- src/lib/b/index.js
        #- src/main.js
        import a from "@/parts/a";
        import b from "$lib/b";
        import c from "src/parts/a.js";
        import d from "@/nowhere";
        """,
        {"src/main.js": ["src/parts/a.js", "src/lib/b/index.js", "src/parts/a.js", ""]},
    ),
    "typescript: a module that a .d.ts declares": (
        """
        #- types/legacy.d.ts
        declare module "legacy-lib" { export function run(): void; }
        #- src/main.ts
        import { run } from "legacy-lib";
        """,
        {"src/main.ts": ["types/legacy.d.ts"]},
    ),
    "go: a workspace with a replaced and a vendored module": (
        """
        #- go.work
        go 1.22
        use ./app
        replace example.com/old v1.2.0 => ./fork
        #- app/go.mod
        module example.com/app
        require (
            example.com/kit v1.0.0
        )
        replace (
            example.com/kit => ../kit // here
        )
        #- app/main.go
        package main
        import (
            "example.com/kit/log"
            "example.com/old"
            "example.com/far/away"
            "fmt"
        )
        #- kit/go.mod
        module example.com/kit/v2
        #- kit/log/log.go
        package log
        #- fork/old.go
        package old
        #- app/vendor/example.com/far/away/a.go
        package away
        """,
        {"app/main.go": ["kit/log/log.go", "fork/old.go", "app/vendor/example.com/far/away/a.go", ""]},
    ),
    "rust: crates under other names, tests, stated paths": (
        """
        #- Cargo.toml
        [workspace]
        members = ["core", "app"]
        [workspace.dependencies]
        kernel = { package = "acme-core", path = "core" }
        #- core/Cargo.toml
        [package]
        name = "acme-core"
        [lib]
        path = "source/start.rs"
        #- core/source/start.rs
        pub mod net;
        #[path = "odd/place.rs"]
        pub mod odd;
        #- core/source/net.rs
        #- core/source/odd/place.rs
        use crate::net::Socket;
        #- app/Cargo.toml
        [package]
        name = "app"
        #- app/src/lib.rs
        mod web;
        use kernel::net::Socket;
        use acme_core::odd::Thing;
        #- app/src/main.rs
        use app::web::Page;
        #- app/src/web.rs
        mod inner { use super::Page; }
        #[cfg(test)]
        mod tests { use super::*; }
        #- app/tests/all.rs
        mod common;
        use app::web;
        use common::setup;
        #- app/tests/common/mod.rs
        """,
        {
            "core/source/odd/place.rs": ["core/source/net.rs"],
            "app/src/lib.rs": ["core/source/net.rs", "core/source/odd/place.rs"],
            "app/src/main.rs": ["app/src/web.rs"],
            "app/src/web.rs": ["app/src/web.rs", "app/src/web.rs"],
            "app/tests/all.rs": ["app/src/web.rs", "app/tests/common/mod.rs"],
        },
    ),
    "rust: tests and programs of several files": (
        """
        #- Cargo.toml
        [package]
        name = "app"
        #- src/lib.rs
        pub struct App;
        #- tests/tests.rs
        mod util;
        mod index;
        #- tests/util.rs
        #- tests/index/mod.rs
        mod basic;
        #- tests/index/basic.rs
        use crate::util::Dir;
        use app::App;
        #- tests/builder/main.rs
        mod args;
        mod help;
        #- tests/builder/help.rs
        #- tests/builder/args.rs
        use super::help;
        use crate::help::text;
        use Kind::*;
        use std::fmt;
        enum Kind { One }
        """,
        {
            "tests/index/basic.rs": ["tests/util.rs", "src/lib.rs"],
            "tests/builder/args.rs": ["tests/builder/help.rs", "tests/builder/help.rs", "tests/builder/args.rs", ""],
        },
    ),
    "javascript: a generated package.json that is ignored": (
        """
        #- .gitignore
        **/package.json
        build
        #- packages/zed/package.json
        {"name": "zed", "exports": {"./mini": "./src/mini/index.ts"}}
        #- packages/zed/src/mini/index.ts
        #- main.ts
        import { z } from "zed/mini";
        """,
        {"main.ts": ["packages/zed/src/mini/index.ts"]},
    ),
    "c: compile commands in a build folder that is ignored": (
        """
        #- .gitignore
        build/
        #- build/compile_commands.json
        [{"directory": ".", "command": "cc -I../odd/place -c ../a.c", "file": "../a.c"}]
        #- odd/place/util.h
        #- other/place/util.h
        #- a.c
        #include <util.h>
        """,
        {"a.c": ["odd/place/util.h"]},
    ),
    "java: nested types, and types in the file of another one": (
        """
        #- src/com/shop/Cart.java
        package com.shop;
        public class Cart { public static class Line {} }
        class Helper {}
        #- src/com/app/Main.java
        package com.app;
        import com.shop.Cart.Line;
        import com.shop.Helper;
        import static com.shop.Cart.Line.of;
        """,
        {"src/com/app/Main.java": ["src/com/shop/Cart.java", "src/com/shop/Cart.java", "src/com/shop/Cart.java"]},
    ),
    "csharp: static members of a nested type": (
        """
        #- Rates.cs
        namespace Shop.Pay;
        static class Rates { public static class Tables { } }
        #- Cart.cs
        using static Shop.Pay.Rates.Tables;
        namespace Shop;
        """,
        {"Cart.cs": ["Rates.cs"]},
    ),
    "c: folders of the compile commands before any other": (
        """
        #- build/compile_commands.json
        [{"directory": "..", "command": "cc -Ifirst -I second -c src/a.c", "file": "src/a.c"}]
        #- first/util.h
        #- second/util.h
        #- second/sys/only.h
        #- src/a.c
        #include <util.h>
        #include <sys/only.h>
        #include <../second/util.h>
        """,
        {"src/a.c": ["first/util.h", "second/sys/only.h", "second/util.h"]},
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_import_means_the_file_that_the_layout_gives_it(layout, tmp_path):
    source, expected = LAYOUTS[layout]
    opened = open_fixture(source, tmp_path)
    index = opened.snapshot.index
    found = {
        path: [
            next((opened.snapshot.relative(file) for file in index.resolve_import(opened.at(path), item)), "")
            for item in index.imports(opened.at(path))
        ]
        for path in expected
    }
    assert found == expected


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_file_that_an_import_means_knows_its_importer(layout, tmp_path):
    opened = open_fixture(LAYOUTS[layout][0], tmp_path)
    index = opened.snapshot.index
    meant = {
        (other, path)
        for path in index.paths()
        for item in index.imports(path)
        for other in index.resolve_import(path, item)
        if other != path
    }
    assert meant
    assert {(other, path) for other in index.paths() for path in index.importers(other)} == meant


def test_a_project_file_that_changes_is_noticed(tmp_path):
    opened = open_fixture(
        """
        #- tsconfig.json
        {"compilerOptions": {"paths": {"@x": ["one.ts"]}}}
        #- one.ts
        #- two.ts
        #- main.ts
        import x from "@x";
        """,
        tmp_path,
    )
    meant = []
    for text in ('{"compilerOptions": {"paths": {"@x": ["two.ts"]}}}', "{}"):
        path = opened.at("tsconfig.json")
        (tmp_path / "work" / "tsconfig.json").write_text(text)
        opened.workspace.files_changed([path], [])
        index = opened.snapshot.index
        meant.append(index.resolve_import(opened.at("main.ts"), index.imports(opened.at("main.ts"))[0]))
    assert meant == [(opened.at("two.ts"),), ()]
