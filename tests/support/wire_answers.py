"""The rules of `support.wire` about answers: one function for each method that has any."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from support.wire import Wire

_RESOURCE_KINDS = {"create", "rename", "delete"}
_LINK = re.compile(r"\]\(command:")


def edit_faults(wire: Wire, edit: Mapping[str, Any]) -> Iterator[str]:
    """What of a WorkspaceEdit the client did not announce."""
    if "changes" in edit and "documentChanges" in edit:
        yield "an edit with both changes and documentChanges"
    announced = wire.has("workspace.workspaceEdit") or {}
    annotations = edit.get("changeAnnotations") or {}
    if annotations and announced.get("changeAnnotationSupport") is None:
        yield "the client knows no annotations of changes"
    if not wire.asks_to_confirm and any(item.get("needsConfirmation") for item in annotations.values()):
        yield "the client would make changes that need confirmation without asking"
    # Neovim announces the operations, which exist in documentChanges alone, but not these; and applies them.
    versioned = announced.get("documentChanges") or announced.get("resourceOperations") is not None
    if "documentChanges" in edit and not (versioned or announced.get("changeAnnotationSupport") is not None):
        yield "the client knows no documentChanges"
    for change in edit.get("documentChanges") or []:
        yield from _change_faults(change, announced, annotations)
    for edits in (edit.get("changes") or {}).values():
        yield from _text_edit_faults(edits, announced, annotations)


def _change_faults(change: Mapping[str, Any], announced: Mapping[str, Any], annotations: Any) -> Iterator[str]:
    kind = change.get("kind")
    if kind is None:
        if "version" not in change["textDocument"]:
            yield "a document without a version, which is null for a closed one"
        yield from _text_edit_faults(change["edits"], announced, annotations)
        return
    if kind not in _RESOURCE_KINDS or kind not in (announced.get("resourceOperations") or []):
        yield f"the client knows no '{kind}' of files"
    if change.get("annotationId") not in {None, *annotations}:
        yield f"the annotation {change['annotationId']!r} is not defined"


def _text_edit_faults(edits: Any, announced: Mapping[str, Any], annotations: Any) -> Iterator[str]:
    for edit in edits:
        if "snippet" in edit and not announced.get("snippetEditSupport"):
            yield "the client takes no snippets in edits"
        if "annotationId" in edit and edit["annotationId"] not in annotations:
            yield f"the annotation {edit['annotationId']!r} is not defined"
        if _place(edit["range"]["start"]) > _place(edit["range"]["end"]):
            yield "a range that ends before it starts"


def _place(position: Mapping[str, int]) -> tuple[int, int]:
    return position["line"], position["character"]


def _initialize(wire: Wire, params: Any, result: Mapping[str, Any]) -> Iterator[str]:
    del params
    capabilities = result["capabilities"]
    offered = wire.has("general.positionEncodings") or ["utf-16"]
    if capabilities.get("positionEncoding", "utf-16") not in {*offered, "utf-16"}:
        yield f"positions are counted in {capabilities['positionEncoding']}, which the client does not know"
    literals = wire.has("textDocument.codeAction.codeActionLiteralSupport")
    if isinstance(capabilities.get("codeActionProvider"), dict) and literals is None:
        yield "options of code actions are for clients that know literals"


def _code_action(wire: Wire, params: Any, result: list[Mapping[str, Any]]) -> Iterator[str]:
    del params
    announced = wire.has("textDocument.codeAction") or {}
    for item in result:
        if isinstance(item.get("command"), str):
            yield from _command_faults(wire, item)
            continue
        if announced.get("codeActionLiteralSupport") is None:
            yield f"'{item['title']}' is a literal, which the client does not know"
        for key in ("isPreferred", "disabled", "data"):
            if key in item and not announced.get(f"{key}Support"):
                yield f"'{item['title']}' has '{key}', which the client does not know"
        if not set(item.get("tags") or []) <= set((announced.get("tagSupport") or {}).get("valueSet") or []):
            yield f"'{item['title']}' has tags that the client does not know"
        if not ({"edit", "command", "disabled"} & set(item) or announced.get("resolveSupport")):
            yield f"'{item['title']}' does nothing, and the client resolves no actions"
        if "edit" in item:
            yield from edit_faults(wire, item["edit"])
        if "command" in item:
            yield from _command_faults(wire, item["command"])


def _command_faults(wire: Wire, command: Mapping[str, Any]) -> Iterator[str]:
    known = (wire.server.get("executeCommandProvider") or {}).get("commands") or []
    if command["command"] and command["command"] not in known:
        yield f"the command '{command['command']}' is not among those of the server"
    if not command["title"]:
        yield f"the command '{command['command']}' has no title"


def _hover(wire: Wire, params: Any, result: Mapping[str, Any]) -> Iterator[str]:
    del params
    contents = result["contents"]
    formats = wire.has("textDocument.hover.contentFormat") or ["plaintext"]
    # Helix and Zed announce Markdown alone, but plain text is Markdown's least.
    if contents["kind"] == "markdown" and "markdown" not in formats:
        yield "the client knows no Markdown in a hover"
    if contents["kind"] == "plaintext" and "markdown" in formats[:1]:
        yield "the client would rather have Markdown"
    if _LINK.search(contents["value"]) and not wire.has("experimental.contexten.commandLinks"):
        yield "a link that runs a command, which the client did not ask for"


def _code_lens(wire: Wire, params: Any, result: list[Mapping[str, Any]]) -> Iterator[str]:
    del params
    for lens in result:
        if "command" in lens:
            yield from _command_faults(wire, lens["command"])
        elif not (wire.server.get("codeLensProvider") or {}).get("resolveProvider"):
            yield "a lens without a command, and the server resolves none"


def _execute_command(wire: Wire, params: Any, result: Any) -> Iterator[str]:
    del params
    if isinstance(result, dict) and isinstance(result.get("edit"), dict):
        yield from edit_faults(wire, result["edit"])


def _places(method: str) -> Callable[[Wire, Any, Any], Iterator[str]]:
    def faults(wire: Wire, params: Any, result: Any) -> Iterator[str]:
        del params
        links = isinstance(result, list) and any("targetUri" in item for item in result)
        if links and not wire.has(f"textDocument.{method}.linkSupport"):
            yield "the client knows no links to places"

    return faults


def _document_symbol(wire: Wire, params: Any, result: list[Mapping[str, Any]]) -> Iterator[str]:
    del params
    tree = any("selectionRange" in item for item in result)
    if tree and not wire.has("textDocument.documentSymbol.hierarchicalDocumentSymbolSupport"):
        yield "the client knows no tree of symbols"


def _symbol(wire: Wire, params: Any, result: list[Mapping[str, Any]]) -> Iterator[str]:
    del params
    bare = any("range" not in item["location"] for item in result)
    if bare and not wire.has("workspace.symbol.resolveSupport"):
        yield "a symbol without a range, and the client resolves none"


def _folding_range(wire: Wire, params: Any, result: list[Mapping[str, Any]]) -> Iterator[str]:
    del params
    known = wire.has("textDocument.foldingRange.foldingRangeKind.valueSet")
    if known is not None and not {item["kind"] for item in result if "kind" in item} <= set(known):
        yield "a kind of folding that the client does not know"


def _inline_completion(wire: Wire, params: Any, result: Any) -> Iterator[str]:
    del params, result
    if wire.has("textDocument.inlineCompletion") is None:
        yield "the client knows no completions between its lines"


ANSWERS: dict[str, Callable[[Wire, Any, Any], Iterator[str]]] = {
    "initialize": _initialize,
    "textDocument/codeAction": _code_action,
    "textDocument/hover": _hover,
    "textDocument/codeLens": _code_lens,
    "workspace/executeCommand": _execute_command,
    "textDocument/definition": _places("definition"),
    "textDocument/typeDefinition": _places("typeDefinition"),
    "textDocument/implementation": _places("implementation"),
    "textDocument/declaration": _places("declaration"),
    "textDocument/documentSymbol": _document_symbol,
    "workspace/symbol": _symbol,
    "textDocument/foldingRange": _folding_range,
    "textDocument/inlineCompletion": _inline_completion,
}
"""By method; each is given the wire, the request's params and the result, which is not null."""
