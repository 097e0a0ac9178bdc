"""What imports mean in Kotlin, Scala, Swift, OCaml and Haskell, and what is known without one."""

import pytest

from support.workspaces import open_fixture

SOURCES = {
    "kotlin": (
        """
        #- app/src/Main.kt
        package shop
        import bank.Account
        import bank.core.*
        import bank.Account.Companion.open
        import legacy.Ledger
        import kotlin.math.max
        class Main : Base()
        #- app/src/Base.kt
        package shop
        open class Base { fun id(): Int = 1 }
        #- lib/bank.kt
        package bank
        class Account {
            companion object {
                fun open(): Account = Account()
            }
        }
        #- lib/core/money.kt
        package bank.core
        class Money
        fun Money.half(): Int = 1
        #- other/Account.kt
        package other
        class Account
        #- java/legacy/Ledger.java
        package legacy;
        class Ledger { }
        """,
        {
            "app/src/Main.kt": [
                ["lib/bank.kt"],
                ["lib/core/money.kt"],
                ["lib/bank.kt"],
                ["java/legacy/Ledger.java"],
                [],
            ],
        },
        "app/src/Main.kt",
        {
            "Base": ["app/src/Base.kt:Base"],
            "Account": ["lib/bank.kt:Account"],
            "Money": ["lib/core/money.kt:Money"],
            "Ledger": ["java/legacy/Ledger.java:Ledger"],
            "Hidden": [],
        },
    ),
    "scala": (
        """
        #- src/Main.scala
        package shop
        package web
        import bank.{Account, Money => M}
        import model._
        import _root_.bank.core.Rate
        class Main extends Base
        #- src/Base.scala
        package shop
        class Base
        #- src/model.scala
        package shop.model
        case class Item(id: Int)
        #- lib/bank.scala
        package bank
        class Account
        class Money
        #- lib/rate.scala
        package bank.core
        trait Rate
        """,
        {"src/Main.scala": [["lib/bank.scala"], ["lib/bank.scala"], ["src/model.scala"], ["lib/rate.scala"]]},
        "src/Main.scala",
        {
            "Base": ["src/Base.scala:Base"],
            "Account": ["lib/bank.scala:Account"],
            "M": ["lib/bank.scala:Money"],
            "Item": ["src/model.scala:Item"],
            "Rate": ["lib/rate.scala:Rate"],
        },
    ),
    "swift": (
        """
        #- Sources/Shop/Cart.swift
        import Bank
        import struct Bank.Money
        import Foundation
        class Cart: Base { }
        #- Sources/Shop/Model/Base.swift
        class Base { func id() -> Int { 1 } }
        #- Sources/Bank/Account.swift
        public class Account { }
        #- Sources/Bank/Deep/Money.swift
        public struct Money { }
        #- Sources/Other/Base.swift
        class Base { }
        class Hidden { }
        """,
        {
            "Sources/Shop/Cart.swift": [
                ["Sources/Bank/Account.swift", "Sources/Bank/Deep/Money.swift"],
                ["Sources/Bank/Deep/Money.swift"],
                [],
            ],
        },
        "Sources/Shop/Cart.swift",
        {
            "Base": ["Sources/Shop/Model/Base.swift:Base"],
            "Account": ["Sources/Bank/Account.swift:Account"],
            "Money": ["Sources/Bank/Deep/Money.swift:Money"],
            "Hidden": [],
        },
    ),
    "ocaml": (
        """
        #- lib/cart.ml
        open Money
        module H = Http.Header
        include Base
        let total c = Rates.rate c
        #- lib/money.ml
        let cents = 1
        #- lib/base.ml
        let zero = 0
        #- lib/rates.ml
        let rate x = x
        #- lib/rates.mli
        val rate : int -> int
        #- http/src/header.ml
        let get h = h
        #- elsewhere/rates.ml
        let rate x = x
        """,
        {"lib/cart.ml": [["lib/money.ml"], ["http/src/header.ml"], ["lib/base.ml"]]},
        "lib/cart.ml",
        {
            "cents": ["lib/money.ml:cents"],
            "Rates.rate": ["lib/rates.ml:rate", "lib/rates.mli:rate"],
            "H.get": ["http/src/header.ml:get"],
            "zero": ["lib/base.ml:zero"],
            "Hidden": [],
        },
    ),
    "haskell": (
        """
        #- src/Shop/Cart.hs
        module Shop.Cart where
        import Bank.Account (balance, Account(..))
        import qualified Bank.Money as M
        import Shop.Base
        import Data.Map (Map)
        total = M.cents
        #- src/Shop/Base.hs
        module Shop.Base (zero, module Shop.Deep) where
        import Shop.Deep
        zero = 0
        #- src/Shop/Deep.hs
        module Shop.Deep where
        deepest x = x
        #- lib/Bank/Account.hs
        module Bank.Account where
        data Account = Account { owner :: String }
        balance :: Account -> Int
        balance _ = 0
        #- lib/Bank/Money.hs
        module Bank.Money where
        cents x = x
        """,
        {
            "src/Shop/Cart.hs": [
                ["lib/Bank/Account.hs"],
                ["lib/Bank/Account.hs"],
                ["lib/Bank/Money.hs"],
                ["src/Shop/Base.hs"],
                [],
            ],
        },
        "src/Shop/Cart.hs",
        {
            "balance": ["lib/Bank/Account.hs:balance"],
            "Account": ["lib/Bank/Account.hs:Account"],
            "M.cents": ["lib/Bank/Money.hs:cents"],
            "zero": ["src/Shop/Base.hs:zero"],
            "deepest": ["src/Shop/Deep.hs:deepest"],
        },
    ),
}


@pytest.mark.parametrize("language", sorted(SOURCES))
def test_an_import_means_files_of_the_workspace(language, tmp_path):
    source, expected, _path, _names = SOURCES[language]
    opened = open_fixture(source, tmp_path)
    index, relative = opened.snapshot.index, opened.snapshot.relative
    for path, files in expected.items():
        facts = index.facts(opened.at(path))
        assert facts is not None
        found = [[relative(file) for file in index.resolve_import(opened.at(path), item)] for item in facts.imports]
        assert found == files


@pytest.mark.parametrize("language", sorted(SOURCES))
def test_the_importers_of_a_file_are_those_whose_imports_mean_it(language, tmp_path):
    source, expected, _path, _names = SOURCES[language]
    opened = open_fixture(source, tmp_path)
    index = opened.snapshot.index
    for importer, files in expected.items():
        for file in {file for group in files for file in group}:
            if file.endswith(".java"):  # found by Java's words, which a Kotlin file does not carry
                continue
            assert opened.at(importer) in index.importers(opened.at(file))


@pytest.mark.parametrize("language", sorted(SOURCES))
def test_a_bare_name_means_what_is_imported_or_stands_beside(language, tmp_path):
    source, _expected, path, names = SOURCES[language]
    opened = open_fixture(source, tmp_path)
    found = {
        name: [
            f"{opened.snapshot.relative(symbol.path)}:{symbol.qualified_name}"
            for symbol in opened.snapshot.index.resolve(opened.at(path), name)
        ]
        for name in names
    }
    assert found == names


def test_members_come_from_bases_in_other_files_and_from_extensions(tmp_path):
    opened = open_fixture(SOURCES["kotlin"][0], tmp_path)
    index = opened.snapshot.index
    (main,) = index.resolve(opened.at("app/src/Main.kt"), "Main")
    assert [item.name for item in index.members(main)] == ["id"]
    (money,) = index.resolve(opened.at("app/src/Main.kt"), "Money")
    assert [item.name for item in index.members(money)] == ["half"]
