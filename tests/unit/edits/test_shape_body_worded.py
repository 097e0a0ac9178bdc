"""BODY where a word closes a block (Ruby, Lua, Elixir, SQL's `$$`), and in Bash and PHP."""

from __future__ import annotations

import pytest

from contexten.edits.model import Place
from support.edits import refused, request_at, result_of, shaped

RUBY_SOURCE = """
    #- lib/cart.rb
    require "set"

    module Shop
      class Cart < Base
        attr_reader :items

        # Sum of all prices.
        def total(tax: 0) # :nodoc:
          raise NotImplementedError$0
        end

        def count
          @items.size
        end
      end
    end
"""
RUBY_BODY = "sum = items.sum do |item|\n  item.price\nend\nsum * (1 + tax)\n"
RUBY_METHOD = "def total(tax: 0)\n" + "".join(f"  {x}\n" for x in RUBY_BODY.splitlines()) + "end\n"
RUBY_WHOLE = """require "set"

module Shop
  class Cart < Base
    attr_reader :items

    # Sum of all prices.
    def total(tax: 0) # :nodoc:
      sum = items.sum do |item|
        item.price
      end
      sum * (1 + tax)
    end

    def count
      @items.size
    end
  end
end
"""
RUBY_ANSWERS = {
    "body": f"```ruby\n{RUBY_BODY}```",
    "bare body": RUBY_BODY,
    "deep body": "```ruby\n" + "".join(f"      {x}\n" for x in RUBY_BODY.splitlines()) + "```",
    "method": f"```ruby\n{RUBY_METHOD}```",
    "bare method": RUBY_METHOD,
    "method with its comment": f"```rb\n# Other words.\n{RUBY_METHOD}```",
    "method with four spaces": "```ruby\n" + RUBY_METHOD.replace("  ", "    ") + "```",
    "method with tabs": "```ruby\n" + RUBY_METHOD.replace("  ", "\t") + "```",
    "class": "```ruby\nclass Cart < Base\n" + "".join(f"  {x}\n" for x in RUBY_METHOD.splitlines()) + "end\n```",
    "whole file": f"```ruby\n{RUBY_WHOLE}```",
    "block": "<<<<<<< SEARCH\n      raise NotImplementedError\n=======\n"
    + "".join(f"      {x}\n" for x in RUBY_BODY.splitlines())
    + ">>>>>>> REPLACE",
}


@pytest.mark.parametrize("answer", RUBY_ANSWERS.values(), ids=RUBY_ANSWERS.keys())
def test_ruby_methods(answer):
    assert result_of(request_at(RUBY_SOURCE, Place.BODY), answer) == RUBY_WHOLE


LUA_SOURCE = """
    #- src/cart.lua
    local Item = require("item")

    local Cart = {}

    --- Sum of all prices.
    function Cart:total(tax)
    \terror("not imple$0mented")
    end

    function Cart.new()
    \treturn setmetatable({}, Cart)
    end

    return Cart
"""
LUA_BODY = (
    "local sum = 0\nfor _, item in ipairs(self.items) do\n\tsum = sum + item.price\nend\nreturn sum * (1 + tax)\n"
)
LUA_METHOD = "function Cart:total(tax)\n" + "".join(f"\t{x}\n" for x in LUA_BODY.splitlines()) + "end\n"
LUA_WHOLE = """local Item = require("item")

local Cart = {}

--- Sum of all prices.
function Cart:total(tax)
\tlocal sum = 0
\tfor _, item in ipairs(self.items) do
\t\tsum = sum + item.price
\tend
\treturn sum * (1 + tax)
end

function Cart.new()
\treturn setmetatable({}, Cart)
end

return Cart
"""
LUA_ANSWERS = {
    "body": f"```lua\n{LUA_BODY}```",
    "bare body": LUA_BODY,
    "method": f"```lua\n{LUA_METHOD}```",
    "method with two spaces": "```lua\n" + LUA_METHOD.replace("\t", "  ") + "```",
    "method in its file": "```lua\n" + LUA_WHOLE.partition("---")[0] + LUA_METHOD + "\nreturn Cart\n```",
    "whole file": f"```lua\n{LUA_WHOLE}```",
}


@pytest.mark.parametrize("answer", LUA_ANSWERS.values(), ids=LUA_ANSWERS.keys())
def test_lua_methods(answer):
    assert result_of(request_at(LUA_SOURCE, Place.BODY), answer) == LUA_WHOLE


ELIXIR_SOURCE = '''
    #- lib/shop/cart.ex
    defmodule Shop.Cart do
      @moduledoc "A cart."

      alias Shop.Item

      @doc """
      Sum of all prices.
      """
      @spec total(t, number) :: number
      def total(cart, tax \\\\ 0) do
        raise "not imple$0mented"
      end

      def count(cart), do: length(cart.items)
    end
'''
ELIXIR_BODY = "cart.items\n|> Enum.map(fn item ->\n  item.price\nend)\n|> Enum.sum()\n|> Kernel.*(1 + tax)\n"
ELIXIR_FUNCTION = "def total(cart, tax \\\\ 0) do\n" + "".join(f"  {x}\n" for x in ELIXIR_BODY.splitlines()) + "end\n"
ELIXIR_WHOLE = '''defmodule Shop.Cart do
  @moduledoc "A cart."

  alias Shop.Item

  @doc """
  Sum of all prices.
  """
  @spec total(t, number) :: number
  def total(cart, tax \\\\ 0) do
    cart.items
    |> Enum.map(fn item ->
      item.price
    end)
    |> Enum.sum()
    |> Kernel.*(1 + tax)
  end

  def count(cart), do: length(cart.items)
end
'''
ELIXIR_ANSWERS = {
    "body": f"```elixir\n{ELIXIR_BODY}```",
    "bare body": ELIXIR_BODY,
    "function": f"```elixir\n{ELIXIR_FUNCTION}```",
    "function with its doc": f'```elixir\n@doc "Other words."\n{ELIXIR_FUNCTION}```',
    "module": "```elixir\ndefmodule Shop.Cart do\n"
    + "".join(f"  {x}\n" for x in ELIXIR_FUNCTION.splitlines())
    + "end\n```",
    "whole file": f"```elixir\n{ELIXIR_WHOLE}```",
}


@pytest.mark.parametrize("answer", ELIXIR_ANSWERS.values(), ids=ELIXIR_ANSWERS.keys())
def test_elixir_functions(answer):
    assert result_of(request_at(ELIXIR_SOURCE, Place.BODY), answer) == ELIXIR_WHOLE


def test_elixir_aliases_go_into_the_module():
    answer = "```elixir\nalias Shop.Tax\n\n" + ELIXIR_FUNCTION.replace("1 + tax", "Tax.of(tax)") + "```"
    plan = shaped(request_at(ELIXIR_SOURCE, Place.BODY), answer)
    text = plan.files[0].result.text
    assert "  alias Shop.Item\n  alias Shop.Tax\n\n  @doc" in text
    assert {change.label for change in plan.files[0].changes if change.needs_confirmation} == {"new import"}


PHP_SOURCE = """
    #- src/Cart.php
    <?php

    namespace Shop;

    use Shop\\Item;

    class Cart
    {
        /** Sum of all prices. */
        public function total(float $tax = 0): float
        {
            throw new \\LogicException('not imple$0mented');
        }

        public function count(): int
        {
            return count($this->items);
        }
    }
"""
PHP_BODY = "$sum = 0;\nforeach ($this->items as $item) {\n    $sum += $item->price;\n}\nreturn $sum * (1 + $tax);\n"
PHP_METHOD = (
    "public function total(float $tax = 0): float\n{\n" + "".join(f"    {x}\n" for x in PHP_BODY.splitlines()) + "}\n"
)
PHP_WHOLE = """<?php

namespace Shop;

use Shop\\Item;

class Cart
{
    /** Sum of all prices. */
    public function total(float $tax = 0): float
    {
        $sum = 0;
        foreach ($this->items as $item) {
            $sum += $item->price;
        }
        return $sum * (1 + $tax);
    }

    public function count(): int
    {
        return count($this->items);
    }
}
"""
PHP_ANSWERS = {
    "body": f"```php\n{PHP_BODY}```",
    "body with the opening tag": f"```php\n<?php\n{PHP_BODY}```",
    "method": f"```php\n{PHP_METHOD}```",
    "bare method": PHP_METHOD,
    "class": "```php\nclass Cart\n{\n" + "".join(f"    {x}\n" for x in PHP_METHOD.splitlines()) + "}\n```",
    "class with the opening tag": "```php\n<?php\n\nnamespace Shop;\n\nclass Cart\n{\n"
    + "".join(f"    {x}\n" for x in PHP_METHOD.splitlines())
    + "}\n```",
    "whole file": f"```php\n{PHP_WHOLE}```",
}


@pytest.mark.parametrize("answer", PHP_ANSWERS.values(), ids=PHP_ANSWERS.keys())
def test_php_methods(answer):
    assert result_of(request_at(PHP_SOURCE, Place.BODY), answer) == PHP_WHOLE


def test_php_imports_go_behind_the_others():
    answer = "```php\nuse Shop\\Tax;\n\n" + PHP_METHOD.replace("1 + $tax", "Tax::of($tax)") + "```"
    text = result_of(request_at(PHP_SOURCE, Place.BODY), answer)
    assert "use Shop\\Item;\nuse Shop\\Tax;\n\nclass Cart" in text


BASH_SOURCE = """
    #- install.sh
    #!/usr/bin/env bash
    source ./lib.sh

    # Installs all.
    install_all() {
      # TODO$0
    }

    main() { install_all; }
"""
BASH_BODY = 'local name\nfor name in "$@"; do\n  install_one "$name"\ndone\n'
BASH_FUNCTION = "install_all() {\n" + "".join(f"  {x}\n" for x in BASH_BODY.splitlines()) + "}\n"
BASH_WHOLE = """#!/usr/bin/env bash
source ./lib.sh

# Installs all.
install_all() {
  local name
  for name in "$@"; do
    install_one "$name"
  done
}

main() { install_all; }
"""
BASH_ANSWERS = {
    "body": f"```bash\n{BASH_BODY}```",
    "bare body": BASH_BODY,
    "function": f"```bash\n{BASH_FUNCTION}```",
    "function with four spaces": "```sh\n" + BASH_FUNCTION.replace("  ", "    ") + "```",
    "script": f"```bash\n#!/usr/bin/env bash\n\n{BASH_FUNCTION}```",
}


@pytest.mark.parametrize("answer", BASH_ANSWERS.values(), ids=BASH_ANSWERS.keys())
def test_bash_functions(answer):
    assert result_of(request_at(BASH_SOURCE, Place.BODY), answer) == BASH_WHOLE


CASES = {
    "ruby: empty on one line": ("#- a.rb\ndef f; end$0\n", "```\n1\n```", "def f\n  1\nend\n"),
    "ruby: empty on two lines": ("#- a.rb\ndef f(a, b)$0\nend\n", "a + b", "def f(a, b)\n  a + b\nend\n"),
    "ruby: a comment only": ("#- a.rb\ndef f\n    # TODO$0\nend\n", "```\nrun\n```", "def f\n    run\nend\n"),
    "ruby: without parentheses": (
        "#- a.rb\ndef f a, b = 1\n  # TODO$0\nend\n",
        "```\na\n```",
        "def f a, b = 1\n  a\nend\n",
    ),
    "ruby: one expression becomes a block": (
        "#- a.rb\nclass A\n  def f(a) = raise(NotImplementedError)$0\nend\n",
        "x = a\nx + 1",
        "class A\n  def f(a)\n    x = a\n    x + 1\n  end\nend\n",
    ),
    "ruby: the answer is one expression": (
        "#- a.rb\ndef f(a)\n  nil$0\nend\n",
        "def f(a) = a * 2",
        "def f(a)\n  a * 2\nend\n",
    ),
    "ruby: a heredoc keeps its lines": (
        "#- a.rb\nclass A\n  def f$0; end\nend\n",
        "<<~SQL\n  select\n    x\nSQL",
        "class A\n  def f\n    <<~SQL\n  select\n    x\nSQL\n  end\nend\n",
    ),
    "ruby: rescue is part of the body": (
        "#- a.rb\ndef f\n  a\nrescue X$0\n  b\nend\n",
        "def f\n  c\nensure\n  d\nend",
        "def f\n  c\nensure\n  d\nend\n",
    ),
    "lua: on one line": ("#- a.lua\nlocal function f(a) end$0\n", "return a", "local function f(a)\n  return a\nend\n"),
    "lua: assigned": (
        "#- a.lua\nM.f = function(a)$0 end\n",
        "```lua\nM.f = function(a)\n  return a\nend\n```",
        "M.f = function(a)\n  return a\nend\n",
    ),
    "elixir: one expression becomes a block": (
        '#- a.ex\ndefmodule A do\n  def f(a), do: raise$0("todo")\nend\n',
        "x = a\nx + 1",
        "defmodule A do\n  def f(a) do\n    x = a\n    x + 1\n  end\nend\n",
    ),
    "elixir: the answer is one expression": (
        "#- a.ex\ndef f(a) do\n  # TODO$0\nend\n",
        "def f(a), do: a * 2",
        "def f(a) do\n  a * 2\nend\n",
    ),
    "bash: on one line": ("#- a.sh\nf() { :; }$0\n", "echo 1", "f() {\n  echo 1\n}\n"),
    "bash: a heredoc keeps its lines": (
        "#- a.sh\nf() {$0\n  :\n}\n",
        "cat <<EOF\n  x\nEOF",
        "f() {\n  cat <<EOF\n  x\nEOF\n}\n",
    ),
    "sql: between the quotes": (
        "#- a.sql\nCREATE FUNCTION f(a int) RETURNS int AS $$\n  -- TODO$0\n$$ LANGUAGE sql;\n",
        "SELECT a + 1;",
        "CREATE FUNCTION f(a int) RETURNS int AS $$\n  SELECT a + 1;\n$$ LANGUAGE sql;\n",
    ),
}


@pytest.mark.parametrize(("source", "answer", "expected"), CASES.values(), ids=CASES.keys())
def test_bodies_of_other_shapes(source, answer, expected):
    assert result_of(request_at(source, Place.BODY), answer) == expected


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("#- a.rb\ndef f\n  # TODO$0\nend\n", "```ruby\ndef f\n  if a\n    b\nend\n```"),
        ("#- a.rb\ndef f\n  # TODO$0\nend\n", "```ruby\ndef f\n  # TODO\nend\n```"),
        ("#- a.lua\nfunction f()\n  -- TODO$0\nend\n", "```lua\nend\nfunction g()\n```"),
        ("#- a.ex\ndefmodule A do\n  def f do\n    # TODO$0\n  end\nend\n", "```elixir\nx = [1,\n```"),
        ("#- a.sh\nf() {\n  # TODO$0\n}\n", "```bash\nif true; then\n```"),
        ("#- a.php\n<?php\nfunction f() {\n  // TODO$0\n}\n", "```php\nif ($a) {\n```"),
    ],
)
def test_what_would_break_the_file_or_leaves_it_unfinished_is_refused(source, answer):
    assert refused(request_at(source, Place.BODY), answer).reason
