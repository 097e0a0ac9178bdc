from contexten.syntax.languages import by_id
from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- src/Cart.kt
    @file:JvmName("Carts")
    package com.shop.cart

    import com.shop.model.Item
    import com.shop.util.*
    import com.shop.Thing as Other

    /** A cart. */
    @Serializable
    data class Cart<T : Any>(val name: String = "x", private var count: Int, plain: Int) : Base<T>(name), Runnable, Shut by other {
        /** How many. */
        val total: Int get() = items.sum()
        private val items = mutableListOf<Item>()
        lateinit var repo: Repo

        init { check(count > 0) }

        constructor(x: Int) : this("a", x, 1)

        /** Adds it. */
        @Throws(IOException::class)
        override suspend fun add(item: Item, vararg n: Int, f: (Int) -> Unit = {}): List<Item> {
            val (a, b) = pair
            for (i in 0 until 3) { items.add(i) }
            repo?.save(item)?.let { it.id }
            val y = when (item) { is Foo -> item.bar(1) else -> Baz(2).qux }
            fun inner(q: Int) = q
            items.map { x -> x.name }
            x.y(named = 1, 2) { 3 }
            return items as List<Item>
        }

        abstract fun nothing(x: Int)
        companion object {
            const val MAX = 10
            fun of(): Cart = Cart("a", 1)
        }
        enum class Color(val c: Int) {
            RED(1), GREEN(2);
            fun f() = c
        }
    }

    const val LIMIT = 3
    fun <T> List<T>.second(): T = this[1]

    val Int.double: Int
        get() = this * 2

    object Registry : Base() {
        val x = 1
    }
    sealed interface Shape {
        fun area(): Double
    }
    typealias Names = List<String>
"""  # noqa: E501


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "module com.shop.cart",
        "class Cart",
        "field Cart.name",
        "field Cart.count",
        "field Cart.total",
        "field Cart.items",
        "field Cart.repo",
        "method Cart.constructor",
        "method Cart.add",
        "function Cart.add.inner",
        "method Cart.nothing",
        "field Cart.MAX",
        "method Cart.of",
        "enum Cart.Color",
        "field Cart.Color.c",
        "field Cart.Color.RED",
        "field Cart.Color.GREEN",
        "method Cart.Color.f",
        "constant LIMIT",
        "method List.second",
        "field Int.double",
        "class Registry",
        "field Registry.x",
        "interface Shape",
        "method Shape.area",
        "type Names",
    ]


def test_a_method_is_read_whole():
    add = named(facts_of(SOURCE), "Cart.add")
    assert add.signature == "override suspend fun add(item: Item, vararg n: Int, f: (Int) -> Unit = {}): List<Item>"
    assert (add.doc, add.decorators, add.returns) == ("Adds it.", ("Throws(IOException::class)",), "List<Item>")
    assert [(item.name, item.type, item.default) for item in add.parameters] == [
        ("item", "Item", ""),
        ("n", "vararg Int", ""),
        ("f", "(Int) -> Unit", "{}"),
    ]
    assert add.start < add.header_start < add.name_start


def test_types_bases_members_and_receivers():
    facts = facts_of(SOURCE)
    cart = named(facts, "Cart")
    assert (cart.bases, cart.doc, cart.decorators) == (("Base", "Runnable", "Shut"), "A cart.", ("Serializable",))
    assert (named(facts, "Cart.count").type, named(facts, "Cart.count").exported) == ("Int", False)
    assert (named(facts, "Cart.total").doc, named(facts, "Cart.items").type) == ("How many.", "mutableListOf")
    assert (named(facts, "List.second").owner, named(facts, "Int.double").owner) == ("List", "Int")
    assert named(facts, "Cart.Color.RED").type == "Color"
    assert named(facts, "Names").type == "List<String>"


def test_package_and_imports():
    facts = facts_of(SOURCE)
    assert facts.package == "com.shop.cart"
    assert [(item.module, item.name, item.alias) for item in facts.imports] == [
        ("com.shop.model", "Item", ""),
        ("com.shop.util", "*", ""),
        ("com.shop", "Thing", "Other"),
    ]
    assert facts.import_end == facts.imports[-1].end


def test_references_know_calls_receivers_and_types():
    facts = facts_of(SOURCE)
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts.references}
    assert ("add", "call", "items", 1) in found
    assert ("save", "call", "repo", 1) in found
    assert ("let", "call", "repo?.save(item)", 1) in found
    assert ("Base", "call", "", 1) in found
    assert ("until", "call", "", 1) in found
    assert ("qux", "member", "Baz(2)", -1) in found
    assert ("y", "call", "x", 2) in found
    assert ("Foo", "type", "", -1) in found
    assert not {"named", "util", "it"} & {item.name for item in facts.references}


def test_stubs_are_unfinished():
    facts = facts_of("""
        #- a.kt
        abstract class A {
            fun later(): Int = TODO()
            fun noted(): Int { TODO("not yet") }
            fun thrown(): Int {
                throw NotImplementedError()
            }
            fun remark(): Int {
                // TODO
            }
            fun nothing(): Int? = null // TODO
            fun empty(): Int {}
            fun unit() {}
            fun fails(): Int = error("closed")
            fun done() = 1
            abstract fun none(): Int
        }
        interface I {
            fun a()
        }
        class Failure : Exception()
        data class R(val x: Int)
    """)
    assert unfinished(facts) == ["A.later", "A.noted", "A.thrown", "A.remark", "A.nothing", "A.empty"]


def test_broken_code_keeps_what_can_be_read():
    facts = facts_of("#- a.kt\nclass A {\n    fun f(a: Int): Int { return a.b( }\n    fun g(): Int = 1\n}\n")
    assert facts.errors
    assert {"f", "g"} <= {item.name for item in facts.definitions}


def test_where_tests_go():
    row = by_id("kotlin")
    assert row.test_file("app/src/main/kotlin/a/B.kt") == "app/src/test/kotlin/a/BTest.kt"
    assert row.test_file("okio/src/jvmMain/kotlin/B.kt") == "okio/src/jvmTest/kotlin/BTest.kt"
