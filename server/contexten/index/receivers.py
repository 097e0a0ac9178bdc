"""What stands before a dot, as far as the file itself shows it: its type, the call it came from, or its module.

Nothing is guessed: a receiver whose type the file does not show is `UNKNOWN`, and one whose type another file shows
keeps the question (`RESULT` of what, `ATTRIBUTE` of which type) for who can see the other file.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from contexten.index.plain_types import BUILTIN, PASSING
from contexten.index.words import last_part
from contexten.syntax.facts import Binding, Definition, FileFacts, Parameter, SymbolKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOTTED = re.compile(r"[A-Za-z_$][\w$]*(?:(?:\.|::)[A-Za-z_$][\w$]*)*")
_LIFETIME = re.compile(r"'[a-z_]\w*(?![\w'])")
_SELVES = frozenset({"self", "this", "cls", "Self"})
_PARENTS = frozenset({"super", "base", "parent"})
_CONSTRUCTORS = frozenset({"__init__", "constructor", "__new__", "__construct", "initialize"})
_PROPERTIES = ("property", "cached_property", "hybrid_property", "functools.cached_property")
_RUST_MAKERS = frozenset({"new", "default", "from"})
_BARE_FIELDS = frozenset({"java", "csharp", "cpp", "kotlin", "scala", "swift", "php", "ruby"})
"""Languages that name their own fields without a receiver."""
_MOST_STEPS = 4
"""Longer chains mean nothing; few are, and each step may be wrong."""
_LOWER_TYPES = frozenset({"go", "c"})
"""Languages in which a capital letter says nothing of a type."""


class Form(IntEnum):
    """What is known of a use's receiver; `base` and `via` of the use mean accordingly different things."""

    BARE = 0
    """No receiver."""
    UNKNOWN = 1
    """A receiver of which nothing is known."""
    INSTANCE = 2
    """An object of the type `base`."""
    MODULE = 3
    """The module, namespace or imported object that the file calls `base`; `via` is a name inside of it, or empty."""
    CLASS = 4
    """The type `base` itself."""
    RESULT = 5
    """What a call of `base` gives; `via` is the type whose method that is, empty for a function."""
    ATTRIBUTE = 6
    """The attribute `via` of an object of the type `base`."""
    CHAIN = 7
    """What several steps lead to: `via` names the attributes and called methods, with dots between, `base` is the type
    of the object they start from, empty where the first one is a function."""


class Receiver(NamedTuple):
    """What is known of a receiver."""

    form: Form
    base: str = ""
    via: str = ""


# Named here and kept, because both a look-up at the class and a new tuple take longer than the rest of an answer.
_IS_UNKNOWN, _IS_INSTANCE, _IS_MODULE = Form.UNKNOWN, Form.INSTANCE, Form.MODULE
_IS_CLASS, _IS_RESULT, _IS_ATTRIBUTE, _IS_CHAIN = Form.CLASS, Form.RESULT, Form.ATTRIBUTE, Form.CHAIN
_receiver = lru_cache(maxsize=16384)(Receiver)
_UNKNOWN = _receiver(_IS_UNKNOWN)
_TEXT = _receiver(_IS_INSTANCE, "str")


@lru_cache(maxsize=16384)
def main_type(text: str) -> tuple[str, bool]:
    """The type that a type text is about, and whether it stands there itself and not inside a container.

    `Optional[httpx.Client]` gives (`Client`, True), `list[Client]` (`Client`, False), `dict[str, int]` (``, False).
    """
    direct = True
    for name in _names_in(text):
        if name not in BUILTIN:
            return name, direct
        direct = direct and name in PASSING
    return "", False


@lru_cache(maxsize=16384)
def held_type(text: str) -> str:
    """The type whose members an object of this type text has: `list[Client]` gives `list`, `Client | None` `Client`."""
    return next((name for name in _names_in(text) if name not in PASSING), "")


def _names_in(text: str) -> Iterator[str]:
    if "'" in text:
        text = _LIFETIME.sub("", text)
    for match in _DOTTED.finditer(text):
        name = match.group()
        yield name.replace("::", ".").rsplit(".", 1)[-1] if "." in name or ":" in name else name


class Receivers:
    """The receivers of one file. Asked in the order of the uses' starts, because a name can be bound again."""

    def __init__(self, facts: FileFacts, homes: list[int]) -> None:
        self._definitions = facts.definitions
        self._language = facts.language
        self._homes = homes
        self._imports = {item.local_name: item for item in facts.imports}
        self._types = {item.name for item in facts.definitions if item.kind.is_type}
        self._tops = {item.name: item for item in facts.definitions if item.parent < 0 and item.type}
        self._bindings = facts.bindings
        self._next = 0
        self._bound: dict[tuple[int, str], Receiver] = {}
        self._attributes, self._given = _attributes(facts)
        self._parameters: dict[int, dict[str, Parameter]] = {}
        self._told: dict[tuple[int, str], Receiver] = {}
        """What was said since the last name was bound."""

    def of(self, text: str, start: int, scope: int, owner: Definition | None, owner_name: str) -> Receiver:
        """What the receiver `text` of the use at byte `start` is, inside definition number `scope`."""
        bindings = self._bindings
        while self._next < len(bindings) and bindings[self._next].start < start:
            self._bind(bindings[self._next], owner, owner_name)
            self._next += 1
            self._told.clear()
        key = (scope, text)
        found = self._told.get(key)
        if found is None:
            found = self._told[key] = self._evaluated(text, scope, owner, owner_name)
        return found

    def _bind(self, binding: Binding, owner: Definition | None, owner_name: str) -> None:
        scope = binding.scope
        home = self._homes[scope] if scope >= 0 else -1
        self._bound[home, binding.name] = self._value(binding, scope, owner, owner_name)

    def _value(self, binding: Binding, scope: int, owner: Definition | None, owner_name: str) -> Receiver:
        if binding.element:
            return _UNKNOWN
        if binding.type:
            return _receiver(_IS_INSTANCE, held_type(binding.type))
        if binding.call:
            return self._evaluated(f"{binding.call}()", scope, owner, owner_name)
        return self._evaluated(binding.value, scope, owner, owner_name)

    def _evaluated(self, text: str, scope: int, owner: Definition | None, owner_name: str) -> Receiver:
        if text.isidentifier():
            return self._head(text, scope, owner, owner_name)
        parts = _parts(text)
        if not parts:
            return _TEXT if text[:1] in "\"'`" else _UNKNOWN
        first, *rest = parts
        current = self._first(first, scope, owner, owner_name)
        for part in rest:
            current = self._step(current, part)
            if current.form is _IS_UNKNOWN:
                break
        return current

    def _first(self, part: str, scope: int, owner: Definition | None, owner_name: str) -> Receiver:
        if not part.endswith("()"):
            return self._head(part, scope, owner, owner_name)
        name = part[:-2]
        if name in _PARENTS:
            return _of_parent(owner)
        if name in {"cls", "Self"} and owner_name:
            return _receiver(_IS_INSTANCE, owner_name)
        if name in self._types or self._is_type_name(name):
            return _receiver(_IS_INSTANCE, name)
        known = self._bound.get((self._homes[scope] if scope >= 0 else -1, name))
        return _UNKNOWN if known is not None else _receiver(_IS_RESULT, name)

    def _head(self, name: str, scope: int, owner: Definition | None, owner_name: str) -> Receiver:
        home = self._homes[scope] if scope >= 0 else -1
        found = self._bound.get((home, name))
        if found is not None:
            return found
        found = self._parameter(name, scope, owner_name)
        if found is not None:
            return found
        if name in _SELVES:
            return _receiver(_IS_INSTANCE, owner_name) if owner_name else _UNKNOWN
        if name in _PARENTS:
            return _of_parent(owner)
        if owner_name and self._language in _BARE_FIELDS and (held := self._attribute(owner_name, name)):
            return _receiver(_IS_INSTANCE, held)
        return self._of_file(name)

    def _parameter(self, name: str, scope: int, owner_name: str) -> Receiver | None:
        while scope >= 0:
            known = self._parameters.get(scope)
            if known is None:
                listed = reversed(self._definitions[scope].parameters)
                known = self._parameters[scope] = {item.name.lstrip("*&."): item for item in listed}
            parameter = known.get(name)
            if parameter is not None:
                if parameter.receiver:
                    return _receiver(_IS_INSTANCE, owner_name) if owner_name else _UNKNOWN
                held = held_type(parameter.type) if parameter.type else ""
                return _receiver(_IS_INSTANCE, held) if held else _UNKNOWN
            scope = self._definitions[scope].parent
        return None

    def _of_file(self, name: str) -> Receiver:
        """A name that no function binds: a type, an import, or a variable at the top."""
        if name in self._types:
            return _receiver(_IS_CLASS, name)
        item = self._imports.get(name)
        if item is not None:
            is_type = bool(item.name) and item.name != "*" and self._is_type_name(name)
            return _receiver(_IS_CLASS if is_type else _IS_MODULE, name)
        top = self._bound.get((-1, name))
        if top is not None:
            return top
        variable = self._tops.get(name)
        if variable is not None:
            return self._typed(variable.type)
        return _receiver(_IS_CLASS, name) if self._is_type_name(name) else _UNKNOWN

    def _typed(self, text: str) -> Receiver:
        """What a variable with this declared type, or assigned from a call of this name, holds."""
        held = held_type(text)
        if not held:
            return _UNKNOWN
        called = last_part(text)
        if held == called and not self._is_type_name(held) and held not in self._types and self._language == "python":
            return _receiver(_IS_RESULT, held)
        return _receiver(_IS_INSTANCE, held)

    def _step(self, current: Receiver, part: str) -> Receiver:
        form, base, _ = current
        if form is _IS_RESULT or form is _IS_ATTRIBUTE or form is _IS_CHAIN:
            return _further(current, part.removesuffix("()"))
        if part.endswith("()"):
            return self._called(current, part[:-2])
        if form is _IS_MODULE:
            is_type = self._is_type_name(part) and not part.isupper()
            return _receiver(_IS_CLASS, part) if is_type else _receiver(_IS_MODULE, base, part)
        return self._member(form, base, part) if form is _IS_INSTANCE or form is _IS_CLASS else _UNKNOWN

    def _member(self, form: Form, base: str, part: str) -> Receiver:
        held = self._attribute(base, part)
        if held:
            return _receiver(_IS_INSTANCE, held)
        if form is _IS_CLASS and self._is_type_name(part) and not part.isupper():
            return _receiver(_IS_CLASS, part)
        return _receiver(_IS_ATTRIBUTE, base, part)

    def _called(self, current: Receiver, name: str) -> Receiver:
        form, base, _ = current
        if form is _IS_INSTANCE:
            return _receiver(_IS_RESULT, name, base)
        if form is _IS_CLASS:
            made = self._language == "rust" and name in _RUST_MAKERS
            return _receiver(_IS_INSTANCE, base) if made else _receiver(_IS_RESULT, name, base)
        if form is _IS_MODULE:
            return _receiver(_IS_INSTANCE, name) if self._is_type_name(name) else _receiver(_IS_RESULT, name)
        return _UNKNOWN

    def _attribute(self, owner: str, name: str) -> str:
        """The type of an attribute of a type of this file; empty where the file does not show it."""
        text = self._attributes.get((owner, name))
        if text is None:
            text = self._given.get((owner, name)) or self._given.get((owner, name.lstrip("_#")), "")
        return held_type(text) if text else ""

    def _is_type_name(self, name: str) -> bool:
        return self._language not in _LOWER_TYPES and name.lstrip("_")[:1].isupper()


def _further(current: Receiver, name: str) -> Receiver:
    """The attribute or the result `name` of what another file shows the type of."""
    form, base, via = current
    start, steps = (via, base) if form is _IS_RESULT else (base, via)
    if not name or steps.count(".") + 1 >= _MOST_STEPS:
        return _UNKNOWN
    return _receiver(_IS_CHAIN, start, f"{steps}.{name}")


def _of_parent(owner: Definition | None) -> Receiver:
    if owner is None or not owner.bases:
        return _UNKNOWN
    return _receiver(_IS_INSTANCE, last_part(owner.bases[0]))


def _attributes(facts: FileFacts) -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]:
    """By owner's name and name: the type texts of attributes, and those of the constructors' parameters."""
    attributes: dict[tuple[str, str], str] = {}
    given: dict[tuple[str, str], str] = {}
    for item in facts.definitions:
        owner = _owner_name(facts, item)
        if not owner:
            continue
        if item.kind is SymbolKind.METHOD:
            if item.name in _CONSTRUCTORS or item.name == owner:
                given.update({(owner, one.name): one.type for one in item.parameters if one.type})
            elif item.returns and any(mark in _PROPERTIES for mark in item.decorators):
                attributes[owner, item.name] = item.returns
        elif item.type and not item.kind.is_type and _tells_type(item.type, facts.language):
            attributes.setdefault((owner, item.name), item.type)
    return attributes, given


def _tells_type(text: str, language: str) -> bool:
    """Whether the text is a type and not the name of a called function."""
    if language != "python" or not text.replace(".", "").isidentifier():
        return True
    called = last_part(text).lstrip("_")
    return called[:1].isupper() or called in BUILTIN


def _owner_name(facts: FileFacts, item: Definition) -> str:
    if item.parent >= 0 and facts.definitions[item.parent].kind.is_type:
        return facts.definitions[item.parent].name
    return item.owner


@lru_cache(maxsize=8192)
def _parts(text: str) -> tuple[str, ...]:
    """`await self.client.get(x)` as (`self`, `client`, `get()`); () where it is no such chain."""
    bare = text.strip("&*!? ").removeprefix("await ").removeprefix("new ")
    bare = bare.replace("::", ".").replace("->", ".").replace("?.", ".").replace("!.", ".")
    parts: list[str] = []
    current, depth = "", 0
    for char in bare:
        if char in "([{":
            if not depth:
                current += "()" if char == "(" else "[" if char == "[" else "()"
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif depth == 0:
            if char == ".":
                parts.append(current.strip())
                current = ""
            else:
                current += char
    parts.append(current.strip())
    return tuple(parts) if depth == 0 and all(part.removesuffix("()").isidentifier() for part in parts) else ()
