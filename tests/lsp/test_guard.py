"""Every request is answered exactly once, whatever is sent."""

import asyncio
import json
import random

import pytest
from lsprotocol import types
from pygls.lsp.server import LanguageServer

from contexten.errors import ClientError, ModelUnreachable
from contexten.lsp.protocol import GuardedProtocol, Phase
from contexten.lsp.routes import Execution, Method

SECRET = "/home/someone/" + "private.py"


async def settled():
    """Let everything run that is to run; the rig has no threads, so no time needs to pass."""
    for _ in range(100):
        await asyncio.sleep(0)


class Wire:
    """Keeps what the server sends."""

    def __init__(self):
        self.sent = []

    def put(self, body, *, droppable=False):
        self.sent.append(json.loads(body))
        return True

    def answers(self, id_):
        return [message for message in self.sent if message.get("id") == id_ and "method" not in message]


class Rig:
    """A guard with a few handlers."""

    def __init__(self):
        self.wire = Wire()
        self.exits = []
        self.troubles = []
        self.seen = []
        self.cancelled = []
        self.gate = asyncio.Event()
        server = LanguageServer("test", "1", protocol_cls=GuardedProtocol)
        self.server = server
        self.protocol = server.protocol
        routes = {method.name: method for method in self.methods()}
        self.protocol.connect(
            self.wire,
            route=routes.get,
            session=self,
            on_exit=self.exits.append,
            on_trouble=self.troubles.append,
        )

    def methods(self):
        return (
            Method("initialize", lambda _rig, params: {"got": params is not None}, raw=True),
            Method("shutdown", lambda _rig, _params: None),
            Method("textDocument/hover", Rig.hover),
            Method("textDocument/definition", Rig.crash),
            Method("textDocument/references", Rig.refuse),
            Method("textDocument/rename", Rig.unreachable),
            Method("textDocument/formatting", lambda _rig, _params: object()),
            Method("workspace/executeCommand", Rig.command, Execution.ASYNC, raw=True),
            Method("textDocument/didSave", Rig.crash),
        )

    def hover(self, params):
        self.seen.append(params)
        return types.Hover(contents="x")

    def crash(self, params):
        raise RuntimeError(SECRET)

    def refuse(self, params):
        raise ClientError("Give a range.")

    def unreachable(self, params):
        raise ModelUnreachable("No connection.")

    def command(self, params):
        if params == "refuse":
            raise ClientError("No.")
        return self.work(params)

    async def work(self, params):
        try:
            await self.inner()
        except asyncio.CancelledError:
            self.cancelled.append("outer")
            raise
        return params

    async def inner(self):
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled.append("inner")
            raise

    def send(self, **message):
        self.protocol.receive(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def error(self, id_):
        (answer,) = self.wire.answers(id_)
        assert set(answer["error"]) == {"code", "message"}
        return answer["error"]["code"]

    def start(self):
        self.send(id="init", method="initialize", params={})
        self.wire.sent.clear()
        return self


@pytest.fixture
async def rig():
    return Rig().start()


POSITION = {"textDocument": {"uri": "file:///a.py"}, "position": {"line": 0, "character": 0}}


async def test_a_request_before_initialize_is_refused():
    rig = Rig()
    rig.send(id=1, method="textDocument/hover", params=POSITION)
    assert rig.error(1) == -32002
    assert rig.seen == []


async def test_a_command_before_initialize_does_not_run():
    rig = Rig()
    rig.send(id=1, method="workspace/executeCommand", params={"command": "x"})
    assert rig.error(1) == -32002


async def test_a_second_initialize_is_refused(rig):
    rig.send(id=1, method="initialize", params={})
    assert rig.error(1) == -32600


async def test_after_shutdown_requests_are_refused_and_exit_is_clean(rig):
    rig.send(id=1, method="shutdown")
    rig.send(id=2, method="textDocument/hover", params=POSITION)
    rig.send(method="exit")
    assert rig.wire.answers(1) == [{"jsonrpc": "2.0", "id": 1, "result": None}]
    assert rig.error(2) == -32600
    assert rig.exits == [0]


async def test_exit_without_shutdown_is_an_error(rig):
    rig.send(method="exit")
    assert rig.exits == [1]


async def test_exit_before_initialize_is_heard():
    rig = Rig()
    rig.send(method="exit")
    assert rig.exits == [1]


async def test_unknown_methods_are_answered(rig):
    rig.send(id=1, method="textDocument/unknown", params={})
    rig.send(id=2, method="$/unknown", params={})
    assert (rig.error(1), rig.error(2)) == (-32601, -32601)


@pytest.mark.parametrize("params", [None, {}, [], 3, "x", {"textDocument": 1}, {**POSITION, "position": {"line": -1}}])
async def test_bad_params_are_answered(rig, params):
    rig.send(id=1, method="textDocument/hover", params=params)
    assert rig.error(1) == -32602


async def test_a_good_request_is_answered(rig):
    rig.send(id=1, method="textDocument/hover", params=POSITION)
    assert rig.wire.answers(1) == [{"jsonrpc": "2.0", "id": 1, "result": {"contents": "x"}}]


async def test_a_crash_is_one_calm_error_without_data_path_or_traceback(rig):
    rig.send(id=1, method="textDocument/definition", params=POSITION)
    (answer,) = rig.wire.answers(1)
    assert answer["error"]["code"] == -32603
    assert "data" not in answer["error"]
    assert not any(word in answer["error"]["message"] for word in (SECRET, "RuntimeError", "Traceback", ".py", "\n"))
    rig.send(id=2, method="textDocument/hover", params=POSITION)
    assert len(rig.wire.answers(2)) == 1


async def test_the_log_of_a_crash_holds_no_text_of_the_exception(rig, caplog):
    rig.send(id=1, method="textDocument/definition", params=POSITION)
    assert "RuntimeError" in caplog.text
    assert SECRET not in caplog.text


async def test_expected_errors_keep_their_sentence(rig):
    params = {**POSITION, "context": {"includeDeclaration": True}}
    rig.send(id=1, method="textDocument/references", params=params)
    rig.send(id=2, method="textDocument/rename", params={**POSITION, "newName": "b"})
    assert rig.wire.answers(1)[0]["error"] == {"code": -32602, "message": "Give a range."}
    assert rig.wire.answers(2)[0]["error"] == {"code": -32803, "message": "No connection."}


async def test_a_result_that_cannot_be_written_is_an_error(rig):
    options = {"tabSize": 4, "insertSpaces": True}
    params = {"textDocument": {"uri": "file:///a.py"}, "options": options}
    rig.send(id=1, method="textDocument/formatting", params=params)
    assert rig.error(1) == -32603


async def test_a_crash_in_a_notification_is_told_and_survived(rig):
    rig.send(method="textDocument/didSave", params={"textDocument": {"uri": "file:///a.py"}})
    assert len(rig.troubles) == 1
    assert SECRET not in rig.troubles[0]


@pytest.mark.parametrize(
    ("body", "id_", "code"),
    [
        (b"{", None, -32700),
        (b"\xff\xfe", None, -32700),
        (b"[" * 100_000, None, -32700),
        (b"1" * 10_000, None, -32700),
        (b"[]", None, -32600),
        (b'[{"jsonrpc":"2.0","id":1,"method":"textDocument/hover"}]', None, -32600),
        (b'"text"', None, -32600),
        (b"null", None, -32600),
        (b"{}", None, -32600),
        (b'{"jsonrpc":"2.0","id":7}', 7, -32600),
        (b'{"jsonrpc":"2.0","id":7,"method":3}', 7, -32600),
        (b'{"jsonrpc":"1.0","id":7,"method":"textDocument/hover"}', 7, -32600),
        (b'{"id":7,"method":"textDocument/hover"}', 7, -32600),
        (b'{"jsonrpc":"2.0","id":null,"method":"textDocument/hover"}', None, -32600),
        (b'{"jsonrpc":"2.0","id":{},"method":"textDocument/hover"}', None, -32600),
        (b'{"jsonrpc":"2.0","id":true,"method":"textDocument/hover"}', None, -32600),
        (b'{"jsonrpc":"2.0","id":1.5,"method":"textDocument/hover"}', 1.5, -32600),
    ],
)
async def test_what_is_no_message_is_answered_with_an_error(rig, body, id_, code):
    rig.protocol.receive(body)
    assert [(message["id"], message["error"]["code"]) for message in rig.wire.sent] == [(id_, code)]
    rig.send(id="next", method="textDocument/hover", params=POSITION)
    assert len(rig.wire.answers("next")) == 1


async def test_a_jsonrpc_key_inside_arguments_survives(rig):
    params = {"command": "x", "arguments": [{"jsonrpc": "2.0", "id": 4, "nested": {"jsonrpc": "1"}}]}
    rig.gate.set()
    rig.send(id=1, method="workspace/executeCommand", params=params)
    await settled()
    assert rig.wire.answers(1)[0]["result"] == params


async def test_cancelling_reaches_the_command_and_all_it_awaits(rig):
    rig.send(id=1, method="workspace/executeCommand", params={})
    await asyncio.sleep(0)
    rig.send(method="$/cancelRequest", params={"id": 1})
    await settled()
    assert rig.error(1) == -32800
    assert rig.cancelled == ["inner", "outer"]
    assert rig.protocol.running == 0


async def test_cancelling_before_the_command_began_is_answered(rig):
    rig.send(id=1, method="workspace/executeCommand", params={})
    rig.send(method="$/cancelRequest", params={"id": 1})
    await settled()
    assert rig.error(1) == -32800


async def test_cancelling_what_is_answered_already_does_nothing(rig):
    rig.gate.set()
    rig.send(id=1, method="workspace/executeCommand", params={})
    await settled()
    for params in ({"id": 1}, {"id": "1"}, {"id": None}, {}, None, [1]):
        rig.send(method="$/cancelRequest", params=params)
    await settled()
    assert len(rig.wire.answers(1)) == 1


async def test_what_a_client_never_answers_is_forgotten(rig):
    """Editors drop questions; the server is one process for weeks."""
    asked = [rig.protocol.send_request_async("workspace/codeLens/refresh", None) for _ in range(3)]
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await asyncio.gather(*asked)
    await settled()
    ids = [message["id"] for message in rig.wire.sent]
    assert len(set(ids)) == 3
    assert (rig.protocol._request_futures, rig.protocol._result_types) == ({}, {})
    rig.send(id=ids[0], result=None)
    answered = rig.protocol.send_request_async("workspace/codeLens/refresh", None)
    rig.send(id=rig.wire.sent[-1]["id"], result=None)
    assert await answered is None


async def test_shutdown_cancels_what_runs_and_each_is_answered(rig):
    rig.send(id=1, method="workspace/executeCommand", params={})
    rig.send(id=2, method="workspace/executeCommand", params={})
    await asyncio.sleep(0)
    rig.send(id=3, method="shutdown")
    await settled()
    assert (rig.error(1), rig.error(2)) == (-32800, -32800)
    assert len(rig.wire.answers(3)) == 1


async def test_an_error_before_the_first_await_is_answered(rig):
    rig.send(id=1, method="workspace/executeCommand", params="refuse")
    assert rig.error(1) == -32602


async def test_an_id_that_is_in_use_is_refused_and_the_first_keeps_running(rig):
    rig.send(id=1, method="workspace/executeCommand", params={"first": True})
    await asyncio.sleep(0)
    rig.send(id=1, method="workspace/executeCommand", params={})
    assert [message["error"]["code"] for message in rig.wire.answers(1)] == [-32600]
    rig.gate.set()
    await settled()
    assert rig.wire.answers(1)[-1]["result"] == {"first": True}


async def test_the_late_reply_to_a_cancelled_request_of_ours_is_survived(rig):
    asking = asyncio.ensure_future(
        rig.server.workspace_configuration_async(
            types.ConfigurationParams(items=[types.ConfigurationItem(section="x")])
        )
    )
    await asyncio.sleep(0)
    asked = rig.wire.sent[-1]
    asking.cancel()
    await settled()
    rig.send(id=asked["id"], result=[{}])
    rig.send(id=asked["id"], result=[{}])
    rig.send(id="never asked", result=None)
    rig.send(id=1, method="textDocument/hover", params=POSITION)
    assert len(rig.wire.answers(1)) == 1


async def test_replies_reach_the_one_who_asked(rig):
    params = types.ApplyWorkspaceEditParams(edit=types.WorkspaceEdit())
    asking = asyncio.ensure_future(rig.server.workspace_apply_edit_async(params))
    await asyncio.sleep(0)
    rig.send(id=rig.wire.sent[-1]["id"], result={"applied": False, "failureReason": "no"})
    answer = await asking
    assert (answer.applied, answer.failure_reason) == (False, "no")


@pytest.mark.parametrize("reply", [{"error": {"code": 1, "message": "x"}}, {"error": 5}, {"result": "not an object"}])
async def test_bad_replies_are_failures_of_the_one_who_asked(rig, reply):
    params = types.ApplyWorkspaceEditParams(edit=types.WorkspaceEdit())
    asking = asyncio.ensure_future(rig.server.workspace_apply_edit_async(params))
    await asyncio.sleep(0)
    rig.send(id=rig.wire.sent[-1]["id"], **reply)
    with pytest.raises(Exception):  # noqa: B017, PT011 - which one is pygls' business
        await asking


async def test_lone_surrogates_survive_both_ways(rig):
    rig.gate.set()
    rig.protocol.receive(b'{"jsonrpc":"2.0","id":1,"method":"workspace/executeCommand","params":{"text":"a\\ud800b"}}')
    await settled()
    assert rig.wire.answers(1)[0]["result"] == {"text": "a\ud800b"}


async def test_any_mix_of_messages_is_answered_once_for_each_request(rig):
    """1,000 random messages, good and bad, in random order."""
    rng = random.Random(11)  # noqa: S311
    rig.gate.set()
    asked = []
    methods = [
        "textDocument/hover",
        "textDocument/definition",
        "workspace/executeCommand",
        "initialize",
        "nope",
        "$/x",
    ]
    shapes = [None, {}, [], 1, POSITION, {"textDocument": None}, {"id": 3}, "refuse", {"command": "x"}]
    for number in range(1000):
        method, params = rng.choice(methods), rng.choice(shapes)
        if rng.random() < 0.2:
            rig.send(method=rng.choice([*methods, "$/cancelRequest"]), params=params)
        else:
            rig.send(id=number, method=method, params=params)
            asked.append(number)
        if rng.random() < 0.1:
            await asyncio.sleep(0)
    await settled()
    assert rig.protocol.phase is Phase.RUNNING
    assert [len(rig.wire.answers(number)) for number in asked] == [1] * len(asked)
