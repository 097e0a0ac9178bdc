from contexten.syntax.languages import by_id
from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- src/Shop/Cart.cs
    // Copyright.

    using System;
    using static System.Math;
    using Map = Core.Map<int>;
    global using Core.Text;
    namespace Shop.Core;

    /// <summary>A <see cref="T:Item"/> holder.</summary>
    [Serializable] [Table("cart")]
    public abstract class Cart<T> : Base<T>, other.IPayer where T : new()
    {
        private const int Max = 1, Min = 2;
        [Key] public int Id { get; set; } = 3;
        public int Count => _count;
        public event EventHandler Changed;
        public delegate void Handler(int code);
        public Cart(int limit, params string[] rest) : base(limit) { _limit = limit; }
        /// <summary>
        /// Pays all.
        /// </summary>
        [Audited]
        public async Task<int> Pay<R>(ref int a, string b = "x", this int c) where R : class
        {
            await Bank.Send(1, note: 2);
            var made = new Box<int>(1) { Size = 1 };
            foreach (var each in items) { if (each is Item found) { found?.Log(2).Flush(); } }
            return Local(1);
            int Local(int q) { return q; }
        }
        public abstract void Close();
        public int this[int i] => 1;
        public static Cart operator +(Cart a, Cart b) => a;
        enum State { Open = 1, Closed }
    }
    public record Point(int X, string Label) : Shape(X);
    public interface IPayer : IBase { void Pay(); int Limit { get; } }
    internal struct Money { int amount; }
"""


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "module Shop.Core",
        "class Cart",
        "field Cart.Max",
        "field Cart.Min",
        "field Cart.Id",
        "field Cart.Count",
        "field Cart.Changed",
        "type Cart.Handler",
        "method Cart.Cart",
        "method Cart.Pay",
        "function Cart.Pay.Local",
        "method Cart.Close",
        "method Cart.this",
        "method Cart.operator",
        "enum Cart.State",
        "field Cart.State.Open",
        "field Cart.State.Closed",
        "class Point",
        "field Point.X",
        "field Point.Label",
        "interface IPayer",
        "method IPayer.Pay",
        "field IPayer.Limit",
        "struct Money",
        "field Money.amount",
    ]


def test_a_method_is_read_whole():
    pay = named(facts_of(SOURCE), "Cart.Pay")
    assert pay.signature == ('public async Task<int> Pay<R>(ref int a, string b = "x", this int c) where R : class')
    assert (pay.doc, pay.decorators, pay.returns, pay.is_async) == ("Pays all.", ("Audited",), "Task<int>", True)
    assert [(item.name, item.type, item.default) for item in pay.parameters] == [
        ("a", "ref int", ""),
        ("b", "string", '"x"'),
        ("c", "this int", ""),
    ]
    assert pay.start < pay.header_start < pay.name_start
    init = named(facts_of(SOURCE), "Cart.Cart")
    assert [(item.name, item.type) for item in init.parameters] == [("limit", "int"), ("rest", "params string[]")]


def test_types_bases_and_members():
    facts = facts_of(SOURCE)
    cart = named(facts, "Cart")
    assert (cart.bases, cart.doc) == (("Base", "other.IPayer"), "A Item holder.")
    assert cart.decorators == ("Serializable", 'Table("cart")')
    assert named(facts, "Point").bases == ("Shape",)
    assert named(facts, "IPayer").bases == ("IBase",)
    assert named(facts, "Cart.Id").signature == "public int Id { get; set; }"
    assert (named(facts, "Cart.Id").type, named(facts, "Cart.Id").decorators) == ("int", ("Key",))
    assert named(facts, "Cart.Changed").type == "EventHandler"
    assert (named(facts, "Cart.Min").type, named(facts, "Cart.Min").exported) == ("int", False)
    assert (named(facts, "Cart").exported, named(facts, "Money.amount").exported) == (True, False)


def test_namespace_and_usings():
    facts = facts_of(SOURCE)
    assert facts.package == "Shop.Core"
    assert named(facts, "Cart").parent == -1
    assert [(item.module, item.name, item.alias) for item in facts.imports] == [
        ("System", "*", ""),
        ("System.Math", "*", ""),
        ("Core", "Map", "Map"),
        ("Core.Text", "*", ""),
    ]
    assert facts.import_end == facts.imports[-1].end
    nested = facts_of("#- a.cs\nnamespace A.B { namespace C { class D { void M() {} } } }\n")
    assert outline(nested) == ["module A.B", "module C", "class D", "method D.M"]
    assert nested.package == "A.B"


def test_references_know_calls_and_types():
    facts = facts_of(SOURCE)
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts.references}
    assert ("Send", "call", "Bank", 2) in found
    assert ("Box", "call", "", 1) in found
    assert ("Log", "call", "found", 1) in found
    assert ("Flush", "call", "found?.Log(2)", 0) in found
    assert ("Item", "type", "", -1) in found
    assert ("R", "type", "", -1) in found
    assert not {"note", "made", "System"} & {item.name for item in facts.references}


def test_stubs_are_unfinished():
    facts = facts_of("""
        #- A.cs
        abstract class A {
            A() { }
            int Later() { throw new NotImplementedException(); }
            int Arrow() => throw new NotImplementedException();
            int Empty() { }
            void Nothing() { }
            void Noted() {
                // TODO
            }
            object Null() { return null; // TODO
            }
            int Default() { return default; // TODO
            }
            int Todo() { throw new InvalidOperationException("TODO"); }
            int Fails() { throw new InvalidOperationException("closed"); }
            int Done() { return 0; }
            int Value() => 1;
            abstract int None();
            extern int Elsewhere();
            partial void Part();
        }
        interface I { void A(); int B { get; } }
        record R(int X);
        class Broken : Exception { }
    """)
    assert unfinished(facts) == [
        "A.Later",
        "A.Arrow",
        "A.Empty",
        "A.Noted",
        "A.Null",
        "A.Default",
        "A.Todo",
    ]


def test_where_tests_go():
    row = by_id("csharp")
    assert row.test_file("src/Shop/Api/Cart.cs") == "tests/Shop.Tests/Api/CartTests.cs"
    assert row.test_file("Shop/Cart.cs") == "Shop.Tests/CartTests.cs"
    assert row.test_file("Cart.cs") == "Tests/CartTests.cs"
