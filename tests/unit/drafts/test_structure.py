"""IMPLEMENT from the structure of a class alone."""

from __future__ import annotations

import textwrap

import pytest

from contexten.drafts.draft import Draft, NoDraft
from support.drafting import drafted, text_of

BOX = """
    class Box:
        def __init__(self, width: int, height: int = 1):
            self._width = width
            self.height = height
"""

CASES = {
    "a constructor keeps its parameters": (
        """
        class Box:
            def __init__(self, width, height=1):
                $0pass
        """,
        "self.width = width\nself.height = height",
    ),
    "a constructor uses the fields that the class reads": (
        """
        class Box:
            def __init__(self, width):
                $0pass
            def double(self):
                return self._width * 2
        """,
        "self._width = width",
    ),
    "a constructor hands its base what that takes": (
        """
        class Named:
            def __init__(self, name, title=""):
                self.name = name
        class Box(Named):
            def __init__(self, name, width, title):
                $0pass
        """,
        "super().__init__(name, title=title)\nself.width = width",
    ),
    "a property reads its field": (
        BOX + "        @property\n        def width(self):\n            $0pass\n",
        "return self._width",
    ),
    "a setter writes its field": (
        BOX + "        @width.setter\n        def width(self, value):\n            $0pass\n",
        "self._width = value",
    ),
    "a getter reads its field": (
        BOX + "        def get_height(self):\n            $0pass\n",
        "return self.height",
    ),
    "a method that sets": (
        BOX + "        def set_height(self, height):\n            $0pass\n",
        "self.height = height",
    ),
    "repr": (
        BOX + "        def __repr__(self):\n            $0pass\n",
        'return f"{type(self).__name__}(width={self._width!r}, height={self.height!r})"',
    ),
    "eq": (
        BOX + "        def __eq__(self, other):\n            $0pass\n",
        """
        if not isinstance(other, Box):
            return NotImplemented
        return (self._width, self.height) == (other._width, other.height)
        """,
    ),
    "hash": (
        BOX + "        def __hash__(self):\n            $0pass\n",
        "return hash((self._width, self.height))",
    ),
    "to_dict": (
        BOX + "        def to_dict(self):\n            $0pass\n",
        'return {"width": self._width, "height": self.height}',
    ),
    "from_dict": (
        BOX + "        @classmethod\n        def from_dict(cls, data):\n            $0pass\n",
        'return cls(width=data["width"], height=data.get("height", 1))',
    ),
    "fields of a dataclass": (
        """
        from dataclasses import dataclass

        @dataclass
        class Point:
            x: int
            y: int
            def __hash__(self):
                $0pass
        """,
        "return hash((self.x, self.y))",
    ),
    "len of the one container": (
        """
        class Bag:
            def __init__(self):
                self.items: list[int] = []
            def __len__(self):
                $0pass
        """,
        "return len(self.items)",
    ),
    "iteration over the one container": (
        """
        class Bag:
            def __init__(self):
                self.items: list[int] = []
            def __iter__(self):
                $0pass
        """,
        "return iter(self.items)",
    ),
    "membership in the one container": (
        """
        class Bag:
            def __init__(self):
                self.items: list[int] = []
            def __contains__(self, item):
                $0pass
        """,
        "return item in self.items",
    ),
    "entering a context": (BOX + "        def __enter__(self):\n            $0pass\n", "return self"),
    "leaving a context closes": (
        """
        class File:
            def close(self):
                print(self)
            def __exit__(self, *error):
                $0pass
        """,
        "self.close()",
    ),
    "delegation to the one field that can": (
        """
        class Engine:
            def start(self, key: str) -> bool:
                return key == "a"
        class Car:
            def __init__(self, engine: Engine):
                self.engine = engine
            def start(self, key: str) -> bool:
                $0pass
        """,
        "return self.engine.start(key)",
    ),
    "delegation waits for what is async and returns nothing from nothing": (
        """
        class Engine:
            async def halt(self) -> None:
                print(self)
        class Car:
            def __init__(self):
                self._engine = Engine()
            async def halt(self) -> None:
                $0pass
        """,
        "await self._engine.halt()",
    ),
    "the inner half of a method": (
        """
        class Cache:
            def _lookup(self, key, default=None):
                return default
            def lookup(self, key):
                $0pass
        """,
        "return self._lookup(key)",
    ),
    "TypeScript constructor": (
        """
        #- box.ts
        class Box {
          private _width: number;
          height: number;
          constructor(width: number, height: number) {
            $0
          }
        }
        """,
        "this._width = width;\nthis.height = height;",
    ),
    "TypeScript accessor": (
        """
        #- box.ts
        class Box {
          private _width = 1;
          get width(): number {
            $0
          }
        }
        """,
        "return this._width;",
    ),
    "Java constructor": (
        """
        #- Box.java
        class Box {
            private final int width;
            Box(int width) {
                $0
            }
        }
        """,
        "this.width = width;",
    ),
    "Java getter": (
        """
        #- Box.java
        class Box {
            private final int width;
            int getWidth() {
                $0throw new UnsupportedOperationException();
            }
        }
        """,
        "return this.width;",
    ),
    "Rust constructor": (
        """
        #- src/lib.rs
        struct Pair { left: u32, right: u32 }
        impl Pair {
            fn new(left: u32, right: u32) -> Self {
                $0todo!()
            }
        }
        """,
        "Self { left, right }",
    ),
    "Go delegation": (
        """
        #- a.go
        package a
        type Engine struct{}
        func (e *Engine) Start(key string) error { println(key); return nil }
        type Car struct { engine *Engine }
        func (c *Car) Start(key string) error {
        \t$0panic("todo")
        }
        """,
        "return c.engine.Start(key)",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_body_follows_from_the_class(case, tmp_path):
    source, expected = CASES[case]
    assert text_of(source, tmp_path) == textwrap.dedent(expected).strip()


def test_the_source_says_what_it_follows_from(tmp_path):
    made = drafted(CASES["delegation to the one field that can"][0], tmp_path)
    assert isinstance(made, Draft)
    assert made.source == "by delegation to Car.engine"


NO_DRAFT = {
    "a property without a field": """
        class Box:
            @property
            def width(self):
                $0pass
    """,
    "two fields that can": """
        class Engine:
            def start(self): return 1
        class Car:
            def __init__(self, left: Engine, right: Engine):
                self.left = left
                self.right = right
            def start(self):
                $0pass
    """,
    "a constructor whose base comes from elsewhere": """
        from somewhere import Base
        class Box(Base):
            def __init__(self, width):
                $0pass
    """,
    "a constructor that cannot serve its base": """
        class Named:
            def __init__(self, name):
                self.name = name
        class Box(Named):
            def __init__(self, width):
                $0pass
    """,
    "a comparison without fields": """
        class Box:
            def __eq__(self, other):
                $0pass
    """,
    "a delegate that takes more": """
        class Engine:
            def start(self, key): return key
        class Car:
            def __init__(self, engine: Engine):
                self.engine = engine
            def start(self):
                $0pass
    """,
    "an async delegate of a plain method": """
        class Engine:
            async def start(self): return 1
        class Car:
            def __init__(self, engine: Engine):
                self.engine = engine
            def start(self):
                $0pass
    """,
}


@pytest.mark.parametrize("case", NO_DRAFT)
def test_no_draft_where_the_class_does_not_show_it(case, tmp_path):
    assert isinstance(drafted(NO_DRAFT[case], tmp_path), NoDraft)
