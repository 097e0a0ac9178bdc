"""A place may be named as the protocol names it, because some clients can fill in nothing else."""

from __future__ import annotations

import pytest

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
