"""Completion at the cursor by a model that fills in the middle, at an endpoint of its own, and the limits of a day."""

import asyncio
import json

import pytest

from contexten.lsp.approval import _ALLOW
from support.editor import Editor
from support.model_server import ModelServer, Reply
from support.suggestions import (
    AUTOMATIC,
    CLIENT,
    INVOKED,
    METHOD,
    SOURCE,
    registered,
    settings,
    spent_today,
    suggested,
    write,
)


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "sums.py").write_text(SOURCE, encoding="utf-8")
    return folder


def filling(server, **inline):
    return settings(server, form="completions", **inline)


def stub(editor):
    """What is asked for a body, of a function that nothing resembles."""
    uri = editor.open("stub.py", "def unlike(zebra, quagga):\n    raise NotImplementedError\n")
    return {"uri": uri, "position": editor.at(uri, "raise")["start"], "intent": "implement"}


async def counted(editor, calls):
    """Wait until so many calls are written down."""
    while True:
        if (await spent_today(editor))["calls"] >= calls:
            return
        await asyncio.sleep(0.01)


async def test_the_model_gets_the_texts_around_the_cursor_and_other_code_as_comments(root):
    text = "from sums import mean\n\n\ndef report():\n    \n\n\nprint(report())\n"
    (root / "report.py").write_text(text, encoding="utf-8")
    with ModelServer([Reply(text="return mean([1, 2])\n\n\ndef other():\n    pass\n")]) as model:
        async with Editor(root, options=filling(model), capabilities=CLIENT) as editor:
            uri = editor.open("report.py")
            await editor.settled()
            where = editor.position(uri, text.index("    \n") + 4)
            assert await suggested(editor, uri, where) == "return mean([1, 2])"
    sent = model.requests[0]
    assert sent.path == "/v1/completions"
    assert sent.json["suffix"] == "\n\n\nprint(report())\n"
    others, _, own = sent.json["prompt"].partition("# Path: report.py\n")
    assert own == text[: text.index("    \n") + 4]
    assert others.startswith("# Path: sums.py\n")
    assert "# def mean(values: list[int]) -> float" in others
    assert all(line.startswith("#") for line in others.splitlines())
    assert (sent.json["max_tokens"], sent.json["stream"]) == (160, True)


async def test_a_model_that_writes_on_is_ended_when_what_was_begun_is_finished(root):
    endless = Reply(deltas=["1 + 2\n", "y = 3\n"], pause=0.05, silent=20.0, finish=None, done=False)
    with ModelServer([endless]) as model:
        async with Editor(root, options=filling(model), capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    x = ")
            assert await suggested(editor, uri) == "1 + 2"
            assert (await editor.execute("contexten.status"))["inlineCompletion"]["late"] == 0
        assert model.requests[0].wait()
        assert model.requests[0].closed_early


async def test_a_server_without_suffix_gets_the_models_own_marks(root):
    with ModelServer([Reply(text="sum(values)<|fim_pad|>")]) as model:
        async with Editor(root, options=filling(model, template="qwen"), capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, '    mark = "<|fim_middle|>"\n    return ')
            assert await suggested(editor, uri) == "sum(values)"
    prompt = model.requests[0].json["prompt"]
    assert prompt.startswith("<|fim_prefix|># Path: sums.py\n")
    assert prompt.endswith("return <|fim_suffix|><|fim_middle|>")
    assert prompt.count("<|fim_middle|>") == 1, "what the file says is no mark"
    assert "suffix" not in model.requests[0].json


async def test_a_server_that_refuses_the_suffix_says_so_in_the_status(root):
    words = json.dumps({"error": {"message": "suffix is not currently supported", "type": "BadRequestError"}})
    with ModelServer([Reply(status=400, body=words)]) as model:
        async with Editor(root, options=filling(model), capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    ")
            assert await suggested(editor, uri) == ""
            status = await editor.execute("contexten.status")
            assert "suffix is not currently supported" in status["inlineCompletion"]["trouble"]


async def test_a_template_that_is_none_is_told_and_the_default_used(root):
    with ModelServer([Reply(text="return 1")]) as model:
        async with Editor(root, options=filling(model, template="{prefix}"), capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    ")
            assert await suggested(editor, uri) == "return 1"
            assert any("codestral" in message for message in editor.shown())
        assert "suffix" in model.requests[0].json


async def test_a_secret_is_replaced_and_a_private_file_never_sent(root):
    key = "sk-" + "proj-" + "a1B2c3D4" * 6
    (root / ".contextenignore").write_text("secrets.py\n", encoding="utf-8")
    (root / "secrets.py").write_text("def f():\n    ", encoding="utf-8")
    with ModelServer([Reply(text="x = 1\n    y = '<SECRET:openai:1>'")]) as model:
        async with Editor(root, options=filling(model), capabilities=CLIENT) as editor:
            uri = editor.open("client.py", f'API_KEY = "{key}"\n\n\ndef f():\n    ')
            assert await suggested(editor, uri) == "x = 1"
            assert len(model.requests) == 1
            for trigger in (AUTOMATIC, INVOKED):
                assert await suggested(editor, editor.open("secrets.py"), trigger=trigger) == ""
        assert len(model.requests) == 1
        assert key.encode() not in model.received()
        assert b"<SECRET:" in model.received()


async def test_nothing_to_fill_in_is_no_failure_and_is_remembered(root):
    with ModelServer([Reply(text="")]) as model:
        async with Editor(root, options=filling(model), capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    ")
            for _ in range(5):
                assert await suggested(editor, uri) == ""
            status = (await editor.execute("contexten.status"))["inlineCompletion"]
            assert (status["asked"], status["failed"], status["breaker"]) == (1, 0, "CLOSED")


async def test_typing_through_it_asks_nobody_and_windows_line_ends_stay(root):
    with ModelServer([Reply(text="if values:\n        return 1\n    return 2\n")]) as model:
        async with Editor(root, options=filling(model), capabilities=CLIENT) as editor:
            uri = editor.open("dos.py", "def f(values):\r\n    ")
            whole = await suggested(editor, uri)
            assert whole == "if values:\r\n        return 1\r\n    return 2"
            for typed in range(1, 8):
                write(editor, uri, whole[typed - 1])
                assert await suggested(editor, uri) == whole[typed:]
        assert len(model.requests) == 1


async def test_a_small_model_here_writes_at_the_cursor_and_another_one_all_else(root):
    with (
        ModelServer([Reply(text="```python\nreturn 2\n```", size=400)]) as large,
        ModelServer([Reply(text="1")]) as small,
    ):
        inline = {"enabled": True, "delay": 0, "timeout": 20_000, "form": "completions"}
        inline |= {"model": "little", "baseUrl": small.base_url}
        options = {"model": {"name": "big", "baseUrl": large.base_url}, "inlineCompletion": inline}
        async with Editor(root, options=options, capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    return ")
            assert await suggested(editor, uri) == "1"
            await editor.execute("contexten.generate", stub(editor))
        assert [one.json["model"] for one in small.requests] == ["little"]
        assert {one.json["model"] for one in large.requests} == {"big"}
        assert {one.path for one in large.requests} == {"/v1/chat/completions"}


async def test_a_model_for_suggestions_alone_is_enough(root):
    with ModelServer([Reply(text="return 1")]) as small:
        inline = {"enabled": True, "delay": 0, "timeout": 20_000, "form": "completions", "model": "little"}
        options = {"inlineCompletion": {**inline, "baseUrl": small.base_url}}
        async with Editor(root, options=options, capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            assert registered(editor) == [METHOD]
            write(editor, uri, "    ")
            assert await suggested(editor, uri) == "return 1"


@pytest.mark.parametrize("answer", ["Not now", _ALLOW])
async def test_a_place_that_is_not_known_is_asked_about_once_before_code_goes_there(root, answer, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "canary-" * 4)
    with ModelServer() as large:
        options = settings(large, form="completions", model="m", baseUrl="https://models.example.invalid/v1")
        async with Editor(root, options=options, capabilities=CLIENT) as editor:
            editor.person.answer = answer
            uri = editor.open("sums.py")
            for letter in "abc":
                write(editor, uri, letter)
                assert await suggested(editor, uri) == ""
                await editor.settled()
            assert len(editor.questions) == 1
            assert "models.example.invalid" in editor.questions[0]["message"]
            found = await editor.server.session.integration.suggesting_model()
            assert (found.needs_approval is None) == (answer == _ALLOW)
            assert "key" in found.reason or answer != _ALLOW, "a key of another place is not sent there"
        assert large.requests == []


async def test_a_day_has_so_many_suggestions_and_the_person_is_told_once(root):
    with ModelServer([Reply(text="a = 1"), Reply(text="b = 1")]) as model:
        async with Editor(root, options=filling(model, maxPerDay=2), capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    ")
            assert await suggested(editor, uri) == "a = 1"
            write(editor, uri, "\n    c = 3\n    ")
            assert await suggested(editor, uri) == "b = 1"
            await counted(editor, 2)
            for letter in "xyz":
                write(editor, uri, letter)
                assert await suggested(editor, uri, trigger=INVOKED) == ""
                await editor.settled()
            told = [message for message in editor.shown() if "limit" in message]
            assert len(told) == 1
            assert "contexten.inlineCompletion.maxPerDay" in told[0]
            status = (await editor.execute("contexten.status"))["inlineCompletion"]
            assert status["trouble"] == told[0]
            assert status["breaker"] == "CLOSED"
        assert len(model.requests) == 2


async def test_a_limit_of_tokens_holds_for_suggestions_and_for_everything_else(root):
    with ModelServer([Reply(text="a = 1", usage=(900, 100)), Reply(text="```python\nreturn 0\n```")]) as model:
        options = filling(model)
        options["model"]["maxTokensPerDay"] = 1000
        async with Editor(root, options=options, capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    ")
            assert await suggested(editor, uri) == "a = 1"
            await spent_today(editor)
            result = await editor.execute("contexten.generate", stub(editor))
            assert result["outcome"] != "applied"
            assert "contexten.model.maxTokensPerDay" in result["reason"]
            preview = await editor.execute("contexten.generate", {**stub(editor), "dryRun": True})
            assert preview["outcome"] == "previewed"
        assert len(model.requests) == 1


async def test_raising_the_limit_goes_on_at_once(root):
    with ModelServer([Reply(text="a = 1")]) as model:
        few, more = filling(model, maxPerDay=0), filling(model, maxPerDay=10)
        async with Editor(root, settings={"contexten": few}, capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    ")
            assert await suggested(editor, uri) == ""
            editor.settings = {"contexten": more}
            editor.notify("workspace/didChangeConfiguration", {"settings": None})
            await editor.settled()
            assert await suggested(editor, uri) == "a = 1"
