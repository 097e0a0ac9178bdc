"""Looks at every message that the server sends and holds it to what the client announced.

The rules are those of LSP 3.17 and 3.18: a server uses nothing that the client did not announce, answers each request
once, and gives every message the shape that the protocol gives it. What is wrong is collected; the fake editor fails
with it when it is closed.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from lsprotocol.converters import get_converter

from support.profiles import at
from support.wire_answers import ANSWERS, edit_faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CONVERTER = get_converter()
_OWN = {
    "contexten/stream": "experimental.contexten.stream",
    "contexten/changes": "experimental.contexten.changes",
}
"""Notifications of our own, and where the client asks for them."""
_REQUESTS = {
    "workspace/applyEdit": "workspace.applyEdit",
    "workspace/configuration": "workspace.configuration",
    "workspace/workspaceFolders": "workspace.workspaceFolders",
    "workspace/codeLens/refresh": "workspace.codeLens.refreshSupport",
    "workspace/inlayHint/refresh": "workspace.inlayHint.refreshSupport",
    "workspace/semanticTokens/refresh": "workspace.semanticTokens.refreshSupport",
    "workspace/diagnostic/refresh": "workspace.diagnostics.refreshSupport",
    "workspace/foldingRange/refresh": "workspace.foldingRange.refreshSupport",
    "workspace/textDocumentContent/refresh": "workspace.textDocumentContent",
    "window/workDoneProgress/create": "window.workDoneProgress",
    "window/showDocument": "window.showDocument.support",
    "window/showMessageRequest": None,
    "client/registerCapability": None,
    "client/unregisterCapability": None,
}
"""The requests of a server, and the capability that each needs; None: one that every client takes."""
_NOTIFICATIONS = {"window/showMessage", "window/logMessage", "telemetry/event", "textDocument/publishDiagnostics"}
_REGISTERED_AT = {
    "workspace/didChangeWatchedFiles": "workspace.didChangeWatchedFiles",
    "workspace/didChangeConfiguration": "workspace.didChangeConfiguration",
    "workspace/executeCommand": "workspace.executeCommand",
    "workspace/symbol": "workspace.symbol",
    "workspace/textDocumentContent": "workspace.textDocumentContent",
    "workspace/didChangeWorkspaceFolders": "workspace.workspaceFolders",
    "textDocument/prepareCallHierarchy": "textDocument.callHierarchy",
    "textDocument/prepareTypeHierarchy": "textDocument.typeHierarchy",
    "textDocument/semanticTokens": "textDocument.semanticTokens",
}
"""Where the client says whether a method may be registered; else it is the method's own name."""


class Wire:
    """One conversation, from the client's side. `faults` is what the server did wrong."""

    def __init__(self, capabilities: Mapping[str, Any], *, asks_to_confirm: bool = True):
        self.capabilities = capabilities
        self.asks_to_confirm = asks_to_confirm
        self.faults: list[str] = []
        self.server: dict[str, Any] = {}
        self._asked: dict[Any, tuple[str, Any]] = {}
        self._registered: dict[str, str] = {}
        self._may_begin: Counter[Any] = Counter()
        """How often progress may still begin under each token."""
        self._begun: set[Any] = set()

    def has(self, path: str) -> Any:
        """What the client announced at a dotted path."""
        return at(self.capabilities, path)

    def said(self, message: Mapping[str, Any]) -> None:
        """The client sends this."""
        params = message.get("params")
        if "id" in message and "method" in message:
            self._asked[message["id"]] = (message["method"], params)
        token = params.get("workDoneToken") if isinstance(params, dict) else None
        if isinstance(token, str | int):
            self._may_begin[token] += 1

    def heard(self, message: Mapping[str, Any]) -> None:
        """The server sends this."""
        method = message.get("method", "an answer")
        self.faults += [f"{method}: {fault}" for fault in self._faults(message)]

    def closed(self) -> None:
        """The conversation is over."""
        self.faults += [f"progress {token!r} was not ended" for token in self._begun]

    def _faults(self, message: Mapping[str, Any]) -> Iterator[str]:
        if message.get("jsonrpc") != "2.0":
            yield "it does not say that it is JSON-RPC 2.0"
        if "method" not in message:
            yield from self._answer(message)
        elif "id" in message:
            yield from self._request(message["method"], message)
        else:
            yield from self._notification(message["method"], message)

    def _request(self, method: str, message: Mapping[str, Any]) -> Iterator[str]:
        if method not in _REQUESTS:
            yield "no client knows this request"
            return
        needed = _REQUESTS[method]
        if needed is not None and not self._announced(needed):
            yield f"the client did not announce {needed}"
        yield from _shape(method, 0, message)
        params = message.get("params") or {}
        match method:
            case "workspace/applyEdit":
                yield from edit_faults(self, params["edit"])
                if "metadata" in params and not self.has("workspace.workspaceEdit.metadataSupport"):
                    yield "the client takes no metadata"
            case "window/showMessageRequest":
                yield from self._question(params)
            case "window/showDocument":
                yield from self._shown(params["uri"])
            case "window/workDoneProgress/create":
                yield from self._create(params["token"])
            case "client/registerCapability":
                for registration in params["registrations"]:
                    yield from self._register(registration)
            case "client/unregisterCapability":
                for registration in params["unregisterations"]:
                    if self._registered.pop(registration["id"], None) != registration["method"]:
                        yield f"{registration['id']!r} is not registered for {registration['method']}"

    def _announced(self, path: str) -> bool:
        value = self.has(path)
        return value is not None and value is not False

    def _question(self, params: Mapping[str, Any]) -> Iterator[str]:
        titles = [action["title"] for action in params.get("actions") or []]
        if not titles or len(set(titles)) != len(titles):
            yield f"the answers to choose from are {titles}"
        more = self.has("window.showMessage.messageActionItem.additionalPropertiesSupport")
        if not more and any(set(action) != {"title"} for action in params.get("actions") or []):
            yield "the client takes nothing but a title in an answer"

    def _shown(self, uri: str) -> Iterator[str]:
        schemes = at(self.server, "workspace.textDocumentContent.schemes") or []
        scheme = uri.partition(":")[0]
        if scheme not in {"file", "http", "https", *schemes}:
            yield f"'{uri}' has a scheme whose content this server does not give"
        if scheme in schemes and not self._announced("workspace.textDocumentContent"):
            yield f"'{uri}' has a scheme whose content the client does not ask for"

    def _create(self, token: Any) -> Iterator[str]:
        if self._may_begin[token] or token in self._begun:
            yield f"the token {token!r} is in use"
        self._may_begin[token] += 1

    def _register(self, registration: Mapping[str, Any]) -> Iterator[str]:
        method, id_ = registration["method"], registration["id"]
        where = _REGISTERED_AT.get(method, method.replace("/", "."))
        if self.has(f"{where}.dynamicRegistration") is not True and method != "workspace/didChangeWorkspaceFolders":
            yield f"the client does not let {method} be registered"
        if id_ in self._registered:
            yield f"{id_!r} is registered twice"
        self._registered[id_] = method

    def _notification(self, method: str, message: Mapping[str, Any]) -> Iterator[str]:
        params = message.get("params")
        if method == "$/progress":
            yield from self._news(params["token"], params["value"])
        elif method in _OWN:
            if not self.has(_OWN[method]):
                yield f"the client did not ask for it by {_OWN[method]}"
        elif method in _NOTIFICATIONS:
            yield from _shape(method, 0, message)
        elif method not in {"$/logTrace", "$/cancelRequest"}:
            yield "no client knows this notification"

    def _news(self, token: Any, value: Mapping[str, Any]) -> Iterator[str]:
        kind = value["kind"]
        if kind == "begin":
            if token in self._begun or not self._may_begin[token]:
                yield f"a beginning under {token!r}, which may not begin"
            if not value.get("title"):
                yield "a beginning without a title"
            self._may_begin[token] -= 1
            self._begun.add(token)
        elif token not in self._begun:
            yield f"{kind} of {token!r}, which has not begun"
        elif kind == "end":
            self._begun.remove(token)

    def _answer(self, message: Mapping[str, Any]) -> Iterator[str]:
        method, params = self._asked.pop(message.get("id"), (None, None))
        if method is None:
            if message.get("id") is not None:
                yield f"nothing is asked as {message.get('id')!r}, or it is answered already"
            return
        if ("error" in message) == ("result" in message):
            yield f"{method} is answered with both a result and an error, or with neither"
        if message.get("error") or "result" not in message:
            return
        if method in types.METHOD_TO_TYPES:
            yield from (f"{method}: {fault}" for fault in _shape(method, 1, message))
        if method == "initialize":
            self.server = message["result"]["capabilities"]
        if method in ANSWERS and message["result"] is not None:
            yield from (f"{method}: {fault}" for fault in ANSWERS[method](self, params, message["result"]))


def _shape(method: str, which: int, message: Mapping[str, Any]) -> Iterator[str]:
    """Whether lsprotocol can read it; `which` is 0 for the message itself and 1 for its answer."""
    kind = types.METHOD_TO_TYPES[method][which]
    try:
        _CONVERTER.structure(message, kind)
    except Exception as error:  # noqa: BLE001 - cattrs raises many kinds, and each is the same fault
        yield f"it does not have the protocol's shape: {error!r}"
