from contexten.syntax.languages import by_id
from contexten.syntax.parse import fragment
from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- src/Cart.php
    <?php
    /** The shop. */

    declare(strict_types=1);
    namespace Shop\\Core;

    use Shop\\Model\\Item;
    use Shop\\{Base, Tax as T};
    use function Shop\\help;
    require_once __DIR__ . '/globals.php';

    const LIMIT = 3;
    /**
     * A basket.
     */
    #[Entity("cart")]
    abstract class Cart extends Base implements Countable, \\Other\\Payer
    {
        use Priced;
        public const string KIND = 'a';
        protected static ?int $made = 0;
        private array $items, $more = [];
        /** @var Item */
        private $first;
        public function __construct(private readonly T $tax, int|string $by = 2, &...$rest) {}
        /**
         * Sums up.
         * @param Item[] $given
         * @return float
         */
        #[Pure]
        public function total($given, ?Item $x = null)
        {
            $this->tax->of($x, by: 1);
            self::make(new Item(1));
            foreach ($this->items as $key => $each) { $each?->price; }
            $run = fn(int $z) => help($z);
            return Item::LIMIT;
        }
        abstract protected function close(): void;
    }
    interface Payer extends Base { public function pay(int $a): string; }
    trait Priced { function net() { return 1; } }
    enum Suit: string { case Hearts = 'h'; public function label(): string { return 'x'; } }
    function top(int $a): int { return $a; }
    $cart = new Cart(1);
"""


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "module Shop\\Core",
        "constant LIMIT",
        "class Cart",
        "field Cart.KIND",
        "field Cart.made",
        "field Cart.items",
        "field Cart.more",
        "field Cart.first",
        "method Cart.__construct",
        "field Cart.tax",
        "method Cart.total",
        "method Cart.close",
        "interface Payer",
        "method Payer.pay",
        "class Priced",
        "method Priced.net",
        "enum Suit",
        "field Suit.Hearts",
        "method Suit.label",
        "function top",
        "variable cart",
    ]


def test_a_method_is_read_whole():
    facts = facts_of(SOURCE)
    total = named(facts, "Cart.total")
    assert total.signature == "public function total($given, ?Item $x = null)"
    assert (total.returns, total.decorators) == ("float", ("Pure",))
    assert total.doc.startswith("Sums up.\n@param")
    assert [(item.name, item.type, item.default) for item in total.parameters] == [
        ("$given", "Item[]", ""),
        ("$x", "?Item", "null"),
    ]
    made = named(facts, "Cart.__construct")
    assert [(item.name, item.type) for item in made.parameters] == [
        ("$tax", "T"),
        ("$by", "int|string"),
        ("&...$rest", ""),
    ]


def test_types_bases_and_members():
    facts = facts_of(SOURCE)
    cart = named(facts, "Cart")
    assert (cart.bases, cart.doc) == (("Base", "Countable", "Other.Payer", "Priced"), "A basket.")
    assert cart.decorators == ('Entity("cart")',)
    assert named(facts, "Payer").bases == ("Base",)
    assert (named(facts, "Cart.tax").type, named(facts, "Cart.tax").exported) == ("T", False)
    assert (named(facts, "Cart.first").type, named(facts, "Cart.made").type) == ("Item", "?int")
    assert named(facts, "Cart.more").signature == "private array $items, $more = []"
    assert named(facts, "cart").type == "Cart"


def test_namespace_and_imports():
    facts = facts_of(SOURCE)
    assert (facts.package, facts.doc) == ("Shop.Core", "The shop.")
    assert [(item.module, item.name, item.alias) for item in facts.imports] == [
        ("Shop\\Model", "Item", ""),
        ("Shop", "Base", ""),
        ("Shop", "Tax", "T"),
        ("Shop", "help", ""),
        ("globals.php", "*", ""),
    ]
    assert facts.import_end == facts.imports[3].end


def test_references_know_calls_receivers_and_types():
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts_of(SOURCE).references}
    assert ("of", "call", "$this->tax", 2) in found
    assert ("make", "call", "self", 1) in found
    assert ("Item", "call", "", 1) in found
    assert ("price", "member", "$each", -1) in found
    assert ("LIMIT", "member", "Item", -1) in found
    assert ("T", "type", "", -1) in found
    assert ("help", "call", "", 1) in found
    assert "by" not in {item[0] for item in found}


def test_stubs_are_unfinished():
    facts = facts_of("""
        #- a.php
        <?php
        abstract class A {
            public function __construct(private int $a) {}
            function empty() {}
            function noted() {
                // TODO
            }
            function thrown() { throw new \\BadMethodCallException('Not implemented'); }
            function null() { return null; // TODO
            }
            function done() { return null; }
            function fails() { throw new \\LogicException('closed'); }
            abstract function none();
        }
        interface I { function f(); }
        class E extends \\Exception {}
        class Nothing {}
    """)
    assert unfinished(facts) == ["A.empty", "A.noted", "A.thrown", "A.null", "Nothing"]


def test_a_snippet_needs_no_opening_tag():
    row = by_id("php")
    for text in ("function f() { return 1; }", "<?php\nfunction f() { return 1; }"):
        assert fragment(text, row).errors == 0
        assert "function_definition" in str(fragment(text, row).tree.root_node)


def test_text_around_the_code_is_left_alone():
    facts = facts_of("#- a.phtml\n<b>Hi <?= name($x) ?></b>\n<?php function f() { return 1; } ?>\n")
    assert outline(facts) == ["function f"]
    assert [item.name for item in facts.references if item.role == "call"] == ["name"]


def test_where_tests_go():
    assert by_id("php").test_file("src/Cart/Item.php") == "tests/Cart/ItemTest.php"


def test_the_first_of_several_namespaces_is_the_package():
    spaces = "\n".join(f"namespace Shop{number} {{ function f{number}() {{}} }}" for number in range(40))
    assert facts_of(f"#- a.php\n<?php\n{spaces}\n").package == "Shop0"
