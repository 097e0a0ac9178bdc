from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- src/main/java/bank/Account.java
    package bank.core;

    import java.util.List;
    import static java.util.Map.Entry;
    import java.io.*;

    /** An account. */
    @Entity(name = "account")
    public abstract class Account<T> extends Base<T> implements Payer, j.Closer {
        private static final int MAX = 1, MIN = 0;
        /** The items. */
        @Inject protected List<Item> items = new ArrayList<>();
        public Account(int a, final String... rest) { super(a); this.total = a; }
        /** Pays. */
        @Override
        public <R> List<R> pay(@NotNull Item<R> item, int[] counts) throws Broke {
            for (Item each : items) { each.log(item).last = Books.add(1, 2); }
            Runnable run = (p, q) -> p.go();
            return new Receipt<R>(item).lines();
        }
        abstract void close();
        enum State { OPEN(1), CLOSED; int code; }
    }
    interface Payer extends Closer { void pay(); default int count() { return 1; } int LIMIT = 1; }
    record Point(int x, String label) implements Shape { void show() { draw(); } }
    @interface Marker { String value() default ""; }
"""


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "class Account",
        "field Account.MAX",
        "field Account.MIN",
        "field Account.items",
        "method Account.Account",
        "method Account.pay",
        "method Account.close",
        "enum Account.State",
        "field Account.State.OPEN",
        "field Account.State.CLOSED",
        "field Account.State.code",
        "interface Payer",
        "method Payer.pay",
        "method Payer.count",
        "field Payer.LIMIT",
        "class Point",
        "field Point.x",
        "field Point.label",
        "method Point.show",
        "interface Marker",
        "method Marker.value",
    ]


def test_a_method_is_read_whole():
    pay = named(facts_of(SOURCE), "Account.pay")
    assert pay.signature == "public <R> List<R> pay(@NotNull Item<R> item, int[] counts) throws Broke"
    assert (pay.doc, pay.decorators, pay.returns) == ("Pays.", ("Override",), "List<R>")
    assert [(item.name, item.type) for item in pay.parameters] == [("item", "Item<R>"), ("counts", "int[]")]
    assert pay.start < pay.header_start < pay.name_start
    init = named(facts_of(SOURCE), "Account.Account")
    assert [(item.name, item.type) for item in init.parameters] == [("a", "int"), ("rest", "String...")]


def test_types_bases_and_fields():
    facts = facts_of(SOURCE)
    assert named(facts, "Account").bases == ("Base", "Payer", "j.Closer")
    assert named(facts, "Payer").bases == ("Closer",)
    assert named(facts, "Point").bases == ("Shape",)
    assert named(facts, "Account.items").type == "List<Item>"
    assert named(facts, "Account.MIN").type == "int"
    assert named(facts, "Account.items").decorators == ("Inject",)
    assert not named(facts, "Account.MAX").exported


def test_package_and_imports():
    facts = facts_of(SOURCE)
    assert facts.package == "bank.core"
    assert [(item.module, item.name) for item in facts.imports] == [
        ("java.util", "List"),
        ("java.util.Map", "Entry"),
        ("java.io", "*"),
    ]
    assert facts.import_end == facts.imports[-1].end


def test_references_know_calls_and_types():
    facts = facts_of(SOURCE)
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts.references}
    assert ("add", "call", "Books", 2) in found
    assert ("lines", "call", "new Receipt<R>(item)", 0) in found
    assert ("Receipt", "call", "", 1) in found
    assert ("last", "member", "each.log(item)", -1) in found
    assert ("Broke", "type", "", -1) in found
    assert not {"bank", "core", "name"} & {item.name for item in facts.references}


def test_stubs_are_unfinished():
    facts = facts_of("""
        #- A.java
        class A {
            private A() {}
            void empty() {}
            int later() { throw new UnsupportedOperationException("Not supported yet."); }
            Object noted() { return null; // TODO
            }
            int done() { return 0; }
            void fails() { throw new IllegalStateException("closed"); }
            void todo() { throw new RuntimeException("TODO"); }
            abstract void none();
        }
        class Empty {}
        class Broken extends Exception {}
        interface I { void a(); }
        record R(int x) {}
    """)
    assert unfinished(facts) == ["A.empty", "A.later", "A.noted", "A.todo", "Empty"]
