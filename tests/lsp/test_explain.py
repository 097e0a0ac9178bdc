"""`contexten.explain`: words about code, from a model or from the index; nothing is changed."""

import asyncio
import copy
import stat
from pathlib import Path
from urllib.parse import unquote

import pytest

from contexten.llm.scripted import Scripted
from support.editor import FULL, PLAIN, Editor, ServerError
from support.sums import SOURCE, STUB, model, same_text, written

WORDS = "Adds two numbers.\n\n- `twice` depends on it."


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("CONTEXTEN_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    folder.mkdir()
    return written(folder)


async def explain(editor, uri, **extra):
    return await editor.execute("contexten.explain", {"uri": uri, "position": editor.at(uri, STUB)["start"], **extra})


def opened(editor):
    (uri,) = editor.opened
    return Path(unquote(uri.removeprefix("file://")))


async def test_the_models_words_are_answered_and_opened_as_a_file_of_the_persons_own(root):
    async with Editor(root, provider=model(WORDS)) as editor:
        uri = editor.open("sums.py")
        result = await explain(editor, uri)
        assert (result["outcome"], result["text"], result["origin"]) == ("explained", WORDS, "model")
        path = opened(editor)
        assert path.read_text() == WORDS
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert (editor.edits, editor.shown(), editor.buffers[uri].text) == ([], [], SOURCE)
        assert await same_text(editor)
        assert (await editor.execute("contexten.tasks"))["tasks"] == [], "there is nothing to apply or discard"


async def test_the_model_is_asked_about_the_marked_definition_with_its_context(root):
    provider = model(WORDS)
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py")
        await explain(editor, uri, instruction="Why does it fail?")
    (request,) = provider.requests
    rules, asked = (message.text for message in request.messages)
    assert "explain code" in rules
    assert "<target>def add(a: int, b: int) -> int:\n    raise NotImplementedError</target>" in asked
    assert "Instruction: Why does it fail?" in asked
    assert "fenced code block" not in rules + asked


async def test_the_same_question_is_answered_from_the_cache(root):
    provider = model(WORDS)
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py")
        await explain(editor, uri)
        again = await explain(editor, uri)
    assert (again["origin"], again["text"], len(provider.requests)) == ("cache", WORDS, 1)


async def test_the_words_stream_while_they_come(root):
    capabilities = {**copy.deepcopy(FULL), "experimental": {"contexten": {"stream": True}}}
    provider = model(Scripted("think of it\n\nIt adds.", size=3))
    async with Editor(root, provider=provider, capabilities=capabilities) as editor:
        uri = editor.open("sums.py")
        where = {"uri": uri, "position": editor.at(uri, STUB)["start"]}
        await editor.execute("contexten.explain", where, token="mine")  # noqa: S106 - no password
        assert "".join(item["text"] for item in editor.streamed) == "think of it\n\nIt adds."
        assert {item["token"] for item in editor.streamed} == {"mine"}
        kinds = [item["value"]["kind"] for item in editor.progress]
        assert (kinds[-1], kinds.count("begin")) == ("end", kinds.count("end"))


async def test_without_a_model_the_index_tells_what_it_knows(root):
    (root / "use.py").write_text("from sums import add\n\n\ndef total():\n    return add(1, 2)\n")
    async with Editor(root) as editor:
        uri = editor.open("sums.py")
        result = await explain(editor, uri, apply=False)
        assert (result["outcome"], result["origin"]) == ("explained", "facts")
        assert "No model is configured" in result["reason"]
        assert "def add(a: int, b: int) -> int" in result["text"]
        assert "- Called by: `sums.py:twice`, `use.py:total`" in result["text"]
        assert "- Used for certain in 3 places of 2 files." in result["text"]
        assert editor.opened == [], "apply: false shows nothing"


async def test_a_model_that_fails_is_named_beside_the_facts(root):
    from support.model_server import ModelServer, Reply

    with ModelServer([Reply(status=401, body="{}")]) as server:
        settings = {"contexten": {"model": {"name": "scripted", "baseUrl": server.base_url}}}
        async with Editor(root, options=settings) as editor:
            uri = editor.open("sums.py")
            result = await explain(editor, uri)
    assert (result["outcome"], result["origin"]) == ("explained", "facts")
    assert "wants a key" in result["reason"]
    assert [step["origin"] for step in result["steps"]] == ["model", "facts"]


CANNOT_OPEN = {
    "a client without showDocument": (PLAIN, True),
    "a client that does not open it": (FULL, False),
}


@pytest.mark.parametrize("name", CANNOT_OPEN)
async def test_a_client_that_opens_nothing_gets_a_message(root, name):
    capabilities, opens = CANNOT_OPEN[name]
    async with Editor(root, provider=model(WORDS), capabilities=capabilities) as editor:
        editor.person.opens = opens
        await explain(editor, editor.open("sums.py"))
        assert editor.shown() == [WORDS]


async def test_a_dry_run_shows_the_prompt_and_asks_nobody(root):
    provider = model(WORDS)
    async with Editor(root, provider=provider) as editor:
        result = await explain(editor, editor.open("sums.py"), dryRun=True)
    assert (result["outcome"], provider.requests) == ("previewed", ())
    assert "Explain the marked code." in result["prompt"][1]["text"]


async def test_it_is_offered_as_no_refactoring_and_runs_from_the_menu(root):
    async with Editor(root, provider=model(WORDS)) as editor:
        uri = editor.open("sums.py")
        where = editor.at(uri, "return add")
        action = next(item for item in await editor.actions(uri, where) if item["title"] == "Explain with Contexten")
        assert (action["kind"], "edit" in action) == ("contexten.explain", False)
        for only in (["refactor"], ["quickfix"], ["source"]):
            assert action["title"] not in [item["title"] for item in await editor.actions(uri, where, only=only)]
        assert action["title"] in [item["title"] for item in await editor.actions(uri, where, only=["contexten"])]
        assert await editor.actions(uri, where, trigger=2, only=["contexten"]) == [], "not on each cursor move"
        assert (await editor.run(action))["text"] == WORDS


async def test_the_menu_offers_it_without_a_model_and_without_the_mark_of_one(root):
    async with Editor(root) as editor:
        uri = editor.open("sums.py")
        (action,) = await editor.actions(uri, editor.at(uri, "return add"), only=["contexten.explain"])
        assert "disabled" not in action
        assert action.get("tags") is None


async def test_a_problem_is_explained_with_the_code_it_is_in(root):
    provider = model(WORDS)
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py")
        problem = {"range": editor.at(uri, "add(a, a)", select=True), "message": "Unsafe call", "severity": 1}
        where = editor.at(uri, "add(a, a)")
        (action,) = await editor.actions(uri, where, only=["contexten.explain"], diagnostics=[problem])
        await editor.run(action)
    assert "Problem: Unsafe call" in provider.requests[0].messages[1].text


async def test_an_empty_answer_is_asked_for_once_more_and_then_refused(root):
    provider = model("<think>what now</think>", "  ")
    async with Editor(root, provider=provider) as editor:
        result = await explain(editor, editor.open("sums.py"))
    assert (result["outcome"], len(provider.requests)) == ("refused", 2)
    assert "empty" in result["reason"]


async def test_a_blank_line_has_nothing_to_explain(root):
    async with Editor(root, provider=model(WORDS)) as editor:
        uri = editor.open("sums.py")
        result = await editor.execute("contexten.explain", {"uri": uri, "position": {"line": 1, "character": 0}})
        assert result["outcome"] == "refused"
        assert "no code here to explain" in result["reason"]


async def test_generate_does_not_explain(root):
    async with Editor(root, provider=model(WORDS)) as editor:
        uri = editor.open("sums.py")
        with pytest.raises(ServerError, match=r"use contexten\.explain"):
            await editor.execute(
                "contexten.generate", {"uri": uri, "position": editor.at(uri, STUB)["start"], "intent": "explain"}
            )


async def test_an_explanation_can_be_cancelled_down_to_the_model(root):
    provider = model(Scripted(WORDS, delay=60.0))
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py")
        asked = asyncio.ensure_future(explain(editor, uri))
        while not (tasks := (await editor.execute("contexten.tasks"))["tasks"]):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await editor.execute("contexten.cancel", {"task": tasks[0]["id"]})
        with pytest.raises(ServerError):
            await asked
        assert editor.opened == []


async def test_a_secret_of_the_file_stays_a_placeholder_in_the_words(root):
    secret = "ghp_" + "a1B2" * 9
    (root / "sums.py").write_text(SOURCE.replace(STUB, f'token = "{secret}"'))
    seen = []

    def answer(request):
        seen.append(request.messages[1].text)
        return f"It keeps a token: {seen[0][seen[0].index('token = ') :][:60]}"

    from contexten.llm.scripted import ScriptedProvider

    async with Editor(root, provider=ScriptedProvider(answer)) as editor:
        uri = editor.open("sums.py")
        result = await editor.execute("contexten.explain", {"uri": uri, "position": editor.at(uri, "token")["start"]})
    assert secret not in seen[0] + result["text"]
