"""Hover as clients see it: Markdown or plain, with links where they are trusted, and the same as code actions."""

import asyncio
import copy
import json
import re
from urllib.parse import unquote

import pytest

from contexten.llm.scripted import ScriptedProvider
from support.editor import BARE, FULL, PLAIN, Editor

SOURCE = """\
import time


async def wait_for_it(a_b, c):
    time.sleep(a_b)
    return c


def run():
    return wait_for_it(1, 2)
"""
TITLE = "Do not block the event loop: 'time.sleep' blocks inside an async function"
MODEL = {"model": {"name": "scripted"}}


@pytest.fixture
def root(tmp_path):
    (tmp_path / "waits.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def announcing(*, markdown=True, links=False):
    capabilities = copy.deepcopy(FULL)
    capabilities["textDocument"]["hover"] = {"contentFormat": ["markdown", "plaintext"] if markdown else ["plaintext"]}
    if links:
        capabilities["experimental"] = {"contexten": {"commandLinks": True}}
    return capabilities


async def hovered(editor, text="wait_for_it", path="waits.py"):
    uri = editor.open(path)
    return await ask(editor, uri, text)


async def ask(editor, uri, text):
    position = editor.at(uri, text)["start"]
    return await editor.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})


@pytest.mark.parametrize("capabilities", [BARE, PLAIN, FULL, announcing(markdown=False)])
async def test_a_client_that_does_not_ask_for_markdown_gets_plain_text(root, capabilities):
    async with Editor(root, capabilities=capabilities) as editor:
        found = await hovered(editor)
        assert found["contents"] == {
            "kind": "plaintext",
            "value": "function wait_for_it: 2 lines of code, complexity 1; 1 usage in 1 file; called by run\n"
            f"- {TITLE}",
        }
        assert found["range"] == editor.at(next(iter(editor.buffers)), "wait_for_it", select=True)


async def test_markdown_is_short_and_escaped(root):
    async with Editor(root, capabilities=announcing()) as editor:
        value = (await hovered(editor))["contents"]["value"]
        assert value.startswith("function **wait\\_for\\_it**: 2 lines of code")
        assert value.count("\n") == 2
        assert "command:" not in value


async def test_links_are_for_clients_that_trust_them_and_for_a_model(root):
    provider = ScriptedProvider([])
    async with Editor(root, capabilities=announcing(links=True), options=MODEL, provider=provider) as editor:
        value = (await hovered(editor))["contents"]["value"]
        name, arguments = re.search(r"\[Do it\]\(command:([\w.]+)\?([^)]+)\)", value).groups()
        (argument,) = json.loads(unquote(arguments))
        assert (name, argument["id"]) == ("contexten.refactor", "suggestion.blocking-call")
        shown = await editor.execute(name, {**argument, "dryRun": True})
        assert "asyncio.sleep" in json.dumps(shown)
    async with Editor(root, capabilities=announcing(links=True)) as editor:
        assert "command:" not in (await hovered(editor))["contents"]["value"]


async def test_the_same_suggestion_is_a_code_action_that_carries_the_instruction(root):
    fixed = "async def wait_for_it(a_b, c):\n    await asyncio.sleep(a_b)\n    return c"
    provider = ScriptedProvider([fixed])
    async with Editor(root, options=MODEL, provider=provider) as editor:
        uri = editor.open("waits.py")
        actions = await editor.actions(uri, editor.at(uri, "wait_for_it"))
        action = next(item for item in actions if item["title"] == TITLE)
        assert action["kind"] == "refactor.rewrite.contexten.suggestion"
        assert (await editor.run(action))["outcome"] == "applied"
        assert "await asyncio.sleep(a_b)" in editor.buffers[uri].text
        assert "blocks the event loop" in json.dumps([str(request) for request in provider.requests])


async def test_suggestions_are_not_in_the_menu_of_a_mere_move(root):
    async with Editor(root, options=MODEL, provider=ScriptedProvider([])) as editor:
        uri = editor.open("waits.py")
        actions = await editor.actions(uri, editor.at(uri, "wait_for_it"), trigger=2)
        assert TITLE not in [item["title"] for item in actions]


async def test_a_rule_is_switched_off_in_the_hover_and_in_the_menu(root):
    off = {**MODEL, "hover": {"disabled": ["blocking-call"]}}
    async with Editor(root, options=off, provider=ScriptedProvider([])) as editor:
        assert TITLE not in (await hovered(editor))["contents"]["value"]
        uri = next(iter(editor.buffers))
        assert TITLE not in [item["title"] for item in await editor.actions(uri, editor.at(uri, "wait_for_it"))]


async def test_hover_as_a_whole_is_switched_off(root):
    async with Editor(root, options={"hover": {"enabled": False}}) as editor:
        assert await hovered(editor) is None


async def test_other_tokens_and_other_documents_have_none(root):
    async with Editor(root) as editor:
        uri = editor.open("waits.py")
        assert await ask(editor, uri, "sleep(") is None
        nowhere = {"textDocument": {"uri": "git:/a"}, "position": {"line": 0, "character": 0}}
        assert await editor.request("textDocument/hover", nowhere) is None


async def test_it_tells_of_the_text_as_it_is_typed(root):
    async with Editor(root) as editor:
        uri = editor.open("waits.py")
        editor.type(uri, "    return c\n", "    if c:\n        c += 1\n")
        assert "4 lines of code, complexity 2" in (await ask(editor, uri, "wait_for_it"))["contents"]["value"]


async def test_typing_does_not_wait_for_a_hover(root):
    async with Editor(root) as editor:
        uri = editor.open("waits.py")
        asked = asyncio.ensure_future(ask(editor, uri, "wait_for_it"))
        await asyncio.sleep(0)
        editor.type(uri, "def run", "# typed meanwhile\n")
        assert (await asked)["contents"]["value"].startswith("function wait_for_it")
        status = await editor.execute("contexten.status")
        assert status["documents"][0]["version"] == 2


async def test_no_model_is_asked(root):
    provider = ScriptedProvider([])
    async with Editor(root, options=MODEL, provider=provider) as editor:
        await hovered(editor)
        assert list(provider.requests) == []
