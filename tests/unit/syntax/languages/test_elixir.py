from contexten.syntax.languages import by_id
from support.syntax import facts_of, named, outline, unfinished

SOURCE = '''
    #- lib/shop/cart.ex
    defmodule Shop.Cart do
      @moduledoc """
      A basket.

        of items
      """
      use Shop.Base, limit: 3
      alias Shop.{Item, Tax}
      alias Shop.Http.Client, as: Http
      import Shop.Util, only: [help: 1]
      require Logger
      @behaviour Shop.Payer
      @timeout 5_000
      defstruct [:items, tax: 0]
      @type t :: %__MODULE__{items: list}
      @callback pay(t) :: :ok
      @doc """
      Sums up.
      """
      @spec total(t, number) :: {:ok, number}
      def total(cart, by \\\\ 1) when is_number(by) do
        Tax.of(cart.items, by) |> help()
        Shop.Log.write("x")
        %Item{price: @timeout}
      end
      # Counts.
      def count(%{items: items} = cart), do: length(items)
      defp hidden(_), do: nil
      defmacro made(x) do
        quote do: unquote(x)
      end
      @impl true
      def a + b, do: {a, b}
      def head(x)
    end
    defprotocol Shop.Payer do
      def pay(x)
    end
    defimpl Shop.Payer, for: Shop.Cart do
      def pay(_), do: :ok
    end
    test "it works", %{cart: cart} do
      assert cart
    end
'''


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "class Cart",
        "constant Cart.timeout",
        "field Cart.items",
        "field Cart.tax",
        "type Cart.t",
        "method Cart.pay",
        "method Cart.total",
        "method Cart.count",
        "method Cart.hidden",
        "method Cart.made",
        "method Cart.+",
        "method Cart.head",
        "interface Payer",
        "method Payer.pay",
        "module Payer",
        "function Payer.pay",
    ]


def test_a_function_is_read_whole():
    facts = facts_of(SOURCE)
    total = named(facts, "Cart.total")
    assert total.signature == "def total(cart, by \\\\ 1) when is_number(by)"
    assert (total.doc, total.returns) == ("Sums up.", "{:ok, number}")
    assert [(item.name, item.type, item.default) for item in total.parameters] == [
        ("cart", "t", ""),
        ("by", "number", "1"),
    ]
    count = named(facts, "Cart.count")
    assert (count.signature, count.doc) == ("def count(%{items: items} = cart)", "Counts.")
    assert [(item.name, item.type) for item in count.parameters] == [("cart", "%{items: items}")]
    assert named(facts, "Cart.+").decorators == ("impl true",)
    assert named(facts, "Cart.head").body is None


def test_modules_and_members():
    facts = facts_of(SOURCE)
    cart = named(facts, "Cart")
    assert (cart.signature, cart.bases) == ("defmodule Shop.Cart", ("Base", "Payer"))
    assert (cart.doc, facts.doc) == ("A basket.\n\n  of items", "A basket.\n\n  of items")
    text = "defmodule Shop.Cart"
    assert cart.name_start == text.index("Cart")
    assert named(facts, "Cart.pay").returns == ":ok"
    assert [item.name for item in facts.definitions if not item.exported] == ["timeout", "hidden"]


def test_aliases_and_imports():
    facts = facts_of(SOURCE)
    assert [(item.module, item.name, item.local_name) for item in facts.imports] == [
        ("Shop", "Base", "Base"),
        ("Shop", "Item", "Item"),
        ("Shop", "Tax", "Tax"),
        ("Shop.Http", "Client", "Http"),
        ("Shop.Util", "*", ""),
        ("Logger", "", "Logger"),
    ]
    assert facts.import_end == facts.imports[-1].end


def test_references_know_calls_receivers_and_modules():
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts_of(SOURCE).references}
    assert ("of", "call", "Tax", 2) in found
    assert ("items", "member", "cart", -1) in found
    assert ("write", "call", "Shop.Log", 1) in found
    assert ("Log", "type", "Shop", -1) in found
    assert ("Item", "type", "", -1) in found
    assert ("help", "call", "", 0) in found
    assert not {"def", "defmodule", "alias", "Shop.Log"} & {item[0] for item in found}


def test_stubs_are_unfinished():
    facts = facts_of("""
        #- a.ex
        defmodule A do
          def empty do
          end
          def noted do
            # TODO
          end
          def raised, do: raise "not implemented"
          def block do
            raise ArgumentError, "TODO"
          end
          def null do
            nil # TODO
          end
          def done, do: nil
          def fails, do: raise "closed"
          def head(x)
        end
        defmodule Empty do
          @moduledoc false
        end
    """)
    assert unfinished(facts) == ["A.empty", "A.noted", "A.raised", "A.block", "A.null", "Empty"]


def test_broken_code_still_gives_what_can_be_read():
    facts = facts_of("#- a.ex\ndefmodule A do\n  def f(x) do\n    x |>\n  end\n  def g, do: 1\n")
    assert facts.errors
    assert facts.definitions or facts.references


def test_where_tests_go():
    assert by_id("elixir").test_file("lib/shop/cart.ex") == "test/shop/cart_test.exs"
