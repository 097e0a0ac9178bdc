"""The small editor that the demo uses, against the real server as a child."""

import sys

import pytest

from contexten.errors import ClientError
from contexten.lsp.client import SERVER, started
from support.model_server import ModelServer, Reply

SERVE = (sys.executable, "-c", "from contexten.lsp.serve import serve_stdio; serve_stdio()")
SOURCE = "def add(a, b):\n    raise NotImplementedError\n\n\ndef half(a):\n    return a / 2\n"


@pytest.fixture
def root(tmp_path):
    (tmp_path / "sums.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", [SERVE, SERVER], ids=["serve_stdio", "command line"])
async def test_code_action_to_edit_over_stdio(root, command):
    with ModelServer([Reply(text="return a + b")]) as model:
        settings = {"model": {"name": "m", "baseUrl": model.base_url}}
        environment = {"CONTEXTEN_MODEL": "m", "CONTEXTEN_BASE_URL": model.base_url, "CONTEXTEN_API_KEY": "x"}
        async with started(root, command=command, settings=settings, environment=environment) as editor:
            uri = editor.open("sums.py", language_id="python")
            assert await editor.until("end", "reading the workspace")
            actions = await editor.code_actions(uri, 1, 4)
            action = next(item for item in actions if "mplement" in item["title"])
            result = await editor.run(action)
            assert result["outcome"] == "applied", result
            assert editor.buffers[uri].text == SOURCE.replace("raise NotImplementedError", "return a + b")
            kinds = [event.kind for event in editor.progress]
            assert kinds.count("begin") == kinds.count("end") == 2
        assert editor.process.returncode == 0


async def test_errors_of_the_server_are_its_sentences(root):
    async with started(root, command=SERVE) as editor:
        with pytest.raises(ClientError, match="does not exist"):
            await editor.execute("contexten.nope")


async def test_a_server_that_dies_ends_every_question(root):
    async with started(root, command=SERVE) as editor:
        editor.process.kill()
        with pytest.raises(ClientError, match="ended without an answer"):
            await editor.execute("contexten.status")


async def test_an_edit_for_another_version_is_refused(root):
    async with started(root, command=SERVE) as editor:
        uri = editor.open("sums.py", language_id="python")
        change = {"textDocument": {"uri": uri, "version": 7}, "edits": []}
        assert editor._take({"documentChanges": [change]})["applied"] is False
        assert editor.applied == 0
