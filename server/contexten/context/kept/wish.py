"""What a request is, apart from where its file's bytes stand just now; and what it speaks of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.context.kept.changes import said
from contexten.index.words import identifiers_of, words_of
from contexten.syntax.facts import FileFacts
from contexten.workspace.target import Intent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.syntax.facts import Definition
    from contexten.text import Document, Span
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

Key = tuple[object, ...]

_WHOLE, _BODY = "whole", "body"
_SEVERAL = 2
_ABOUT_THE_WHOLE = frozenset({Intent.IMPLEMENT, Intent.DOCUMENT, Intent.TEST})


@dataclass(frozen=True, slots=True)
class Wish:
    """One request over one snapshot."""

    path: str
    """The file under edit."""
    key: Key
    """Requests of the same key ask the same of the same place."""
    meaning: str
    """Digest of what choosing reads of the target in its file: its header, doc and uses without the text that is to be
    replaced, the headers around it, the imports."""
    mentioned: frozenset[str]
    """The names that the target, the imports, the instruction and the diagnostics speak of."""
    words: frozenset[str]
    """The words of the instruction, of the diagnostics and of the target's name."""

    def concerns(self, name: str) -> bool:
        """Whether a definition that appears under `name` could be wanted: named, or spoken of in words."""
        if name in self.mentioned:
            return True
        words = frozenset(words_of(name))
        return bool(words) and (words <= self.words or len(words & self.words) >= _SEVERAL)


def wish_of(
    snapshot: Snapshot, target: Target, budget: int, counter: str, excluded: frozenset[str] = frozenset()
) -> Wish:
    """The Wish of a request; `counter` names the way tokens are counted."""
    facts = snapshot.facts(target.path) or FileFacts(language="")
    document = snapshot.document(target.path)
    symbol = _symbol(facts, target)
    base = symbol.start if symbol is not None else 0
    key = (
        snapshot.roots,
        snapshot.cochange is None,
        budget,
        counter,
        excluded,
        target.path,
        target.intent,
        target.instruction,
        target.name,
        _place(facts, symbol),
        _relative(target.span, symbol, base),
        None if target.selection is None else _relative(target.selection, symbol, base),
        tuple((item.message, item.code, _relative(item.span, symbol, base)) for item in target.diagnostics),
    )
    written = _written(facts, target, symbol, document)
    prose = " ".join((target.instruction, target.name, *(item.message for item in target.diagnostics)))
    words = words_of(f"{prose} {symbol.name if symbol is not None else ''}")
    return Wish(
        target.path, key, _digest(written), frozenset(_mentioned(facts, target, symbol, prose)), frozenset(words)
    )


def _symbol(facts: FileFacts, target: Target) -> Definition | None:
    """The definition whose text is the target's own."""
    around = facts.enclosing(target.span)
    if target.symbol is not None:
        wanted = target.symbol.name_start, target.symbol.name
        return next((item for item in facts.definitions if (item.name_start, item.name) == wanted), None)
    functions = [item for item in around if item.kind.is_callable]
    return functions[-1] if functions else next(reversed(around), None)


def _place(facts: FileFacts, symbol: Definition | None) -> tuple[str, int]:
    """The qualified name and which of that name it is."""
    if symbol is None:
        return "", 0
    name = facts.qualified_name(symbol)
    same = [item for item in facts.definitions if item.name == symbol.name and facts.qualified_name(item) == name]
    return name, next(index for index, item in enumerate(same) if item is symbol)


def _relative(span: Span, symbol: Definition | None, base: int) -> str | Span:
    if symbol is not None and span == symbol.span:
        return _WHOLE
    if symbol is not None and span == symbol.body:
        return _BODY
    return span.shifted(-base)


def _written(
    facts: FileFacts, target: Target, symbol: Definition | None, document: Document | None
) -> Iterator[object]:
    yield facts.language, facts.package
    yield tuple((item.module, item.name, item.alias, item.level) for item in facts.imports)
    if document is None:
        return
    if symbol is None:
        yield document.digest
        return
    parent = symbol.parent
    while parent >= 0:
        outer = facts.definitions[parent]
        yield outer.kind.value, outer.signature, outer.bases, outer.type
        parent = outer.parent
    yield from said(facts, symbol, symbol.body if target.intent is Intent.IMPLEMENT else None)
    if target.intent not in _ABOUT_THE_WHOLE and target.span not in {symbol.span, symbol.body}:
        # A part of it is meant: which uses lie inside is a matter of bytes.
        yield document.data[symbol.start : symbol.end], document.data[target.span.start : target.span.end]


def _mentioned(facts: FileFacts, target: Target, symbol: Definition | None, prose: str) -> Iterator[str]:
    yield from identifiers_of(prose)
    for item in facts.imports:
        yield from identifiers_of(f"{item.module} {item.name} {item.alias}")
    if symbol is None:
        yield from (item.name for item in facts.references)
        return
    body = symbol.body if target.intent is Intent.IMPLEMENT else None
    for item in facts.references:
        if item.start in symbol.span and (body is None or item.start not in body):
            yield item.name
    yield from identifiers_of(symbol.signature)
    parent = symbol.parent
    while parent >= 0:
        yield from (facts.definitions[parent].name, *facts.definitions[parent].bases)
        parent = facts.definitions[parent].parent


def _digest(parts: Iterator[object]) -> str:
    sha = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else repr(part).encode("utf-8", "surrogatepass")
        sha.update(len(data).to_bytes(8, "big"))
        sha.update(data)
    return sha.hexdigest()
