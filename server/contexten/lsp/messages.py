"""What one body means, before any handler sees it: a request, a notification, a reply, or an error to answer.

**Invariant:** whatever the bytes are, `decode` gives a value and raises nothing.

Source of the rules: JSON-RPC 2.0 and LSP 3.17, "Base Protocol". Batches are not part of LSP.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

MessageId = str | int


class Code(IntEnum):
    """Error codes of JSON-RPC and LSP that this server sends."""

    PARSE_ERROR = -32700
    INVALID_REQUEST = -32600
    METHOD_NOT_FOUND = -32601
    INVALID_PARAMS = -32602
    INTERNAL_ERROR = -32603
    NOT_INITIALIZED = -32002
    REQUEST_CANCELLED = -32800
    REQUEST_FAILED = -32803


@dataclass(frozen=True, slots=True)
class Call:
    """A request, which gets exactly one answer."""

    id: MessageId
    method: str
    params: object


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification."""

    method: str
    params: object


@dataclass(frozen=True, slots=True)
class Reply:
    """The client's answer to one of our requests."""

    id: MessageId
    result: object
    error: object


@dataclass(frozen=True, slots=True)
class Fault:
    """A body that is none of these; `id` is None where it could not be read."""

    id: MessageId | float | None
    code: Code
    message: str


def decode(body: bytes) -> Call | Notice | Reply | Fault:
    """Read one body."""
    try:
        data: object = json.loads(body)
    except (ValueError, RecursionError):
        return Fault(None, Code.PARSE_ERROR, "The message is not valid JSON.")
    if isinstance(data, list):
        return Fault(None, Code.INVALID_REQUEST, "Batches are not part of the protocol; send one message per frame.")
    if not isinstance(data, dict):
        return Fault(None, Code.INVALID_REQUEST, "The message is not a JSON object.")
    return _classify(cast("dict[str, object]", data))


def _classify(data: dict[str, object]) -> Call | Notice | Reply | Fault:
    raw = data.get("id")
    id_ = raw if isinstance(raw, str | int) and not isinstance(raw, bool) else None
    shown = raw if isinstance(raw, float) else id_
    method = data.get("method")
    if method is None and id_ is not None and ("result" in data or "error" in data):
        return Reply(id_, data.get("result"), data.get("error"))
    if not isinstance(method, str):
        return Fault(shown, Code.INVALID_REQUEST, "The message has neither a method nor a result.")
    if data.get("jsonrpc") != "2.0":
        return Fault(shown, Code.INVALID_REQUEST, 'The message does not say "jsonrpc": "2.0".')
    if "id" not in data:
        return Notice(method, data.get("params"))
    if id_ is None:
        return Fault(shown, Code.INVALID_REQUEST, "A request's id must be a string or an integer.")
    return Call(id_, method, data.get("params"))


def encode(message: Mapping[str, Any]) -> bytes:
    """The body of `message`, in ASCII, so that lone surrogates survive."""
    return json.dumps(message, separators=(",", ":")).encode("ascii")


def error_reply(id_: MessageId | float | None, code: int, message: str) -> dict[str, Any]:
    """An error answer. It never carries `data`: tracebacks and paths stay here."""
    return {"jsonrpc": "2.0", "id": id_, "error": {"code": int(code), "message": message}}
