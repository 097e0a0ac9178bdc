"""Function: a function or method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.codebase.parts import Parameter, ReturnStatement
from contexten.codebase.symbol import Symbol
from contexten.codebase.usage import FunctionCall
from contexten.syntax.facts import Role, SymbolKind

if TYPE_CHECKING:
    from contexten.codebase.file import File

CONSTRUCTORS = frozenset({"__init__", "__construct", "initialize", "constructor"})
_PROPERTIES = frozenset({"property", "cached_property", "functools.cached_property"})


@dataclass(frozen=True, slots=True, repr=False)
class CallableSymbol(Symbol):
    """A symbol that can be called: a function, or a class, which then makes an instance."""

    @property
    def function_calls(self) -> list[FunctionCall]:
        """The calls in its decorators, header and body, those of functions inside it included, in order."""
        found = (item for item in self.world.facts(self.path).references if item.role is Role.CALL)
        return [FunctionCall(self.world, self.path, item) for item in found if item.start in self.span]

    @property
    def call_sites(self) -> list[FunctionCall]:
        """The calls that certainly mean it; of a constructor those of its class too."""
        calls = [usage.match for usage in self.usages if isinstance(usage.match, FunctionCall)]
        holder = self.parent_class
        if holder is not None and self.name in CONSTRUCTORS:
            # The language calls it where the class is called.
            calls = [*calls, *holder.call_sites]
        return list(dict.fromkeys(calls))

    @property
    def callers(self) -> list[Symbol | File]:
        """The functions, classes, variables and files whose code calls it, each once."""
        return list(dict.fromkeys(call.caller for call in self.call_sites))


@dataclass(frozen=True, slots=True, repr=False)
class Function(CallableSymbol):
    """A function or method."""

    @property
    def function_signature(self) -> str:
        """Its header on one line, without the body."""
        return self.definition.signature

    @property
    def parameters(self) -> list[Parameter]:
        """Its parameters in order, the receiver among them."""
        given = self.definition.parameters
        return [Parameter.of(item, number) for number, item in enumerate(given)]

    def get_parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((item for item in self.parameters if item.name == name), None)

    @property
    def return_type(self) -> str:
        """The declared type of its result as written; empty where none is."""
        return self.definition.returns

    @property
    def return_statements(self) -> list[ReturnStatement]:
        """Its own return statements in order, without those of functions inside it."""
        body = self.definition.body
        if body is None:
            return []
        details = self.world.details(self.path)
        inner = [span for span in details.functions if body.covers(span)]
        own = (span for span in details.returns if body.covers(span) and not any(item.covers(span) for item in inner))
        return [ReturnStatement(self.world, self.path, span) for span in own]

    @property
    def nested_functions(self) -> list[Function]:
        """The functions directly inside its body."""
        from contexten.codebase.make import symbol_at

        inner = (
            symbol_at(self.world, self.path, number)
            for number, item in enumerate(self.world.outline(self.path).definitions)
            if item.parent == self.number and item.kind.is_callable
        )
        return [item for item in inner if isinstance(item, Function)]

    @property
    def is_method(self) -> bool:
        """Whether it belongs to a type."""
        return self.definition.kind is SymbolKind.METHOD or bool(self.definition.owner)

    @property
    def is_constructor(self) -> bool:
        """Whether it makes the instances of its class."""
        return self.is_method and self.name in CONSTRUCTORS

    @property
    def is_async(self) -> bool:
        """Whether it says that it is asynchronous."""
        return self.definition.is_async

    @property
    def is_property(self) -> bool:
        """Whether it is read without being called."""
        return any(item in _PROPERTIES for item in self.definition.decorators)

    @property
    def is_overload(self) -> bool:
        """Whether it only declares one way to call the function of its name."""
        return any(item.name.rsplit(".", 1)[-1] == "overload" for item in self.decorators)

    @property
    def is_magic(self) -> bool:
        """Whether Python calls it on its own: `__init__`."""
        return len(self.name) > 4 and self.name.startswith("__") and self.name.endswith("__")

    @property
    def is_private(self) -> bool:
        """Whether its name or its modifiers say that it is for its own file or type only."""
        return not self.is_magic and (self.name.startswith(("_", "#")) or not self.definition.exported)

    @property
    def is_unfinished(self) -> bool:
        """Whether its body is a stub."""
        return self.definition.unfinished
