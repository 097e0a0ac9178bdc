"""BODY where a body can be one expression: Kotlin, Scala; and Swift, OCaml, Haskell."""

from __future__ import annotations

import pytest

from contexten.edits.model import Place
from contexten.syntax.languages import of_path
from contexten.syntax.parse import fragment
from support.edits import refused, request_at, result_of
from support.fixture import parse_fixture

KOTLIN = """
    #- Cart.kt
    package shop

    import shop.Item

    class Cart(val items: List<Item>) {
        /** Sum of all prices. */
        fun total(tax: Int = 0): Int = TO$0DO("later")

        fun count(): Int = items.size
    }
"""
KOTLIN_BLOCK = """package shop

import shop.Item

class Cart(val items: List<Item>) {
    /** Sum of all prices. */
    fun total(tax: Int = 0): Int {
        val sum = items.sumOf { it.price }
        return sum + tax
    }

    fun count(): Int = items.size
}
"""
KOTLIN_SHORT = KOTLIN_BLOCK.replace(
    """ {
        val sum = items.sumOf { it.price }
        return sum + tax
    }
""",
    " = items.sumOf { it.price } + tax\n",
)
SCALA = """
    #- Cart.scala
    package shop

    class Cart(items: List[Item]) {
      /** Sum of all prices. */
      def total(tax: Int = 0): Int = ?$0??

      def count: Int = items.size
    }
"""
SCALA_BLOCK = """package shop

class Cart(items: List[Item]) {
  /** Sum of all prices. */
  def total(tax: Int = 0): Int = {
    val sum = items.map(_.price).sum
    sum + tax
  }

  def count: Int = items.size
}
"""
SCALA_SHORT = SCALA_BLOCK.replace(
    """ {
    val sum = items.map(_.price).sum
    sum + tax
  }
""",
    " items.map(_.price).sum + tax\n",
)
SWIFT = """
    #- Sources/Shop/Cart.swift
    struct Cart {
        let items: [Item]

        /// Sum of all prices.
        func total(tax: Int = 0) -> Int {
            fatalError("not impl$0emented")
        }
    }
"""
SWIFT_BLOCK = """struct Cart {
    let items: [Item]

    /// Sum of all prices.
    func total(tax: Int = 0) -> Int {
        let sum = items.reduce(0) { $0 + $1.price }
        return sum + tax
    }
}
"""
OCAML = """
    #- cart.ml
    let count items = List.length items

    (** Sum of all prices. *)
    let total ?(tax = 0) items = fail$0with "TODO"

    let twice x = 2 * x
"""
OCAML_BLOCK = """let count items = List.length items

(** Sum of all prices. *)
let total ?(tax = 0) items =
  let sum = List.fold_left ( + ) 0 items in
  sum + tax

let twice x = 2 * x
"""
OCAML_SHORT = OCAML_BLOCK.replace(
    "\n  let sum = List.fold_left ( + ) 0 items in\n  sum + tax\n", " List.fold_left ( + ) tax items\n"
)
HASKELL = """
    #- src/Cart.hs
    module Cart where

    import Data.List (sort)

    -- | Sum of all prices.
    total :: Int -> [Int] -> Int
    total tax items = undef$0ined

    twice :: Int -> Int
    twice x = 2 * x
"""
HASKELL_BLOCK = """module Cart where

import Data.List (sort)

-- | Sum of all prices.
total :: Int -> [Int] -> Int
total tax [] = tax
total tax (x : rest) =
  x + total tax rest

twice :: Int -> Int
twice x = 2 * x
"""
HASKELL_SHORT = HASKELL_BLOCK.replace(
    "total tax [] = tax\ntotal tax (x : rest) =\n  x + total tax rest\n", "total tax items = tax + sum items\n"
)

CASES = {
    "kotlin: body": (KOTLIN, "val sum = items.sumOf { it.price }\nreturn sum + tax\n", KOTLIN_BLOCK),
    "kotlin: function": (
        KOTLIN,
        "```kotlin\nfun total(tax: Int = 0): Int {\n  val sum = items.sumOf { it.price }\n  return sum + tax\n}\n```",
        KOTLIN_BLOCK,
    ),
    "kotlin: class": (
        KOTLIN,
        (
            "```kotlin\npackage shop\n\nclass Cart(val items: List<Item>) {\n    fun total(tax: Int = 0): Int {\n"
            "        val sum = items.sumOf { it.price }\n        return sum + tax\n    }\n}\n```"
        ),
        KOTLIN_BLOCK,
    ),
    "kotlin: an expression": (KOTLIN, "items.sumOf { it.price } + tax", KOTLIN_SHORT),
    "kotlin: a function of an expression": (
        KOTLIN,
        "```kotlin\nfun total(tax: Int = 0): Int = items.sumOf { it.price } + tax\n```",
        KOTLIN_SHORT,
    ),
    "kotlin: an expression of several lines": (
        KOTLIN,
        "fun total(tax: Int = 0): Int = when (tax) {\n    0 -> 1\n    else -> 2\n}\n",
        KOTLIN_SHORT.replace(
            "items.sumOf { it.price } + tax", "when (tax) {\n        0 -> 1\n        else -> 2\n    }"
        ),
    ),
    "kotlin: an import": (
        KOTLIN,
        "import shop.Tax\n\nfun total(tax: Int = 0): Int = Tax.of(tax)\n",
        KOTLIN_SHORT.replace("items.sumOf { it.price } + tax", "Tax.of(tax)").replace(
            "import shop.Item\n", "import shop.Item\nimport shop.Tax\n"
        ),
    ),
    "scala: body": (SCALA, "val sum = items.map(_.price).sum\nsum + tax\n", SCALA_BLOCK),
    "scala: method": (
        SCALA,
        "```scala\ndef total(tax: Int = 0): Int = {\n  val sum = items.map(_.price).sum\n  sum + tax\n}\n```",
        SCALA_BLOCK,
    ),
    "scala: an expression": (SCALA, "items.map(_.price).sum + tax", SCALA_SHORT),
    "scala: a method of an expression": (
        SCALA,
        "def total(tax: Int = 0): Int = items.map(_.price).sum + tax",
        SCALA_SHORT,
    ),
    "swift: body": (SWIFT, "let sum = items.reduce(0) { $0 + $1.price }\nreturn sum + tax\n", SWIFT_BLOCK),
    "swift: function": (
        SWIFT,
        (
            "```swift\nfunc total(tax: Int = 0) -> Int {\n  let sum = items.reduce(0) { $0 + $1.price }\n"
            "  return sum + tax\n}\n```"
        ),
        SWIFT_BLOCK,
    ),
    "ocaml: body": (OCAML, "let sum = List.fold_left ( + ) 0 items in\nsum + tax\n", OCAML_BLOCK),
    "ocaml: function": (
        OCAML,
        "```ocaml\nlet total ?(tax = 0) items =\n    let sum = List.fold_left ( + ) 0 items in\n    sum + tax\n```",
        OCAML_BLOCK,
    ),
    "ocaml: an expression": (OCAML, "List.fold_left ( + ) tax items", OCAML_SHORT),
    "ocaml: a function of an expression": (
        OCAML,
        "let total ?(tax = 0) items = List.fold_left ( + ) tax items",
        OCAML_SHORT,
    ),
    "haskell: equations": (
        HASKELL,
        (
            "```haskell\ntotal :: Int -> [Int] -> Int\n"
            "total tax [] = tax\ntotal tax (x : rest) =\n  x + total tax rest\n```"
        ),
        HASKELL_BLOCK,
    ),
    "haskell: an equation": (HASKELL, "total tax items = tax + sum items", HASKELL_SHORT),
    "haskell: a body": (HASKELL, "tax + sum items", HASKELL_SHORT),
    "haskell: statements": (
        HASKELL,
        "let y = sum items\n in y + tax",
        HASKELL_SHORT.replace(" tax + sum items", "\n  let y = sum items\n  in y + tax"),
    ),
    "haskell: a module with an import": (
        HASKELL,
        (
            "module Cart where\n\nimport Data.List (sort)\nimport Data.Maybe (fromMaybe)\n\n"
            "total :: Int -> [Int] -> Int\n"
            "total tax items = fromMaybe tax items\n"
        ),
        HASKELL_SHORT.replace("tax + sum items", "fromMaybe tax items").replace(
            "(sort)\n", "(sort)\nimport Data.Maybe (fromMaybe)\n"
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_answer_becomes_the_body(case):
    source, answer, expected = CASES[case]
    request = request_at(source, Place.BODY)
    assert result_of(request, answer) == expected
    language = of_path(parse_fixture(source).path)
    assert language is not None
    assert not fragment(expected, language).errors


def test_an_expression_for_a_block_of_kotlin_is_returned():
    source = "#- a.kt\nfun f(a: Int): Int {\n    TO$0DO()\n}\n\nfun g() {\n    h()\n}\n"
    request = request_at(source, Place.BODY)
    assert "Int {\n    return a + 1\n}" in result_of(request, "fun f(a: Int): Int = a + 1\n")
    nothing = request_at("#- a.kt\nfun g() {\n    TO$0DO()\n}\n", Place.BODY)
    assert result_of(nothing, "fun g() = println(1)\n") == "fun g() {\n    println(1)\n}\n"


def test_all_equations_are_replaced_and_never_by_a_lone_expression():
    source = "#- a.hs\nf :: Int -> Int\nf 0 = undefined\nf n = unde$0fined\n\ng = 1\n"
    request = request_at(source, Place.BODY)
    assert result_of(request, "f n = n + 1\n") == "f :: Int -> Int\nf n = n + 1\n\ng = 1\n"
    assert "equations" in refused(request, "n + 1").reason


@pytest.mark.parametrize("source", [KOTLIN, SCALA, SWIFT, OCAML, HASKELL])
def test_an_answer_with_a_syntax_error_is_refused(source):
    request = request_at(source, Place.BODY)
    assert refused(request, "total ( = = {{ (").reason
