"""What selection wants to know of one file, computed from its facts alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from contexten.index.files import is_test
from contexten.index.sheet import is_presentable
from contexten.index.symbol import Symbol
from contexten.index.words import words_of, words_of_name
from contexten.syntax.facts import Definition, FileFacts, Reference

_DOC_CHARS = 300
_NAME_WEIGHT = 2.0
_OWNER_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Function:
    """One function or method, nested ones counted to the outermost, and what it uses."""

    symbol: Symbol
    owner: str
    """The name of the type it belongs to; empty for a free function."""
    uses: tuple[Reference, ...]
    """Each (name, receiver) once."""
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class DerivedFile:
    """One file as the Lexicon keeps it. `words` and `lengths` go with `symbols`."""

    path: str
    is_test: bool
    symbols: tuple[Symbol, ...]
    words: tuple[dict[str, float], ...]
    lengths: tuple[float, ...]
    functions: tuple[Function, ...]
    used: dict[str, int]
    """Name to the number of functions (and the file's top) that use it."""
    imported: frozenset[str]
    """The names that imports bind."""
    known: frozenset[str]
    """The names that can mean something at the file's top level: its own, imported ones, first parts of modules."""
    is_open: bool
    """Whether further names may be known in it: by a star import, or from its package."""


def derive(path: str, facts: FileFacts) -> DerivedFile:
    """What selection wants to know of the file at `path`."""
    symbols = tuple(
        Symbol(path, item, facts.qualified_name(item)) for item in facts.definitions if is_presentable(facts, item)
    )
    words = tuple(_words(facts, symbol.definition) for symbol in symbols)
    functions = _functions(facts, symbols)
    return DerivedFile(
        path=path,
        is_test=is_test(path),
        symbols=symbols,
        words=words,
        lengths=tuple(sum(counts.values()) for counts in words),
        functions=functions,
        used=_used(facts),
        imported=frozenset(item.local_name for item in facts.imports if item.local_name),
        known=_known(facts),
        is_open=bool(facts.package) or any(item.name == "*" for item in facts.imports),
    )


def owner_of(facts: FileFacts, definition: Definition) -> str:
    """The name of the type a definition belongs to; empty where there is none."""
    if definition.parent >= 0 and facts.definitions[definition.parent].kind.is_type:
        return facts.definitions[definition.parent].name
    return definition.owner


def _words(facts: FileFacts, definition: Definition) -> dict[str, float]:
    counts: Counter[str] = Counter(words_of(definition.signature))
    counts.update(words_of(definition.doc[:_DOC_CHARS]))
    found: dict[str, float] = dict(counts)
    for word in words_of_name(definition.name):
        found[word] = found.get(word, 0.0) + _NAME_WEIGHT
    for word in words_of_name(owner_of(facts, definition)):
        found[word] = found.get(word, 0.0) + _OWNER_WEIGHT
    return found


def _functions(facts: FileFacts, symbols: tuple[Symbol, ...]) -> tuple[Function, ...]:
    by_start = {symbol.definition.name_start: symbol for symbol in symbols if symbol.definition.kind.is_callable}
    uses: dict[int, dict[tuple[str, str], Reference]] = {}
    for reference in facts.references:
        outer = _outermost_function(facts, reference.scope, by_start)
        if outer is not None:
            uses.setdefault(outer, {}).setdefault((reference.name, reference.receiver), reference)
    return tuple(
        Function(
            symbol,
            owner_of(facts, symbol.definition),
            tuple(uses.get(start, {}).values()),
            frozenset(name for name, _ in uses.get(start, {})),
        )
        for start, symbol in by_start.items()
    )


def _outermost_function(facts: FileFacts, scope: int, by_start: dict[int, Symbol]) -> int | None:
    while scope >= 0:
        definition = facts.definitions[scope]
        if definition.name_start in by_start:
            return definition.name_start
        scope = definition.parent
    return None


def _used(facts: FileFacts) -> dict[str, int]:
    pairs = {(reference.name, reference.scope) for reference in facts.references}
    return dict(Counter(name for name, _ in pairs))


def _known(facts: FileFacts) -> frozenset[str]:
    own = (item.name for item in facts.definitions if item.parent < 0)
    bound = (item.local_name for item in facts.imports)
    modules = (item.module.partition(".")[0] for item in facts.imports if not item.name)
    return frozenset((*own, *bound, *modules))
