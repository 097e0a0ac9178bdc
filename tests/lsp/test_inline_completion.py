"""Completion at the cursor: off by default, quick to give up, and never a nuisance to the typing."""

import asyncio

import pytest

from support.editor import BARE, Editor
from support.model_server import ModelServer, Reply
from support.suggestions import (
    AUTOMATIC,
    CLIENT,
    INVOKED,
    METHOD,
    SOURCE,
    asked,
    end,
    registered,
    settings,
    spent_today,
    suggested,
    write,
)

FIXED = {"textDocument": {"inlineCompletion": {}}}


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "sums.py").write_text(SOURCE, encoding="utf-8")
    return folder


def fenced(text):
    return Reply(text=f"```python\n{text}\n```", size=400)


async def test_by_default_no_model_is_asked_and_nothing_is_registered(root):
    with ModelServer([fenced("return 1")]) as model:
        options = {"model": {"name": "scripted", "baseUrl": model.base_url}}
        async with Editor(root, options=options, capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    ")
            assert await suggested(editor, uri) == ""
            assert await suggested(editor, uri, trigger=INVOKED) == ""
            assert registered(editor) == []
            assert "inlineCompletionProvider" not in editor.capabilities_of_server
        assert model.requests == []


async def test_a_suggestion_is_made_from_the_file_and_the_codebase(root):
    (root / "report.py").write_text("from sums import mean\n\n\ndef report():\n    \n", encoding="utf-8")
    with ModelServer([fenced("return mean([1, 2])")]) as model:
        async with Editor(root, options=settings(model), capabilities=CLIENT) as editor:
            uri = editor.open("report.py")
            where = editor.position(uri, len(editor.buffers[uri].text) - 1)
            assert await suggested(editor, uri, where) == "return mean([1, 2])"
        prompt = model.requests[0].json["messages"][-1]["content"]
        assert "def report():\n    <cursor/>" in prompt
        assert "def mean(values: list[int]) -> float" in prompt
        assert model.requests[0].json["max_tokens"] == 160


async def test_it_comes_and_goes_with_the_setting(root):
    with ModelServer([fenced("return 1")]) as model:
        on = settings(model)
        off = {"model": on["model"]}
        async with Editor(root, settings={"contexten": off}, capabilities=CLIENT) as editor:
            for now, expected in ((on, [METHOD]), (on, [METHOD]), (off, []), (on, [METHOD])):
                editor.settings = {"contexten": now}
                editor.notify("workspace/didChangeConfiguration", {"settings": None})
                await editor.settled()
                assert registered(editor) == expected


async def test_without_a_model_it_is_not_registered(root):
    options = {"inlineCompletion": {"enabled": True}}
    async with Editor(root, options=options, capabilities=CLIENT) as editor:
        uri = editor.open("sums.py")
        assert registered(editor) == []
        assert await suggested(editor, uri, trigger=INVOKED) == ""


@pytest.mark.parametrize(("capabilities", "advertised"), [(FIXED, True), (CLIENT, False), (BARE, False)])
async def test_a_client_that_cannot_be_told_later_is_told_at_the_start(root, capabilities, advertised):
    with ModelServer() as model:
        async with Editor(root, options=settings(model), capabilities=capabilities) as editor:
            assert ("inlineCompletionProvider" in editor.capabilities_of_server) is advertised


async def test_typing_through_a_suggestion_asks_no_model(root):
    with ModelServer([fenced("return total(values) / len(values)")]) as model:
        async with Editor(root, options=settings(model), capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    ")
            whole = await suggested(editor, uri)
            assert whole == "return total(values) / len(values)"
            for typed in range(1, len(whole)):
                write(editor, uri, whole[typed - 1])
                assert await suggested(editor, uri) == whole[typed:]
            editor.undo(uri)
            assert await suggested(editor, uri) == whole[-2:]
        assert len(model.requests) == 1


async def test_a_bracket_that_the_editor_closes_is_not_closed_twice(root):
    with ModelServer([fenced("print(values)")]) as model:
        async with Editor(root, options=settings(model), capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    ")
            assert await suggested(editor, uri) == "print(values)"
            write(editor, uri, "print()")
            inside = editor.position(uri, len(editor.buffers[uri].text) - 1)
            assert await suggested(editor, uri, inside) == "values"
        assert len(model.requests) == 1


async def test_a_newer_request_ends_the_older_one_down_to_its_socket(root):
    slow = Reply(text="```python\nreturn 1\n```", first=20.0, when="    a<cursor/>")
    with ModelServer([slow, fenced("c = 1")]) as model:
        async with Editor(root, options=settings(model), capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    a")
            first = asyncio.ensure_future(suggested(editor, uri))
            await asyncio.to_thread(model.wait_for_request)
            write(editor, uri, "b")
            second = asyncio.ensure_future(suggested(editor, uri))
            assert await first == ""
            assert await second == "c = 1"
        assert model.requests[0].wait()
        assert model.requests[0].closed_early


async def test_a_cancelled_request_is_answered_as_cancelled_and_ends_the_call(root):
    with ModelServer([Reply(text="return 1", first=20.0)]) as model:
        async with Editor(root, options=settings(model), capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    ")
            ids = []
            asking = asyncio.ensure_future(editor.request(METHOD, asked(uri, end(editor, uri)), on_id=ids.append))
            await asyncio.to_thread(model.wait_for_request)
            editor.cancel(ids[0])
            with pytest.raises(Exception, match="cancelled"):
                await asking
        assert model.requests[0].wait()
        assert model.requests[0].closed_early


async def test_quick_typing_asks_once_it_pauses(root):
    with ModelServer([fenced("z = 1")]) as model:
        async with Editor(root, options=settings(model, delay=300), capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    ")
            asking = []
            for letter in "xy":
                write(editor, uri, letter)
                asking.append(asyncio.ensure_future(suggested(editor, uri)))
            assert await asyncio.gather(*asking) == ["", "z = 1"]
        assert len(model.requests) == 1
        assert "    xy<cursor/>" in model.requests[0].json["messages"][-1]["content"]


PLACES = {
    "in the middle of a line": ("return result", INVOKED),
    "inside a comment": ("f it", INVOKED),
    "inside a string": ('."""', INVOKED),
}


@pytest.mark.parametrize("place", PLACES)
async def test_at_odd_places_only_a_person_who_asks_is_answered(root, place):
    marker, trigger = PLACES[place]
    with ModelServer([fenced("x")]) as model:
        async with Editor(root, options=settings(model), capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            where = editor.at(uri, marker)["start"]
            assert await suggested(editor, uri, where) == ""
            assert model.requests == []
            await suggested(editor, uri, where, trigger=trigger)
            assert len(model.requests) == 1


async def test_behind_the_cursor_closers_may_stand(root):
    with ModelServer([fenced("values")]) as model:
        async with Editor(root, options=settings(model), capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    return float(sum())")
            inside = editor.position(uri, len(editor.buffers[uri].text) - 2)
            assert await suggested(editor, uri, inside) == "values"


async def test_a_private_file_is_never_sent_and_an_ignored_one_only_when_asked(root):
    (root / ".contextenignore").write_text("secrets.py\n", encoding="utf-8")
    (root / ".gitignore").write_text("made.py\n", encoding="utf-8")
    for name in ("secrets.py", "made.py"):
        (root / name).write_text("def f():\n    ", encoding="utf-8")
    with ModelServer([fenced("return 1")]) as model:
        async with Editor(root, options=settings(model), capabilities=CLIENT) as editor:
            for trigger in (AUTOMATIC, INVOKED):
                assert await suggested(editor, editor.open("secrets.py"), trigger=trigger) == ""
            assert await suggested(editor, editor.open("made.py")) == ""
            assert model.requests == []
            assert await suggested(editor, editor.open("made.py"), trigger=INVOKED) == "return 1"


async def test_a_huge_file_is_left_alone_unless_asked(root):
    text = "x = 1\n" * 40_000 + "def f():\n    "
    with ModelServer([fenced("return 1")]) as model:
        async with Editor(root, options=settings(model), capabilities=CLIENT) as editor:
            uri = editor.open("big.py", text)
            assert await suggested(editor, uri) == ""
            assert model.requests == []
            assert await suggested(editor, uri, trigger=INVOKED) == "return 1"


async def test_a_secret_is_replaced_and_what_stands_for_it_is_never_suggested(root):
    key = "sk-" + "proj-" + "a1B2c3D4" * 6
    text = f'API_KEY = "{key}"\n\n\ndef f():\n    '
    with ModelServer([fenced("x = 1\ny = '<SECRET:openai:1>'")]) as model:
        async with Editor(root, options=settings(model), capabilities=CLIENT) as editor:
            uri = editor.open("client.py", text)
            assert await suggested(editor, uri) == "x = 1"
        assert key.encode() not in model.received()
        assert b"<SECRET:" in model.received()


async def test_what_comes_too_late_is_not_waited_for(root):
    slow = Reply(deltas=["```python\nx = 1\n", "y = "], pause=0.2, silent=20.0, finish=None, done=False)
    with ModelServer([slow]) as model:
        async with Editor(root, options=settings(model, timeout=4000), capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    ")
            await editor.server.session.integration.model()
            assert await suggested(editor, uri) == "x = 1"
            status = await editor.execute("contexten.status")
            assert status["inlineCompletion"]["late"] == 1
            today = await spent_today(editor)
            assert today["calls"] == 1
            assert today["promptTokens"] > 100
        assert model.requests[0].wait()
        assert model.requests[0].closed_early


async def test_a_model_that_fails_is_left_alone_until_a_person_asks(root):
    down = Reply(status=500, body="{}")
    with ModelServer([down, down, down, fenced("return 1")]) as model:
        async with Editor(root, options=settings(model), capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            for letter in "abcdefgh":
                write(editor, uri, letter)
                assert await suggested(editor, uri) == ""
            assert len(model.requests) == 3
            status = await editor.execute("contexten.status")
            assert status["inlineCompletion"]["breaker"] == "OPEN"
            assert status["inlineCompletion"]["trouble"] == "500"
            write(editor, uri, "\n    ")
            assert await suggested(editor, uri, trigger=INVOKED) == "return 1"
        assert len(model.requests) == 4


@pytest.mark.parametrize(("form", "answer"), [("chat", fenced("return 1")), ("completions", Reply(text="return 1"))])
async def test_what_it_cost_is_counted_with_everything_else(root, form, answer):
    prices = {"prices": ["scripted=1000000/1000000"]}
    with ModelServer([answer]) as model:
        options = settings(model, form=form)
        options["model"] = {**options["model"], **prices}
        async with Editor(root, options=options, capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    ")
            await suggested(editor, uri)
            today = await spent_today(editor)
            assert (today["calls"], today["promptTokens"], today["completionTokens"]) == (1, 11, 7)
            assert today["dollars"] == 18


async def test_the_entry_of_a_popup_is_gone_on_with_or_nothing_is_shown(root):
    with ModelServer([fenced("turn total(values)")]) as model:
        async with Editor(root, options=settings(model), capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    re")
            at = end(editor, uri)
            where = {"start": {**at, "character": at["character"] - 2}, "end": at}
            for text, expected in (("return", "return total(values)"), ("result", "")):
                chosen = {"range": where, "text": text}
                assert await suggested(editor, uri, at, selectedCompletionInfo=chosen) == expected


async def test_another_model_may_be_named_for_it(root):
    with ModelServer([fenced("return 1")]) as model:
        async with Editor(root, options=settings(model, model="little"), capabilities=CLIENT) as editor:
            uri = editor.open("sums.py")
            write(editor, uri, "    ")
            assert await suggested(editor, uri) == "return 1"
        assert model.requests[0].json["model"] == "little"


async def test_windows_line_ends_stay(root):
    with ModelServer([fenced("if values:\n    return 1\nreturn 2")]) as model:
        async with Editor(root, options=settings(model), capabilities=CLIENT) as editor:
            uri = editor.open("dos.py", "def f(values):\r\n    ")
            assert await suggested(editor, uri) == "if values:\r\n        return 1\r\n    return 2"
