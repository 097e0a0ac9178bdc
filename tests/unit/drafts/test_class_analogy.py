"""IMPLEMENT for a class: the body of the nearest finished class beside it."""

from __future__ import annotations

import textwrap

import pytest

from contexten.drafts.draft import NoDraft
from support.drafting import drafted, text_of

CASES = {
    "a class of the same base": (
        """
        class Shape:
            def area(self): ...

        class Circle(Shape):
            '''A circle.'''

            def __init__(self, size: float):
                super().__init__()
                self.size = size

            def double(self) -> "Circle":
                return Circle(self.size * 2)

            def label(self) -> str:
                return f"circle of {self.size}"

        class Square(Shape):
            $0pass
        """,
        """
        def __init__(self, size: float):
            super().__init__()
            self.size = size

        def double(self) -> "Square":
            return Square(self.size * 2)

        def label(self) -> str:
            return f"square of {self.size}"
        """,
    ),
    "a class of a name like its own": (
        """
        class User: name = ""
        class Order: name = ""

        class UserStore:
            def __init__(self):
                self.kept: list[User] = []

            def add(self, user: User) -> None:
                self.kept.append(user)

        class OrderStore:
            $0...
        """,
        """
        def __init__(self):
            self.kept: list[Order] = []

        def add(self, order: Order) -> None:
            self.kept.append(order)
        """,
    ),
    "TypeScript": (
        """
        #- a.ts
        interface Shape { area(): number }
        class Circle implements Shape {
          constructor(readonly size: number) {}
          area(): number {
            return this.size * 2;
          }
        }
        class Square implements Shape {
          $0
        }
        """,
        """
        constructor(readonly size: number) {}
        area(): number {
          return this.size * 2;
        }
        """,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_nearest_class_is_put_into_the_targets_names(case, tmp_path):
    source, expected = CASES[case]
    assert text_of(source, tmp_path) == textwrap.dedent(expected).strip()


def test_no_draft_where_no_class_is_like_it(tmp_path):
    source = """
    class Parser:
        def parse(self, text):
            return text

    class Network:
        $0pass
    """
    assert isinstance(drafted(source, tmp_path), NoDraft)


def test_no_draft_of_a_struct(tmp_path):
    made = drafted("#- a.go\npackage a\n\ntype Box struct {$0\n}\n", tmp_path)
    assert isinstance(made, NoDraft)
