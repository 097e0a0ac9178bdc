"""A place may be named as the protocol names it, because some clients can fill in nothing else."""

from __future__ import annotations

import pytest

from contexten.lsp.messages import Code
from support.editor import Editor, ServerError
from support.sums import STUB, expected, model, written


@pytest.fixture
def root(tmp_path):
    return written(tmp_path)


async def test_a_text_document_does_for_a_uri(root):
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py", version=3)
        place = {"textDocument": {"uri": uri}, "position": editor.at(uri, STUB)["start"]}
        assert (await editor.execute("contexten.generate", place))["outcome"] == "applied"
        assert editor.buffers[uri].text == expected()


async def test_its_version_counts(root):
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py", version=3)
        place = {"textDocument": {"uri": uri, "version": 2}, "position": editor.at(uri, STUB)["start"]}
        assert (await editor.execute("contexten.generate", place))["outcome"] == "stale"


@pytest.mark.parametrize("extra", [{"textDocument": {}}, {"textDocument": 1}, {"textDocument": {"uri": 1}}])
async def test_one_that_names_nothing_is_an_error(root, extra):
    async with Editor(root) as editor:
        with pytest.raises(ServerError):
            await editor.execute("contexten.generate", {"position": {"line": 0, "character": 0}, **extra})


async def test_both_are_one_too_many(root):
    async with Editor(root) as editor:
        uri = editor.open("sums.py")
        place = {"uri": uri, "textDocument": {"uri": uri}, "position": editor.at(uri, STUB)["start"]}
        with pytest.raises(ServerError, match="textDocument"):
            await editor.execute("contexten.generate", place)


async def test_half_a_character_is_no_error(root):
    """JSON carries it, and editors cut words; where it goes on as text it has become a sign that says so."""
    provider = model()
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py")
        place = {"uri": uri, "position": editor.at(uri, STUB)["start"], "instruction": "add \ud83d, please"}
        assert (await editor.execute("contexten.generate", place))["outcome"] == "applied"
        assert any("add \ufffd, please" in message.text for message in provider.requests[-1].messages)
        batch = {"requests": [{"prompt": "a \udc00 b", "language": "python"}], "dryRun": True}
        (result,) = (await editor.execute("contexten.generateBatch", batch))["results"]
        assert result["outcome"] == "previewed"


async def test_arguments_that_are_too_deep_are_an_error(root):
    deep = "x"
    for _ in range(900):
        deep = [deep]
    async with Editor(root) as editor:
        with pytest.raises(ServerError) as raised:
            await editor.execute("contexten.generate", {"uri": "file:///a.py", "pinned": deep})
        assert raised.value.code == Code.INVALID_PARAMS
