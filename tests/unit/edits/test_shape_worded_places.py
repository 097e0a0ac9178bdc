"""DOC, INSERT and APPEND where a word closes a block, and in Bash, PHP and SQL."""

from __future__ import annotations

import pytest

from contexten.edits.model import Place
from support.edits import request_at, result_of

DOCS = {
    "ruby": (
        "#- a.rb\nclass A\n  def f$0(a)\n    a\n  end\nend\n",
        "class A\n  # Gives a.\n  def f(a)\n    a\n  end\nend\n",
    ),
    "lua": ("#- a.lua\nfunction f$0(a)\n  return a\nend\n", "--- Gives a.\nfunction f(a)\n  return a\nend\n"),
    "elixir": (
        "#- a.ex\ndefmodule A do\n  def f$0(a), do: a\nend\n",
        'defmodule A do\n  @doc """\n  Gives a.\n  """\n  def f(a), do: a\nend\n',
    ),
    "elixir, in the place of the old text": (
        '#- a.ex\ndefmodule A do\n  @doc "Old."\n  @spec f(x) :: x\n  def f$0(a), do: a\nend\n',
        'defmodule A do\n  @doc """\n  Gives a.\n  """\n  @spec f(x) :: x\n  def f(a), do: a\nend\n',
    ),
    "bash": ("#- a.sh\nf$0() {\n  echo 1\n}\n", "# Gives a.\nf() {\n  echo 1\n}\n"),
    "php": (
        "#- a.php\n<?php\nfunction f$0($a) { return $a; }\n",
        "<?php\n/**\n * Gives a.\n */\nfunction f($a) { return $a; }\n",
    ),
    "sql": ("#- a.sql\nCREATE TABLE a$0 (id int);\n", "-- Gives a.\nCREATE TABLE a (id int);\n"),
}


@pytest.mark.parametrize(("source", "expected"), DOCS.values(), ids=DOCS.keys())
def test_documentation_stands_above_the_definition(source, expected):
    assert result_of(request_at(source, Place.DOC), "Gives a.") == expected


@pytest.mark.parametrize("place", [Place.APPEND, Place.INSERT])
def test_a_new_php_file_begins_with_its_tag(place):
    request = request_at("#- tests/ATest.php\n$0", place, exists=False)
    assert result_of(request, "```php\nfunction f() { return 1; }\n```").startswith("<?php\n\nfunction f()")
    assert result_of(request, "```php\n<?php\n\nfunction f() { return 1; }\n```").count("<?php") == 1


INSERTS = {
    "ruby, above the end of a class": (
        "#- a.rb\nclass A\n  def f\n    1\n  end\n$0\nend\n",
        "```ruby\ndef g\n  2\nend\n```",
        "class A\n  def f\n    1\n  end\n\n  def g\n    2\n  end\nend\n",
    ),
    "php, above the brace": (
        "#- a.php\n<?php\nclass A\n{\n    public function f(): int\n    {\n        return 1;\n    }\n$0\n}\n",
        "```php\npublic function g(): int\n{\n    return 2;\n}\n```",
        (
            "<?php\nclass A\n{\n    public function f(): int\n    {\n        return 1;\n    }\n\n"
            "    public function g(): int\n    {\n        return 2;\n    }\n}\n"
        ),
    ),
    "elixir, above the end of a module": (
        "#- a.ex\ndefmodule A do\n  def f, do: 1\n$0\nend\n",
        "```elixir\ndef g, do: 2\n```",
        "defmodule A do\n  def f, do: 1\n\n  def g, do: 2\nend\n",
    ),
    "bash, at the end": ("#- a.sh\nf() { :; }\n$0", "```bash\ng() { :; }\n```", "f() { :; }\n\ng() { :; }\n"),
    "lua, in a function": (
        "#- a.lua\nlocal function f(a)\n  local b = a\n  $0\n  return b\nend\n",
        "```lua\nb = b + 1\n```",
        "local function f(a)\n  local b = a\n  b = b + 1\n  return b\nend\n",
    ),
}


@pytest.mark.parametrize(("source", "answer", "expected"), INSERTS.values(), ids=INSERTS.keys())
def test_new_code_goes_to_the_cursor(source, answer, expected):
    assert result_of(request_at(source, Place.INSERT), answer) == expected
