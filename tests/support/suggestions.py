"""Completion at the cursor, as a client asks for it."""

import asyncio

from support.editor import FULL

SOURCE = '''\
"""Sums."""


def total(values: list[int]) -> int:
    result = 0
    for value in values:
        result += value
    return result


def mean(values: list[int]) -> float:
    # half of it

'''
CLIENT = {
    **FULL,
    "textDocument": {**FULL["textDocument"], "inlineCompletion": {"dynamicRegistration": True}},
}
INVOKED, AUTOMATIC = 1, 2
METHOD = "textDocument/inlineCompletion"


def settings(server, **inline):
    return {
        "model": {"name": "scripted", "baseUrl": server.base_url},
        "inlineCompletion": {"enabled": True, "delay": 0, "timeout": 20_000, **inline},
    }


def asked(uri, position, trigger=AUTOMATIC, **context):
    return {
        "textDocument": {"uri": uri},
        "position": position,
        "context": {"triggerKind": trigger, **context},
    }


def end(editor, uri):
    """The cursor at the end of the text."""
    return editor.position(uri, len(editor.buffers[uri].text))


def write(editor, uri, text):
    """Type at the end of the text."""
    where = end(editor, uri)
    editor.change(uri, [{"range": {"start": where, "end": where}, "text": text}])


async def suggested(editor, uri, position=None, trigger=AUTOMATIC, **context):
    """The text of the one suggestion, empty for none."""
    items = await editor.request(METHOD, asked(uri, position or end(editor, uri), trigger, **context))
    assert len(items) <= 1
    return items[0]["insertText"] if items else ""


async def spent_today(editor):
    """What the model cost today, once that is written down."""
    while True:
        today = (await editor.execute("contexten.status"))["performance"]["today"]
        if today:
            return today["scripted"]
        await asyncio.sleep(0.01)


def registered(editor):
    return [item["method"] for item in editor.registered if item["method"] == METHOD]
