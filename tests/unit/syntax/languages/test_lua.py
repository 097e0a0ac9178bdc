from contexten.syntax.languages import by_id
from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- src/cart.lua
    #!/usr/bin/lua
    -- The shop.

    local item = require("shop.item")
    local price = require "shop.tax".price
    require("globals")

    --- A basket.
    local Cart = {}
    Cart.__index = Cart
    local Gift = setmetatable({}, { __index = Cart })
    --- Makes one.
    ---@param items table
    ---@param tax number the tax
    ---@return Cart
    function Cart.new(items, tax, ...)
      local self = setmetatable({}, Cart)
      self.items = items
      return self
    end
    -- @tparam number by
    -- @treturn number
    function Cart:total(by) -- sums
      self.sum = 0
      for index, each in ipairs(self.items) do self.sum = self.sum + each.tax:of(by, 1).value end
      return self.sum
    end
    Cart.count = function(self) return #self.items end
    local function helper(a) return a end
    local run = function() return helper(1) end
    function free() return item.new { a = 1 } end
    local options = { deep = true, close = function() return 1 end }
    LIMIT = 3
    return Cart
"""


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "class Cart",
        "field Cart.__index",
        "class Gift",
        "method Cart.new",
        "field new.items",
        "method Cart.total",
        "field total.sum",
        "method Cart.count",
        "function helper",
        "function run",
        "function free",
        "variable options",
        "function options.close",
        "constant LIMIT",
    ]


def test_a_function_is_read_whole():
    facts = facts_of(SOURCE)
    new = named(facts, "Cart.new")
    assert (new.signature, new.owner, new.returns) == ("function Cart.new(items, tax, ...)", "Cart", "Cart")
    assert new.doc.startswith("Makes one.\n@param items table")
    assert [(item.name, item.type) for item in new.parameters] == [("items", "table"), ("tax", "number"), ("...", "")]
    total = named(facts, "Cart.total")
    assert (total.signature, total.returns) == ("function Cart:total(by)", "number")
    assert [(item.name, item.type) for item in total.parameters] == [("by", "number")]


def test_tables_bases_and_what_is_exported():
    facts = facts_of(SOURCE)
    assert (named(facts, "Cart").doc, named(facts, "Gift").bases) == ("A basket.", ("Cart",))
    public = [item.name for item in facts.definitions if item.exported and item.kind != "field"]
    assert public == ["Cart", "new", "total", "count", "free", "close", "LIMIT"]
    assert [(item.name, item.local) for item in facts.exports] == [("default", "Cart")]


def test_requires():
    facts = facts_of(SOURCE)
    assert [(item.module, item.name, item.alias) for item in facts.imports] == [
        ("shop.item", "default", "item"),
        ("shop.tax", "price", "price"),
        ("globals", "*", ""),
    ]
    assert (facts.import_end, facts.doc) == (facts.imports[-1].end, "The shop.")


def test_references_know_calls_and_receivers():
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts_of(SOURCE).references}
    assert ("of", "call", "each.tax", 2) in found
    assert ("value", "member", "each.tax:of(by, 1)", -1) in found
    assert ("new", "call", "item", 1) in found
    assert ("helper", "call", "", 1) in found
    assert ("setmetatable", "call", "", 2) in found
    assert "deep" not in {item[0] for item in found}


def test_stubs_are_unfinished():
    facts = facts_of("""
        #- a.lua
        local M = {}
        function M.empty() end
        function M.noted()
          -- TODO
        end
        function M.fails() error("not implemented") end
        function M.null() return nil -- TODO
        end
        local f = function() end
        function M.done() return nil end
        function M.closed() error("closed") end
        return M
    """)
    assert unfinished(facts) == ["M.empty", "M.noted", "M.fails", "M.null", "f"]


def test_broken_code_still_gives_what_can_be_read():
    facts = facts_of("#- a.lua\nlocal function f(x)\n  return x +\nend\nfunction g() return 1 end\n")
    assert facts.errors
    assert "g" in {item.name for item in facts.definitions}


def test_where_tests_go():
    assert by_id("lua").test_file("src/shop/cart.lua") == "spec/shop/cart_spec.lua"
