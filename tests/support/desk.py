"""A person at a desk: the real server over stdio, its own cache, and a scripted model that answers over HTTP."""

import asyncio
import os
import sys
import time
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import contexten
from contexten.lsp.client import EditorSession, started
from support.model_server import ModelServer, Reply

CURSOR = "⌖"
"""Marks the cursor in a text; two of them mark a selection."""
_PATIENCE = 60.0
_PACKAGES = str(Path(contexten.__file__).parents[1])
"""Absolute, as a command runs in another folder."""


@dataclass
class Desk:
    """One editor, one server, one model."""

    editor: EditorSession
    model: ModelServer
    script: list[Reply]
    """Answers that wait; the last one is given again and again."""
    root: Path
    places: dict[str, dict] = field(default_factory=dict)

    def says(self, *replies: Reply | str) -> None:
        """What the model answers from now on, in order."""
        self.script[:] = [Reply(text=reply, size=400) if isinstance(reply, str) else reply for reply in replies]

    def open(self, path: str, marked: str, *, language: str = "python", save: bool = True) -> str:
        """Open a text whose cursor or selection is marked; the file is written first where `save`."""
        text = marked.replace(CURSOR, "")
        if save:
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode("utf-8"))
        uri = self.editor.open(path, language_id=language, text=text)
        self.places[uri] = place_of(marked)
        return uri

    def close(self, uri: str) -> None:
        self.editor.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        del self.editor.buffers[uri]

    def text(self, uri: str) -> str:
        return self.editor.buffers[uri].text

    async def ask(self, command: str, uri: str, **arguments):
        """Run `contexten.<command>` where the mark is."""
        return await self.editor.execute(f"contexten.{command}", {"uri": uri, **self.places.get(uri, {}), **arguments})

    async def tasks(self) -> list[dict]:
        return (await self.editor.execute("contexten.tasks"))["tasks"]

    async def indexed(self) -> dict:
        """The state of the index when nothing waits any more."""
        end = time.monotonic() + _PATIENCE
        while (index := (await self.editor.execute("contexten.status"))["index"])["pending"]:
            assert time.monotonic() < end, "the index is never done"
            await asyncio.sleep(0.01)
        return index

    async def until(self, condition: Callable[[], object]) -> None:
        """Poll until `condition` holds."""
        end = time.monotonic() + _PATIENCE
        while not condition():
            assert time.monotonic() < end, "it does not happen"
            await asyncio.sleep(0.01)


def place_of(marked: str) -> dict:
    """`position` or `range` of the marks, in UTF-8 positions."""
    parts = marked.split(CURSOR)
    places = []
    for count in range(1, len(parts)):
        before = "".join(parts[:count]).replace("\r\n", "\n").replace("\r", "\n")
        line, _, last = ("\n" + before).rpartition("\n")
        places.append({"line": line.count("\n"), "character": len(last.encode("utf-8"))})
    if len(places) == 2:
        return {"range": {"start": places[0], "end": places[1]}}
    return {"position": places[0]} if places else {}


@asynccontextmanager
async def desk(root: Path, *replies: Reply | str, cache: Path | None = None, environment=None, settings=None):
    """A desk with a server for `root`; `environment` is laid over that of a person with a scripted local model."""
    script: list[Reply] = []

    def answer(asked) -> Reply:
        special = next((reply for reply in script if reply.when and reply.when in asked.body.decode()), None)
        plain = [reply for reply in script if not reply.when]
        if special is None and len(plain) > 1:
            script.remove(plain[0])
        return special or (plain[0] if plain else Reply(text=""))

    with ModelServer(answer) as model:
        own = {
            "CONTEXTEN_MODEL": "scripted",
            "CONTEXTEN_BASE_URL": model.base_url,
            "CONTEXTEN_CACHE_DIR": str(cache or root.parent / f"{root.name}-cache"),
            **(environment or {}),
        }
        async with started(root, environment=own, settings=settings) as editor:
            made = Desk(editor, model, script, root)
            made.says(*replies)
            yield made


async def run_cli(*arguments: str, cwd: Path, environment=None, stdin: bytes = b"") -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `contexten …`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "contexten.cli.main",
        *arguments,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": _PACKAGES, **(environment or {})},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(stdin), 60)
    return process.returncode, out.decode(), err.decode()
