"""From a Target to the edit it may become: which file, which place, which span."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from contexten.edits.model import Place, Request
from contexten.edits.plan import permitted
from contexten.extensions.codegen.outcome import Refused
from contexten.text import Document, Span
from contexten.workspace.target import Intent, Target

if TYPE_CHECKING:
    from contexten.syntax.language import Language
    from contexten.workspace.snapshot import Snapshot


def request_for(snapshot: Snapshot, target: Target) -> Request | Refused:
    """What an answer to `target` is allowed to change, on the text of `snapshot`."""
    document, language = snapshot.document(target.path), snapshot.language(target.path)
    name = snapshot.relative(target.path)
    if document is None:
        return Refused(f"'{name}' cannot be read as text. Name a text file of at most 10 MB.")
    if language is None:
        return Refused(f"'{name}' is in a language that Contexten cannot edit yet.")
    reason = snapshot.is_private(target.path)
    if reason:
        return Refused(f"'{name}' is never sent to a model: {reason}.")
    if target.intent is Intent.TEST:
        return _test_request(snapshot, target, language)
    request = _request(target, document, language)
    return replace(request, exists=False) if target.path in snapshot.imagined else request


def _request(target: Target, document: Document, language: Language) -> Request:
    symbol = target.symbol
    place = _place(target)
    about_symbol = symbol is not None and place in {Place.BODY, Place.DOC}
    return Request(
        path=target.path,
        document=document,
        language=language,
        place=place,
        span=target.span,
        definition=symbol.span if symbol and about_symbol else None,
        body=symbol.body if symbol and about_symbol else None,
        name=symbol.name if symbol and about_symbol else target.name,
    )


def _place(target: Target) -> Place:
    symbol = target.symbol
    match target.intent:
        case Intent.IMPLEMENT:
            return Place.BODY
        case Intent.COMMENT:
            fills_body = symbol is not None and symbol.body is not None and symbol.body == target.span
            return Place.BODY if fills_body else Place.REPLACE if len(target.span) else Place.INSERT
        case Intent.REWRITE | Intent.FIX | Intent.EXPLAIN:
            return Place.REPLACE
        case Intent.DOCUMENT:
            return Place.DOC
        case Intent.CREATE | Intent.INSERT:
            return Place.INSERT
        case Intent.TEST:
            return Place.APPEND


def _test_request(snapshot: Snapshot, target: Target, language: Language) -> Request | Refused:
    """The request for a test; refused before a model is asked where its file could not be written."""
    if not target.path.startswith("/"):
        return Refused("A test goes to a file beside the tested one; save this file first.")
    path = test_path(snapshot, target.path, language)
    private = snapshot.is_private(path)
    if private is not None and snapshot.document(path) is not None:
        # The end of the file would be shown to the model.
        return Refused(f"The test would go to '{snapshot.relative(path)}', which is never sent to a model: {private}.")
    reason = None if path == target.path else permitted(path, snapshot.roots)
    if reason is not None:
        step = "; open the project's folder in the editor" if snapshot.root_of(path) is None else ""
        return Refused(f"The test would go to '{snapshot.relative(path)}', but {reason}{step}.")
    document = snapshot.document(path)
    end = len(document.data) if document else 0
    return Request(
        path=path,
        document=document or Document(b""),
        language=language,
        place=Place.APPEND,
        span=Span(end, end),
        name=target.symbol.name if target.symbol else "",
        exists=document is not None,
    )


def test_path(snapshot: Snapshot, path: str, language: Language) -> str:
    """The absolute path of the test file that goes with `path` by the language's custom."""
    root = snapshot.root_of(path) or posixpath.dirname(path)
    relative = posixpath.relpath(path, root)
    return posixpath.join(root, language.test_file(relative))
