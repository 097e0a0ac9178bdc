"""What a person does while a model writes: nothing that is typed is lost, and no result is (invariant 4)."""

import asyncio
import hashlib
import threading
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio

from contexten.errors import ClientError
from support.desk import CURSOR, desk
from support.model_server import Reply

pytestmark = pytest.mark.asyncio(loop_scope="module")

SOURCE = (
    f'"""Sums."""\n\n\ndef add(a, b):\n    {CURSOR}raise NotImplementedError\n\n\n'
    'def half(a):\n    """Half."""\n    raise NotImplementedError\n'
)
TEXT = SOURCE.replace(CURSOR, "")
STUB = "raise NotImplementedError"
DONE = TEXT.replace(STUB, "return a + b", 1)
ADD = "```python\ndef add(a, b):\n    return a + b\n```"
HALF = "```python\ndef half(a):\n    return a / 2\n```"
ENDLESS = Reply(deltas=["x "] * 5000, pause=0.01)
OFF = {"contexten": {"draft": {"fallback": False}, "cache": {"enabled": False}}}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory):
    root = tmp_path_factory.mktemp("meanwhile") / "project"
    root.mkdir()
    async with desk(root, settings=OFF) as made:
        yield made


@asynccontextmanager
async def writing(place, uri, reply=ADD, **arguments):
    """While the model has the request and has not answered yet; the result is in `running` afterwards."""
    gate = threading.Event()
    place.says(reply if isinstance(reply, Reply) else Reply(text=reply, gate=gate))
    count = len(place.model.requests)
    running = asyncio.ensure_future(place.ask("generate", uri, **arguments))
    await place.until(lambda: len(place.model.requests) > count)
    yield running
    if not isinstance(reply, Reply):
        await place.editor.execute("contexten.status")  # by now the server knows what was done
        gate.set()
    await asyncio.wait([running], timeout=60)


async def agrees(place):
    """The server's texts are the editor's."""
    documents = (await place.editor.execute("contexten.status"))["documents"]
    mine = {uri: hashlib.sha256(buffer.text.encode()).hexdigest() for uri, buffer in place.editor.buffers.items()}
    assert {item["uri"]: item["sha256"] for item in documents} == mine


async def state_of(place, result):
    return next(task for task in await place.tasks() if task["id"] == result["task"])


async def test_typing_elsewhere_is_kept(place):
    uri = place.open("elsewhere.py", SOURCE)
    async with writing(place, uri) as running:
        place.editor.change(uri, "# typed 😀\n" + TEXT.replace("Half.", "Half!"))
    assert (await running)["outcome"] == "applied"
    assert place.text(uri) == "# typed 😀\n" + DONE.replace("Half.", "Half!")
    await agrees(place)


async def test_typing_in_the_same_place_is_kept_and_so_is_the_result(place):
    uri = place.open("same.py", SOURCE)
    typed = TEXT.replace(STUB, "return 42", 1)
    async with writing(place, uri) as running:
        place.editor.change(uri, typed)
    result = await running
    assert (result["outcome"], place.text(uri)) == ("stale", typed)
    assert "the menu of code actions can still apply it" in place.editor.messages[-1]
    assert (await state_of(place, result))["state"] == "stale"
    again = await place.editor.execute("contexten.task.apply", {"task": result["task"]})
    assert (again["outcome"], place.text(uri)) == ("stale", typed)
    place.editor.change(uri, TEXT)
    again = await place.editor.execute("contexten.task.apply", {"task": result["task"]})
    assert (again["outcome"], place.text(uri)) == ("applied", DONE)
    third = await place.editor.execute("contexten.task.apply", {"task": result["task"]})
    assert (third["outcome"], place.text(uri)) == ("refused", DONE)
    assert "applied already" in third["reason"]
    await agrees(place)


async def test_an_edit_that_the_editor_refuses_is_kept(place):
    uri = place.open("refused.py", SOURCE)
    buffer = place.editor.buffers[uri]
    async with writing(place, uri) as running:
        buffer.document = buffer.document.patched_all([], 7)
    result = await running
    assert (result["outcome"], place.text(uri)) == ("ready", TEXT)
    assert "the document has changed" in result["reason"]
    place.editor.change(uri, TEXT)
    again = await place.editor.execute("contexten.task.apply", {"task": result["task"]})
    assert (again["outcome"], place.text(uri)) == ("applied", DONE)


@pytest.mark.parametrize("with_file", [True, False])
async def test_a_document_that_is_closed_meanwhile(place, with_file):
    uri = place.open("closed.py", SOURCE)
    file = place.root / "closed.py"
    async with writing(place, uri) as running:
        place.close(uri)
        if not with_file:
            file.unlink()
    result = await running
    if with_file:
        assert (result["outcome"], file.read_text("utf-8")) == ("applied", DONE)
    else:
        assert (result["outcome"], file.exists()) == ("stale", False)
        assert "gone" in result["reason"]
        assert (await state_of(place, result))["state"] == "stale"


async def test_a_file_that_is_deleted_while_it_is_open_is_still_edited_in_the_editor(place):
    uri = place.open("deleted.py", SOURCE)
    async with writing(place, uri) as running:
        (place.root / "deleted.py").unlink()
    assert ((await running)["outcome"], place.text(uri)) == ("applied", DONE)
    assert not (place.root / "deleted.py").exists()


async def test_two_at_once_in_one_document(place):
    uri = place.open("two.py", SOURCE)
    place.says(Reply(text=HALF, first=0.2, when="the body of `half`"), Reply(text=ADD, first=0.2))
    line = TEXT[: TEXT.rindex(STUB)].count("\n")
    both = await asyncio.gather(
        place.ask("generate", uri),
        place.editor.execute("contexten.generate", {"uri": uri, "position": {"line": line, "character": 6}}),
    )
    assert [result["outcome"] for result in both] == ["applied", "applied"]
    assert place.text(uri) == DONE.replace(STUB, "return a / 2")
    await agrees(place)


async def test_the_same_twice_at_once_is_written_once(place):
    uri = place.open("twice.py", SOURCE)
    place.says(Reply(text=ADD, first=0.2))
    await asyncio.gather(place.ask("generate", uri), place.ask("generate", uri))
    assert place.text(uri) == DONE
    await agrees(place)


@pytest.mark.parametrize("how", ["the request", "the command", "discarding"])
async def test_a_cancelled_run_closes_the_connection_and_touches_nothing(place, how):
    uri = place.open("cancelled.py", SOURCE)
    async with writing(place, uri, ENDLESS) as running:
        task = (await place.tasks())[-1]
        assert task["state"] == "working"
        if how == "the request":
            place.editor.notify("$/cancelRequest", {"id": max(place.editor._waiting)})
        else:
            command = "contexten.cancel" if how == "the command" else "contexten.task.discard"
            answer = await place.editor.execute(command, {"task": task["id"]})
            assert answer["outcome"] == ("cancelled" if how == "the command" else "discarded")
    with pytest.raises(ClientError, match=r"The request was cancelled\."):
        await running
    await place.until(lambda: place.model.requests[-1].closed_early)
    assert place.text(uri) == TEXT
    left = {item["id"]: item["state"] for item in await place.tasks()}
    assert left.get(task["id"]) == (None if how == "discarding" else "cancelled")
    again = await place.editor.execute("contexten.cancel", {"task": task["id"]})
    assert again["outcome"] == "refused"
    place.close(uri)


async def test_a_result_outlives_the_server_and_is_applied_by_the_next(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    async with desk(root, ADD) as place:
        uri = place.open("kept.py", SOURCE)
        preview = await place.ask("generate", uri, dryRun=True)
        assert (preview["outcome"], place.model.requests) == ("previewed", [])
        result = await place.ask("generate", uri, apply=False)
        assert (result["outcome"], place.text(uri)) == ("proposed", TEXT)
        assert place.editor._take(result["edit"]) == {"applied": True}
        assert place.text(uri) == DONE
    async with desk(root) as place:
        assert [task["state"] for task in await place.tasks()] == ["ready"]
        uri = place.open("kept.py", SOURCE)
        place.editor.change(uri, "# typed\n" + TEXT)
        applied = await place.editor.execute("contexten.task.apply", {"task": result["task"]})
        assert (applied["outcome"], place.text(uri)) == ("applied", "# typed\n" + DONE)
        assert place.model.requests == []
    async with desk(root) as place:
        assert await place.tasks() == []
