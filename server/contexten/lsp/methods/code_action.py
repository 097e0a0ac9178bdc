"""`textDocument/codeAction`: what may be asked for at a place, from the tree alone; no model, no network.

It is asked on every move of the cursor. What is slow stands behind a command.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from contexten.ide import Offer, offers
from contexten.ide.assists.agent import LAUNCH
from contexten.lsp.convert import range_of, span_of
from contexten.lsp.methods.context_action import context_action
from contexten.lsp.methods.kept_actions import kept_actions
from contexten.lsp.uris import path_of
from contexten.trace import visible
from contexten.workspace.target import Diagnostic, Intent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.lsp.session import Session
    from contexten.text import Document

SCHEMA = 1
"""Of the actions' `data`."""
_NEEDS_MODEL = "This needs a model: set 'contexten.model.name'."


def code_action(session: Session, params: types.CodeActionParams) -> list[types.CodeAction | types.Command]:
    """The actions in the order of the table of assists; none for a document that the server lost track of."""
    path = path_of(params.text_document.uri)
    snapshot = session.snapshot()
    document = snapshot.document(path) if path is not None else None
    if path is None or document is None or not snapshot.in_sync(path) or not session.config.code_action_enabled:
        return []
    only = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
    found = _offers(session, params, path, document, only)
    actions = [_action(session, params, document, offer) for offer in found]
    if _is_invoked(params):
        actions = [*kept_actions(session, path, only), *actions]
        around = found if found or not only else _offers(session, params, path, document, ())
        actions += [context_action(session, _arguments(session, params, document, offer), only) for offer in around[:1]]
    return [action for action in actions if action is not None]


def _is_invoked(params: types.CodeActionParams) -> bool:
    return params.context.trigger_kind is not types.CodeActionTriggerKind.Automatic


def _offers(
    session: Session, params: types.CodeActionParams, path: str, document: Document, only: Sequence[str]
) -> tuple[Offer, ...]:
    return offers(
        session.snapshot(),
        path,
        span_of(document, params.range, session.encoding),
        [_diagnostic(session, document, item) for item in params.context.diagnostics],
        marker=session.config.code_action_marker,
        automatic=not _is_invoked(params),
        disabled=session.config.hover_disabled,
        only=only,
    )


def _diagnostic(session: Session, document: Document, given: types.Diagnostic) -> Diagnostic:
    return Diagnostic(
        span=span_of(document, given.range, session.encoding),
        message=given.message,
        code="" if given.code is None else str(given.code),
        source=given.source or "",
        severity=1 if given.severity is None else given.severity.value,
    )


def _action(
    session: Session, params: types.CodeActionParams, document: Document, offer: Offer
) -> types.CodeAction | types.Command | None:
    by_agent = offer.command == LAUNCH
    by_model = by_agent or not session.integration.drafts_only
    drafted = not by_model and session.drafts(offer.target, session.snapshot())
    # An explanation without a model tells what the index knows.
    if not (by_model or drafted or offer.target.intent is Intent.EXPLAIN):
        return _disabled(session, offer) if _is_invoked(params) else None
    title = visible(f"{offer.title} (draft)" if drafted else offer.title)
    arguments = _task(params, offer) if by_agent else _arguments(session, params, document, offer)
    command = types.Command(title=title, command=offer.command, arguments=[arguments])
    if not session.announced.code_action_literals:
        return command
    return types.CodeAction(
        title=title,
        kind=offer.kind,
        diagnostics=_fixed(params, offer),
        command=command,
        tags=[types.CodeActionTag.LlmGenerated] if session.announced.llm_tag and by_model else None,
        data=_data(params, document, offer) if session.announced.code_action_data else None,
    )


def _data(params: types.CodeActionParams, document: Document, offer: Offer) -> dict[str, Any]:
    return {"schema": SCHEMA, "id": offer.id, "uri": params.text_document.uri, "version": document.version}


def _disabled(session: Session, offer: Offer) -> types.CodeAction | None:
    if not (session.announced.code_action_disabled and session.announced.code_action_literals):
        return None
    reason = types.CodeActionDisabled(reason=_NEEDS_MODEL)
    return types.CodeAction(title=visible(offer.title), kind=offer.kind, disabled=reason)


def _task(params: types.CodeActionParams, offer: Offer) -> dict[str, Any]:
    """What an agent is given: the words, and the file that they stand in."""
    return {
        "instruction": offer.target.instruction,
        "uri": params.text_document.uri,
        "position": _range(params.range)["start"],
    }


def _arguments(session: Session, params: types.CodeActionParams, document: Document, offer: Offer) -> dict[str, Any]:
    """The place as it was asked for, so that the command finds the same Target; or the file that is to be made."""
    if offer.made is not None:
        return {
            "uri": session.uri_of(offer.made.path),
            "names": list(offer.made.names),
            "usedBy": params.text_document.uri,
            "id": offer.id,
        }
    arguments: dict[str, Any] = {
        "uri": params.text_document.uri,
        "version": document.version,
        "range": _range(params.range),
        "intent": offer.target.intent.value,
        "id": offer.id,
    }
    if offer.target.intent is Intent.REWRITE and offer.target.instruction:
        arguments["instruction"] = offer.target.instruction
    if offer.target.diagnostics:
        arguments["diagnostics"] = [
            {
                "range": _range(range_of(document, item.span, session.encoding)),
                "message": item.message,
                "code": item.code,
                "source": item.source,
                "severity": item.severity,
            }
            for item in offer.target.diagnostics
        ]
    return arguments


def _fixed(params: types.CodeActionParams, offer: Offer) -> list[types.Diagnostic] | None:
    """The client's own diagnostics that this action is for."""
    if offer.target.intent is not Intent.FIX:
        return None
    messages = {item.message for item in offer.target.diagnostics}
    return [item for item in params.context.diagnostics if item.message in messages]


def _range(where: types.Range) -> dict[str, Any]:
    return {
        "start": {"line": where.start.line, "character": where.start.character},
        "end": {"line": where.end.line, "character": where.end.character},
    }
