"""Light type inference: what the code itself shows of a receiver's type, by facts and index alone.

Known: the receiver parameter, annotated parameters, attributes with a type or assigned from an annotated parameter or
a constructor, names of types and of typed variables, and chains of these. Nothing is guessed from bare names here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.index.symbol import Symbol
from contexten.index.words import identifiers_of
from contexten.syntax.facts import Definition, FileFacts, Reference, Role

if TYPE_CHECKING:
    from contexten.context.lexicon import Lexicon
    from contexten.index.view import IndexView

_SELF = frozenset({"self", "this", "$this", "cls", "static", "parent", "super()", "super"})
_MAX_NAMESAKES = 8
_CONSTRUCTORS = frozenset({"__init__", "constructor", "__new__", "__construct", "initialize"})


@dataclass(slots=True)
class Resolver:
    """Answers for one request over one view, each question once."""

    view: IndexView
    lexicon: Lexicon
    _names: dict[tuple[str, str], tuple[Symbol, ...]] = field(default_factory=dict[tuple[str, str], tuple[Symbol, ...]])
    _members: dict[tuple[str, int], dict[str, list[Symbol]]] = field(
        default_factory=dict[tuple[str, int], dict[str, list[Symbol]]]
    )

    def name(self, path: str, name: str) -> tuple[Symbol, ...]:
        """What a bare name means in a file."""
        file = self.lexicon.file(path)
        if file is not None and name not in file.known and not file.is_open:
            return ()
        key = path, name
        if key not in self._names:
            self._names[key] = self.view.resolve(path, name)
        return self._names[key]

    def types(self, path: str, text: str) -> tuple[Symbol, ...]:
        """The workspace's types that a type text names: `Optional[Client]` gives `Client`."""
        found: list[Symbol] = []
        for name in identifiers_of(text):
            known = [symbol for symbol in self.name(path, name) if symbol.definition.kind.is_type]
            if not known and name[:1].isupper():
                anywhere = [symbol for symbol in self.view.definitions(name) if symbol.definition.kind.is_type]
                known = anywhere if len(anywhere) == 1 else []
            found += known[:1]
        return tuple(found)

    def members(self, symbol: Symbol) -> dict[str, list[Symbol]]:
        """The members of a type by name, inherited ones included."""
        key = symbol.path, symbol.definition.name_start
        if key not in self._members:
            grouped: dict[str, list[Symbol]] = {}
            for member in self.view.members(symbol):
                grouped.setdefault(member.name, []).append(member)
            self._members[key] = grouped
        return self._members[key]

    def type_of(self, symbol: Symbol, owner: Symbol | None) -> tuple[Symbol, ...]:
        """The types of what `symbol` gives: itself for a type, its result for a function, else its declared type."""
        definition = symbol.definition
        if definition.kind.is_type:
            return (symbol,)
        if definition.kind.is_callable:
            return self.types(symbol.path, definition.returns)
        if definition.type:
            return self.types(symbol.path, definition.type)
        return self._from_constructor(definition.name, owner) if owner is not None else ()

    def receiver(self, path: str, inside: Definition, owner: Symbol | None, text: str) -> tuple[Symbol, ...]:
        """The types of what stands before a dot inside the function `inside` of the type `owner`."""
        head, *rest = text.replace("?", "").replace("!", "").replace("->", ".").split(".")
        current = self._head(path, inside, owner, head)
        for name in rest:
            following: list[Symbol] = []
            for holder in current:
                for member in self.members(holder).get(name.partition("(")[0], ()):
                    following += self.type_of(member, holder)
            current = tuple(following[:3])
        return current

    def reference(
        self, path: str, inside: Definition, owner: Symbol | None, reference: Reference
    ) -> tuple[tuple[Symbol, float], ...]:
        """The symbols a reference can mean, each with its share of certainty."""
        if not reference.receiver and reference.role is not Role.MEMBER:
            return tuple((symbol, 1.0) for symbol in self.name(path, reference.name)[:1])
        for holder in self.receiver(path, inside, owner, reference.receiver):
            found = self.members(holder).get(reference.name, ())
            if found:
                return ((found[0], 1.0),)
        return self._by_name(reference.name)

    def _by_name(self, name: str) -> tuple[tuple[Symbol, float], ...]:
        count = self.lexicon.definers(name)
        if not 0 < count <= _MAX_NAMESAKES:
            return ()
        return tuple((symbol, 1.0 / count) for symbol in self.lexicon.named(name))

    def _head(self, path: str, inside: Definition, owner: Symbol | None, head: str) -> tuple[Symbol, ...]:
        bare = head.partition("(")[0]
        for parameter in inside.parameters:
            if parameter.name.lstrip("*&.") == bare:
                return self._own(owner) if parameter.receiver else self.types(path, parameter.type)
        if bare in _SELF or head in _SELF:
            return self._own(owner)
        found = self.name(path, bare)[:1]
        return tuple(kind for symbol in found for kind in self.type_of(symbol, None))

    def _own(self, owner: Symbol | None) -> tuple[Symbol, ...]:
        return (owner,) if owner is not None else ()

    def _from_constructor(self, name: str, owner: Symbol) -> tuple[Symbol, ...]:
        """`self.x = x` in a constructor whose parameter `x` is annotated."""
        for constructor in _CONSTRUCTORS:
            for member in self.members(owner).get(constructor, ()):
                for parameter in member.definition.parameters:
                    if parameter.name == name.lstrip("_") and parameter.type:
                        return self.types(member.path, parameter.type)
        return ()


def owner_symbol(path: str, facts: FileFacts, definition: Definition, view: IndexView) -> Symbol | None:
    """The type that a definition is a member of."""
    if definition.parent >= 0:
        outer = facts.definitions[definition.parent]
        return Symbol(path, outer, facts.qualified_name(outer)) if outer.kind.is_type else None
    if not definition.owner:
        return None
    types = [symbol for symbol in view.resolve(path, definition.owner) if symbol.definition.kind.is_type]
    return types[0] if types else None
