"""Code actions as clients see them, by what they announce."""

import copy

import pytest

from contexten.ide import KINDS as OFFERED
from contexten.llm.scripted import ScriptedProvider
from contexten.lsp.kinds import CONTEXT, KEPT, KINDS
from support.editor import FULL, PLAIN, Editor

SOURCE = """\
def add(a, b):
    raise NotImplementedError


def half(a):
    return a / 2


def run():
    return missing(1, two=2)
"""
STUB = "raise NotImplementedError"


@pytest.fixture
def root(tmp_path):
    (tmp_path / "sums.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def provider():
    return ScriptedProvider([])


def titles(actions):
    return [action["title"] for action in actions]


def without(*path):
    """FULL without one announcement."""
    capabilities = copy.deepcopy(FULL)
    inner = capabilities
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return capabilities


def test_the_advertised_kinds_are_those_of_the_assists():
    assert set(KINDS) == {*OFFERED, CONTEXT, KEPT}


async def test_the_kinds_are_advertised_and_nothing_is_resolved(root):
    async with Editor(root) as editor:
        advertised = editor.capabilities_of_server["codeActionProvider"]
        assert (set(advertised["codeActionKinds"]), advertised["resolveProvider"]) == (set(KINDS), False)


async def test_an_action_carries_a_command_with_the_place_and_no_edit(root, provider):
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py", version=4)
        where = editor.at(uri, STUB)
        action = next(item for item in await editor.actions(uri, where) if "'add'" in item["title"])
        (arguments,) = action["command"]["arguments"]
        assert (arguments["uri"], arguments["version"], arguments["range"]) == (uri, 4, where)
        assert action["data"]["schema"] == 1
        assert (action["data"]["uri"], action["data"]["version"]) == (uri, 4)
        assert action["data"]["id"] == arguments["id"]
        assert not {"edit", "isPreferred", "disabled"} & set(action)


async def test_no_model_is_asked_for_the_menu(root, provider):
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py")
        for line in range(10):
            where = {"line": line, "character": 4}
            await editor.actions(uri, {"start": where, "end": where})
        assert provider.requests == ()


@pytest.mark.parametrize(("capabilities", "tags"), [(FULL, [1]), (PLAIN, None)])
async def test_actions_are_tagged_where_the_client_knows_the_tag(root, provider, capabilities, tags):
    async with Editor(root, provider=provider, capabilities=capabilities) as editor:
        uri = editor.open("sums.py")
        found = [item for item in await editor.actions(uri, editor.at(uri, STUB)) if item["kind"] != CONTEXT]
        assert {tuple(item["tags"]) if "tags" in item else None for item in found} == {
            tags if tags is None else tuple(tags)
        }


async def test_a_client_without_literals_gets_commands(root, provider):
    async with Editor(root, provider=provider, capabilities={"workspace": {"applyEdit": True}}) as editor:
        uri = editor.open("sums.py")
        for item in await editor.actions(uri, editor.at(uri, STUB)):
            assert isinstance(item["command"], str)


async def test_only_is_honoured_with_its_parents(root, provider):
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py")
        where = editor.at(uri, STUB)
        for only in (["refactor"], ["refactor.rewrite.contexten.implement"], [""]):
            assert any("mplement" in title for title in titles(await editor.actions(uri, where, only=only)))
        for only in (["source"], ["source.fixAll"], ["quickfix"], ["refactor.extract"], ["my.own.kind"]):
            assert not any("mplement" in title for title in titles(await editor.actions(uri, where, only=only)))


async def test_moving_the_cursor_offers_less_than_asking(root, provider):
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py")
        where = editor.at(uri, "return a / 2")
        asked = set(titles(await editor.actions(uri, where, trigger=1)))
        moved = set(titles(await editor.actions(uri, where, trigger=2)))
        assert moved < asked


async def test_a_diagnostic_of_any_server_travels_with_the_action(root, provider):
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py")
        where = editor.at(uri, "missing", select=True)
        diagnostic = {
            "range": where,
            "message": "Undefined name 'missing'",
            "severity": 1,
            "code": "F821",
            "source": "x",
        }
        found = await editor.actions(uri, where, diagnostics=[diagnostic])
        action = next(item for item in found if item["title"].startswith("Fix"))
        (arguments,) = action["command"]["arguments"]
        assert arguments["diagnostics"] == [diagnostic]
        assert action["diagnostics"] == [diagnostic]
        assert action["kind"].startswith("quickfix")


async def test_without_a_model_drafts_say_so_and_the_rest_is_disabled_with_a_reason(root):
    async with Editor(root) as editor:
        uri = editor.open("sums.py")
        selected = await editor.actions(uri, editor.at(uri, "return a / 2", select=True))
        found = [*selected, *await editor.actions(uri, editor.at(uri, STUB))]
        found = [item for item in found if item["kind"] != CONTEXT]
        explained = [item for item in found if item["kind"] == "contexten.explain"]
        drafts = [item for item in found if "disabled" not in item and item not in explained]
        disabled = [item for item in found if "disabled" in item]
        assert drafts
        assert all(title.endswith(" (draft)") for title in titles(drafts))
        assert set(titles(explained)) == {"Explain with Contexten"}, "the index tells what it knows"
        assert disabled
        for item in disabled:
            assert "contexten.model.name" in item["disabled"]["reason"]
            assert "command" not in item


IMPOSSIBLE = {
    "Do: retry": "# ai: retry",
    "Rewrite the docs of function 'load'": "def load",
}
"""Wishes that no draft can grant, as the text alone shows: a comment in finished code, docs that are there."""


@pytest.mark.parametrize("title", IMPOSSIBLE)
async def test_what_no_draft_can_do_is_no_draft_in_the_menu(root, title):
    (root / "load.py").write_text(
        'def load(path):\n    """Read it."""\n    # ai: retry\n    return open(path).read()\n'
    )
    async with Editor(root) as editor:
        uri = editor.open("load.py")
        found = await editor.actions(uri, editor.at(uri, IMPOSSIBLE[title]))
        (action,) = [item for item in found if item["title"].startswith(title)]
        assert action["title"] == title
        assert "contexten.model.name" in action["disabled"]["reason"]


@pytest.mark.parametrize(
    ("capabilities", "trigger"), [(FULL, 2), (without("textDocument", "codeAction", "disabledSupport"), 1)]
)
async def test_disabled_actions_are_left_out_unless_asked_for_and_understood(root, capabilities, trigger):
    async with Editor(root, capabilities=capabilities) as editor:
        uri = editor.open("sums.py")
        found = await editor.actions(uri, editor.at(uri, "return a / 2", select=True), trigger=trigger)
        assert all("disabled" not in item for item in found)


async def test_resolving_gives_the_action_back_unchanged(root, provider):
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py")
        for action in await editor.actions(uri, editor.at(uri, STUB)):
            assert await editor.request("codeAction/resolve", action) == action


async def test_a_document_that_the_server_lost_track_of_offers_nothing(root, provider):
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py", version=5)
        where = editor.at(uri, STUB)
        identifier = {"uri": uri, "version": 2}
        editor.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": [{"text": "x"}]})
        assert await editor.actions(uri, where) == []


@pytest.mark.parametrize("uri", ["file:///nowhere/a.py", "git:/a.py", "output:x"])
async def test_unknown_documents_offer_nothing(root, provider, uri):
    async with Editor(root, provider=provider) as editor:
        where = {"line": 0, "character": 0}
        assert await editor.actions(uri, {"start": where, "end": where}) == []


async def test_actions_can_be_switched_off_by_a_setting(root, provider):
    async with Editor(root, provider=provider, options={"codeAction": {"enabled": False}}) as editor:
        uri = editor.open("sums.py")
        assert await editor.actions(uri, editor.at(uri, STUB)) == []


async def test_the_marker_is_a_setting(root, provider):
    async with Editor(root, provider=provider, options={"codeAction": {"marker": "please:"}}) as editor:
        uri = editor.open("sums.py", "# please: read the file again\nx = 1\n")
        found = await editor.actions(uri, editor.at(uri, "# please"))
        assert any("read the file again" in title for title in titles(found))


async def test_every_offered_action_can_be_run(root):
    """What is offered finds the same target again when it is run: nothing is declined."""
    provider = ScriptedProvider(lambda _request: "pass")
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py")
        run = 0
        for line in range(10):
            where = {"line": line, "character": 6}
            for action in await editor.actions(uri, {"start": where, "end": where}):
                result = await editor.execute(
                    action["command"]["command"], {**action["command"]["arguments"][0], "dryRun": True}
                )
                assert result["outcome"] == "previewed", (action["title"], result)
                run += 1
        assert run > 10
