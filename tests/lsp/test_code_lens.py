"""Code lenses: only where asked for; counted when they come into sight; results that wait are at hand."""

import pytest

from contexten.llm.scripted import ScriptedProvider
from support.editor import BARE, FULL, PLAIN, Editor

SOURCE = """\
def add(a, b):
    raise NotImplementedError


def run():
    return add(1, 2) + add(3, 4)
"""
ON = {"codeLens": {"enabled": True}, "model": {"name": "scripted"}}
REFRESHING = {**FULL, "workspace": {**FULL["workspace"], "codeLens": {"refreshSupport": True}}}
WRITTEN = "def add(a, b):\n    return a + b"


@pytest.fixture
def root(tmp_path):
    (tmp_path / "sums.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


async def lenses(editor, uri):
    found = await editor.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
    return [await editor.request("codeLens/resolve", lens) for lens in found]


def titles(found):
    return [lens["command"]["title"] for lens in found]


async def test_without_the_setting_there_are_none(root):
    async with Editor(root) as editor:
        assert await lenses(editor, editor.open("sums.py")) == []


@pytest.mark.parametrize("capabilities", [BARE, PLAIN, FULL])
async def test_usages_are_counted_and_stubs_offered(root, capabilities):
    async with Editor(root, options=ON, capabilities=capabilities, provider=ScriptedProvider([])) as editor:
        uri = editor.open("sums.py")
        found = await lenses(editor, uri)
        assert titles(found) == ["2 usages in 1 file", "Generate the body", "0 usages"]
        assert found[0]["range"] == editor.at(uri, "add", select=True)


async def test_what_the_language_itself_calls_has_no_usages_above_it(root):
    text = "class Box:\n    def __init__(self, n):\n        self.n = n\n\n    def __len__(self):\n        ...\n"
    (root / "box.py").write_text(text)
    async with Editor(root, options=ON, provider=ScriptedProvider([])) as editor:
        assert titles(await lenses(editor, editor.open("box.py"))) == ["0 usages", "Generate the body"]


async def test_usages_come_without_a_title_until_they_are_resolved(root):
    async with Editor(root, options=ON, provider=ScriptedProvider([])) as editor:
        uri = editor.open("sums.py")
        first, *_ = await editor.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
        assert "command" not in first
        editor.type(uri, "def add", "\n")
        stale = await editor.request("codeLens/resolve", first)
        assert stale["command"]["title"] == "usages unknown"


async def test_a_stub_is_written_from_its_lens(root):
    async with Editor(root, options=ON, provider=ScriptedProvider([WRITTEN])) as editor:
        uri = editor.open("sums.py")
        lens = (await lenses(editor, uri))[1]
        assert (await editor.run(lens))["outcome"] == "applied"
        assert "return a + b" in editor.buffers[uri].text


async def test_a_result_that_waits_is_accepted_from_its_lens(root):
    async with Editor(root, options=ON, provider=ScriptedProvider([WRITTEN])) as editor:
        uri = editor.open("sums.py")
        where = {"uri": uri, "position": editor.at(uri, "add")["start"], "intent": "implement"}
        await editor.execute("contexten.generate", {**where, "apply": False})
        accept, discard, *_ = await lenses(editor, uri)
        assert titles([accept, discard]) == ["Accept: implement 'add' in sums.py", "Discard"]
        await editor.run(accept)
        assert "return a + b" in editor.buffers[uri].text
        assert "Discard" not in titles(await lenses(editor, uri))


async def test_a_result_that_waits_is_discarded_from_its_lens(root):
    async with Editor(root, options=ON, provider=ScriptedProvider([WRITTEN])) as editor:
        uri = editor.open("sums.py")
        where = {"uri": uri, "position": editor.at(uri, "add")["start"], "intent": "implement"}
        await editor.execute("contexten.generate", {**where, "apply": False})
        await editor.run((await lenses(editor, uri))[1])
        assert titles(await lenses(editor, uri)) == ["2 usages in 1 file", "Generate the body", "0 usages"]


async def test_lenses_are_asked_for_again_when_a_result_waits_and_when_it_waits_no_more(root):
    async with Editor(root, options=ON, capabilities=REFRESHING, provider=ScriptedProvider([WRITTEN])) as editor:
        uri = editor.open("sums.py")
        where = {"uri": uri, "position": editor.at(uri, "add")["start"], "intent": "implement", "apply": False}
        for ending in ("contexten.task.apply", "contexten.task.discard"):
            before = editor.refreshed
            task = (await editor.execute("contexten.generate", where))["task"]
            await editor.settled()
            assert editor.refreshed > before
            assert "Discard" in titles(await lenses(editor, uri))
            before = editor.refreshed
            await editor.execute(ending, {"task": task})
            await editor.settled()
            assert editor.refreshed > before
            assert "Discard" not in titles(await lenses(editor, uri))
            if ending.endswith("apply"):
                editor.undo(uri)


async def test_lenses_are_asked_for_again_when_the_settings_change_them(root):
    async with Editor(root, settings={}, capabilities=REFRESHING) as editor:
        uri = editor.open("sums.py")
        assert await lenses(editor, uri) == []
        for now, found in (({"codeLens": {"enabled": True}}, 3), (ON, 3), (ON, 3), ({}, 0)):
            before = editor.refreshed, editor.settings
            editor.settings = {"contexten": now}
            editor.notify("workspace/didChangeConfiguration", {"settings": None})
            await editor.settled()
            assert editor.refreshed - before[0] == (before[1] != editor.settings)
            assert len(await lenses(editor, uri)) == found


async def test_a_client_that_cannot_ask_again_is_not_told_to(root):
    async with Editor(root, options=ON, provider=ScriptedProvider([WRITTEN])) as editor:
        uri = editor.open("sums.py")
        await lenses(editor, uri)
        where = {"uri": uri, "position": editor.at(uri, "add")["start"], "intent": "implement"}
        await editor.execute("contexten.generate", {**where, "apply": False})
        await editor.settled()
        assert editor.refreshed == 0


async def test_no_model_is_asked(root):
    provider = ScriptedProvider([])
    async with Editor(root, options=ON, provider=provider) as editor:
        await lenses(editor, editor.open("sums.py"))
        assert list(provider.requests) == []
