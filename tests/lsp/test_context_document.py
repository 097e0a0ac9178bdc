"""The context as a read-only document: in the client's own scheme, as a file it opens, or as a file it is told of."""

from __future__ import annotations

import copy
import os
import stat
from pathlib import Path
from urllib.parse import unquote

import pytest

from contexten.lsp.documents import GONE, SCHEME
from contexten.lsp.methods.context_action import TITLE
from support.editor import FULL, PLAIN, Editor
from support.sums import STUB, model, written

ASKING = copy.deepcopy(FULL)
ASKING["workspace"]["textDocumentContent"] = {"dynamicRegistration": True}


@pytest.fixture
def root(tmp_path):
    return written(tmp_path)


async def shown(editor, **more):
    uri = editor.open("sums.py") if not editor.buffers else next(iter(editor.buffers))
    where = {"uri": uri, "position": editor.at(uri, STUB)["start"], "show": True, **more}
    return await editor.execute("contexten.context", where)


async def content(editor, uri):
    return (await editor.request("workspace/textDocumentContent", {"uri": uri}))["text"]


def file_of(uri: str) -> Path:
    return Path(unquote(uri.removeprefix("file://")))


async def test_a_client_that_asks_for_content_shows_it_in_our_scheme(root):
    async with Editor(root, capabilities=ASKING) as editor:
        assert editor.capabilities_of_server["workspace"]["textDocumentContent"] == {"schemes": [SCHEME]}
        result = await shown(editor)
        assert editor.opened == [result["document"]]
        text = await content(editor, result["document"])
        assert text.startswith("# Context: implement 'add' in sums.py\n")
        assert f"{result['context']['tokens']} of {result['context']['budget']} tokens" in text
        for item in result["context"]["items"]:
            assert item["reason"] in text
            assert item["text"].rstrip() in text
        assert result["context"]["here"].rstrip() in text


async def test_showing_the_same_place_again_refreshes_its_document(root):
    async with Editor(root, capabilities=ASKING) as editor:
        first = await shown(editor)
        before = await content(editor, first["document"])
        editor.type(next(iter(editor.buffers)), STUB, "# a new thought\n    ")
        second = await shown(editor)
        assert second["document"] == first["document"] == editor.refreshed_documents[0]
        assert "# a new thought" in (after := await content(editor, second["document"]))
        assert "# a new thought" not in before
        assert after != before


async def test_a_document_that_is_gone_says_what_to_do(root):
    async with Editor(root, capabilities=ASKING) as editor:
        assert await content(editor, f"{SCHEME}:/from-yesterday.md") == GONE
        for number in range(21):
            editor.server.session.documents.put(str(number), "text")
        assert await content(editor, f"{SCHEME}:/0.md") == GONE
        assert await content(editor, f"{SCHEME}:/20.md") == "text"


async def test_other_clients_open_a_read_only_file_that_nobody_else_reads(root):
    async with Editor(root) as editor:
        result = await shown(editor)
        assert editor.opened == [result["document"]]
        path = file_of(result["document"])
        assert path.is_relative_to(os.environ["CONTEXTEN_CACHE_DIR"])
        assert path.read_text("utf-8").startswith("# Context: implement 'add' in sums.py\n")
        assert stat.S_IMODE(path.stat().st_mode) == 0o400
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        again = await shown(editor)
        assert again["document"] == result["document"]


@pytest.mark.parametrize("opens", [None, False])
async def test_a_client_that_opens_nothing_is_told_where_the_file_is(root, opens):
    async with Editor(root, capabilities=PLAIN if opens is None else FULL) as editor:
        editor.person.opens = bool(opens)
        result = await shown(editor)
        assert editor.shown() == [f"What a model would read is in {result['document']}."]
        assert "# Context:" in file_of(result["document"]).read_text("utf-8")


async def test_without_show_nothing_is_opened(root):
    async with Editor(root, capabilities=ASKING) as editor:
        result = await shown(editor, show=False)
        assert "document" not in result
        assert (editor.opened, editor.shown()) == ([], [])


async def test_a_folder_that_cannot_be_written_is_told_and_the_answer_stays(root, tmp_path, monkeypatch):
    async with Editor(root) as editor:
        await editor.settled()
        blocked = tmp_path / "a file"
        blocked.write_text("")
        monkeypatch.setenv("CONTEXTEN_CACHE_DIR", str(blocked / "cache"))
        result = await shown(editor)
        assert result["document"] is None
        assert result["context"]["here"]
        assert "could not be written" in editor.shown()[0]


@pytest.mark.parametrize("capabilities", [FULL, PLAIN, {"workspace": {"applyEdit": True}}])
async def test_the_menu_of_every_client_ends_with_it(root, capabilities):
    async with Editor(root, provider=model(), capabilities=capabilities) as editor:
        uri = editor.open("sums.py")
        action = (await editor.actions(uri, editor.at(uri, STUB)))[-1]
        assert action["title"] == TITLE
        result = await editor.run(action)
        assert result["document"].startswith("file:")
        assert "def add" in result["context"]["here"]


@pytest.mark.parametrize(("only", "found"), [(["contexten.context"], 1), (["contexten"], 1), (["refactor"], 0)])
async def test_it_is_offered_to_who_asks_for_its_kind(root, only, found):
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py")
        titles = [item["title"] for item in await editor.actions(uri, editor.at(uri, STUB), only=only)]
        assert titles.count(TITLE) == found
        assert await editor.actions(uri, editor.at(uri, STUB), trigger=2, only=["contexten.context"]) == []


async def test_our_own_client_has_a_view_for_it(root):
    capabilities = FULL | {"experimental": {"contexten": {"stream": True}}}
    async with Editor(root, provider=model(), capabilities=capabilities) as editor:
        uri = editor.open("sums.py")
        assert TITLE not in [item["title"] for item in await editor.actions(uri, editor.at(uri, STUB))]
