"""The types that an expression of names, dots and calls is known to have at a place.

They come from declarations, constructors, local names, attributes and declared results, through the imports of each
file on the way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.index.members import holder_of
from contexten.syntax.facts import SymbolKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.index.symbol import Symbol, Usage
    from contexten.index.view import IndexView
    from contexten.syntax.facts import Binding, Definition

SELVES = frozenset({"self", "cls", "this", "$this", "Self", "static", "parent", "super()", "super"})

_PARENTS = frozenset({"super()", "super", "parent"})

_TYPE_NAME = re.compile(r"[A-Za-z_][\w.]*")
_ARGUMENTS = re.compile(r"\([^()]*\)")
_CUT = re.compile(r"\((?!\)).*$", re.DOTALL)
_INDEX = re.compile(r"(?:\?\.)?\[[^\[\]]*\]")
_MARKS = re.compile(r"[?!](?=\W|$)|\s+")
_PASSING = frozenset({"await", "unwrap()", "expect()", "clone()", "as_ref()", "as_mut()", "unwrap_or_default()"})
"""What gives the value it stands behind, perhaps out of its wrapping."""
_PROPERTIES = ("property", "cached_property", "functools.cached_property")
_MAX_DEPTH = 4
"""So many local names are followed from one to the next."""
_MAX_NESTED = 4
"""So many calls inside arguments are taken out."""


def types_at(view: IndexView, usage: Usage, expression: str, *, depth: int = 0) -> tuple[Symbol, ...]:
    """The types of `expression` as it stands at `usage`; () where nothing is known."""
    parts = _parts(expression)
    if not parts:
        return ()
    first, *rest = parts
    types = _first(view, usage, first, depth)
    for part in rest:
        types = tuple(found for item in types for found in _of_member(view, item, part))
    return types


def class_around(view: IndexView, usage: Usage) -> tuple[Symbol, ...]:
    """The type whose code stands around a use."""
    facts = view.outline(usage.path)
    scope = usage.reference.scope
    while facts is not None and scope >= 0:
        definition = facts.definitions[scope]
        if definition.kind.is_type:
            return (view.symbol(usage.path, scope),)
        if definition.owner:
            return holder_of(view, view.symbol(usage.path, scope))
        scope = definition.parent
    return ()


def _parts(expression: str) -> list[str]:
    """The names between the dots, those that are called with `()` behind them."""
    for _ in range(_MAX_NESTED):
        shorter = _ARGUMENTS.sub("\0", expression)
        if shorter == expression:
            break
        expression = shorter
    bare = _CUT.sub("()", _INDEX.sub("", expression)).replace("\0", "()").strip()
    bare = _MARKS.sub("", bare.removeprefix("await ").removeprefix("new "))
    # Ruby's attributes need no receiver.
    bare = f"self.{bare}" if bare.startswith("@") else bare
    return [part for part in bare.replace("->", ".").replace("::", ".").split(".") if part not in _PASSING]


def _first(view: IndexView, usage: Usage, name: str, depth: int) -> tuple[Symbol, ...]:
    bare = name.removesuffix("()")
    if name in _PARENTS:
        return tuple(base for item in class_around(view, usage) for base in view.bases(item))
    if name in SELVES or name == _own_receiver(view, usage):
        return class_around(view, usage)
    if bare != name:
        return _called(view, view.resolve(usage.path, bare))
    local = _binding(view, usage, name)
    if local is not None and depth < _MAX_DEPTH:
        if local.type:
            return _typed(view, usage.path, local.type)
        return types_at(view, usage, f"{local.call}()" if local.call else local.value, depth=depth + 1)
    return _typed(view, usage.path, _parameter_type(view, usage, name)) or _named(view, usage.path, name)


def _of_member(view: IndexView, holder: Symbol, part: str) -> tuple[Symbol, ...]:
    inside = view.member(holder, part.removesuffix("()"))
    if part.endswith("()"):
        return _called(view, inside, holder)
    return tuple(found for item in inside for found in (_as_type(item) or _of_attribute(view, holder, item)))


def _of_attribute(view: IndexView, holder: Symbol, item: Symbol) -> tuple[Symbol, ...]:
    """The type of an attribute: declared, what its first value calls, or the result of a property."""
    definition = item.definition
    if definition.kind.is_callable:
        is_property = any(name in _PROPERTIES for name in definition.decorators)
        return _typed(view, item.path, definition.returns) if is_property else ()
    first, _dot, rest = definition.type.partition(".")
    if first in SELVES and rest.isidentifier():
        return _called(view, view.member(holder, rest), holder)
    return _typed(view, item.path, definition.type)


def _called(view: IndexView, symbols: Iterable[Symbol], holder: Symbol | None = None) -> tuple[Symbol, ...]:
    """What calls of `symbols` give: an instance of a type, the declared result of a function."""
    for symbol in symbols:
        if symbol.definition.kind.is_type:
            return (symbol,)
        returns = symbol.definition.returns
        own = (holder,) if holder is not None and "Self" in _TYPE_NAME.findall(returns) else ()
        if found := own or _typed(view, symbol.path, returns or symbol.definition.type):
            return found
    return ()


def _named(view: IndexView, path: str, name: str) -> tuple[Symbol, ...]:
    """A name of the file: a type itself, a module, or a variable of known type."""
    found: list[Symbol] = []
    for symbol in view.resolve(path, name):
        found += _as_type(symbol) or _typed(view, symbol.path, symbol.definition.type)
    return tuple(found)


def _as_type(symbol: Symbol) -> tuple[Symbol, ...]:
    kind = symbol.definition.kind
    return (symbol,) if kind.is_type or kind is SymbolKind.MODULE else ()


def _typed(view: IndexView, path: str, declared: str) -> tuple[Symbol, ...]:
    """The workspace's types that a written type, or a called name, mentions first."""
    for name in _TYPE_NAME.findall(declared):
        meant = view.resolve(path, name)
        found = tuple(item for item in meant if item.definition.kind.is_type)
        if found:
            return found
        returned = next((item for item in meant if item.definition.returns), None)
        if returned is not None and returned.definition.returns != declared:
            return _types_in(view, returned.path, returned.definition.returns)
    return ()


def _types_in(view: IndexView, path: str, declared: str) -> tuple[Symbol, ...]:
    for name in _TYPE_NAME.findall(declared):
        if found := tuple(item for item in view.resolve(path, name) if item.definition.kind.is_type):
            return found
    return ()


def _binding(view: IndexView, usage: Usage, name: str) -> Binding | None:
    """The last place before a use that binds a local name there."""
    facts = view.outline(usage.path)
    if facts is None:
        return None
    around = {-1}
    scope = usage.reference.scope
    while scope >= 0:
        around.add(scope)
        scope = facts.definitions[scope].parent
    start = usage.reference.start
    fitting = (item for item in reversed(facts.bindings) if item.name == name and item.start < start)
    return next((item for item in fitting if item.scope in around), None)


def _own_receiver(view: IndexView, usage: Usage) -> str:
    """The name that the method around calls its receiver, as in Go."""
    for definition in _scopes(view, usage):
        for parameter in definition.parameters:
            if parameter.receiver:
                return parameter.name
    return ""


def _parameter_type(view: IndexView, usage: Usage, name: str) -> str:
    for definition in _scopes(view, usage):
        for parameter in definition.parameters:
            if parameter.name == name:
                return parameter.type
    return ""


def _scopes(view: IndexView, usage: Usage) -> list[Definition]:
    facts = view.outline(usage.path)
    scope = usage.reference.scope
    found: list[Definition] = []
    while facts is not None and scope >= 0:
        found.append(facts.definitions[scope])
        scope = facts.definitions[scope].parent
    return found
