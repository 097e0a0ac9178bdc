"""The commands, with a fake editor and a scripted model."""

import asyncio
import json

import pytest

from contexten.llm.scripted import Scripted
from support.editor import PLAIN, Editor, ServerError
from support.sums import BODY, SOURCE, STUB, expected, implement, model, same_text, written


@pytest.fixture
def root(tmp_path):
    return written(tmp_path)


async def test_a_body_is_generated_applied_and_undone(root):
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py")
        result = await implement(editor, uri)
        assert result["outcome"] == "applied"
        assert editor.buffers[uri].text == expected()
        assert await same_text(editor)
        editor.undo(uri)
        assert editor.buffers[uri].text == SOURCE
        assert await same_text(editor)


async def test_the_edit_is_minimal_versioned_annotated_and_labelled(root):
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py", version=7)
        await implement(editor, uri)
        (params,) = editor.edits
        assert params["label"].startswith("Contexten")
        (change,) = params["edit"]["documentChanges"]
        assert change["textDocument"] == {"uri": uri, "version": 7}
        assert all(edit["range"]["start"]["line"] == 4 for edit in change["edits"])
        used = {edit["annotationId"] for edit in change["edits"]}
        assert used == set(params["edit"]["changeAnnotations"])


async def test_code_action_to_edit_as_a_client_does_it(root):
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py")
        action = next(item for item in await editor.actions(uri, editor.at(uri, STUB)) if "mplement" in item["title"])
        assert (await editor.run(action))["outcome"] == "applied"
        assert editor.buffers[uri].text == expected()


async def test_a_client_without_document_changes_gets_plain_changes(root):
    async with Editor(root, provider=model(), capabilities={"workspace": {"applyEdit": True}}) as editor:
        uri = editor.open("sums.py")
        await implement(editor, uri)
        (params,) = editor.edits
        assert set(params["edit"]) == {"changes"}
        assert editor.buffers[uri].text == expected()


async def test_neovim_which_does_not_announce_document_changes_gets_them(root):
    edit = {"changeAnnotationSupport": {"groupsOnLabel": True}, "resourceOperations": ["create"]}
    capabilities = {"workspace": {"applyEdit": True, "workspaceEdit": edit}}
    async with Editor(root, provider=model(), capabilities=capabilities) as editor:
        uri = editor.open("sums.py")
        await implement(editor, uri)
        assert "documentChanges" in editor.edits[0]["edit"]


async def test_apply_false_returns_the_edit_and_changes_nothing(root):
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py")
        result = await implement(editor, uri, apply=False)
        assert (result["outcome"], editor.edits, editor.buffers[uri].text) == ("proposed", [], SOURCE)
        assert editor._apply(result["edit"]) == {"applied": True}
        assert editor.buffers[uri].text == expected()


async def test_a_dry_run_gives_the_prompt_and_asks_no_model(root):
    provider = model()
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py")
        result = await implement(editor, uri, dryRun=True)
        assert result["outcome"] == "previewed"
        assert any("def add" in message["text"] for message in result["prompt"])
        assert result["tokens"] > 0
        assert provider.requests == ()
        assert (await editor.execute("contexten.tasks"))["tasks"] == []


async def test_a_task_tells_what_its_answer_took(root):
    prices = {"model": {"name": "scripted", "prices": ["scripted=1000/2000"]}}
    async with Editor(root, provider=model(), options=prices) as editor:
        uri = editor.open("sums.py")
        result = await implement(editor, uri)
        (task,) = (await editor.execute("contexten.tasks"))["tasks"]
        tokens = task["spent"]["promptTokens"], task["spent"]["completionTokens"]
        assert min(tokens) > 0
        assert task["spent"]["dollars"] == pytest.approx(tokens[0] / 1000 + tokens[1] / 500, abs=1e-5)
        assert task["spent"]["promptTokens"] == result["usage"]["promptTokens"]


async def test_context_shows_what_would_be_sent(root):
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py")
        arguments = {"uri": uri, "position": editor.at(uri, STUB)["start"], "budget": 2000}
        result = await editor.execute("contexten.context", arguments)
        assert result["context"]["budget"] == 2000
        assert "def add" in result["context"]["here"]
        assert result["context"]["tokens"] <= 2000


async def test_context_of_finished_code_is_that_of_an_explanation(root):
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py")
        where = editor.at(uri, "return add(a, a)")["start"]
        shown = await editor.execute("contexten.context", {"uri": uri, "position": where})
        asked = {"uri": uri, "position": where, "intent": "explain"}
        assert shown["outcome"] == "previewed"
        assert shown["context"] == (await editor.execute("contexten.context", asked))["context"]


async def test_typing_elsewhere_while_the_model_writes_is_kept(root):
    async with Editor(root, provider=model(Scripted(BODY, delay=0.05))) as editor:
        uri = editor.open("sums.py")
        running = asyncio.ensure_future(implement(editor, uri))
        await asyncio.sleep(0.05)
        editor.type(uri, '"""Sums."""', "# typed meanwhile\n")
        editor.type(uri, "def twice", "# and here\n")
        assert (await running)["outcome"] == "applied"
        typed = expected().replace('"""Sums."""', '# typed meanwhile\n"""Sums."""')
        assert editor.buffers[uri].text == typed.replace("def twice", "# and here\ndef twice")
        assert await same_text(editor)


async def test_a_conflict_touches_nothing_and_keeps_the_result(root):
    async with Editor(root, provider=model(Scripted(BODY, delay=0.05))) as editor:
        uri = editor.open("sums.py")
        running = asyncio.ensure_future(implement(editor, uri))
        await asyncio.sleep(0.05)
        editor.type(uri, STUB, "return 42", replace=STUB)
        typed = editor.buffers[uri].text
        result = await running
        assert (result["outcome"], editor.buffers[uri].text, editor.edits) == ("stale", typed, [])
        (task,) = (await editor.execute("contexten.tasks"))["tasks"]
        assert (task["state"], task["id"]) == ("stale", result["task"])
        assert any("sums.py" in text for text in editor.shown())
        (shown,) = (await editor.execute("contexten.tasks", {"task": task["id"]}))["tasks"]
        assert f"-    {STUB}\n+    {BODY}\n" in shown["diff"]
        editor.undo(uri)
        again = await editor.execute("contexten.task.apply", {"task": task["id"]})
        assert again["outcome"] == "applied"
        assert editor.buffers[uri].text == expected()


async def test_a_refusal_of_the_editor_keeps_the_result_ready(root):
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py")
        editor.person.apply = "refuse"
        result = await implement(editor, uri)
        assert (result["outcome"], editor.buffers[uri].text) == ("ready", SOURCE)
        assert "the person said no" in result["reason"]
        (task,) = (await editor.execute("contexten.tasks"))["tasks"]
        assert (task["state"], "the person said no" in task["reason"]) == ("ready", True)
        editor.person.apply = "apply"
        assert (await editor.execute("contexten.task.apply", {"task": task["id"]}))["outcome"] == "applied"
        assert editor.buffers[uri].text == expected()
        assert (await editor.execute("contexten.tasks"))["tasks"][0]["state"] == "applied"


async def test_an_edit_that_the_editor_skipped_without_a_word_is_kept_and_told(root):
    async with Editor(root, provider=model()) as editor:
        # The new line stands elsewhere already, so that its mere presence says nothing.
        uri = editor.open("sums.py", SOURCE + f"\n\ndef plus(a, b):\n    {BODY}\n")
        editor.person.apply = "skip"
        result = await implement(editor, uri)
        async with asyncio.timeout(60):
            while not any("did not make the change in 'sums.py'" in text for text in editor.shown()):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        (task,) = (await editor.execute("contexten.tasks"))["tasks"]
        assert task["state"] == "ready"
        editor.person.apply = "apply"
        assert (await editor.execute("contexten.task.apply", {"task": result["task"]}))["outcome"] == "applied"
        assert editor.buffers[uri].text.startswith(expected())


async def test_typing_into_the_result_at_once_is_no_skipped_edit(root):
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py")
        await implement(editor, uri)
        start = {"line": 0, "character": 0}
        editor.change(uri, [{"range": {"start": start, "end": start}, "text": "# typed\n"}])
        await editor.settled()
        (task,) = (await editor.execute("contexten.tasks"))["tasks"]
        assert task["state"] == "applied"
        assert not any("did not make" in text for text in editor.shown())


async def test_typing_at_the_last_moment_is_refused_by_the_version_and_not_lost(root):
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py")

        def type_first(_params):
            editor.type(uri, '"""Sums."""', "# late\n")
            return "apply"

        editor.person.apply = type_first
        result = await implement(editor, uri)
        assert result["outcome"] == "ready"
        assert editor.buffers[uri].text == "# late\n" + SOURCE
        editor.person.apply = "apply"
        await editor.execute("contexten.task.apply", {"task": result["task"]})
        assert editor.buffers[uri].text == "# late\n" + expected()


async def test_no_answer_to_an_edit_is_unknown_and_it_is_not_sent_again(root, monkeypatch):
    monkeypatch.setattr("contexten.lsp.editor._ANSWER", 0.1)
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py")
        editor.person.apply = "silent"
        result = await implement(editor, uri)
        assert (result["outcome"], len(editor.edits)) == ("unknown", 1)


async def test_a_client_that_cannot_apply_edits_is_told_what_to_do(root):
    async with Editor(root, provider=model(), capabilities={}) as editor:
        uri = editor.open("sums.py")
        result = await implement(editor, uri)
        assert result["outcome"] == "ready"
        assert "'apply': false" in result["reason"]


async def test_a_stale_version_is_not_worked_on(root):
    provider = model()
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py", version=3)
        result = await implement(editor, uri, version=2)
        assert (result["outcome"], provider.requests) == ("stale", ())


IMPORTING = "import math\n\n\ndef add(a: int, b: int) -> int:\n    return math.floor(a + b)\n"


async def test_changes_outside_the_place_need_confirmation(root):
    async with Editor(root, provider=model(f"```python\n{IMPORTING}```")) as editor:
        uri = editor.open("sums.py")
        result = await implement(editor, uri)
        assert result["outcome"] == "applied"
        assert "import math" in editor.buffers[uri].text
        assert {item["needsConfirmation"] for item in editor.annotations[0].values()} == {True, False}
        assert editor.questions == []


@pytest.mark.parametrize("answer", ["Apply", None])
async def test_a_client_without_annotations_is_asked_before_anything_outside_changes(root, answer):
    async with Editor(root, provider=model(f"```python\n{IMPORTING}```"), capabilities=PLAIN) as editor:
        uri = editor.open("sums.py")
        editor.person.answer = answer
        result = await implement(editor, uri)
        assert len(editor.questions) == 1
        if answer is None:
            assert (result["outcome"], editor.edits, editor.buffers[uri].text) == ("ready", [], SOURCE)
        else:
            assert result["outcome"] == "applied"
            assert "import math" in editor.buffers[uri].text


async def test_without_a_model_a_draft_is_made_and_says_so(tmp_path):
    source = SOURCE + "\n\ndef subtract(a: int, b: int) -> int:\n    return a - b\n"
    (tmp_path / "sums.py").write_text(source, encoding="utf-8")
    async with Editor(tmp_path) as editor:
        uri = editor.open("sums.py")
        where = editor.at(uri, "return a - b")["start"]
        result = await editor.execute("contexten.document", {"uri": uri, "position": where})
        assert (result["outcome"], result["origin"]) == ("applied", "draft")
        assert "draft" in result["source"]
        assert editor.buffers[uri].text != source


async def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(root):
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py")
        where = editor.at(uri, "return add(a, a)")["start"]
        result = await editor.execute("contexten.generate", {"uri": uri, "position": where, "intent": "implement"})
        assert (result["outcome"], result["task"]) == ("refused", None)
        assert editor.shown() == [result["reason"]]


@pytest.mark.parametrize(
    ("command", "argument", "named"),
    [
        ("contexten.generate", {"uri": "file:///a.py", "potision": {}}, "'potision' (did you mean 'position'?)"),
        ("contexten.generate", {"uri": "file:///a.py", "x": 1, "y": 2}, "'x', 'y'"),
        ("contexten.generate", {"position": {"line": 0, "character": 0}}, "uri"),
        ("contexten.generate", {"uri": "file:///a.py", "position": {"line": "0", "character": 0}}, "line"),
        ("contexten.generate", {"uri": "file:///a.py", "position": {"line": -1, "character": 0}}, "line"),
        (
            "contexten.generate",
            {"uri": "file:///a.py", "budget": -1, "position": {"line": 0, "character": 0}},
            "budget",
        ),
        ("contexten.generate", {"uri": "git:/a.py", "position": {"line": 0, "character": 0}}, "uri"),
        ("contexten.fix", {"uri": "file:///a.py", "intent": "test", "position": {"line": 0, "character": 0}}, "intent"),
        ("contexten.generate", [], "object"),
        ("contexten.generate", "text", "object"),
        ("contexten.cancel", {}, "task"),
        ("contexten.status", {"verbose": True}, "'verbose'"),
        ("contexten.task.apply", {"task": "unknown"}, "contexten.tasks"),
        ("contexten.nope", {}, "contexten.nope"),
    ],
)
async def test_wrong_arguments_are_named(root, command, argument, named):
    async with Editor(root, provider=model()) as editor:
        with pytest.raises(ServerError) as error:
            await editor.execute(command, argument)
        assert error.value.code == -32602
        assert named in error.value.message


async def test_a_place_must_be_named_once(root):
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py")
        for extra in ({}, {"range": editor.at(uri, STUB), "position": editor.at(uri, STUB)["start"]}):
            with pytest.raises(ServerError) as error:
                await editor.execute("contexten.generate", {"uri": uri, **extra})
            assert error.value.code == -32602


async def test_status_tells_texts_index_models_tasks_and_memory(root):
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py")
        editor.type(uri, "def twice", "# é😀\n")
        status = await editor.execute("contexten.status")
        assert await same_text(editor)
        assert status["index"]["files"] == 1
        assert status["index"]["symbols"] >= 2
        assert status["memory"] > 1_000_000
        assert status["roots"] == [editor.uri("")]
        assert {"models", "cache", "tasks"} <= set(status)
        json.dumps(status)


async def test_the_cache_is_cleared_and_the_model_asked_again(root):
    provider = model(BODY, BODY)
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("sums.py")
        await implement(editor, uri, apply=False)
        await implement(editor, uri, apply=False)
        assert len(provider.requests) == 1
        cleared = await editor.execute("contexten.cache.clear")
        assert cleared == {"outcome": "cleared", "packs": 1, "answers": 1, "facts": 0}
        await implement(editor, uri, apply=False)
        assert len(provider.requests) == 2
        status = await editor.execute("contexten.status")
        assert status["cache"]["levels"] == {"memory": 1, "disk": 0, "team": 0}
        assert status["cache"]["packs"]["hits"] == 1
        with_index = await editor.execute("contexten.cache.clear", {"index": True})
        assert with_index["facts"] >= 1


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ({"position": {"line": 8}}, {"position": {"line": 8, "character": 4}}),
        ({"position": {"line": 6}}, {"position": {"line": 6, "character": 0}}),
        (
            {"range": {"start": {"line": 7}, "end": {"line": 8}}},
            {"range": {"start": {"line": 7, "character": 0}, "end": {"line": 8, "character": 20}}},
        ),
        (
            {"range": {"start": {"line": 8}, "end": {"line": 99}}},
            {"range": {"start": {"line": 8, "character": 4}, "end": {"line": 99, "character": 0}}},
        ),
    ],
)
async def test_a_place_can_be_named_by_its_line_alone(root, short, whole):
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py")
        wish = {"uri": uri, "instruction": "Do it.", "dryRun": True}
        prompts = [(await editor.execute("contexten.generate", wish | place))["prompt"] for place in (short, whole)]
        assert prompts[0] == prompts[1]
        elsewhere = await editor.execute("contexten.generate", wish | {"position": {"line": 4, "character": 4}})
        assert elsewhere["prompt"] != prompts[0]
