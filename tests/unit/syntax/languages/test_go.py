from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- bank/account.go
    // Package bank moves money.
    package bank

    import (
        "fmt"
        m "example.com/money"
        . "strings"
        _ "embed"
    )

    // Limit is the most.
    const Limit int = 3
    const (
        // Open is first.
        Open = iota
        closed
    )
    var left, right = 1, 2
    var store *Store = NewStore()

    // Account holds money.
    // It is safe.
    type Account struct {
        Base
        *m.Ledger
        Name, Alias string `json:"n"` // trailing
        check func(a int) error
    }
    type Payer interface {
        fmt.Stringer
        Pay(ctx context.Context, n int) (int, error)
    }
    type Cents = int
    type Pair[K comparable, V any] map[K]V

    // Pay pays.
    func (a *Account) Pay(ctx context.Context, from, to int, rest ...string) (n int, err error) {
        for i, v := range rest {
            fmt.Println(i, v, a.Name)
        }
        receipt := m.Print[int](Account{Name: "x"})
        return receipt.Count(), nil
    }
    func (p Pair[K, V]) Len() int { return len(p) }
    func Sum(values []int) int {
        add := func(a int) int { local := a; return local }
        return add(values[0])
    }
"""


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "constant Limit",
        "constant Open",
        "constant closed",
        "variable left",
        "variable right",
        "variable store",
        "struct Account",
        "field Account.Name",
        "field Account.Alias",
        "field Account.check",
        "interface Payer",
        "method Payer.Pay",
        "type Cents",
        "type Pair",
        "method Account.Pay",
        "method Pair.Len",
        "function Sum",
    ]


def test_a_method_belongs_to_its_receiver():
    pay = named(facts_of(SOURCE), "Account.Pay")
    assert pay.owner == "Account"
    assert pay.doc == "Pay pays."
    assert pay.returns == "(n int, err error)"
    assert [(item.name, item.type, item.receiver) for item in pay.parameters] == [
        ("a", "*Account", True),
        ("ctx", "context.Context", False),
        ("from", "int", False),
        ("to", "int", False),
        ("rest", "...string", False),
    ]


def test_types_embed_and_fields_share_a_type():
    facts = facts_of(SOURCE)
    assert named(facts, "Account").bases == ("Base", "m.Ledger")
    assert named(facts, "Payer").bases == ("fmt.Stringer",)
    assert named(facts, "Account").doc == "Account holds money.\nIt is safe."
    assert named(facts, "Account.Alias").signature == "Alias string"
    assert named(facts, "Account.check").doc == ""
    assert named(facts, "store").type == "*Store"
    assert named(facts, "Payer").signature == "type Payer interface"


def test_package_imports_and_exports():
    facts = facts_of(SOURCE)
    assert facts.package == "bank"
    assert facts.doc == "Package bank moves money."
    assert [(item.module, item.name, item.alias) for item in facts.imports] == [
        ("fmt", "", ""),
        ("example.com/money", "", "m"),
        ("strings", "*", ""),
        ("embed", "", "_"),
    ]
    assert not named(facts, "closed").exported
    assert named(facts, "Limit").exported


def test_without_imports_the_first_goes_behind_the_package():
    text = "package a\n\nfunc F() int { return 1 }\n"
    assert facts_of(f"#- a.go\n{text}").import_end == len("package a")


def test_references_know_calls_and_types():
    facts = facts_of(SOURCE)
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts.references}
    assert ("Println", "call", "fmt", 3) in found
    assert ("Print", "call", "m", 1) in found
    assert ("Count", "call", "receipt", 0) in found
    assert ("Ledger", "type", "m", -1) in found
    assert ("Name", "member", "a", -1) in found
    assert "rest" in {item.name for item in facts.references}
    assert not {"err", "ctx", "K"} & {item.name for item in facts.references if item.role == "name"}


def test_stubs_are_unfinished():
    facts = facts_of("""
        #- a.go
        package a
        func Empty() {}
        func Panics() int { panic("not implemented") }
        func Fails() error { return errors.New("TODO: write") }
        func Noted() int {
            // TODO: count
            return 0
        }
        func Quiet() {
            // nothing to do
        }
        func Done() int { return 0 }
        func (n Node) isExpr() {}
        func (n Node) Close() error { return fmt.Errorf("not implemented yet") }
        type Closer interface { Close() error }
        func Wrong() { panic("bad input") }
    """)
    assert unfinished(facts) == ["Empty", "Panics", "Fails", "Noted", "Node.Close"]
