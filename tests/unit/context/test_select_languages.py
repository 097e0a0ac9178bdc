"""Members of the types at hand are chosen in every language that declares types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contexten.context.select import select
from contexten.context.weights import Source, Strategy
from contexten.workspace.target import Intent, Target
from support.workspaces import open_fixture

if TYPE_CHECKING:
    from pathlib import Path

MEMBERS = {source: 1.0 for source in Source if source.name.startswith("MEMBER_")}


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "go",
            """
    #- store/store.go
    package store

    type Store struct{ name string }

    func (s *Store) SaveOrder(id string) error { return nil }
    #- store/service.go
    package store

    func Place(s *Store) error {
        $0panic("not done")
    }
    """,
        ),
        (
            "typescript",
            """
    #- src/store.ts
    export class Store {
      SaveOrder(id: string): void {}
    }
    #- src/main.ts
    import { Store } from './store'

    export function place(store: Store): void {
      $0
    }
    """,
        ),
        (
            "java",
            """
    #- app/Store.java
    package app;

    class Store {
        void SaveOrder(String id) {}
    }
    #- app/Main.java
    package app;

    class Main {
        void place(Store store) {
            $0
        }
    }
    """,
        ),
        (
            "rust",
            """
    #- src/store.rs
    pub struct Store {}

    impl Store {
        pub fn SaveOrder(&self, id: &str) {}
    }
    #- src/main.rs
    mod store;
    use crate::store::Store;

    fn place(store: &Store) {
        $0todo!()
    }
    """,
        ),
    ],
)
def test_members_of_parameter_types_are_found_in_every_language(tmp_path: Path, path: str, source: str) -> None:
    opened = open_fixture(source, tmp_path)
    facts = opened.snapshot.facts(opened.path)
    assert facts is not None
    function = facts.enclosing(opened.span)[-1]
    assert function.body is not None
    target = Target(opened.path, Intent.IMPLEMENT, function.body, symbol=function)
    only = Strategy("only", MEMBERS, ())
    pack = select(opened.snapshot, target, budget=1500, count_tokens=lambda text: len(text) // 4, strategy=only)
    assert [item.reason for item in pack.items if "SaveOrder" in item.text] == [
        f"member of Store, the type of parameter '{'s' if path == 'go' else 'store'}'"
    ]
