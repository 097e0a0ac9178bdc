"""Every feature under what each real editor announces: what is offered, and what it falls back to.

The fake editor fails on any message that uses more than the profile announces, see `support.wire`.
"""

from __future__ import annotations

import asyncio
from dataclasses import astuple, dataclass
from pathlib import Path

import pytest

from contexten.lsp.commands.agent_launch import START
from contexten.lsp.documents import SCHEME
from contexten.lsp.methods.context_action import TITLE
from support.codegen_api import Script, serving
from support.editor import Editor
from support.profiles import FOLDER, names, profile
from support.sums import BODY, SOURCE, STUB, expected, implement, model, same_text, written
from support.waiting import until

PAGE = Path(__file__).parents[2] / "docs/editors/README.md"
WIDE = 'def add(a="😀é", b="𝒳"): ...\n'
IMPORTING = "```python\nimport math\n\n\ndef add(a: int, b: int) -> int:\n    return math.floor(a + b)\n```"
TEST = "```python\nfrom sums import twice\n\n\ndef test_twice():\n    assert twice(2) == 4\n```"
FORMS = {"edit": "in its preview", "question": "in a question first", "menu": "in the menu"}


@dataclass(frozen=True)
class Row:
    """What the server does for one editor, as the page tells it."""

    confirms: str
    """`edit`: the editor asks about changes outside the place; `question`: the server does, before it sends them;
    `menu`: the editor cannot be asked, and the result is taken from the menu."""
    creates: bool
    """Whether the server may have it make a new file."""
    progress: bool
    hover: str
    context: str
    """`document`, `file`, or `path`: a message that names the file."""
    positions: str
    tells_why: bool
    """Whether actions that cannot be run at present are listed with the reason."""


VSCODE = Row("edit", True, True, "markdown", "document", "utf-16", True)
ROWS = {
    "vscode": VSCODE,
    "neovim-0.7": Row("question", True, True, "markdown", "path", "utf-16", False),
    "neovim-0.10": Row("question", True, True, "markdown", "file", "utf-16", False),
    "neovim-0.11": Row("question", True, True, "markdown", "file", "utf-8", False),
    "neovim-0.12": Row("question", True, True, "markdown", "file", "utf-8", True),
    "emacs-28-eglot": Row("question", False, False, "plaintext", "path", "utf-16", False),
    "emacs-30-eglot": Row("question", False, True, "plaintext", "file", "utf-32", False),
    "emacs-28-lsp-mode": Row("question", False, True, "markdown", "path", "utf-16", False),
    "emacs-30-lsp-mode": Row("question", False, True, "markdown", "file", "utf-32", False),
    "helix": Row("menu", True, True, "markdown", "path", "utf-8", True),
    "zed": Row("question", True, True, "markdown", "document", "utf-16", False),
    "sublime": Row("question", True, True, "markdown", "document", "utf-16", False),
    "kakoune": Row("question", True, True, "markdown", "path", "utf-8", False),
}
ON = {"codeLens": {"enabled": True}}

every = pytest.mark.parametrize("name", list(ROWS))


def sitting_at(name, root, *answers, **more):
    """The editor of that profile, with a model that gives the answers."""
    return Editor(root, profile=profile(name), provider=model(*answers), **more)


@pytest.fixture
def root(tmp_path):
    return written(tmp_path)


def test_every_profile_has_its_row():
    assert set(ROWS) == set(names())
    assert all(profile(name).title for name in names())
    assert len(list(FOLDER.iterdir())) == len(ROWS)


def test_the_page_tells_what_is_tested_here():
    lines = PAGE.read_text("utf-8").splitlines()
    for name, row in ROWS.items():
        confirms, creates, progress, hover, context, positions, tells_why = astuple(row)
        cells = [
            profile(name).title,
            FORMS[confirms],
            "yes" if creates else "no: make it yourself",
            "yes" if progress else "no",
            {"markdown": "Markdown", "plaintext": "plain"}[hover],
            {"document": "its own document", "file": "a file it opens", "path": "a file it names"}[context],
            positions.upper(),
            "with the reason" if tells_why else "left out",
        ]
        assert f"| {' | '.join(cells)} |" in lines


@every
async def test_a_body_is_written_and_taken_back(name, root):
    async with sitting_at(name, root) as editor:
        assert editor.encoding == ROWS[name].positions
        uri = editor.open("sums.py")
        action = next(item for item in await editor.actions(uri, editor.at(uri, STUB)) if "mplement" in item["title"])
        assert isinstance(action["command"], dict), "all of them know literals"
        assert (await editor.run(action))["outcome"] == "applied"
        assert editor.buffers[uri].text == expected()
        assert editor.questions == []
        assert await same_text(editor)
        editor.undo(uri)
        assert editor.buffers[uri].text == SOURCE


@every
async def test_places_behind_wide_characters(name, tmp_path):
    (tmp_path / "wide.py").write_text(WIDE, encoding="utf-8")
    async with sitting_at(name, tmp_path) as editor:
        uri = editor.open("wide.py")
        action = (await editor.actions(uri, editor.at(uri, "...")))[0]
        assert (await editor.run(action))["outcome"] == "applied"
        assert editor.buffers[uri].text == 'def add(a="😀é", b="𝒳"):\n    return a + b\n'


@every
@pytest.mark.parametrize("answer", ["Apply", None])
async def test_a_change_outside_the_place_is_made_after_a_yes_alone(name, root, answer):
    async with sitting_at(name, root, IMPORTING) as editor:
        editor.person.answer = answer
        editor.person.confirm = answer is not None
        uri = editor.open("sums.py")
        result = await implement(editor, uri)
        by_editor, asked = ROWS[name].confirms == "edit", ROWS[name].confirms == "question"
        assert len(editor.questions) == (1 if asked else 0)
        assert ("import math" in editor.buffers[uri].text) == (answer is not None and (by_editor or asked))
        assert result["outcome"] == ("applied" if by_editor or (answer and asked) else "ready")
        assert await same_text(editor)


@every
async def test_a_new_file_is_made_or_the_result_is_kept(name, root):
    async with sitting_at(name, root, TEST) as editor:
        editor.person.answer = "Apply"
        uri = editor.open("sums.py")
        where = editor.at(uri, "return add(a, a)")["start"]
        result = await editor.execute("contexten.test", {"uri": uri, "position": where})
        if ROWS[name].creates:
            assert result["outcome"] == "applied"
            assert "def test_twice" in editor._disk(editor.created[0]).read_text("utf-8")
        else:
            assert (result["outcome"], editor.edits, editor.created) == ("ready", [], [])
            assert "cannot create" in editor.shown()[0]


@every
async def test_progress_is_shown_where_there_is_a_place_for_it(name, root):
    async with sitting_at(name, root) as editor:
        uri = editor.open("sums.py")
        await implement(editor, uri)
        begun = [item["value"]["title"] for item in editor.progress if item["value"]["kind"] == "begin"]
        assert any("implement 'add'" in title for title in begun) == ROWS[name].progress


@every
async def test_a_request_that_is_cancelled_is_answered(name, root):
    slow = model("x" * 1000, "unused")
    async with Editor(root, profile=profile(name), provider=slow) as editor:
        uri = editor.open("sums.py")
        ids: list[int] = []
        where = {"uri": uri, "position": editor.at(uri, STUB)["start"]}
        running = asyncio.ensure_future(editor.execute("contexten.generate", where, on_id=ids.append))
        await until(lambda: ids)
        editor.cancel(ids[0])
        await asyncio.wait([running])
        assert running.exception() is None or running.exception().code == -32800
        assert editor._waiting == {}


@every
async def test_hover_is_in_the_form_that_is_shown(name, root):
    async with sitting_at(name, root) as editor:
        uri = editor.open("sums.py")
        where = {"textDocument": {"uri": uri}, "position": editor.at(uri, "add")["start"]}
        found = await editor.request("textDocument/hover", where)
        assert found["contents"]["kind"] == ROWS[name].hover
        assert ("**add**" in found["contents"]["value"]) == (ROWS[name].hover == "markdown")


@every
async def test_the_context_is_shown_in_the_best_way_there_is(name, root):
    async with sitting_at(name, root) as editor:
        uri = editor.open("sums.py")
        where = {"uri": uri, "position": editor.at(uri, STUB)["start"], "show": True}
        document = (await editor.execute("contexten.context", where))["document"]
        match ROWS[name].context:
            case "document":
                assert document.startswith(f"{SCHEME}:")
                assert editor.opened == [document]
                text = (await editor.request("workspace/textDocumentContent", {"uri": document}))["text"]
            case "file":
                assert editor.opened == [document]
                text = editor._disk(document).read_text("utf-8")
            case _:
                assert editor.opened == []
                assert document in editor.shown()[0]
                text = editor._disk(document).read_text("utf-8")
        assert text.startswith("# Context: implement 'add' in sums.py\n")


@every
async def test_the_menu_without_a_model(name, root):
    async with Editor(root, profile=profile(name)) as editor:
        uri = editor.open("sums.py")
        found = await editor.actions(uri, editor.at(uri, "return add(a, a)", select=True))
        disabled = [item for item in found if "disabled" in item]
        assert bool(disabled) == ROWS[name].tells_why
        has_view = profile(name).has("experimental.contexten.stream")
        assert (found[-1]["title"] == TITLE) != bool(has_view)
        for item in found:
            assert ("disabled" in item) != ("command" in item)


@every
async def test_lenses_run_what_they_say(name, root):
    async with sitting_at(name, root, options=ON) as editor:
        uri = editor.open("sums.py")
        found = await editor.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
        found = [await editor.request("codeLens/resolve", lens) for lens in found]
        lens = next(lens for lens in found if lens["command"]["title"] == "Generate the body")
        assert (await editor.run(lens))["outcome"] == "applied"
        assert editor.buffers[uri].text == expected()


@every
async def test_an_edit_that_is_only_asked_for_has_the_same_form(name, root):
    async with sitting_at(name, root) as editor:
        uri = editor.open("sums.py")
        result = await implement(editor, uri, apply=False)
        assert result["outcome"] == "proposed"
        assert editor.edits == []
        assert editor._apply(result["edit"]) == {"applied": True}
        assert editor.buffers[uri].text == expected()


@every
async def test_a_refused_edit_is_kept_and_told(name, root):
    async with sitting_at(name, root) as editor:
        editor.person.apply = "refuse"
        uri = editor.open("sums.py")
        result = await implement(editor, uri)
        assert result["outcome"] == "ready"
        assert result["task"] in editor.shown()[-1]
        editor.person.apply = "apply"
        assert (await editor.execute("contexten.task.apply", {"task": result["task"]}))["outcome"] == "applied"
        assert editor.buffers[uri].text == expected()


@every
async def test_what_is_kept_is_taken_from_the_menu(name, root):
    async with sitting_at(name, root, IMPORTING) as editor:
        editor.person.apply = "refuse"
        uri = editor.open("sums.py")
        kept = (await implement(editor, uri))["task"]
        editor.person.apply, asked = "apply", len(editor.questions)
        found = await editor.actions(uri, editor.at(uri, "twice"))
        entries = [item for item in found if "what is kept" in item["title"]]
        if profile(name).has("experimental.contexten.stream"):
            assert entries == [], "its own view has them"
            return
        title = "Apply what is kept: implement 'add' in sums.py, with its changes elsewhere"
        assert [item["title"] for item in found[:2]] == [title, "Discard what is kept: implement 'add' in sums.py"]
        assert (await editor.run(entries[0]))["task"] == kept
        assert "import math" in editor.buffers[uri].text
        assert len(editor.questions) == asked, "choosing it was the yes"
        found = await editor.actions(uri, editor.at(uri, "twice"))
        assert not any("what is kept" in item["title"] for item in found)


@every
async def test_settings_come_in_every_way_that_the_editor_has(name, root):
    settings = {"contexten": {"codeAction": {"marker": "please:"}}}
    asked_for = [{"settings": settings}] if profile(name).has("workspace.configuration") else []
    for how in (*asked_for, {"options": settings["contexten"]}):
        async with sitting_at(name, root, **how) as editor:
            uri = editor.open("more.py", "# please: print a ruler\n")
            found = await editor.actions(uri, editor.at(uri, "print"))
            assert "Do: print a ruler" in [item["title"] for item in found]
        for method in ("workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles"):
            may = profile(name).has(f"{method.replace('/', '.')}.dynamicRegistration") is True
            assert any(item["method"] == method for item in editor.registered) == may


@every
@pytest.mark.parametrize("answer", [START, None])
async def test_paid_work_is_started_by_a_yes_alone(name, root, answer, monkeypatch):
    with serving(monkeypatch) as serve:
        api = serve(Script(("ACTIVE", "COMPLETE"), result="renamed"))
        async with Editor(root, profile=profile(name)) as editor:
            editor.person.answer = answer
            result = await editor.execute("contexten.agent.launch", {"instruction": "Rename add"})
            agreed = answer is not None and ROWS[name].confirms != "menu"
            assert result["outcome"] == ("ready" if agreed else "refused")
            assert len(api.created) == (1 if agreed else 0)


@every
async def test_what_was_typed_in_the_same_place_stays(name, root):
    async with sitting_at(name, root, BODY) as editor:
        uri = editor.open("sums.py")
        running = asyncio.ensure_future(implement(editor, uri))
        await asyncio.sleep(0)
        editor.type(uri, STUB, "return 42", replace=STUB)
        typed = editor.buffers[uri].text
        result = await running
        assert result["outcome"] == "stale"
        assert editor.buffers[uri].text == typed
        assert any(result["task"] in text for text in editor.shown())
