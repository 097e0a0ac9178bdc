"""Every method and every command, with well-typed and with broken params, between real edits.

No request ends in an error of the server's own, none is left open, and the server's text stays the editor's.
"""

import asyncio
import hashlib
import os
import random

import pytest
from lsprotocol import types

from contexten.llm.scripted import ScriptedProvider
from contexten.lsp.commands.table import COMMANDS
from contexten.lsp.messages import Code
from contexten.lsp.methods.table import METHODS
from support.editor import FULL, Editor, ServerError
from support.random_params import Params
from support.sync_oracle import ALPHABETS, random_change

ROUNDS = 400
PATIENCE = 600.0
"""Seconds after which something hangs for good, however busy the machine."""
FILES = {
    "sums.py": "class Session:\n    def login(self, a):\n        raise NotImplementedError\n\n\ndef add(a, b): 1\n",
    "crlf.py": "def one():\r\n    pass\r\n\r\n# ai: say it\r\n",
    "wide.py": '\ufeffdef wide(a="😀é"):\n    """𝒳\u2028"""\n    return wide(1)',
    "empty.py": "",
    "app.ts": "export class A { run(): number { return add(1, 2) } }\nfunction add(a: number, b: number) {}\n",
    "Main.java": "class Main { int add(int a, int b) { return add(b, a); } }\r",
    "notes.txt": "no language\n",
    "deep.py": "x = " + "(" * 300 + "1" + ")" * 300 + "\n",
}
SETTINGS = {
    "codeLens": {"enabled": True},
    "inlineCompletion": {"enabled": True, "delay": 0},
    "navigation": {"languages": ["*"]},
}
CLIENT = FULL | {
    "textDocument": FULL["textDocument"]
    | {
        "inlineCompletion": {"dynamicRegistration": True},
        "hover": {"contentFormat": ["markdown"]},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "definition": {"linkSupport": True},
    },
    "workspace": FULL["workspace"] | {"symbol": {"resolveSupport": {"properties": ["location.range"]}}},
}
FIXED = {types.INITIALIZED, types.SHUTDOWN, types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS}
"""What ends the conversation, or leaves it without its folder."""
OF_TEXTS = {
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_SAVE,
    types.TEXT_DOCUMENT_DID_CLOSE,
}
"""What the editor itself says of its buffers; of other documents anything may be said."""


def strangers(root):
    """URIs of what the editor has not open."""
    os.mkfifo(root / "pipe.py")
    (root / "link.py").symlink_to(root / "link.py")
    (root / "latin.py").write_bytes(b"x = '\xe9'\n")
    odd = ["", "x", "untitled:Untitled-1", "git:/a.py", "file:", "file:///", "file://host/a.py", "file:///c%3A/a.py"]
    names = ["none.py", "pipe.py", "link.py", "latin.py", ".", "..", "a\ud800.py", "%00.py", "x" * 300 + ".py", ".env"]
    below = [f"file://{root}/{name}" for name in (*names, ".gitignore", "new/mod.py")]
    return [*odd, *below, "file:///dev/zero", "file:///proc/self/mem"]


class Player:
    """Sends one thing after the other, and keeps what will be answered."""

    def __init__(self, editor, rng, uris, others):
        self.editor = editor
        self.rng = rng
        self.uris = uris
        self.params = Params(rng, [*uris * 5, *others])
        self.of_others = Params(rng, others)
        self.waiting = []

    def step(self):
        if self.rng.random() < 0.1:
            self.type()
        self.command() if self.rng.random() < 0.5 else self.method()

    def type(self):
        uri, alphabet = self.rng.choice(self.uris), ALPHABETS[self.rng.choice(["mixed", "ascii"])]
        self.editor.change(
            uri, [random_change(self.rng, self.editor.buffers[uri].text, alphabet, self.editor.encoding)]
        )
        if self.rng.random() < 0.5:
            self.editor.undo(uri)

    def command(self):
        command = self.rng.choice(COMMANDS)
        argument = self.maybe_broken(self.params.of_command(command.arguments))
        self.ask("workspace/executeCommand", {"command": command.name, "arguments": [argument]})

    def method(self):
        method = self.rng.choice([item.name for item in METHODS if item.name not in FIXED])
        params = self.maybe_broken((self.of_others if method in OF_TEXTS else self.params).of_method(method))
        if types.METHOD_TO_TYPES[method][1] is not None:
            self.ask(method, params)
        else:
            self.editor.notify(method, params)

    def maybe_broken(self, params):
        return self.of_others.broken(params) if self.rng.random() < 0.3 else params

    def ask(self, method, params):
        self.waiting.append(asyncio.ensure_future(self._asked(method, params)))

    async def _asked(self, method, params):
        try:
            answer = await self.editor.request(method, params, within=PATIENCE)
        except ServerError as error:
            return error
        if isinstance(answer, dict) and isinstance(answer.get("task"), str):
            self.params.tasks.append(answer["task"])
        return answer


@pytest.mark.parametrize("seed", range(3))
async def test_any_params_are_answered_without_an_error_of_our_own(tmp_path, caplog, seed):
    rng = random.Random(seed)  # noqa: S311
    root = tmp_path / "work"
    root.mkdir()
    for name, text in FILES.items():
        (root / name).write_bytes(text.encode())
    provider = ScriptedProvider(lambda _request: rng.choice(["return 1", "pass", "", "```python\nx\n```", "é😀\r\n"]))
    others = strangers(root)
    async with Editor(root, provider=provider, settings={"contexten": SETTINGS}, capabilities=CLIENT) as editor:
        uris = [editor.open(name, text, language="") for name, text in FILES.items()]
        player = Player(editor, rng, uris, others)
        for _ in range(ROUNDS):
            player.step()
            if rng.random() < 0.5:
                await asyncio.sleep(0.002)
        answers = await asyncio.gather(*player.waiting)
        await editor.settled()
        # What is resolved comes back as it was sent, however odd.
        editor.wire.faults[:] = [fault for fault in editor.wire.faults if "codeAction/resolve" not in fault]
        errors = [item for item in answers if isinstance(item, ServerError)]
        assert not [item.message for item in errors if item.code == Code.INTERNAL_ERROR]
        assert len(errors) < len(answers)
        assert not [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
        known = {item["uri"]: item["sha256"] for item in (await editor.execute("contexten.status"))["documents"]}
        for uri, buffer in editor.buffers.items():
            assert known[uri] == hashlib.sha256(buffer.text.encode("utf-8", "surrogatepass")).hexdigest()
