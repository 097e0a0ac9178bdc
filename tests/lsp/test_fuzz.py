"""Broken forms of every message the real server handles: each request is answered once, and the server goes on."""

import asyncio
import json
import random

from lsprotocol import types

from contexten.llm.scripted import ScriptedProvider
from contexten.lsp.commands import NAMES
from support.editor import Editor
from support.random_params import Params

SOURCE = "def add(a, b):\n    raise NotImplementedError\n"
MESSAGES = 4000


def valid_messages(uri):
    """One good form of each message, as (method, params, is a request)."""
    position = {"line": 1, "character": 4}
    where = {"start": position, "end": position}
    document = {"uri": uri}
    diagnostic = {"range": where, "message": "m", "severity": 1, "code": 3, "source": "s"}
    folder = {"uri": "file:///nowhere", "name": "nowhere"}
    change = {"range": where, "text": "x"}
    place = {"uri": uri, "range": where, "instruction": "do", "dryRun": True, "diagnostics": [diagnostic]}
    yield (
        "textDocument/didOpen",
        {"textDocument": {**document, "languageId": "python", "version": 1, "text": SOURCE}},
        False,
    )
    yield "textDocument/didChange", {"textDocument": {**document, "version": 2}, "contentChanges": [change]}, False
    yield "textDocument/didSave", {"textDocument": document, "text": SOURCE}, False
    yield "textDocument/didClose", {"textDocument": document}, False
    yield "workspace/didChangeConfiguration", {"settings": {"contexten": {"context": {"budget": 100}}}}, False
    yield "workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": 2}]}, False
    yield "workspace/didChangeWorkspaceFolders", {"event": {"added": [folder], "removed": [folder]}}, False
    yield "window/workDoneProgress/cancel", {"token": "t"}, False
    yield "$/setTrace", {"value": "verbose"}, False
    yield "$/cancelRequest", {"id": 7}, False
    yield "initialized", {}, False
    context = {"diagnostics": [diagnostic], "only": ["refactor"], "triggerKind": 1}
    yield "textDocument/codeAction", {"textDocument": document, "range": where, "context": context}, True
    yield "codeAction/resolve", {"title": "t", "data": {"schema": 1}}, True
    for name in NAMES:
        arguments = (
            [place] if name.rsplit(".")[-1] in {"generate", "refactor", "fix", "document", "test", "context"} else []
        )
        yield "workspace/executeCommand", {"command": name, "arguments": arguments, "workDoneToken": 3}, True


async def test_broken_messages_are_answered_and_survived(tmp_path, caplog):
    (tmp_path / "a.py").write_text(SOURCE, encoding="utf-8")
    rng = random.Random(5)  # noqa: S311
    breaker = Params(rng, ())
    asked, answered = [], []
    caplog.set_level("ERROR")
    async with Editor(tmp_path, provider=ScriptedProvider(lambda _request: "pass")) as editor:
        uri = editor.uri("a.py")
        valid = list(valid_messages(uri))
        put = editor.put

        def listen(body, *, droppable=False):
            message = json.loads(body)
            if isinstance(message.get("id"), str) and message["id"].startswith("f") and "method" not in message:
                answered.append(message["id"])
                return True
            return put(body, droppable=droppable)

        editor.server.protocol.outlet = type("Outlet", (), {"put": staticmethod(listen)})()
        editor.open("a.py", SOURCE)
        for number in range(MESSAGES):
            method, params, is_request = rng.choice(valid)
            for _ in range(rng.choice([0, 1, 1, 1, 2])):
                params = breaker.broken(params)
            if is_request or rng.random() < 0.05:
                asked.append(f"f{number}")
                editor._say({"id": asked[-1], "method": method, "params": params})
            else:
                editor._say({"method": method, "params": params})
            if rng.random() < 0.05:
                await asyncio.sleep(0)
        for _ in range(1600):
            if len(answered) == len(asked):
                break
            await asyncio.sleep(0.05)
        await editor.settled()
        assert sorted(answered) == sorted(asked)
        assert "crashed" not in caplog.text
        errors = [item for item in editor.messages if item["type"] == types.MessageType.Error]
        assert len(errors) <= 1
        editor.open("b.py", SOURCE)
        assert await editor.actions(editor.uri("b.py"), editor.at(editor.uri("b.py"), "raise"))
