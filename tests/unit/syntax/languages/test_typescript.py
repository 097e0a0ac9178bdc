from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- src/shop.ts
    /** The shop. @file */

    import React, { useState as state, type FC } from "react";
    import * as money from "./money";
    import "./setup";
    import fs = require("fs");
    export * from "./all";
    export { Cart as Basket } from "./cart";

    /** Adds up. */
    export async function total<T>(items: Item[], tax?: number, rate = 3, ...rest: T[]): Promise<number> {
      return items.reduce((sum, item) => sum + item.price(tax), 0);
    }

    export const double = (x: number): number => x * 2;
    const LIMIT = 3, OTHER = 4;
    let session: Session = open();

    /**
     * A shop.
     */
    @Component({ name: "shop" })
    export class Shop<T> extends Base<T> implements Open, money.Paid {
      private stock: Map<string, Item> = new Map();
      static of = (name: string) => new Shop(name);
      constructor(private readonly name: string) { super(); this.owner = name; }
      /** Sells. */
      @Logged() @Paid
      async sell({ id }: Item, [first]: number[]): Promise<void> {
        await this.stock.get(id).ship(first);
      }
      find(id: string): Item;
      find(id: any) { return this.stock.get(id); }
      get size(): number { return 1; }
      #secret = 1;
    }

    interface Item extends Thing, Priced<T> { id: string; price(tax?: number): number }
    type Alias = { left: string } | null;
    enum Color { Red, Green = 2 }
    namespace Inner { export function help() { return 1; } }
    declare function outside(a: number): void;
    export default function () { return 1; }
"""


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "function total",
        "function double",
        "constant LIMIT",
        "constant OTHER",
        "variable session",
        "class Shop",
        "field Shop.stock",
        "method Shop.of",
        "method Shop.constructor",
        "field Shop.name",
        "field Shop.owner",
        "method Shop.sell",
        "method Shop.find",
        "method Shop.find",
        "method Shop.size",
        "field Shop.#secret",
        "interface Item",
        "field Item.id",
        "method Item.price",
        "type Alias",
        "enum Color",
        "field Color.Red",
        "field Color.Green",
        "module Inner",
        "function Inner.help",
        "function outside",
        "function default",
    ]


def test_a_function_is_read_whole():
    total = named(facts_of(SOURCE), "total")
    assert total.doc == "Adds up."
    assert total.is_async
    assert total.returns == "Promise<number>"
    assert total.signature.startswith("export async function total<T>(items: Item[], tax?: number")
    assert [(item.name, item.type, item.default) for item in total.parameters] == [
        ("items", "Item[]", ""),
        ("tax?", "number", ""),
        ("rate", "", "3"),
        ("...rest", "T[]", ""),
    ]


def test_an_arrow_function_has_its_expression_as_body():
    source = "export const double = (x: number): number => x * 2;\n"
    double = facts_of(f"#- a.ts\n{source}").definitions[0]
    assert source[double.body_start : double.body_end] == "x * 2"
    assert double.signature == "export const double = (x: number): number"
    assert (double.start, double.end) == (0, len(source) - 1)


def test_decorators_and_doc_comment_belong_to_class_and_method():
    facts = facts_of(SOURCE)
    shop, sell = named(facts, "Shop"), named(facts, "Shop.sell")
    assert (shop.doc, shop.decorators) == ("A shop.", ('Component({ name: "shop" })',))
    assert (sell.doc, sell.decorators) == ("Sells.", ("Logged()", "Paid"))
    assert sell.start < sell.header_start < sell.name_start
    assert shop.bases == ("Base", "Open", "money.Paid")
    assert named(facts, "Item").bases == ("Thing", "Priced")


def test_fields_have_types_and_privacy():
    facts = facts_of(SOURCE)
    assert named(facts, "Shop.stock").type == "Map<string, Item>"
    assert named(facts, "session").type == "Session"
    hidden = [item.name for item in facts.definitions if not item.exported]
    assert {"stock", "name", "#secret", "LIMIT", "session"} <= set(hidden)
    assert not {"total", "double", "Shop", "sell"} & set(hidden)


def test_imports_and_re_exports():
    facts = facts_of(SOURCE)
    assert [(item.module, item.name, item.alias) for item in facts.imports] == [
        ("react", "default", "React"),
        ("react", "useState", "state"),
        ("react", "FC", ""),
        ("./money", "*", "money"),
        ("./setup", "", ""),
        ("fs", "*", "fs"),
        ("./all", "*", ""),
        ("./cart", "Cart", "Basket"),
    ]
    assert facts.import_end == facts.imports[5].end


def test_references_know_calls_types_and_members():
    facts = facts_of(SOURCE)
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts.references}
    assert ("reduce", "call", "items", 2) in found
    assert ("ship", "call", "this.stock.get(id)", 1) in found
    assert ("Shop", "call", "", 1) in found
    assert ("Map", "type", "", -1) in found
    assert ("Paid", "type", "money", -1) in found
    assert ("Base", "type", "", -1) in found
    assert ("stock", "member", "this", -1) in found


def test_stubs_are_unfinished():
    source = """
        #- a.ts
        function empty() {}
        const throwing = () => { throw new Error("not implemented"); };
        function noted() {
          // TODO: write
        }
        function quiet() {
          // nothing to do here
        }
        function later() { return null; // TODO
        }
        function done() { return null; }
        function overload(a: string): void;
        declare function outside(): void;
        interface Shape { area(): number }
        abstract class Base { abstract area(): number; work() { console.log("TODO"); } }
        class Point { constructor(private x: number) {} }
        class Empty {}
        class ParseError extends Error {}
        const reject = async () => { return Promise.reject(new Error("TODO")); };
        const plus = (a: number) => a + 1;
    """
    assert unfinished(facts_of(source)) == [
        "empty",
        "throwing",
        "noted",
        "later",
        "Base.work",
        "Empty",
        "reject",
    ]


def test_local_variables_are_no_definitions_but_local_functions_are():
    facts = facts_of("""
        #- a.ts
        export function outer() {
          const local = 1;
          const inner = () => local;
          return [1].map((x) => { const deep = x; return inner() + deep; });
        }
        const app = make(() => { const hidden = 1; });
    """)
    assert outline(facts) == ["function outer", "function outer.inner", "constant app"]


def test_tsx_elements_are_calls_of_components():
    facts = facts_of("""
        #- a.tsx
        export function Page({ id }: Props) {
          return <Layout.Main title={id}><Card /><div className="x">{format(id)}</div></Layout.Main>;
        }
    """)
    calls = [(item.name, item.receiver) for item in facts.references if item.role == "call"]
    assert calls == [("Main", "Layout"), ("Card", ""), ("format", "")]
    assert "div" not in {item.name for item in facts.references}
