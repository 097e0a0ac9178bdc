"""Who calls a function, method or class, ranked by how much speaks for it.

Without types nothing is certain, so each call gets a number: what the name means in that file, what the receiver is
(the own class, a typed field or parameter, an imported module), what else the calling code mentions. A call whose
name or receiver means something else is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.index.expressions import SELVES, class_around, types_at
from contexten.index.imports import rules_of
from contexten.index.members import holder_of, lineage
from contexten.index.resolve import is_same
from contexten.syntax.facts import Definition, Role, SymbolKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.index.symbol import Symbol, Usage
    from contexten.index.view import IndexView

_SURE = 100
_LIKELY = 60
_HINTED = 40
_POSSIBLE = 10
_NO = 0
_ANY = 1_000
"""More arguments than any call has."""

_CONSTRUCTORS = frozenset({"__init__", "__new__", "__construct", "initialize", "constructor", "new"})
_MAX_FILES = 400
"""A name used in more files than this is looked up in the importing files and the own one only."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the calls are compared with."""

    symbol: Symbol
    holders: tuple[Symbol, ...]
    """The type a method belongs to, its bases and its subtypes."""
    names: frozenset[str]
    """The names of the holders."""
    rare: bool
    """Whether the workspace defines the name once."""
    counts: tuple[int, int] = (0, _ANY)
    """The least and the most arguments it takes."""
    others: tuple[tuple[int, int], ...] = ()
    """Those of its overloads."""
    mentions: dict[str, frozenset[int]] = field(default_factory=dict[str, frozenset[int]])
    """By file, the scopes in which one of the holders is named."""


def callers(view: IndexView, symbol: Symbol) -> tuple[Usage, ...]:
    """The calls that can mean `symbol`, the best first, then by path and place."""
    holders = holder_of(view, symbol)
    if holders and symbol.name in _CONSTRUCTORS:
        made = [usage for holder in holders for usage in callers(view, holder)]
        own = () if symbol.name.startswith("__") else _ranked(view, symbol, holders)
        return (*made, *own)
    return _ranked(view, symbol, holders)


def _ranked(view: IndexView, symbol: Symbol, holders: tuple[Symbol, ...]) -> tuple[Usage, ...]:
    family = tuple(item for holder in holders for item in _family(view, holder))
    names = frozenset(item.name for item in family)
    overloads = [item for item in _overloads(view, symbol, holders) if not is_same(item, symbol)]
    wanted = _Wanted(
        symbol,
        family,
        names,
        rare=len(view.definitions(symbol.name)) == 1,
        counts=_counts(symbol.definition),
        others=tuple(_counts(item.definition) for item in overloads),
    )
    scored: list[tuple[int, str, int, Usage]] = []
    for path, name in _places(view, symbol, method=bool(holders)):
        for usage in view.usages_in(path, name):
            score = _score(view, wanted, usage)
            if score > _NO:
                scored.append((-score, usage.path, usage.reference.start, usage))
    scored.sort(key=lambda item: item[:3])
    return tuple(usage for *_, usage in scored)


def _overloads(view: IndexView, symbol: Symbol, holders: tuple[Symbol, ...]) -> tuple[Symbol, ...]:
    """Functions of one name beside each other, each with a body of its own."""
    if not symbol.definition.kind.is_callable:
        return ()
    beside = [view.member(holder, symbol.name) for holder in holders] or [view.at_top(symbol.path, symbol.name)]
    found = tuple(item for group in beside for item in group)
    return () if any(item.definition.body is None for item in found) else found


def _counts(definition: Definition) -> tuple[int, int]:
    """The least and the most arguments that a function takes."""
    taken = [item for item in definition.parameters if not item.receiver]
    several = any(
        item.name.startswith(("*", "...")) or item.type.startswith(("...", "params ")) or item.type.endswith("...")
        for item in taken
    )
    needed = sum(not item.default and not item.name.endswith("?") for item in taken)
    return (0, _ANY) if several else (needed, len(taken))


def _fits(wanted: _Wanted, given: int) -> bool:
    """Whether a call with so many arguments can mean it, rather than one of its overloads."""
    if given < 0 or wanted.counts[0] <= given <= wanted.counts[1]:
        return True
    return not any(least <= given <= most for least, most in wanted.others)


def _places(view: IndexView, symbol: Symbol, *, method: bool) -> list[tuple[str, str]]:
    """The files to look at, and the name the symbol has there."""
    paths = view.using(symbol.name)
    if len(paths) > _MAX_FILES:
        near = {symbol.path, *view.importers(symbol.path)}
        paths = [path for path in paths if path in near]
    found = [(path, symbol.name) for path in paths]
    for path in () if method else sorted(view.importing(symbol.name)):
        named = (item for item in view.imports(path) if item.name == symbol.name)
        found += [(path, item.alias) for item in named if item.alias not in {"", symbol.name}]
    return found


def _family(view: IndexView, holder: Symbol) -> list[Symbol]:
    found = list(lineage(view, holder))
    queue = [holder]
    while queue and len(found) < 200:
        for subtype in view.subtypes(queue.pop()):
            if not _within(subtype, found):
                found.append(subtype)
                queue.append(subtype)
    return found


def _score(view: IndexView, wanted: _Wanted, usage: Usage) -> int:
    reference = usage.reference
    if reference.role is not Role.CALL or not _fits(wanted, reference.arguments):
        return _NO
    if reference.receiver:
        return _by_receiver(view, wanted, usage)
    if wanted.holders and wanted.symbol.definition.kind is SymbolKind.METHOD:
        return _bare_method_call(view, wanted, usage)
    meant = _meaning(view, usage)
    if meant:
        return _SURE if _within(wanted.symbol, meant) or _is_declared(view, wanted.symbol, meant) else _NO
    if usage.path == wanted.symbol.path:
        return _LIKELY
    return _POSSIBLE if wanted.rare and wanted.symbol.definition.exported else _NO


def _meaning(view: IndexView, usage: Usage) -> tuple[Symbol, ...]:
    """What a call without receiver means: a definition around it, or what the file knows by that name."""
    facts = view.outline(usage.path)
    name, scope = usage.reference.name, usage.reference.scope
    if facts is None:
        return ()
    while scope >= 0:
        local = [index for index, item in enumerate(facts.definitions) if item.parent == scope and item.name == name]
        inner = [index for index in local if not facts.definitions[scope].kind.is_type]
        if inner:
            return tuple(view.symbol(usage.path, index) for index in inner)
        scope = facts.definitions[scope].parent
    return view.resolve(usage.path, name)


def _bare_method_call(view: IndexView, wanted: _Wanted, usage: Usage) -> int:
    """Some languages call their own methods without a receiver; elsewhere a bare name is no method."""
    if not rules_of(view.language_of(usage.path)).bare_members:
        return _NO
    around = class_around(view, usage)
    return _SURE if around and any(_within(item, wanted.holders) for item in around) else _NO


def _by_receiver(view: IndexView, wanted: _Wanted, usage: Usage) -> int:
    receiver = usage.reference.receiver.strip("& ").removeprefix("await ").replace("->", ".").replace("?.", ".")
    if receiver.startswith("("):
        receiver = receiver.strip("()& ").removeprefix("await ")
    if not wanted.holders:
        return _through_module(view, wanted, usage, receiver)
    types = types_at(view, usage, receiver)
    if types:
        return _SURE if any(_within(item, wanted.holders) for item in types) else _NO
    return _hint(wanted, view, usage, receiver)


def _through_module(view: IndexView, wanted: _Wanted, usage: Usage, receiver: str) -> int:
    holders = view.resolve(usage.path, receiver) if receiver not in SELVES else ()
    if not holders:
        imported = any(wanted.symbol.path in view.resolve_import(usage.path, item) for item in view.imports(usage.path))
        return _LIKELY if imported and receiver.rsplit(".", 1)[-1] in wanted.symbol.path else _NO
    found = tuple(item for holder in holders for item in view.member(holder, usage.reference.name))
    return _SURE if _within(wanted.symbol, found) or _is_declared(view, wanted.symbol, found) else _NO


def _hint(wanted: _Wanted, view: IndexView, usage: Usage, receiver: str) -> int:
    """Nothing is known of the receiver; what the code around mentions must do."""
    names = wanted.names
    if usage.path not in wanted.mentions:
        uses = (other for name in sorted(names) for other in view.usages_in(usage.path, name))
        wanted.mentions[usage.path] = frozenset(other.reference.scope for other in uses)
    if usage.reference.scope in wanted.mentions[usage.path]:
        return _LIKELY
    last = receiver.rsplit(".", 1)[-1].replace("_", "").lower()
    if last and any(last == name.lower() or name.lower().endswith(last) for name in names):
        return _HINTED
    return _HINTED if wanted.rare else _POSSIBLE


def _is_declared(view: IndexView, symbol: Symbol, others: Iterable[Symbol]) -> bool:
    """Whether one of the others is the declaration of the function `symbol`, or the function of that declaration."""
    own = symbol.definition
    if not own.kind.is_callable or not own.exported or not rules_of(view.language_of(symbol.path)).declared_apart:
        return False
    named = (other.definition for other in others if other.name == symbol.name)
    return any(item.kind.is_callable and item.exported and None in (own.body, item.body) for item in named)


def _within(symbol: Symbol, others: Iterable[Symbol]) -> bool:
    return any(is_same(symbol, other) for other in others)
