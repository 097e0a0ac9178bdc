"""Another function with the same body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.ide.rules.rule import Rule, Subject, Suggestion
from contexten.ide.testfiles import is_test_file
from contexten.syntax import at
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.index.symbol import Symbol
    from contexten.syntax.facts import Definition
    from contexten.text import Document

_FEWEST_STATEMENTS = 4
_FEWEST_LINES = 5
_MOST_FILES = 6
"""A name used in more files says little; the rarest names of the body are looked up."""
_NAMES = 3
_ELSEWHERE = re.compile(r"\bsuper\b|[Dd]eprecat")
"""Words of a body that means something else in every class, or that goes away soon."""
_SPACE = re.compile(rb"\s+")


def find(subject: Subject) -> Suggestion | None:
    """For a body that stands word by word somewhere else in the workspace, outside of tests."""
    shape, body = subject.shape, subject.definition.body
    if body is None or subject.in_tests:
        return None
    if shape.statements < _FEWEST_STATEMENTS or shape.lines < _FEWEST_LINES:
        return None
    if _ELSEWHERE.search(subject.place.document.slice(body)):
        return None
    wanted = _folded(subject.place.document, subject.definition)
    for symbol in _candidates(subject):
        document = subject.place.snapshot.document(symbol.path)
        if document is None or _folded(document, symbol.definition) != wanted:
            continue
        if _means_the_same(subject, symbol.path):
            return _suggestion(subject, symbol, document)
    return None


def _means_the_same(subject: Subject, path: str) -> bool:
    """Whether the names of the body are imported alike in the other file, which is no copy of this one."""
    snapshot, own = subject.place.snapshot, subject.place.path
    if path == own:
        return True
    here, there = _imported(subject, own), _imported(subject, path)
    return snapshot.digest(path) != snapshot.digest(own) and here == there


def _imported(subject: Subject, path: str) -> set[tuple[str, str, str]]:
    """What the names of the body mean by the imports of a file."""
    names = subject.shape.names
    imports = subject.place.snapshot.index.imports(path)
    return {(item.local_name, item.module, item.name) for item in imports if item.local_name in names}


def _folded(document: Document, definition: Definition) -> bytes:
    """The body without its doc text, each stretch of white space as one blank."""
    body = definition.body or Span(definition.end, definition.end)
    text = document.data[body.start : body.end].strip()
    if definition.doc and text[:1] in {b'"', b"'", b"r"}:
        quote = b'"""' if b'"""' in text[:5] else b"'''"
        end = text.find(quote, text.find(quote) + 3)
        text = text[end + 3 :] if end > 0 else text
    return _SPACE.sub(b" ", text).strip()


def _candidates(subject: Subject) -> Iterator[Symbol]:
    """The functions that use the rarest names of this one, in this file and in others; each once."""
    index, body = subject.place.snapshot.index, subject.definition.body
    assert body is not None  # noqa: S101 - held by find
    used = {item.name for item in at.references_in(subject.place.parsed, body)}
    counted = sorted((len(paths), name, paths) for name in used if (paths := index.using(name)))
    seen = {(subject.place.path, subject.definition.name_start)}
    size = len(subject.definition.parameters)
    for _, name, paths in counted[:_NAMES]:
        for path in paths[:_MOST_FILES]:
            if is_test_file(subject.place.snapshot.relative(path)):
                continue
            for usage in index.usages_in(path, name):
                scope = usage.scope
                if scope is None or not scope.kind.is_callable or len(scope.parameters) != size:
                    continue
                if (path, scope.name_start) not in seen:
                    seen.add((path, scope.name_start))
                    yield _symbol(subject, path, scope)


def _symbol(subject: Subject, path: str, scope: Definition) -> Symbol:
    index = subject.place.snapshot.index
    numbers = index.places_of(path, scope.name)
    found = [index.symbol(path, number) for number in numbers]
    return next(item for item in found if item.definition.name_start == scope.name_start)


def _suggestion(subject: Subject, symbol: Symbol, document: Document) -> Suggestion:
    where = subject.place.snapshot.relative(symbol.path)
    line = document.line_of(symbol.definition.name_start) + 1
    return Suggestion(
        "duplicate",
        "Share it",
        f"the same body as '{symbol.qualified_name}' ({where}:{line})",
        f"'{subject.definition.name}' has the same body as '{symbol.qualified_name}' in {where}: keep the code "
        "in one place and call it from here. Behaviour and signature stay as they are.",
    )


RULE = Rule(
    "duplicate",
    f"The body, of at least {_FEWEST_STATEMENTS} statements, stands word by word in another function "
    "outside of tests, and imported names mean the same there.",
    "Share it: the same body as 'Client.close' (src/client.py:40)",
    find,
)
