"""Sums with an unfinished body, and what the tests of the commands do with them."""

import hashlib

from contexten.llm.scripted import ScriptedProvider

SOURCE = '''\
"""Sums."""


def add(a: int, b: int) -> int:
    raise NotImplementedError


def twice(a: int) -> int:
    return add(a, a)
'''
STUB = "raise NotImplementedError"
BODY = "return a + b"


def written(folder):
    """The folder with the sums in it."""
    (folder / "sums.py").write_text(SOURCE, encoding="utf-8")
    return folder


def model(*answers):
    return ScriptedProvider(list(answers) or [BODY])


def expected(body=BODY):
    return SOURCE.replace(STUB, body)


async def implement(editor, uri, **extra):
    arguments = {"uri": uri, "position": editor.at(uri, STUB)["start"], "intent": "implement", **extra}
    return await editor.execute("contexten.generate", arguments)


async def same_text(editor):
    """The server's texts are the editor's."""
    status = await editor.execute("contexten.status")
    mine = {
        uri: (buffer.version, hashlib.sha256(buffer.text.encode()).hexdigest())
        for uri, buffer in editor.buffers.items()
    }
    return {item["uri"]: (item["version"], item["sha256"]) for item in status["documents"]} == mine
