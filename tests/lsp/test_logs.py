"""Logs go to stderr, hold no source text, and their level is a setting."""

import logging

import pytest

from contexten.trace import crash
from support.editor import Editor
from support.stdio import RawClient

CANARY = "canary_" + "in_the_source"
SOURCE = f"def {CANARY}(a, b):\n    raise NotImplementedError\n"


@pytest.mark.parametrize("level", ["debug", "info"])
def test_no_source_text_is_logged(level, tmp_path):
    code = (
        "from contexten.trace import log_to_stderr; log_to_stderr('info')\n"
        "from contexten.lsp.serve import serve_stdio; serve_stdio()"
    )
    (tmp_path / "a.py").write_text(SOURCE, encoding="utf-8")
    uri = (tmp_path / "a.py").as_uri()
    with RawClient(code) as client:
        client.initialize(rootUri=tmp_path.as_uri(), initializationOptions={"log": {"level": level}})
        client.send(method="initialized", params={})
        item = {"uri": uri, "languageId": "python", "version": 1, "text": SOURCE}
        client.send(method="textDocument/didOpen", params={"textDocument": item})
        stale = {"uri": uri, "version": 0}
        client.send(
            method="textDocument/didChange", params={"textDocument": stale, "contentChanges": [{"text": CANARY}]}
        )
        place = {"line": 1, "character": 4}
        for number, command in enumerate(("contexten.generate", "contexten.context", "contexten.status")):
            arguments = [] if command.endswith("status") else [{"uri": uri, "position": place}]
            client.send(
                id=number, method="workspace/executeCommand", params={"command": command, "arguments": arguments}
            )
            client.answer(number)
        client.send(id="crash", method="textDocument/codeAction", params={"textDocument": CANARY})
        client.answer("crash")
        client.send(id="end", method="shutdown")
        client.answer("end")
        client.send(method="exit")
        assert client.wait() == 0
    assert b"contexten" in client.stderr
    assert CANARY.encode() not in client.stderr


async def test_work_beside_the_conversation_that_crashes_tells_no_source_text(tmp_path, caplog):
    """The text of an exception can be a line of the person's code, or a key."""

    async def work():
        raise ValueError(CANARY)

    caplog.set_level("ERROR")
    async with Editor(tmp_path) as editor:
        editor.server.session.spawn(work(), "some work")
        await editor.settled()
    assert "some work crashed with ValueError" in caplog.text
    assert "in work" in caplog.text
    assert CANARY not in caplog.text


def test_a_crash_is_told_by_its_kind_and_frames(caplog):
    try:
        int(CANARY)
    except ValueError as error:
        crash(logging.getLogger("contexten.test"), "reading", error)
    assert "reading crashed with ValueError" in caplog.text
    assert CANARY not in caplog.text
