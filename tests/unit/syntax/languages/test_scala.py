from contexten.syntax.languages import by_id
from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- src/Cart.scala
    package com.shop
    package cart

    import com.shop.model.Item
    import com.shop.util._
    import com.shop.{A, B => C, D => _}

    /** A cart. */
    @deprecated("x")
    final case class Cart[T <: Any](name: String = "x", private val count: Int)(implicit ec: EC) extends Base[T](name) with Runnable {
      /** How many. */
      val total: Int = items.sum
      private[this] var rate = 0.5
      lazy val repo = new Repo(1)
      type Alias = List[Int]

      /** Adds it. */
      @throws(classOf[X])
      override def add(item: Item, n: Int*)(f: Int => Unit = _ => ()): List[Item] = {
        for (i <- 0 until 3; j = i) yield i
        repo.save(item).map(x => x.id)
        item match { case Foo(a, b) => a.bar(b); case x: Baz => x.qux; case Nil => Baz(2) }
        def inner(q: Int) = q
        foo[Int](1)
        new Thing(1, size = 2)
      }
      def nothing(x: Int): Unit
      def this(x: Int) = this("a", x)
    }
    object Cart { val Max = 10; def apply(): Cart = new Cart("a", 1) }
    trait Shape { def area: Double }
    enum Color(val c: Int):
      case Red extends Color(1)
      case Green, Blue
      def f = c
    extension (s: String)
      def second: Char = s.charAt(1)
    given ord: Ordering[Int] with
      def compare(x: Int, y: Int): Int = x - y
"""  # noqa: E501


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "module com.shop",
        "module cart",
        "class Cart",
        "field Cart.name",
        "field Cart.count",
        "field Cart.ec",
        "field Cart.total",
        "field Cart.rate",
        "field Cart.repo",
        "type Cart.Alias",
        "method Cart.add",
        "function Cart.add.inner",
        "method Cart.nothing",
        "method Cart.this",
        "class Cart",
        "field Cart.Max",
        "method Cart.apply",
        "interface Shape",
        "method Shape.area",
        "enum Color",
        "field Color.c",
        "field Color.Red",
        "field Color.Green",
        "field Color.Blue",
        "method Color.f",
        "method String.second",
        "class ord",
        "method ord.compare",
    ]


def test_a_method_is_read_whole():
    add = named(facts_of(SOURCE), "Cart.add")
    assert add.signature == "override def add(item: Item, n: Int*)(f: Int => Unit = _ => ()): List[Item]"
    assert (add.doc, add.decorators, add.returns) == ("Adds it.", ("throws(classOf[X])",), "List[Item]")
    assert [(item.name, item.type, item.default) for item in add.parameters] == [
        ("item", "Item", ""),
        ("n", "Int*", ""),
        ("f", "Int => Unit", "_ => ()"),
    ]


def test_types_bases_members_and_extensions():
    facts = facts_of(SOURCE)
    cart = named(facts, "Cart")
    assert (cart.bases, cart.doc, cart.decorators) == (("Base", "Runnable"), "A cart.", ('deprecated("x")',))
    assert (named(facts, "Cart.count").type, named(facts, "Cart.count").exported) == ("Int", False)
    assert (named(facts, "Cart.repo").type, named(facts, "Cart.rate").exported) == ("Repo", False)
    assert named(facts, "String.second").owner == "String"
    assert named(facts, "ord").bases == ("Ordering",)
    assert named(facts, "Color.Green").type == "Color"


def test_package_and_imports():
    facts = facts_of(SOURCE)
    assert facts.package == "com.shop.cart"
    assert [(item.module, item.name, item.alias) for item in facts.imports] == [
        ("com.shop.model", "Item", ""),
        ("com.shop.util", "*", ""),
        ("com.shop", "A", ""),
        ("com.shop", "B", "C"),
    ]
    assert facts.import_end == facts.imports[-1].end
    new = facts_of("#- a.scala\nimport a.b.*, c.d\nimport a.{x as y, given}\n")
    assert [(item.module, item.name, item.alias) for item in new.imports] == [
        ("a.b", "*", ""),
        ("c", "d", ""),
        ("a", "x", "y"),
        ("a", "*", ""),
    ]


def test_references_know_calls_receivers_and_types():
    facts = facts_of(SOURCE)
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts.references}
    assert ("save", "call", "repo", 1) in found
    assert ("map", "call", "repo.save(item)", 1) in found
    assert ("bar", "call", "a", 1) in found
    assert ("Thing", "call", "", 2) in found
    assert ("foo", "call", "", 1) in found
    assert ("until", "call", "", 1) in found
    assert ("Foo", "type", "", -1) in found
    assert ("Nil", "name", "", -1) in found
    assert not {"size", "j"} & {item.name for item in facts.references}


def test_stubs_are_unfinished():
    facts = facts_of("""
        #- a.scala
        abstract class A {
          def later: Int = ???
          def noted: Int = { ??? }
          def thrown: Int = throw new NotImplementedError("x")
          def remark(): Int = {
            // TODO
          }
          def empty(): Int = {}
          def unit(): Unit = {}
          def fails: Int = sys.error("closed")
          def done = 1
          def none: Int
        }
        trait I { def a: Int }
        case class R(x: Int)
        class Failure extends Exception {}
    """)
    assert unfinished(facts) == ["A.later", "A.noted", "A.thrown", "A.remark", "A.empty"]


def test_broken_code_keeps_what_can_be_read():
    facts = facts_of("#- a.scala\nclass A {\n  def f(a: Int): Int = { a.b = ) }\n  def g: Int = 1\n}\n")
    assert facts.errors
    assert {"A", "g"} <= {item.name for item in facts.definitions}


def test_where_tests_go():
    assert by_id("scala").test_file("src/main/scala/a/B.scala") == "src/test/scala/a/BTest.scala"
