"""Settings come in three ways and one shape."""

import pytest

from contexten.lsp.settings import merged, pushed, unwrapped
from support.editor import FULL, PLAIN, Editor


@pytest.mark.parametrize("given", [{"a": 1}, {"contexten": {"a": 1}}])
def test_initialization_options_may_be_bare_or_wrapped(given):
    assert unwrapped(given) == {"a": 1}


@pytest.mark.parametrize("given", [None, [], "x", 3])
def test_nonsense_is_no_setting(given):
    assert unwrapped(given) == {}
    assert pushed(given) == {}


def test_pushed_settings_of_others_are_left_out():
    assert pushed({"contexten": {"a": 1}, "python": {"b": 2}}) == {"a": 1}


def test_later_settings_lie_over_earlier_ones_section_by_section():
    assert merged({"a": {"x": 1, "y": 2}, "b": 1}, {"a": {"y": 3}, "b": None}) == {"a": {"x": 1, "y": 3}, "b": 1}


async def test_initialization_options_are_used(tmp_path):
    async with Editor(tmp_path, options={"context": {"budget": 123}}) as editor:
        assert editor.server.session.config.context_budget == 123


async def test_settings_are_pulled_after_initialized_and_on_change(tmp_path):
    async with Editor(tmp_path, settings={"contexten": {"context": {"budget": 123}}}) as editor:
        session = editor.server.session
        assert session.config.context_budget == 123
        editor.settings = {"contexten": {"context": {"budget": 456}}}
        editor.notify("workspace/didChangeConfiguration", {"settings": None})
        await editor.settled()
        assert session.config.context_budget == 456
        assert session.integration.config.context_budget == 456


@pytest.mark.parametrize("given", [{"contexten": {"context.budget": 77}}, {"context": {"budget": 77}}])
async def test_pushed_settings_are_used_where_the_client_cannot_be_asked(tmp_path, given):
    async with Editor(tmp_path, capabilities=PLAIN) as editor:
        editor.notify("workspace/didChangeConfiguration", {"settings": given})
        assert editor.server.session.config.context_budget == 77


async def test_unknown_and_wrong_settings_are_one_sentence_each_shown_once(tmp_path):
    settings = {"contexten": {"context": {"bugdet": 1}, "model": {"temperature": "hot"}}}
    async with Editor(tmp_path, settings=settings, options={"context": {"bugdet": 2}}) as editor:
        _ = editor.server.session.config
        editor.notify("workspace/didChangeConfiguration", {"settings": None})
        await editor.settled()
        _ = editor.server.session.config
        shown = editor.shown()
        assert len(shown) == len(set(shown)) == 2
        assert any("contexten.context.budget" in text for text in shown)
        assert any("temperature" in text for text in shown)


async def test_configuration_and_files_are_registered_where_allowed(tmp_path):
    async with Editor(tmp_path) as editor:
        assert {item["method"] for item in editor.registered} == {
            "workspace/didChangeConfiguration",
            "workspace/didChangeWatchedFiles",
        }
        (files,) = [item for item in editor.registered if item["method"] == "workspace/didChangeWatchedFiles"]
        globs = " ".join(watcher["globPattern"] for watcher in files["registerOptions"]["watchers"])
        assert all(part in globs for part in ("py", "tsx", "java", ".gitignore", ".contextenignore", "go.mod"))


async def test_nothing_is_registered_or_asked_that_was_not_announced(tmp_path):
    """The fake editor fails on a configuration or progress request that it did not announce."""
    async with Editor(tmp_path, capabilities={}) as editor:
        assert editor.registered == []
        assert editor.progress == []


NEWER = {
    **FULL,
    "workspace": {
        **FULL["workspace"],
        "workspaceEdit": {
            **FULL["workspace"]["workspaceEdit"],
            "resourceOperations": ["create", "teleport"],
            "failureHandling": 7,
        },
    },
    "general": {"positionEncodings": ["utf-64", "utf-32"], "markdown": {"parser": 5}},
    "textDocument": [],
}


async def test_a_newer_client_with_unknown_values_can_connect(tmp_path):
    async with Editor(tmp_path, capabilities=NEWER) as editor:
        assert editor.encoding == "utf-32"
        assert editor.server.session.announced.create_files


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, "utf-16"),
        ([], "utf-16"),
        (["utf-8", "utf-16"], "utf-8"),
        (["utf-16", "utf-8"], "utf-16"),
        (["x"], "utf-16"),
    ],
)
async def test_the_clients_first_known_encoding_is_taken(tmp_path, offered, chosen):
    capabilities = {} if offered is None else {"general": {"positionEncodings": offered}}
    async with Editor(tmp_path, capabilities=capabilities) as editor:
        assert editor.encoding == chosen


async def test_a_setting_that_is_taken_back_is_the_initial_one_again(tmp_path):
    settings = {"contexten": {"context": {"budget": 456}}}
    async with Editor(tmp_path, settings=settings, options={"context": {"budget": 123}}) as editor:
        assert editor.server.session.config.context_budget == 456
        editor.settings = {}
        editor.notify("workspace/didChangeConfiguration", {"settings": None})
        await editor.settled()
        assert editor.server.session.config.context_budget == 123
