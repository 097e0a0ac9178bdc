"""A drafted body goes through the door of `edits` as a model's answer does, and what comes out parses."""

from __future__ import annotations

import pytest

from contexten.drafts.draft import Draft, draft
from contexten.edits.model import EditPlan, Place, Request
from contexten.edits.shape import shape
from contexten.syntax.at import definitions_at
from contexten.syntax.parse import parse
from contexten.workspace.target import Intent, Target
from support.workspaces import open_fixture

PYTHON = """
    #- a.py
    import json

    class Repo:
        def read_user(self, path: str) -> dict:
            '''Read a user.'''
            user = json.loads(open(path).read())
            if not user:
                raise ValueError("no user")
            return user
    #- b.py
    class Repo:
        def read_order(self, path: str) -> dict:
            '''Read an order.'''
            $0pass
"""
SCRIPT = """
    #- a.ts
    export class Repo {
      readUser(path: string): string {
        const user = path.trim();
        if (!user) {
          throw new Error("no user");
        }
        return user;
      }

      readOrder(path: string): string {
        $0throw new Error("not implemented");
      }
    }
"""
GO = """
    #- a.go
    package a

    import "strings"

    func ReadUser(path string) string {
    \tuser := strings.TrimSpace(path)
    \treturn user
    }

    func ReadOrder(path string) string {
    \t$0panic("not implemented")
    }
"""
RUST = """
    #- src/lib.rs
    fn read_user(path: &str) -> String {
        let user = path.trim();
        user.to_string()
    }

    fn read_order(path: &str) -> String {
        $0todo!()
    }
"""
JAVA = """
    #- Repo.java
    class Repo {
        String readUser(String path) {
            String user = path.trim();
            return user;
        }

        String readOrder(String path) {
            $0throw new UnsupportedOperationException();
        }
    }
"""


@pytest.mark.parametrize("source", [PYTHON, SCRIPT, GO, RUST, JAVA], ids=["python", "typescript", "go", "rust", "java"])
def test_a_drafted_body_is_placed_and_parses(source, tmp_path):
    opened = open_fixture(source, tmp_path)
    snapshot = opened.snapshot
    symbol = definitions_at(snapshot.parsed(opened.path), opened.span)[-1]
    made = draft(snapshot, Target(opened.path, Intent.IMPLEMENT, symbol.body, symbol=symbol))
    assert isinstance(made, Draft), made
    request = Request(
        path=opened.path,
        document=snapshot.document(opened.path),
        language=snapshot.language(opened.path),
        place=Place.BODY,
        span=symbol.body,
        definition=symbol.span,
        body=symbol.body,
        name=symbol.name,
    )
    plan = shape(request, made.text, imports=made.imports)
    assert isinstance(plan, EditPlan), plan
    result = plan.files[0].result
    assert parse(result, request.language).errors == 0
    assert "order" in result.slice(definitions_at(parse(result, request.language), opened.span)[-1].span)
    assert all(line in result.text for line in made.imports)
