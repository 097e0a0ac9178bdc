"""Commands that are cancelled, discarded, or many at once."""

import asyncio

import pytest

from contexten.llm.scripted import Scripted, ScriptedProvider
from support.editor import FULL, Editor, ServerError
from support.sums import BODY, SOURCE, STUB, implement, model, written
from support.waiting import until


@pytest.fixture
def root(tmp_path):
    return written(tmp_path)


async def test_cancelling_the_request_reaches_the_model(root):
    provider = model(Scripted(BODY * 100, delay=0.5))
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py")
        ids = []
        arguments = {"uri": uri, "position": editor.at(uri, STUB)["start"]}
        running = asyncio.ensure_future(editor.execute("contexten.generate", arguments, on_id=ids.append))
        await until(lambda: provider.requests)
        editor.cancel(ids[0])
        with pytest.raises(ServerError) as error:
            await running
        assert error.value.code == -32800
        await until(lambda: provider.cancelled == 1)
        assert (await editor.execute("contexten.tasks"))["tasks"][0]["state"] == "cancelled"
        kinds = [item["value"]["kind"] for item in editor.progress]
        assert kinds.count("begin") == kinds.count("end")
        assert editor.buffers[uri].text == SOURCE


@pytest.mark.parametrize("own_token", [True, False])
async def test_the_cancel_button_of_the_progress_ends_the_run(root, own_token):
    provider = model(Scripted(BODY * 100, delay=0.5))
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py")
        editor.progress.clear()
        arguments = {"uri": uri, "position": editor.at(uri, STUB)["start"]}
        running = asyncio.ensure_future(
            editor.execute("contexten.generate", arguments, token="mine" if own_token else None)
        )
        await until(lambda: provider.requests)
        begin = editor.progress[0]
        assert (begin["value"]["kind"], begin["value"]["cancellable"]) == ("begin", True)
        assert (begin["token"] == "mine") == own_token  # noqa: S105
        editor.notify("window/workDoneProgress/cancel", {"token": begin["token"]})
        with pytest.raises(ServerError) as error:
            await running
        assert error.value.code == -32800
        assert [item["value"]["kind"] for item in editor.progress][-1] == "end"


async def test_the_cancel_command_ends_a_task(root):
    provider = model(Scripted(BODY * 100, delay=0.5))
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py")
        running = asyncio.ensure_future(implement(editor, uri))
        await until(lambda: provider.requests)
        (task,) = (await editor.execute("contexten.tasks"))["tasks"]
        assert task["state"] == "working"
        assert (await editor.execute("contexten.cancel", {"task": task["id"]}))["outcome"] == "cancelled"
        with pytest.raises(ServerError):
            await running
        assert (await editor.execute("contexten.cancel", {"task": task["id"]}))["outcome"] == "refused"


async def test_a_run_that_does_not_end_when_it_is_cancelled_is_told(root, monkeypatch):
    monkeypatch.setattr("contexten.lsp.commands.task_discard._PATIENCE", 0.05)
    async with Editor(root) as editor:
        editor.server.session.integration.cancel = lambda _task: True
        result = await editor.execute("contexten.task.discard", {"task": "t1"})
        assert (result["outcome"], "discard it later" in result["reason"]) == ("refused", True)


async def test_a_discarded_task_is_gone(root):
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py")
        task = (await implement(editor, uri, apply=False))["task"]
        assert (await editor.execute("contexten.task.discard", {"task": task}))["outcome"] == "discarded"
        assert (await editor.execute("contexten.tasks"))["tasks"] == []
        with pytest.raises(ServerError) as error:
            await editor.execute("contexten.task.apply", {"task": task})
        assert error.value.code == -32602


async def test_a_hundred_commands_at_once_are_all_answered(root):
    provider = ScriptedProvider(lambda _request: Scripted(BODY, delay=0.001))
    async with Editor(root, provider=provider, capabilities=FULL) as editor:
        uri = editor.open("sums.py")
        results = await asyncio.gather(*(implement(editor, uri, apply=False) for _ in range(100)))
        assert {result["outcome"] for result in results} == {"proposed"}


async def test_while_many_runs_are_slow_the_editor_is_served_and_each_can_be_cancelled(root):
    provider = ScriptedProvider(lambda _request: Scripted(BODY * 50, delay=2.0))
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py")
        ids = []
        arguments = {"uri": uri, "position": editor.at(uri, STUB)["start"], "apply": False}
        running = [
            asyncio.ensure_future(editor.execute("contexten.generate", arguments, on_id=ids.append)) for _ in range(40)
        ]
        await until(lambda: provider.requests)
        for _ in range(20):
            editor.type(uri, "def twice", "# typed\n")
            assert await editor.actions(uri, editor.at(uri, STUB))
        assert not any(work.done() for work in running)
        for id_ in ids:
            editor.cancel(id_)
        results = await asyncio.gather(*running, return_exceptions=True)
        assert {result.code for result in results} == {-32800}
        await until(lambda: provider.cancelled == len(provider.requests))
        states = [task["state"] for task in (await editor.execute("contexten.tasks"))["tasks"]]
        assert set(states) == {"cancelled"}
