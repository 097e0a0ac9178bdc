"""What names and imports of Ruby, PHP, Lua, Bash, Elixir and SQL mean across files."""

import textwrap

import pytest

from support.workspaces import Opened, open_fixture


def show(opened: Opened, symbols) -> list[str]:
    return [f"{opened.snapshot.relative(symbol.path)}:{symbol.qualified_name}" for symbol in symbols]


def imported(opened: Opened, path: str) -> list[list[str]]:
    index = opened.snapshot.index
    facts = index.facts(opened.at(path))
    assert facts is not None
    files = [index.resolve_import(opened.at(path), item) for item in facts.imports]
    return [[opened.snapshot.relative(file) for file in found] for found in files]


SOURCES = {
    "ruby": (
        """
        #- lib/shop/cart.rb
        require "set"
        require "shop/item"
        require_relative "../util"
        module Shop
          class Cart < Base
            include Priced
            def total = help(1)
          end
        end
        #- lib/shop/item.rb
        module Shop
          class Item
            def price; 1; end
          end
        end
        #- lib/util.rb
        def help(x) = x
        #- lib/priced.rb
        module Priced
          def net(tax) = total - tax
        end
        #- lib/base.rb
        class Base
          def save; end
        end
        """,
        "lib/shop/cart.rb",
        {
            "Item": ["lib/shop/item.rb:Item"],
            "Item.price": ["lib/shop/item.rb:Item.price"],
            "help": ["lib/util.rb:help"],
            "Cart.net": ["lib/priced.rb:Priced.net"],
            "Cart.save": ["lib/base.rb:Base.save"],
            "Nothing": [],
        },
        [[], ["lib/shop/item.rb"], ["lib/util.rb"]],
    ),
    "php": (
        """
        #- src/Cart.php
        <?php
        namespace Shop;
        use Shop\\Model\\{Item, Base as B};
        use function Shop\\Util\\help;
        use Elsewhere\\Thing;
        require __DIR__ . '/globals.php';
        class Cart extends B { use Priced; }
        #- src/Model/Item.php
        <?php
        namespace Shop\\Model;
        class Item { public function price(): int { return 1; } }
        #- src/Model/Base.php
        <?php
        namespace Shop\\Model;
        abstract class Base { public function save() {} }
        #- src/Priced.php
        <?php
        namespace Shop;
        trait Priced { function net() {} }
        #- src/util.php
        <?php
        namespace Shop\\Util;
        function help() {}
        #- src/globals.php
        <?php
        function free() {}
        """,
        "src/Cart.php",
        {
            "Item.price": ["src/Model/Item.php:Item.price"],
            "B": ["src/Model/Base.php:Base"],
            "Cart.save": ["src/Model/Base.php:Base.save"],
            "Cart.net": ["src/Priced.php:Priced.net"],
            "help": ["src/util.php:help"],
            "free": ["src/globals.php:free"],
            "Thing": [],
        },
        [["src/Model/Item.php"], ["src/Model/Base.php"], ["src/util.php"], [], ["src/globals.php"]],
    ),
    "lua": (
        """
        #- src/shop/cart.lua
        local item = require("shop.item")
        local util = require "shop.util"
        local json = require "cjson"
        local price = require("shop.util").price
        local function run() end
        #- src/shop/item.lua
        local Item = {}
        Item.__index = Item
        function Item.new() return setmetatable({}, Item) end
        function Item:price() return 1 end
        return Item
        #- src/shop/util/init.lua
        local M = {}
        function M.price(x) return x end
        return M
        """,
        "src/shop/cart.lua",
        {
            "item": ["src/shop/item.lua:Item"],
            "item.price": ["src/shop/item.lua:Item.price"],
            "util.price": ["src/shop/util/init.lua:M.price"],
            "json": [],
            "run": ["src/shop/cart.lua:run"],
        },
        [["src/shop/item.lua"], ["src/shop/util/init.lua"], [], ["src/shop/util/init.lua"]],
    ),
    "bash": (
        """
        #- bin/run.sh
        source "$(dirname "$0")/../lib/log.sh"
        . lib/util.sh
        source /etc/profile
        main() { log "x"; }
        #- lib/log.sh
        log() { echo "$1"; }
        #- lib/util.sh
        die() { exit 1; }
        """,
        "bin/run.sh",
        {"log": ["lib/log.sh:log"], "die": ["lib/util.sh:die"], "main": ["bin/run.sh:main"], "other": []},
        [["lib/log.sh"], ["lib/util.sh"], []],
    ),
    "elixir": (
        """
        #- lib/shop/cart.ex
        defmodule Shop.Cart do
          use Shop.Base
          alias Shop.{Item, Tax}
          alias Shop.Http.Client, as: Http
          import Shop.Util
          alias Ecto.Query
          def total(cart), do: net(cart)
        end
        #- lib/shop/item.ex
        defmodule Shop.Item do
          defstruct [:net]
          def price(item), do: item.net
        end
        #- lib/shop/tax.ex
        defmodule Shop.Tax do
          def of(x), do: x
        end
        #- lib/shop/http/client.ex
        defmodule Shop.Http.Client do
          def get(url), do: url
        end
        #- lib/other/client.ex
        defmodule Other.Client do
        end
        #- lib/shop/util.ex
        defmodule Shop.Util do
          def net(x), do: x
        end
        #- lib/shop/base.ex
        defmodule Shop.Base do
          defmacro __using__(_), do: nil
          def save(x), do: x
        end
        """,
        "lib/shop/cart.ex",
        {
            "Item.price": ["lib/shop/item.ex:Item.price"],
            "Item.net": ["lib/shop/item.ex:Item.net"],
            "Tax": ["lib/shop/tax.ex:Tax"],
            "Http.get": ["lib/shop/http/client.ex:Client.get"],
            "Cart.save": ["lib/shop/base.ex:Base.save"],
            "Query": [],
        },
        [
            ["lib/shop/base.ex"],
            ["lib/shop/item.ex"],
            ["lib/shop/tax.ex"],
            ["lib/shop/http/client.ex"],
            ["lib/shop/util.ex"],
            [],
        ],
    ),
    "sql": (
        """
        #- migrations/1.sql
        CREATE TABLE users (id int, label text);
        #- migrations/2.sql
        CREATE VIEW active AS SELECT id FROM users;
        """,
        "migrations/2.sql",
        {"users": ["migrations/1.sql:users"], "users.label": ["migrations/1.sql:users.label"], "none": []},
        [],
    ),
}


@pytest.mark.parametrize("language", SOURCES)
def test_names_and_imports_mean_files_of_the_workspace(language, tmp_path):
    source, path, names, files = SOURCES[language]
    opened = open_fixture(textwrap.dedent(source), tmp_path)
    index = opened.snapshot.index
    assert {name: show(opened, index.resolve(opened.at(path), name)) for name in names} == names
    assert imported(opened, path) == files


CALLERS = {
    "ruby": (
        """
        #- lib/item.rb
        class Item
          def initialize(price); end
          def price; 1; end
          def twice; price * 2; end
        end
        #- lib/cart.rb
        class Cart
          def first; Item.new(1); end
          def initialize
            @item = Item.new(2)
          end
          def total = @item.price
        end
        """,
        {"Item": ["first", "initialize"], "price": ["total"]},
    ),
    "php": (
        """
        #- src/Item.php
        <?php
        namespace Shop;
        class Item {
            public function __construct(private Tax $tax) {}
            public function price(): int { return $this->tax->of(1); }
            public function twice(): int { return $this->price() * 2; }
        }
        #- src/Tax.php
        <?php
        namespace Shop;
        class Tax { public function of(int $x): int { return $x; } }
        class Other { public function of(int $x): int { return $x; } }
        function make() { return new Item(new Tax()); }
        """,
        {"price": ["twice"], "of": ["price"], "Tax": ["make"], "__construct": ["make"]},
    ),
    "lua": (
        """
        #- item.lua
        local Item = {}
        function Item.new(price) return setmetatable({ price = price }, Item) end
        function Item:twice() return self:value() * 2 end
        function Item:value() return self.price end
        return Item
        #- cart.lua
        local item = require("item")
        local function total() return item.new(1):twice() end
        """,
        {"new": ["total"], "value": ["twice"]},
    ),
    "bash": (
        """
        #- log.sh
        log() { echo "$1"; }
        #- run.sh
        source ./log.sh
        main() { log "a" | cat; }
        """,
        {"log": ["main"]},
    ),
    "elixir": (
        """
        #- lib/tax.ex
        defmodule Shop.Tax do
          def of(x), do: rate() * x
          defp rate, do: 1
        end
        #- lib/cart.ex
        defmodule Shop.Cart do
          alias Shop.Tax
          def total(x), do: Tax.of(x)
        end
        """,
        {"of": ["total"], "rate": ["of"]},
    ),
    "sql": (
        """
        #- a.sql
        CREATE FUNCTION net(x int) RETURNS int AS $$ SELECT x; $$ LANGUAGE sql;
        #- b.sql
        CREATE VIEW v AS SELECT net(1) AS n FROM t;
        """,
        {"net": ["v"]},
    ),
}


@pytest.mark.parametrize("language", CALLERS)
def test_calls_are_found_in_other_files(language, tmp_path):
    source, expected = CALLERS[language]
    opened = open_fixture(textwrap.dedent(source), tmp_path)
    index = opened.snapshot.index
    found = {}
    for name in expected:
        symbol = index.definitions(name)[0]
        found[name] = [usage.scope.name if usage.scope else "" for usage in index.callers(symbol)]
    assert {name: sorted(scopes) for name, scopes in found.items()} == expected
