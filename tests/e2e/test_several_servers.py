"""Several editors on one folder share one store and one image of the index, also where one of them is killed."""

import asyncio
import random
from contextlib import AsyncExitStack

import pytest

from contexten.errors import ClientError
from contexten.lsp.client import started

FILES = 40
ROUNDS = 4


def text_of(number, version):
    """Module `number`: its function calls that of the next one, by a name that tells the version of both."""
    after = (number + 1) % FILES
    return (
        f"from part{after} import step{after}\n\n\n"
        f"def step{number}(value):\n    return step{after}(value) + {version}\n\n\n"
        f"def only{number}_{version}(value):\n    return step{number}(value)\n"
    )


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("")
    for number in range(FILES):
        (folder / f"part{number}.py").write_text(text_of(number, 0))
    return folder


def opened(stack, root, cache):
    """A server of a process of its own, with the store in `cache`."""
    return stack.enter_async_context(started(root, environment={"CONTEXTEN_CACHE_DIR": str(cache)}))


class Writer:
    """A person who edits and saves their share of the files, and reads all of them anew now and then."""

    def __init__(self, editor, numbers, seed):
        self.editor = editor
        self.numbers = numbers
        self.random = random.Random(seed)  # noqa: S311 - not a secret
        self.versions = dict.fromkeys(numbers, 0)
        self.uris = {}

    async def work(self, rounds):
        for _ in range(rounds):
            for number in self.random.sample(self.numbers, 5):
                self.save(number)
                await asyncio.sleep(self.random.random() / 50)
            await self.editor.execute("contexten.reindex")

    def save(self, number):
        name = f"part{number}.py"
        if number not in self.uris:
            self.uris[number] = self.editor.open(name, language_id="python")
        self.versions[number] += 1
        text = text_of(number, self.versions[number])
        self.editor.change(self.uris[number], text)
        (self.editor.root / name).write_text(text)
        self.editor.notify("textDocument/didSave", {"textDocument": {"uri": self.uris[number]}, "text": text})


async def settled(editor):
    """Have a server read all files, and wait until nothing is left to read."""
    await editor.execute("contexten.reindex")
    async with asyncio.timeout(60):
        while (await editor.execute("contexten.status"))["index"]["pending"]:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.02)


async def view_of(editor):
    """All that a server knows, as far as its commands show it."""
    status = await editor.execute("contexten.status")
    names = [f"step{number}" for number in range(FILES)]
    asked = [{"ask": ask, "name": name} for name in names for ask in ("find", "callers", "dependencies", "summary")]
    answers = [await editor.execute("contexten.symbols", question) for question in asked]
    only = await editor.execute("contexten.symbols", {"name": "only", "limit": 500})
    size = {key: status["index"][key] for key in ("files", "symbols")}
    return {"size": size, "answers": answers, "only": only}


async def context_of(editor):
    """What a model would read at a place; what is open counts in it, so only idle editors are alike."""
    place = {"uri": editor.uri("part7.py"), "position": {"line": 3}, "instruction": "Add one."}
    context = (await editor.execute("contexten.context", place))["context"]
    assert len(context["items"]) > FILES
    return context


async def test_all_agree_with_a_fresh_index_after_one_was_killed_in_the_middle(root, tmp_path):
    shared = tmp_path / "cache"
    async with AsyncExitStack() as stack:
        editors = await asyncio.gather(*(opened(stack, root, shared) for _ in range(3)))
        writers = [Writer(editor, range(first, FILES, 3), first) for first, editor in enumerate(editors)]
        doomed = editors[2]
        work = asyncio.gather(*(writer.work(ROUNDS) for writer in writers), return_exceptions=True)
        async with asyncio.timeout(120):
            while not writers[2].versions[writers[2].random.choice(writers[2].numbers)]:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
            doomed.process.kill()
            ends = await work
        assert ends[:2] == [None, None]
        assert isinstance(ends[2], ClientError)
        late = await opened(stack, root, shared)
        alive = [*editors[:2], late]
        await asyncio.gather(*map(settled, alive))
        fresh = await opened(stack, root, tmp_path / "another cache")
        await settled(fresh)
        expected = await view_of(fresh)
        for editor in alive:
            assert await view_of(editor) == expected
        assert await context_of(late) == await context_of(fresh)
        for editor in alive:
            status = await editor.execute("contexten.status")
            assert status["cache"]["degraded"] == ""
            assert not [text for text in editor.messages if "cache" in text]
    assert expected["size"]["files"] == FILES
    written = {f"only{number}_{version}" for writer in writers[:2] for number, version in writer.versions.items()}
    assert written <= {item["name"] for item in expected["only"]["symbols"]}
    assert all(answer["total"] for answer in expected["answers"][1::4])
