"""TEST: a test skeleton in the workspace's own style."""

from __future__ import annotations

import ast
import textwrap

import pytest

from contexten.drafts.draft import Draft, NoDraft
from contexten.workspace.target import Intent
from support.drafting import drafted, text_of

CASES = {
    "function with a guard": (
        """
        #- shapes.py
        def area_of_cir$0cle(radius: float) -> float:
            if radius < 0:
                raise ValueError("negative")
            return radius * radius
        """,
        """
        import pytest

        from shapes import area_of_circle


        def test_area_of_circle_returns_float():
            result = area_of_circle(1.0)

            assert isinstance(result, float)


        def test_area_of_circle_raises_value_error_for_radius_minus_1():
            with pytest.raises(ValueError):
                area_of_circle(-1)
        """,
    ),
    "method of a class in a package": (
        """
        #- pkg/__init__.py
        #- pkg/shapes.py
        class Circle:
            def __init__(self, radius: float):
                self.radius = radius
            def sca$0le(self, factor: float) -> "Circle":
                return Circle(self.radius * factor)
        """,
        """
        from pkg.shapes import Circle


        def test_circle_scale_returns_circle():
            result = Circle(1.0).scale(1.0)

            assert isinstance(result, Circle)
        """,
    ),
    "arguments as a call gives them": (
        """
        #- a.py
        def gre$0et(name, times):
            return name * times

        greet("Ada", 3)
        """,
        """
        from a import greet


        def test_greet_runs():
            greet("Ada", 3)
        """,
    ),
    "nothing is returned": (
        """
        #- a.py
        def sto$0re(names: list[str]) -> None:
            print(names)
        """,
        """
        from a import store


        def test_store_returns_none():
            assert store([]) is None
        """,
    ),
    "an async function": (
        """
        #- a.py
        async def fet$0ch(name: str) -> bytes:
            return name.encode()
        """,
        """
        import asyncio

        from a import fetch


        def test_fetch_returns_bytes():
            result = asyncio.run(fetch("text"))

            assert isinstance(result, bytes)
        """,
    ),
    "an argument that the guards let pass": (
        """
        #- a.py
        def tak$0e(count: int) -> int:
            if count < 5:
                raise ValueError("few")
            return count
        """,
        """
        import pytest

        from a import take


        def test_take_returns_int():
            result = take(6)

            assert isinstance(result, int)


        def test_take_raises_value_error_for_count_4():
            with pytest.raises(ValueError):
                take(4)
        """,
    ),
    "unittest where that is the custom": (
        """
        #- a.py
        def tak$0e(name: str) -> str:
            if not name:
                raise KeyError("empty")
            return name
        #- tests/test_b.py
        import unittest

        class BTest(unittest.TestCase):
            def test_b(self):
                self.assertTrue(True)
        """,
        """
        import unittest

        from a import take


        class TakeTest(unittest.TestCase):
            def test_take_returns_str(self):
                result = take("text")

                self.assertIsInstance(result, str)

            def test_take_raises_key_error_for_name_empty(self):
                with self.assertRaises(KeyError):
                    take("")
        """,
    ),
    "the module is imported as other files do": (
        """
        #- lib/app/core/tool.py
        def tak$0e(name: str) -> str:
            return name
        #- lib/main.py
        from app.core.tool import take
        take("x")
        """,
        """
        from app.core.tool import take


        def test_take_returns_str():
            result = take("x")

            assert isinstance(result, str)
        """,
    ),
    "TypeScript with vitest": (
        """
        #- src/user.ts
        export function get$0User(userId: number, strict = false): string {
          if (userId < 0) {
            throw new RangeError("x");
          }
          return "";
        }
        #- src/other.test.ts
        import { expect, it } from "vitest";
        it("is", () => { expect(1).toBe(1); });
        """,
        None,
    ),
}


@pytest.mark.parametrize("case", [name for name, (_, text) in CASES.items() if text])
def test_the_test_asserts_what_the_code_states(case, tmp_path):
    source, expected = CASES[case]
    assert text_of(source, tmp_path, Intent.TEST).strip() == textwrap.dedent(expected).strip()


@pytest.mark.parametrize("case", [name for name, (_, text) in CASES.items() if text])
def test_a_drafted_python_test_runs_and_passes(case, tmp_path, monkeypatch):
    made = drafted(CASES[case][0], tmp_path, Intent.TEST)
    assert isinstance(made, Draft)
    monkeypatch.syspath_prepend(str(tmp_path / "work"))
    monkeypatch.syspath_prepend(str(tmp_path / "work" / "lib"))
    for name in ("a", "app", "app.core", "app.core.tool", "pkg", "pkg.shapes", "shapes"):
        monkeypatch.delitem(__import__("sys").modules, name, raising=False)
    space: dict = {"__name__": "drafted"}
    exec(compile(ast.parse(made.text), "drafted", "exec"), space)  # noqa: S102 - the fixture's own code
    ran = 0
    for name, value in list(space.items()):
        if name.startswith("test_"):
            value()
            ran += 1
        elif name.endswith("Test"):
            case_ = value()
            for method in [item for item in dir(case_) if item.startswith("test_")]:
                getattr(case_, method)()
                ran += 1
    assert ran >= 1


def test_vitest_is_used_where_the_workspace_does(tmp_path):
    made = drafted(CASES["TypeScript with vitest"][0], tmp_path, Intent.TEST)
    assert isinstance(made, Draft)
    assert 'import { describe, expect, it } from "vitest";' in made.text
    assert 'expect(typeof result).toBe("string");' in made.text
    assert "expect(() => getUser(-1)).toThrow(RangeError);" in made.text


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def ta$0ke(thing):\n    return thing\n", "nothing shows what arguments take takes"),
        ("def outer():\n    def inn$0er():\n        return 1\n    return inner\n", "local to another function"),
        ("class A:\n    def __le$0n__(self):\n        return 1\n", "tested through the operation"),
        ("#- a.go\npackage a\n\nfunc Get$0User() string { return \"\" }\n", "tests in Go need a model"),
        ("x = 1\n$0\n", "no function here"),
    ],
)  # fmt: skip
def test_no_draft_where_no_honest_test_is_evident(source, reason, tmp_path):
    made = drafted(source, tmp_path, Intent.TEST)
    assert isinstance(made, NoDraft)
    assert reason in made.reason
