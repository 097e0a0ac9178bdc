"""`codebase_context`: what a script says about the place of a generation, and how that becomes a Target.

**Invariant:** nothing that was named is ignored: an unknown key is an error, and a name that the workspace does not
define is told in the result.
"""

from __future__ import annotations

import difflib
import os
import posixpath
import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, cast

from contexten.errors import ClientError
from contexten.syntax.languages import LANGUAGES
from contexten.text import Span, is_unicode
from contexten.workspace.target import Intent, Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from contexten.syntax.facts import Definition, FileFacts
    from contexten.text import Document
    from contexten.workspace.snapshot import Snapshot

_WORD = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")


@dataclass(frozen=True, slots=True)
class CodebaseContext:
    """The keys of `codebase_context`, checked."""

    target_file: str = ""
    """The file to write in, absolute or below the root; one that does not exist is new. Empty: free-standing code."""
    target_symbol: str = ""
    """The definition to write, as `login` or `Session.login`. Empty: the one that the prompt names, if any."""
    line: int = 0
    """A line of the file, from 1, in place of a definition; 0: none."""
    related: tuple[str, ...] = ()
    """Definitions that the model must see, whatever else is chosen."""
    language: str = ""
    """The language of free-standing code; empty: the one that most files are written in."""


_LISTS = ("related_functions", "related_classes", "related_symbols", "related_files")
_SAME = {"target_function": "target_symbol", "target_class": "target_symbol"}
_KEYS = frozenset({item.name for item in fields(CodebaseContext)} - {"related"}) | {*_LISTS, *_SAME}


def parse_context(given: Mapping[str, object] | None) -> CodebaseContext:
    """The context that a script gave. Raises ClientError that names an unknown key or a wrong value."""
    values: dict[str, object] = {}
    related: list[str] = []
    for key, value in (given or {}).items():
        if key not in _KEYS:
            raise ClientError(_unknown(key))
        if key in _LISTS:
            related += _names(key, value)
        elif value is not None:
            values[_SAME.get(key, key)] = _checked(key, value)
    return CodebaseContext(**values, related=tuple(dict.fromkeys(related)))  # pyright: ignore[reportArgumentType]


def _unknown(key: str) -> str:
    close = difflib.get_close_matches(key, _KEYS, n=1)
    hint = f" Did you mean '{close[0]}'?" if close else f" Known are: {', '.join(sorted(_KEYS))}."
    return f"The codebase context has no key '{key}'.{hint}"


def _names(key: str, value: object) -> list[str]:
    items = cast("list[object]", value) if isinstance(value, list | tuple) else None
    if items is None or not all(isinstance(item, str) and item and _can_be_name(item) for item in items):
        raise ClientError(f"'{key}' of the codebase context must be a list of names.")
    return cast("list[str]", list(items))


def _can_be_name(text: str) -> bool:
    return "\0" not in text and is_unicode(text)


def _checked(key: str, value: object) -> object:
    if key == "line":
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise ClientError("'line' of the codebase context must be a whole number from 1 on.")
        return value
    if isinstance(value, os.PathLike):
        value = os.fspath(cast("os.PathLike[str]", value))
    if not isinstance(value, str):
        raise ClientError(f"'{key}' of the codebase context must be a text.")
    if not _can_be_name(value):
        raise ClientError(f"'{key}' of the codebase context has a character that no name can have.")
    known = sorted(language.id for language in LANGUAGES)
    if key == "language" and value not in known:
        raise ClientError(f"There is no language '{value}'; known are: {', '.join(known)}.")
    return value


def absolute(snapshot: Snapshot, path: str) -> str:
    """`path` below the first root, in normal form."""
    root = snapshot.roots[0] if snapshot.roots else posixpath.sep
    return posixpath.normpath(posixpath.join(root, path))


def target_of(snapshot: Snapshot, path: str, prompt: str, asked: CodebaseContext) -> Target | str:
    """Where `prompt` is to be carried out in the file at `path`, or the name that the file does not define.

    A named definition counts first, then the line, then the first definition of the file that the prompt names; it
    is implemented where it is unfinished, else rewritten. Otherwise new code goes to the end of the file.
    """
    document, facts = snapshot.document(path), snapshot.facts(path)
    if document is None or facts is None:
        return Target(path, Intent.INSERT, Span(0, 0), prompt)
    if asked.target_symbol:
        found = _named(facts, asked.target_symbol)
        return asked.target_symbol if found is None else _about(path, found, prompt)
    if asked.line:
        return _at_line(document, facts, path, prompt, asked.line)
    mentioned = _mentioned(facts, prompt)
    return _about(path, mentioned, prompt) if mentioned is not None else _at_end(document, path, prompt)


def _about(path: str, definition: Definition, prompt: str) -> Target:
    body = definition.body
    if definition.unfinished and body is not None:
        return Target(path, Intent.IMPLEMENT, body, prompt, definition)
    return Target(path, Intent.REWRITE, definition.span, prompt, definition)


def _at_line(document: Document, facts: FileFacts, path: str, prompt: str, line: int) -> Target:
    if line > document.line_count:
        return _at_end(document, path, prompt)
    span = document.line_span(line - 1)
    start = span.start + len(document.data[span.start : span.end]) - len(document.data[span.start : span.end].lstrip())
    around = [item for item in facts.enclosing(Span(start, start)) if _can_be_target(item)]
    if around:
        return _about(path, around[-1], prompt)
    return Target(path, Intent.INSERT, Span(span.end, span.end), prompt)


def _at_end(document: Document, path: str, prompt: str) -> Target:
    end = len(document.data)
    return Target(path, Intent.INSERT, Span(end, end), prompt)


def _named(facts: FileFacts, name: str) -> Definition | None:
    found = [item for item in facts.definitions if _can_be_target(item) and _is_called(facts, item, name)]
    return found[0] if found else None


def _mentioned(facts: FileFacts, prompt: str) -> Definition | None:
    """The definition that the prompt names first; a short common word counts only with its class or in back-ticks."""
    known = [item for item in facts.definitions if _can_be_target(item)]
    for match in _WORD.finditer(prompt):
        word = match.group().rstrip(".")
        if any(_is_called(facts, item, word) for item in known):
            return _named(facts, word)
    return None


def _is_called(facts: FileFacts, definition: Definition, name: str) -> bool:
    return name in {definition.name, facts.qualified_name(definition)}


def _can_be_target(definition: Definition) -> bool:
    return definition.kind.is_callable or definition.kind.is_type


def main_language(snapshot: Snapshot) -> str:
    """The id of the language that most files of the workspace are written in; Python where there are none."""
    counts: dict[str, int] = {}
    for path in snapshot.index.paths():
        language = snapshot.index.language_of(path)
        counts[language] = counts.get(language, 0) + 1
    counts.pop("", None)
    return max(sorted(counts), key=counts.__getitem__, default="python")


def split_names(names: Iterable[str], snapshot: Snapshot) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`names` that are files of the workspace, and the others."""
    known: list[str] = []
    others: list[str] = []
    for name in names:
        path = absolute(snapshot, name)
        (known if snapshot.index.facts(path) is not None else others).append(name)
    return tuple(known), tuple(others)
