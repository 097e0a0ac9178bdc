"""Write a test of a function, method or class, in the test file that goes with this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.ide import targets
from contexten.ide.offer import Assist, Offer, offer
from contexten.ide.testfiles import is_test_file
from contexten.syntax.facts import Definition, SymbolKind
from contexten.workspace.target import Intent

if TYPE_CHECKING:
    from contexten.ide.place import Place

KIND = "refactor.rewrite.contexten.test"


def find(place: Place) -> tuple[Offer, ...]:
    """One offer inside a function, method or class that a test can reach, outside of test files."""
    definition = testable_at(place)
    if definition is None or is_test_file(place.snapshot.relative(place.path)):
        return ()
    word = definition.kind.value
    title = f"Write a test for {word} '{definition.name}'"
    return (offer(f"test.{word}", title, KIND, targets.write_test(place, definition)),)


def testable_at(place: Place) -> Definition | None:
    """The outermost function or method around the place, else the innermost class."""
    reachable = next((item for item in place.enclosing if item.kind.is_callable), None) or place.innermost
    if reachable is None or reachable.body is None or _is_declared_only(reachable):
        return None
    return reachable if reachable.kind.is_callable or reachable.kind is SymbolKind.CLASS else None


def _is_declared_only(definition: Definition) -> bool:
    names = {decorator.partition("(")[0].rpartition(".")[2] for decorator in definition.decorators}
    return any(name == "overload" or name.startswith("abstract") for name in names)


ASSIST = Assist(
    intent=Intent.TEST,
    kind=KIND,
    automatic=False,
    titles={
        "test.function": "Write a test for function 'send'",
        "test.method": "Write a test for method 'send'",
        "test.class": "Write a test for class 'Client'",
    },
    when="The cursor is inside a function, method or class, outside of test files.",
    find=find,
)
