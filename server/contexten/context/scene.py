"""Scene: everything the sources of candidates look at, worked out once per request."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.context.derive import is_test, owner_of
from contexten.context.infer import Resolver, owner_symbol
from contexten.context.neighbours import Neighbour, find_neighbours
from contexten.context.weights import PRIOR_BASE, PRIOR_OVERLAP, PRIOR_POPULAR, TEST_DAMPING
from contexten.index.symbol import Symbol
from contexten.index.words import overlap, words_of, words_of_name
from contexten.workspace.target import Intent, Target

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.context.lexicon import Hit, Lexicon
    from contexten.index.view import IndexView
    from contexten.syntax.facts import Definition, FileFacts, Import, Reference
    from contexten.text import Span
    from contexten.workspace.snapshot import Snapshot

_SEARCHED = 400


@dataclass(frozen=True)
class Scene:
    """One request. Read-only; what is costly is computed on first use."""

    snapshot: Snapshot
    target: Target
    facts: FileFacts
    lexicon: Lexicon
    resolver: Resolver

    @property
    def view(self) -> IndexView:
        """The index of the snapshot."""
        return self.snapshot.index

    @property
    def path(self) -> str:
        """The file under edit."""
        return self.target.path

    @cached_property
    def around(self) -> tuple[Definition, ...]:
        """The definitions around the target, outermost first."""
        return self.facts.enclosing(self.target.span)

    @cached_property
    def symbol(self) -> Definition | None:
        """The definition the request is about, as the facts know it."""
        if self.target.symbol is not None:
            for definition in self.facts.definitions:
                if (definition.name_start, definition.name) == (
                    self.target.symbol.name_start,
                    self.target.symbol.name,
                ):
                    return definition
        functions = [definition for definition in self.around if definition.kind.is_callable]
        return functions[-1] if functions else next(reversed(self.around), None)

    @cached_property
    def owner(self) -> Symbol | None:
        """The type around the target, or whose method it is."""
        if self.symbol is None:
            return None
        if self.symbol.kind.is_type:
            return Symbol(self.path, self.symbol, self.facts.qualified_name(self.symbol))
        for definition in (self.symbol, *reversed(self.around)):
            found = owner_symbol(self.path, self.facts, definition, self.view)
            if found is not None:
                return found
        return None

    @cached_property
    def removed(self) -> Span | None:
        """The text that is going to be replaced by new code: what it uses says nothing."""
        if self.target.intent is Intent.IMPLEMENT and self.symbol is not None:
            return self.symbol.body
        return None

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The references of the file outside the text that is going to be replaced."""
        gone = self.removed
        return tuple(item for item in self.facts.references if gone is None or item.start not in gone)

    @cached_property
    def used_here(self) -> frozenset[str]:
        """The names used anywhere in the file."""
        return frozenset(reference.name for reference in self.references)

    def imported(self, item: Import) -> tuple[Symbol, ...]:
        """What an import of this file names: symbols, or modules."""
        return self.resolver.name(self.path, item.local_name) if item.name and item.local_name else ()

    @cached_property
    def name_words(self) -> tuple[str, ...]:
        """The words of the target's own name."""
        name = self.symbol.name if self.symbol is not None else self.target.name
        return words_of_name(name)

    @cached_property
    def query(self) -> dict[str, float]:
        """What the request speaks of: words with weights."""
        query: dict[str, float] = {}

        def add(words: Iterable[str], weight: float) -> None:
            for word in words:
                query[word] = max(query.get(word, 0.0), weight)

        add(words_of(PurePosixPath(self.path).stem), 0.3)
        if self.symbol is not None:
            add(words_of_name(owner_of(self.facts, self.symbol)), 0.5)
            add(words_of(self.symbol.doc[:600]), 0.8)
            add(words_of(self.symbol.signature), 1.0)
        add(words_of(self.target.instruction[:1000]), 0.8)
        add((word for item in self.target.diagnostics for word in words_of(item.message)), 0.5)
        add(self.name_words, 1.5)
        return query

    @cached_property
    def hits(self) -> list[Hit]:
        """The symbols of the workspace that speak of the same things, best first."""
        tests = 1.0 if self.wants_tests else TEST_DAMPING
        return self.lexicon.search(self.query, limit=_SEARCHED, tests=tests)

    @cached_property
    def neighbours(self) -> list[Neighbour]:
        """The functions most like the target, best first."""
        return find_neighbours(self)

    @cached_property
    def wants_tests(self) -> bool:
        """Whether tests are as good as other code here."""
        return self.target.intent is Intent.TEST or is_test(self.path)

    def prior(self, symbol: Symbol) -> float:
        """How likely a member of a type at hand is needed, 0 to 1: by its use elsewhere and its name."""
        likeness = overlap(words_of_name(symbol.name), self.query)
        known = self.lexicon.popularity(symbol.name) / math.sqrt(max(1, self.lexicon.definers(symbol.name)))
        return PRIOR_BASE + PRIOR_POPULAR * known + PRIOR_OVERLAP * likeness

    def is_self(self, symbol: Symbol) -> bool:
        """Whether `symbol` is the target's own definition."""
        return (
            self.symbol is not None
            and symbol.path == self.path
            and symbol.definition.name_start == self.symbol.name_start
        )

    def title(self, symbol: Symbol) -> str:
        """How a reason names a symbol: `Repo.save` in this file, `db.py:Repo.save` elsewhere."""
        if symbol.path == self.path:
            return symbol.qualified_name
        return f"{symbol.path.rpartition('/')[2]}:{symbol.qualified_name}"
