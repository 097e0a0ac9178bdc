from contexten.syntax.languages import by_id, of_document, of_path
from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- src/shop.cpp
    #pragma once
    #include "shop.h"
    #include <vector>

    namespace shop::core {
    class Later;
    /// A cart.
    class Cart : public Base<int>, private other::Payer {
    public:
        Cart(int limit = 1) : limit_(limit) {}
        ~Cart();
        virtual int total() const = 0;
        Cart(const Cart&) = default;
        Cart& operator=(const Cart&) = delete;
        static Item make(std::string name, Item&& item);
        friend void peek();
        using Key = int;
        operator bool() const { return true; }
        template <class U> void each(U use);
        void add(int);
        void add(char);
        std::vector<int>* items() const noexcept;
        enum class State { Open };
    private:
        int limit_ = 0;
    };

    // Sums up.
    template <typename T> T Cart::sum(T first) const { return first; }
    int Cart::total() const { return this->limit_ + other::price(1) + box.open<int>(2); }
    Cart::~Cart() {}
    bool operator==(const Cart& a, const Cart& b) { return true; }
    std::vector<int> core::Cart::ids(int) { return {}; }
    int Cart::count = 0;
    }
    using Map = std::map<int, int>;
    using namespace std;
    constexpr int MAX = 3;
    auto made = build(1);
    template <class T> struct Pair { T first; };
    template <> struct Pair<int> : Other {};
    auto late(int a) -> decltype(a) { auto [p, q] = a; new Foo(1); Foo local(2); std::make_unique<Key>(f(1)); }
    extern "C" { void plain(int); }
    [[nodiscard]] inline int* spread(int&&... args) noexcept;
"""


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "module shop",
        "module core",
        "class Cart",
        "method Cart.Cart",
        "method Cart.~Cart",
        "method Cart.total",
        "method Cart.Cart",
        "method Cart.operator=",
        "method Cart.make",
        "type Cart.Key",
        "method Cart.operator",
        "method Cart.each",
        "method Cart.add",
        "method Cart.add",
        "method Cart.items",
        "enum Cart.State",
        "field Cart.State.Open",
        "field Cart.limit_",
        "method Cart.sum",
        "method Cart.total",
        "method Cart.~Cart",
        "function operator==",
        "method Cart.ids",
        "field Cart.count",
        "type Map",
        "constant MAX",
        "variable made",
        "struct Pair",
        "field Pair.first",
        "struct Pair",
        "function late",
        "function plain",
        "function spread",
    ]


def test_a_method_outside_of_its_class_names_its_owner():
    facts = facts_of(SOURCE)
    total = next(item for item in facts.definitions if item.name == "total" and item.owner)
    assert (total.owner, total.parent, total.returns, total.kind) == ("Cart", -1, "int", "method")
    assert total.signature == "int Cart::total() const"
    assert named(facts, "Cart.ids").owner == "Cart"
    summed = named(facts, "Cart.sum")
    assert (summed.doc, summed.signature) == ("Sums up.", "template <typename T> T Cart::sum(T first) const")
    assert summed.start < summed.header_start < summed.name_start


def test_classes_bases_and_members():
    facts = facts_of(SOURCE)
    cart = named(facts, "Cart")
    assert (cart.bases, cart.doc) == (("Base", "other::Payer"), "A cart.")
    assert cart.signature == "class Cart : public Base<int>, private other::Payer"
    made = named(facts, "Cart.make")
    assert [(item.name, item.type) for item in made.parameters] == [("name", "std::string"), ("item", "Item&&")]
    init = named(facts, "Cart.Cart")
    assert [(item.name, item.type, item.default) for item in init.parameters] == [("limit", "int", "1")]
    assert [item.type for item in named(facts, "spread").parameters] == ["int&&..."]
    assert named(facts, "Cart.items").returns == "std::vector<int> *"
    assert named(facts, "late").returns == "decltype(a)"
    assert named(facts, "made").type == "build"
    assert (named(facts, "Map").type, named(facts, "Map").bases) == ("std::map<int, int>", ("std::map",))


def test_a_namespace_is_its_name_alone():
    core = named(facts_of(SOURCE), "core")
    assert (core.signature, core.body, core.end - core.start) == ("namespace core", None, 4)
    assert named(facts_of(SOURCE), "Cart").parent == -1


def test_a_class_behind_an_export_macro_is_a_class():
    facts = facts_of("""
        #- a.hpp
        class API Cart : public Base {
            int limit_;
            int total() { return sum(); }
        };
        class API Other : public Base { public: int limit() { return 1; } };
        struct API Plain { int x; };
    """)
    assert outline(facts) == [
        "class Cart",
        "field Cart.limit_",
        "method Cart.total",
        "class Other",
        "method Other.limit",
        "struct Plain",
        "field Plain.x",
    ]
    assert named(facts, "Cart").bases == ("Base",)


def test_references_know_calls_scopes_and_types():
    facts = facts_of(SOURCE)
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts.references}
    assert ("price", "call", "other", 1) in found
    assert ("open", "call", "box", 1) in found
    assert ("limit_", "member", "this", -1) in found
    assert ("Foo", "call", "", 1) in found
    assert ("make_unique", "call", "std", 1) in found
    assert ("vector", "type", "std", -1) in found
    assert ("Cart", "name", "", -1) in found


def test_stubs_are_unfinished():
    facts = facts_of("""
        #- a.cpp
        struct A {
            A() {}
            ~A() {}
            A(const A&) = default;
            A& operator=(const A&) = delete;
            virtual int pure() const = 0;
            int declared();
            int empty() {}
            void nothing() {}
            EXPORT_API A(int x) : x_(x) {}
            EXPORT_API A(char x) {}
        };
        MAY_RETURN nothing_is_known() {}
        int later() { throw std::logic_error("not implemented"); }
        int soon() { throw std::runtime_error("TODO"); }
        int fails() { throw std::runtime_error("closed"); }
        int asserted() { assert(false && "not implemented"); return {}; }
        std::string noted() { return {}; // TODO
        }
        int* none() { return nullptr; /* FIXME: implement */ }
        int A::outside() { abort(); /* TODO */ }
        extern int elsewhere();
        class Tag {};
    """)
    assert unfinished(facts) == ["A.empty", "later", "soon", "asserted", "noted", "none", "A.outside"]


def test_a_header_is_read_as_cpp_unless_the_client_says_that_it_is_c():
    assert of_path("/a/b.h").id == "cpp"
    assert of_document("c", "/a/b.h").id == "c"
    assert of_document("cpp", "/a/b.h").id == "cpp"


def test_where_tests_go():
    row = by_id("cpp")
    assert row.test_file("src/shop.cpp") == "tests/test_shop.cpp"
    assert row.test_file("include/shop.hpp") == "tests/test_shop.cpp"
    assert row.test_file("core/shop.cc") == "core/tests/test_shop.cc"
