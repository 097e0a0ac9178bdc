from contexten.syntax.languages import by_id
from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- Sources/Shop/Cart.swift
    // Copyright.

    import Foundation
    @testable import struct Shop.Item

    /// A cart.
    /// More.
    @MainActor
    public final class Cart<T: Any>: Base<T>, Runnable where T: Equatable {
        /// How many.
        public var total: Int { let local = 1; return items.count + local }
        private(set) var rate: Double = 0.5
        fileprivate let items = [Item](), x: Int
        @Published var repo: Repo?
        static let shared = Cart(name: "x")
        enum Color: String { case red = "r", green; case blue(Int, name: String) }

        init(name: String = "x", _ count: Int) throws { self.name = name }
        deinit { }

        /// Adds it.
        @discardableResult
        override public func add(_ item: Item, to other: [Int] = [], n: Int..., f: @escaping (Int) -> Void) async throws -> [Item] {
            guard let z = item.name else { return [] }
            for i in 0..<3 { items.append(i) }
            repo?.save(item: item)?.id
            switch item { case .foo(let a): a.bar(1); default: Baz(2).q() }
            items.map { x in x.name }.filter { $0 > 1 }
            Foo<Int>(1).bar()
            return try await load(z)
        }
        subscript(i: Int) -> Int { get { 1 } set { } }
    }
    extension Cart: Equatable {
        func second() -> Int { 1 }
        var double: Int { 2 }
        struct Line { }
    }
    protocol Shape: AnyObject { func area(x: Int) -> Double; var name: String { get set }; associatedtype E }
    struct P { var x: Int }
    typealias Names = [String]
    func top<T>(x: inout T) -> T? { nil }
    actor Worker { }
"""  # noqa: E501


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "class Cart",
        "field Cart.total",
        "field Cart.rate",
        "field Cart.items",
        "field Cart.x",
        "field Cart.repo",
        "field Cart.shared",
        "enum Cart.Color",
        "field Cart.Color.red",
        "field Cart.Color.green",
        "field Cart.Color.blue",
        "method Cart.init",
        "method Cart.deinit",
        "method Cart.add",
        "method Cart.subscript",
        "method Cart.second",
        "field Cart.double",
        "struct Cart.Line",
        "interface Shape",
        "method Shape.area",
        "field Shape.name",
        "type Shape.E",
        "struct P",
        "field P.x",
        "type Names",
        "function top",
        "class Worker",
    ]


def test_a_method_is_read_whole():
    add = named(facts_of(SOURCE), "Cart.add")
    assert add.signature == (
        "override public func add(_ item: Item, to other: [Int] = [], n: Int..., f: @escaping (Int) -> Void)"
        " async throws -> [Item]"
    )
    assert (add.doc, add.decorators, add.returns, add.is_async) == ("Adds it.", ("discardableResult",), "[Item]", True)
    assert [(item.name, item.type, item.default) for item in add.parameters] == [
        ("item", "Item", ""),
        ("other", "[Int]", "[]"),
        ("n", "Int...", ""),
        ("f", "@escaping (Int) -> Void", ""),
    ]


def test_types_bases_members_and_extensions():
    facts = facts_of(SOURCE)
    cart = named(facts, "Cart")
    assert (cart.bases, cart.doc, cart.decorators) == (
        ("Base", "Runnable", "Equatable"),
        "A cart.\nMore.",
        ("MainActor",),
    )
    assert (named(facts, "Cart.total").signature, named(facts, "Cart.total").doc) == (
        "public var total: Int",
        "How many.",
    )
    assert (named(facts, "Cart.items").exported, named(facts, "Cart.rate").exported) == (False, True)
    assert (named(facts, "Cart.repo").type, named(facts, "Cart.repo").decorators) == ("Repo?", ("Published",))
    assert named(facts, "Cart.shared").type == "Cart"
    assert named(facts, "Cart.second").owner == named(facts, "Cart.double").owner == "Cart"
    assert named(facts, "Cart.Color.blue").signature == "case blue(Int, name: String)"


def test_an_extension_gives_the_type_of_its_file_further_bases():
    facts = facts_of(
        "#- Sources/Shop/Cart.swift\n"
        "struct Cart: Codable { let total: Int }\n"
        "extension Cart: Hashable, Shop.Priced<Int> { func price() -> Int { total } }\n"
        "extension Cart { func empty() -> Bool { total == 0 } }\n"
        "extension Elsewhere: Hashable {}\n"
    )
    assert named(facts, "Cart").bases == ("Codable", "Hashable", "Shop.Priced")
    assert named(facts, "Cart.price").owner == named(facts, "Cart.empty").owner == "Cart"


def test_imports():
    facts = facts_of(SOURCE)
    assert [(item.module, item.name) for item in facts.imports] == [("Foundation", "*"), ("Shop", "Item")]
    assert facts.import_end == facts.imports[-1].end
    assert facts.doc == "Copyright."


def test_references_know_calls_receivers_and_types():
    facts = facts_of(SOURCE)
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts.references}
    assert ("append", "call", "items", 1) in found
    assert ("save", "call", "repo", 1) in found
    assert ("id", "member", "repo?.save(item: item)", -1) in found
    assert ("bar", "call", "a", 1) in found
    assert ("map", "call", "items", 1) in found
    assert ("Foo", "call", "", 1) in found
    assert ("Equatable", "type", "", -1) in found
    assert ("load", "call", "", 1) in found
    assert not {"to", "Foundation", "$0"} & {item.name for item in facts.references}


def test_stubs_are_unfinished():
    facts = facts_of("""
        #- a.swift
        class A {
            func later() -> Int { fatalError() }
            func noted() -> Int { fatalError("not implemented") }
            func remark() -> Int {
                // TODO
            }
            func null() -> Int? { return nil // TODO
            }
            func empty() -> Int { }
            func unit() { }
            func abstract() -> Int { fatalError("subclasses say which") }
            required init?(coder: NSCoder) { fatalError("init(coder:) has not been used") }
            func done() -> Int { 1 }
        }
        protocol I { func a() }
        struct R { }
        class Failure: Error { }
    """)
    assert unfinished(facts) == ["A.later", "A.noted", "A.remark", "A.null", "A.empty"]


def test_broken_code_keeps_what_can_be_read():
    facts = facts_of("#- a.swift\nclass A {\n    func f(a: Int) -> Int { return a.b( }\n    func g() -> Int { 1 }\n}\n")
    assert facts.errors
    assert {"f", "g"} <= {item.name for item in facts.definitions}


def test_where_tests_go():
    row = by_id("swift")
    assert row.test_file("Sources/Shop/Model/Cart.swift") == "Tests/ShopTests/Model/CartTests.swift"
    assert row.test_file("Cart.swift") == "Tests/CartTests.swift"
