from contexten.syntax.languages import by_id
from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- lib/shop/cart.rb
    # frozen_string_literal: true

    require "set"
    require_relative "item"
    autoload :Tax, "shop/tax"
    module Shop
      # A basket.
      #
      # Of items.
      class Cart < Core::Base
        include Enumerable
        extend Core::Hooks
        LIMIT = 3
        @@made = 0
        attr_accessor :items, :owner
        has_many :lines, class_name: "Line"
        # Makes one.
        def initialize(items, tax = 0, *rest, key:, other: 1, **options, &block)
          @items ||= Set.new(items)
          super(items)
        end
        def self.make(x) = new(x)
        class << self
          def inner; end
        end
        def total?(by) # :nodoc:
          found = items.map { |each| each.price(by, tax: 1) }
          Core::Log.new(found).write
        end
        Line = Struct.new(:price, :count) do
          def sum; price * count; end
        end
        private

        def hidden
          1
        end
        private def also = 2
        def ==(other) other end
        alias same ==
      end
      module Priced
        def net; total; end
      end
    end
    def top; end
"""


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "module Shop",
        "class Cart",
        "constant Cart.LIMIT",
        "field Cart.@@made",
        "field Cart.items",
        "field Cart.owner",
        "field Cart.lines",
        "method Cart.initialize",
        "field Cart.@items",
        "method Cart.make",
        "method Cart.inner",
        "method Cart.total?",
        "class Cart.Line",
        "method Cart.Line.sum",
        "method Cart.hidden",
        "method Cart.also",
        "method Cart.==",
        "field Cart.same",
        "interface Priced",
        "method Priced.net",
        "function top",
    ]


def test_a_module_that_only_holds_types_is_its_name():
    facts = facts_of("#- a.rb\nmodule A::B\n  X = 1\n  class C\n    def f; 1; end\n  end\nend\n")
    assert outline(facts) == ["module B", "constant X", "class C", "method C.f"]
    assert named(facts, "C").parent == -1


def test_a_method_is_read_whole():
    facts = facts_of(SOURCE)
    made = named(facts, "Cart.initialize")
    assert made.signature == "def initialize(items, tax = 0, *rest, key:, other: 1, **options, &block)"
    assert [(item.name, item.default) for item in made.parameters] == [
        ("items", ""),
        ("tax", "0"),
        ("*rest", ""),
        ("key:", ""),
        ("other:", "1"),
        ("**options", ""),
        ("&block", ""),
    ]
    assert (made.doc, made.start < made.header_start) == ("Makes one.", True)
    assert named(facts, "Cart.total?").signature == "def total?(by)"
    assert named(facts, "Cart.make").signature == "def self.make(x)"


def test_classes_bases_and_members():
    facts = facts_of(SOURCE)
    cart = named(facts, "Cart")
    assert (cart.bases, cart.doc) == (("Core::Base", "Enumerable", "Core::Hooks"), "A basket.\n\nOf items.")
    assert named(facts, "Cart.Line").signature == "Line = Struct.new(:price, :count)"
    assert named(facts, "Cart.@items").type == "Set"
    assert named(facts, "Cart.lines").signature == 'has_many :lines, class_name: "Line"'
    hidden = [item.name for item in facts.definitions if not item.exported]
    assert hidden == ["@@made", "@items", "hidden", "also", "=="]


def test_requires():
    facts = facts_of(SOURCE)
    assert [(item.module, item.name, item.level) for item in facts.imports] == [("set", "*", 0), ("item", "*", 1)]
    assert facts.import_end == facts.imports[-1].end
    bare = facts_of("#- a.rb\n#!/usr/bin/ruby\n# frozen_string_literal: true\n\nx = 1\n")
    assert bare.import_end == len("#!/usr/bin/ruby\n# frozen_string_literal: true")


def test_references_know_calls_receivers_and_types():
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts_of(SOURCE).references}
    assert ("map", "call", "items", 0) in found
    assert ("price", "call", "each", 2) in found
    assert ("Log", "call", "Core", 1) in found
    assert ("write", "call", "Core::Log.new(found)", 0) in found
    assert ("Base", "type", "Core", -1) in found
    assert ("Set", "call", "", 1) in found


def test_stubs_are_unfinished():
    facts = facts_of("""
        #- a.rb
        class A
          def empty; end
          def later
            # TODO
          end
          def fails = raise(NotImplementedError)
          def raised
            raise NotImplementedError, "#{self.class} must"
          end
          def said
            raise "not implemented"
          end
          def nothing
            nil # TODO
          end
          def done = nil
          def fine
            raise ArgumentError, "closed"
          end
        end
        class Empty; end
        class Broken < StandardError; end
    """)
    assert unfinished(facts) == [
        "A.empty",
        "A.later",
        "A.fails",
        "A.raised",
        "A.said",
        "A.nothing",
        "Empty",
    ]


def test_broken_code_still_gives_what_can_be_read():
    facts = facts_of("#- a.rb\nclass A\n  def f(x\n    x\n  end\n  def g(y)\n    y.\n  end\nend\n")
    assert facts.errors
    assert {"f", "g"} <= {item.name for item in facts.definitions}


def test_where_tests_go():
    assert by_id("ruby").test_file("lib/shop/cart.rb") == "test/shop/cart_test.rb"
    assert by_id("ruby").test_file("app/models/cart.rb") == "test/models/cart_test.rb"
