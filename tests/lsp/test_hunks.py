"""Some hunks of a result are applied, others dropped; what was typed stays."""

import pytest

from contexten.llm.scripted import ScriptedProvider
from support.editor import Editor

SOURCE = "import os\n\n\ndef here(path):\n    raise NotImplementedError\n"
BODY = "    folder = os.path.dirname(path)\n    return re.sub('x', 'y', folder)\n"
ANSWER = f"import re\n\n\ndef here(path):\n{BODY}"


@pytest.fixture
def root(tmp_path):
    (tmp_path / "paths.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


async def proposed(editor, uri):
    where = {"uri": uri, "position": editor.at(uri, "raise")["start"], "intent": "implement", "apply": False}
    result = await editor.execute("contexten.generate", where)
    assert result["outcome"] == "proposed", result
    return result


def by_label(result, word):
    return next(hunk for hunk in result["hunks"] if word in hunk["label"])["id"]


async def look(editor, task):
    return await editor.execute("contexten.task.apply", {"task": task, "apply": False})


async def test_an_import_is_dropped_and_the_body_applied(root):
    async with Editor(root, provider=ScriptedProvider([ANSWER])) as editor:
        uri = editor.open("paths.py")
        result = await proposed(editor, uri)
        assert {hunk["uri"] for hunk in result["hunks"]} == {uri}
        task = {"task": result["task"]}
        dropped = await editor.execute("contexten.task.discard", {**task, "hunks": [by_label(result, "import")]})
        assert (dropped["outcome"], dropped["left"]) == ("discarded", 1)
        applied = await editor.execute("contexten.task.apply", {**task, "hunks": [by_label(result, "body")]})
        assert (applied["outcome"], applied["left"]) == ("applied", 0)
        assert editor.buffers[uri].text == SOURCE.replace("    raise NotImplementedError\n", BODY)
        editor.undo(uri)
        assert editor.buffers[uri].text == SOURCE


async def test_what_is_left_waits_and_stands_on_the_text_with_the_first_hunk_in_it(root):
    async with Editor(root, provider=ScriptedProvider([ANSWER])) as editor:
        uri = editor.open("paths.py")
        result = await proposed(editor, uri)
        first = {"task": result["task"], "hunks": [by_label(result, "body")], "confirmed": True}
        assert (await editor.execute("contexten.task.apply", first))["left"] == 1
        await editor.settled()
        (task,) = (await editor.execute("contexten.tasks"))["tasks"]
        assert task["state"] == "ready"
        editor.type(uri, "import os", "# typed\n")
        seen = await look(editor, result["task"])
        assert [hunk["label"] for hunk in seen["hunks"]] == ["new import"]
        assert editor._apply(seen["edit"]) == {"applied": True}
        assert editor.buffers[uri].text.startswith("# typed\nimport os\nimport re\n")


async def test_the_hunks_keep_their_names_while_somebody_types(root):
    async with Editor(root, provider=ScriptedProvider([ANSWER])) as editor:
        uri = editor.open("paths.py")
        result = await proposed(editor, uri)
        editor.type(uri, "def here", "# typed\n")
        seen = await look(editor, result["task"])
        assert [hunk["id"] for hunk in seen["hunks"]] == [hunk["id"] for hunk in result["hunks"]]
        assert [hunk["range"] for hunk in seen["hunks"]] != [hunk["range"] for hunk in result["hunks"]]


async def test_a_result_that_fits_again_is_ready_again(root):
    async with Editor(root, provider=ScriptedProvider([ANSWER])) as editor:
        uri = editor.open("paths.py")
        result = await proposed(editor, uri)
        states = []
        editor.type(uri, "raise NotImplementedError", "return 1", replace="raise NotImplementedError")
        assert (await look(editor, result["task"]))["outcome"] == "stale"
        states.append((await editor.execute("contexten.tasks"))["tasks"][0]["state"])
        editor.undo(uri)
        assert (await look(editor, result["task"]))["outcome"] == "proposed"
        states.append((await editor.execute("contexten.tasks"))["tasks"][0]["state"])
        assert states == ["stale", "ready"]


async def test_who_has_confirmed_is_not_asked_again(root):
    async with Editor(root, provider=ScriptedProvider([ANSWER])) as editor:
        uri = editor.open("paths.py")
        result = await proposed(editor, uri)
        editor.person.confirm = False
        await editor.execute("contexten.task.apply", {"task": result["task"], "confirmed": True})
        assert editor.buffers[uri].text == SOURCE.replace("import os\n", "import os\nimport re\n").replace(
            "    raise NotImplementedError\n", BODY
        )


async def test_all_hunks_dropped_forget_the_task(root):
    async with Editor(root, provider=ScriptedProvider([ANSWER])) as editor:
        result = await proposed(editor, editor.open("paths.py"))
        ids = [hunk["id"] for hunk in result["hunks"]]
        await editor.execute("contexten.task.discard", {"task": result["task"], "hunks": ids})
        assert (await editor.execute("contexten.tasks"))["tasks"] == []


async def test_a_hunk_that_is_not_there_changes_nothing(root):
    async with Editor(root, provider=ScriptedProvider([ANSWER])) as editor:
        uri = editor.open("paths.py")
        result = await proposed(editor, uri)
        wrong = {"task": result["task"], "hunks": ["none"]}
        for command in ("contexten.task.apply", "contexten.task.discard"):
            answer = await editor.execute(command, wrong)
            assert "look again" in answer["reason"]
        assert (editor.buffers[uri].text, editor.edits) == (SOURCE, [])
