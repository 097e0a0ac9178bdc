"""Local names of Kotlin, Scala and Swift with what the code shows of their type."""

import pytest

from support.syntax import facts_of

SOURCES = {
    "kotlin": """
        #- a.kt
        fun f(given: Int) {
            val cart: Cart<Int>? = null
            val made = Cart(1)
            val read = repo.load<Cart>(1)
            val same = self.client
            for (item in cart.items) {
                use(item)
            }
            val sum = 1 + 2
        }
    """,
    "scala": """
        #- a.scala
        object A {
          def f(count: Int): Unit = {
            val cart: Cart[Int] = null
            val made = new Cart(1)
            val read = repo.load(1)
            val same = self.client
            for (item <- cart.items) use(item)
            val sum = 1 + 2
          }
        }
    """,
    "swift": """
        #- a.swift
        func f(given: Int) {
            let cart: Cart<Int>? = nil
            let made = Cart(1)
            let read = try await repo.load(1)
            guard let same = self.client else { return }
            for item in cart.items {
                use(item)
            }
            let sum = 1 + 2
        }
    """,
}


@pytest.mark.parametrize("language", sorted(SOURCES))
def test_what_a_local_name_is_bound_to_is_read(language):
    found = {item.name: item for item in facts_of(SOURCES[language]).bindings}
    assert {"cart", "made", "read", "same", "item"} == set(found)
    assert found["cart"].type.startswith("Cart")
    assert "Cart" in (found["made"].call, found["made"].type)
    assert found["read"].call == "repo.load"
    assert found["same"].value == "self.client"
    assert (found["item"].value, found["item"].element) == ("cart.items", True)
