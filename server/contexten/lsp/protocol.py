"""The guard over pygls: every request is answered exactly once, whatever happens.

pygls 2.1.1 leaves requests with bad params, and all requests after `shutdown`, without an answer; runs commands before
`initialize`; puts tracebacks into error replies; loses messages that carry a `jsonrpc` key in their params; does not
cancel the coroutine behind `workspace/executeCommand`; and dies on the late reply to a cancelled request of its own
(https://github.com/openlawlibrary/pygls/issues/621). So the way in is ours. The way out (ids, types and futures of
the server's own requests) stays pygls'.
"""

from __future__ import annotations

import asyncio
import uuid
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol

from contexten import trace
from contexten.errors import ClientError, ContextenError
from contexten.lsp.messages import Call, Code, Fault, MessageId, Notice, Reply, decode, encode, error_reply
from contexten.lsp.routes import Execution, Method

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future

_log = trace.logger("lsp")
_TYPES = cast("Mapping[str, tuple[type, type | None, type | None, type | None]]", types.METHOD_TO_TYPES)
"""Message, answer, params and options of each method; lsprotocol's own annotation leaves the None out."""


class Phase(Enum):
    """Where the conversation stands."""

    FRESH = "fresh"
    RUNNING = "running"
    SHUT_DOWN = "shut down"


class Outlet(Protocol):
    """Where bodies go; `put` must not wait."""

    def put(self, body: bytes, *, droppable: bool = False) -> bool:
        """Queue one body; False where it was dropped."""
        ...


class GuardedProtocol(LanguageServerProtocol):
    """Takes bodies, runs the handlers of a fixed table, sends answers.

    **Invariant:** for each request that is read, exactly one answer is put into the outlet.
    """

    route: Callable[[str], Method | None]
    session: Any
    outlet: Outlet
    on_exit: Callable[[int], None]
    on_trouble: Callable[[str], None]
    phase: Phase = Phase.FRESH

    def connect(
        self,
        outlet: Outlet,
        *,
        route: Callable[[str], Method | None],
        session: object,
        on_exit: Callable[[int], None],
        on_trouble: Callable[[str], None],
    ) -> None:
        """Name the other end.

        `route` finds the row of a method; `on_exit` gets the exit code, `on_trouble` a sentence on a notification
        that failed.
        """
        self.outlet = outlet
        self.route = route
        self.session = session
        self.on_exit = on_exit
        self.on_trouble = on_trouble
        self._running: dict[MessageId, asyncio.Task[Any]] = {}

    def receive(self, body: bytes) -> None:
        """Handle one body. Call it on the loop; it raises nothing."""
        match decode(body):
            case Call() as call:
                try:
                    self._call(call)
                except Exception as error:  # noqa: BLE001 - also a table that cannot be imported is one error reply
                    self._send_failure(call.id, call.method, error)
            case Notice() as notice:
                try:
                    self._notice(notice)
                except Exception as error:  # noqa: BLE001 - the next message must be heard
                    trace.crash(_log, notice.method, error)
            case Reply() as reply:
                self._reply(reply)
            case Fault(id_, code, message):
                self._send_data(error_reply(id_, code, message))

    def send_request(
        self,
        method: str,
        params: Any | None = None,  # noqa: ANN401 - pygls' signature
        callback: Callable[[Any], None] | None = None,
        msg_id: MessageId | None = None,
    ) -> Future[Any]:
        """Ask the client. What nobody waits for any more is forgotten: some clients never answer."""
        id_ = uuid.uuid4().hex if msg_id is None else msg_id
        future = super().send_request(method, params, callback, id_)
        future.add_done_callback(lambda _future: self._forget(id_))
        return future

    def skipped(self, size: int) -> None:
        """Answer for a body of `size` bytes that was too large to be read."""
        message = f"A message of {size} bytes is larger than this server reads; it was skipped."
        self._send_data(error_reply(None, Code.INVALID_REQUEST, message))

    @property
    def running(self) -> int:
        """How many requests are being worked on."""
        return len(self._running)

    def cancel_all(self) -> None:
        """Cancel every request that is being worked on; each is answered as cancelled."""
        for task in list(self._running.values()):
            task.cancel()

    def _register_builtin_features(self) -> None:
        """None of pygls' own handlers: they keep a second, wrong copy of every text."""

    def _call(self, call: Call) -> None:
        refusal = self._refusal(call)
        method = None if refusal is not None else self.route(call.method)
        if method is None or not _is_request(method):
            unknown = Code.METHOD_NOT_FOUND, f"The method {call.method[:100]} is not known."
            self._send_data(error_reply(call.id, *(refusal or unknown)))
            return
        try:
            params = self._structure(method, call.params)
        except Exception as error:  # noqa: BLE001 - any shape of input may fail in any way, and each is answered
            _log.info("bad params of %s: %s", call.method, type(error).__name__)
            message = f"The params of {call.method} do not have the shape that the protocol gives them."
            self._send_data(error_reply(call.id, Code.INVALID_PARAMS, message))
            return
        self._run(call.id, method, params)

    def _refusal(self, call: Call) -> tuple[Code, str] | None:
        if self.phase is Phase.SHUT_DOWN:
            return Code.INVALID_REQUEST, "The server is shutting down."
        if self.phase is Phase.FRESH and call.method != types.INITIALIZE:
            return Code.NOT_INITIALIZED, "The first request must be initialize."
        if self.phase is Phase.RUNNING and call.method == types.INITIALIZE:
            return Code.INVALID_REQUEST, "The server is initialized already."
        if call.id in self._running:
            return Code.INVALID_REQUEST, "A request with this id is being worked on."
        return None

    def _structure(self, method: Method, params: object) -> object:
        if method.raw:
            return params
        kind = _TYPES[method.name][2]
        given: object = params if params is not None else {}
        return None if kind is None else cast("object", self._converter.structure(given, kind))

    def _run(self, id_: MessageId, method: Method, params: object) -> None:
        if method.name == types.SHUTDOWN:
            self.cancel_all()
        try:
            result = method.run(self.session, params)
        except Exception as error:  # noqa: BLE001 - a crash in one feature is one error reply
            self._send_failure(id_, method.name, error)
            return
        if method.execution is Execution.ASYNC:
            task = asyncio.get_running_loop().create_task(result, name=method.name)
            self._running[id_] = task
            task.add_done_callback(partial(self._finished, id_, method.name))
            return
        self._enter_phase(method.name)
        self._send_result(id_, method.name, result)

    def _enter_phase(self, method: str) -> None:
        match method:
            case types.INITIALIZE:
                self.phase = Phase.RUNNING
            case types.SHUTDOWN:
                self.phase = Phase.SHUT_DOWN
            case _:
                pass

    def _finished(self, id_: MessageId, method: str, task: asyncio.Task[Any]) -> None:
        del self._running[id_]
        if task.cancelled():
            self._send_data(error_reply(id_, Code.REQUEST_CANCELLED, "The request was cancelled."))
        elif (error := task.exception()) is not None:
            self._send_failure(id_, method, error)
        else:
            self._send_result(id_, method, task.result())

    def _send_result(self, id_: MessageId, method: str, result: object) -> None:
        try:
            body = encode({"jsonrpc": "2.0", "id": id_, "result": self._converter.unstructure(result)})
        except Exception as error:  # noqa: BLE001 - a result that cannot be written must not leave the request open
            self._send_failure(id_, method, error)
        else:
            self.outlet.put(body)

    def _send_failure(self, id_: MessageId, method: str, error: BaseException) -> None:
        match error:
            case ClientError():
                code, message = Code.INVALID_PARAMS, str(error)
            case ContextenError():
                code, message = Code.REQUEST_FAILED, str(error)
            case _:
                trace.crash(_log, method, error)
                code = Code.INTERNAL_ERROR
                message = f"Contexten could not finish {method} because of an error of its own; its log says more."
        self._send_data(error_reply(id_, code, message))

    def _notice(self, notice: Notice) -> None:
        if notice.method == types.EXIT:
            self.on_exit(0 if self.phase is Phase.SHUT_DOWN else 1)
            return
        if self.phase is not Phase.RUNNING:
            return
        if notice.method == types.CANCEL_REQUEST:
            self._cancel(notice.params)
            return
        method = self.route(notice.method)
        if method is not None and not _is_request(method):
            self._follow(method, notice.params)

    def _follow(self, method: Method, given: object) -> None:
        try:
            params = self._structure(method, given)
        except Exception as error:  # noqa: BLE001 - any shape of input may fail in any way
            _log.warning("bad params of %s: %s", method.name, type(error).__name__)
            return
        try:
            method.run(self.session, params)
        except Exception as error:  # noqa: BLE001 - a notification has no answer; the next message must be heard
            trace.crash(_log, method.name, error)
            self.on_trouble(f"Contexten could not follow {method.name}; its log says more.")

    def _cancel(self, params: object) -> None:
        id_ = cast("dict[str, object]", params).get("id") if isinstance(params, dict) else None
        task = self._running.get(id_) if isinstance(id_, str | int) else None
        if task is not None:
            task.cancel()

    def _reply(self, reply: Reply) -> None:
        future = self._request_futures.pop(reply.id, None)
        kind = self._result_types.pop(reply.id, None)
        if future is None or future.done():
            return
        if reply.error is not None:
            future.set_exception(JsonRpcException("The client answered with an error."))
            return
        try:
            result = self._converter.structure({"jsonrpc": "2.0", "id": reply.id, "result": reply.result}, kind).result
        except Exception:  # noqa: BLE001 - the client's mistake becomes an ordinary failure of the one who asked
            future.set_exception(JsonRpcInvalidParams("The client's answer does not have the protocol's shape."))
        else:
            future.set_result(result)

    def _forget(self, id_: MessageId) -> None:
        self._request_futures.pop(id_, None)
        self._result_types.pop(id_, None)

    def _send_data(self, data: Any) -> None:  # noqa: ANN401 - pygls' signature
        message = cast("dict[str, Any]", data if isinstance(data, dict) else self._converter.unstructure(data))
        self.outlet.put(encode(message), droppable=_is_report(message))


def _is_request(method: Method) -> bool:
    return _TYPES[method.name][1] is not None


def _is_report(message: Mapping[str, Any]) -> bool:
    """Whether this is a progress report, which may be lost when the client does not keep up."""
    if message.get("method") != types.PROGRESS:
        return False
    value = cast("Mapping[str, Any]", message.get("params") or {}).get("value")
    return isinstance(value, dict) and cast("dict[str, object]", value).get("kind") == "report"
