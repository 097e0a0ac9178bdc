"""Code goes to an endpoint that only settings named when the person said so, once for each workspace."""

import pytest

from contexten.llm.endpoints import parse_origin
from contexten.lsp.approval import _ALLOW
from support.editor import Editor

SOURCE = "def add(a, b):\n    raise NotImplementedError\n"
SETTINGS = {"model": {"name": "m", "baseUrl": "https://models.example.invalid/v1"}}


@pytest.fixture
def root(tmp_path):
    (tmp_path / "sums.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


async def generate(editor):
    uri = editor.open("sums.py")
    place = editor.at(uri, "raise")["start"]
    return await editor.execute("contexten.generate", {"uri": uri, "position": place, "intent": "implement"})


@pytest.mark.parametrize("answer", [None, "Not now", _ALLOW])
async def test_the_person_is_asked_before_the_first_use(root, answer):
    async with Editor(root, options=SETTINGS) as editor:
        editor.person.answer = answer
        result = await generate(editor)
        assert len(editor.questions) == 1
        assert "models.example.invalid" in editor.questions[0]["message"]
        session = editor.server.session
        approved = session.store.approvals.has(
            session.integration.workspace, str(parse_origin(SETTINGS["model"]["baseUrl"]))
        )
        assert approved == (answer == _ALLOW)
        assert result["outcome"] != "applied"


async def test_an_approval_is_remembered(root):
    async with Editor(root, options=SETTINGS) as editor:
        editor.person.answer = _ALLOW
        await generate(editor)
        await generate(editor)
        assert len(editor.questions) == 1


async def test_nobody_is_asked_for_a_dry_run_or_the_context(root):
    async with Editor(root, options=SETTINGS) as editor:
        uri = editor.open("sums.py")
        arguments = {"uri": uri, "position": editor.at(uri, "raise")["start"]}
        await editor.execute("contexten.generate", {**arguments, "dryRun": True})
        await editor.execute("contexten.context", arguments)
        assert editor.questions == []
