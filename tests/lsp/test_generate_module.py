"""`contexten.generateModule`: a whole new file, confirmed, and never over one that holds anything."""

import copy

import pytest

from contexten.llm.scripted import ScriptedProvider
from support.editor import FULL, PLAIN, Editor, ServerError

USER = "from .helpers import load, save\n\n\ndef copy(path):\n    save(path, load(path))\n"
HELPERS = """\
def load(path):
    return open(path).read()


def save(path, text):
    open(path, "w").write(text)
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").touch()
    (tmp_path / "shop" / "use.py").write_text(USER)
    return tmp_path


def model(text=HELPERS):
    return ScriptedProvider([f"```python\n{text}```"])


def without(*names):
    capabilities = copy.deepcopy(FULL)
    *path, last = names
    inner = capabilities
    for name in path:
        inner = inner[name]
    del inner[last]
    return capabilities


async def make(editor, name="shop/helpers.py", **extra):
    return await editor.execute("contexten.generateModule", {"uri": editor.uri(name), **extra})


async def test_the_file_is_made_in_one_step_that_asks_for_a_confirmation(root):
    async with Editor(root, provider=model()) as editor:
        result = await make(editor, instruction="Read and write texts")
        assert result["outcome"] == "applied"
        assert (root / "shop" / "helpers.py").read_text() == HELPERS
        (edit,) = editor.edits
        create, change = edit["edit"]["documentChanges"]
        assert (create["kind"], create["options"]["overwrite"]) == ("create", False)
        assert change["textDocument"]["version"] is None
        notes = edit["edit"]["changeAnnotations"].values()
        assert [note["needsConfirmation"] for note in notes] == [True] * len(notes)
        assert editor.opened == [editor.uri("shop/helpers.py")]


async def test_names_and_the_file_that_needs_them_are_told_to_the_model(root):
    provider = model()
    async with Editor(root, provider=provider) as editor:
        await make(editor, names=["load", "save"], usedBy=editor.uri("shop/use.py"))
    asked = provider.requests[0].messages[1].text
    assert "Write the new file shop/helpers.py. It must define: load, save. It is needed by shop/use.py" in asked
    assert "save(path, load(path))" in asked, "the file that needs it is sent along"


EXISTS = {"on disk": ("shop/use.py", False), "open and unsaved": ("shop/new.py", True)}


@pytest.mark.parametrize("name", EXISTS)
async def test_a_file_that_holds_something_is_left_alone_and_no_model_is_asked(root, name):
    path, is_buffer = EXISTS[name]
    provider = model()
    async with Editor(root, provider=provider) as editor:
        if is_buffer:
            editor.open(path, "x = 1\n")
        result = await make(editor, path, instruction="Write it")
        assert result["outcome"] == "refused"
        assert "exists and is not empty" in result["reason"]
        assert (editor.edits, provider.requests) == ([], ())


async def test_an_empty_file_is_filled(root):
    (root / "shop" / "helpers.py").touch()
    async with Editor(root, provider=model(), capabilities=PLAIN) as editor:
        assert (await make(editor, instruction="Read and write"))["outcome"] == "ready", "nobody confirmed it"
        editor.person.answer = "Apply"
        assert (await make(editor, instruction="Read and write"))["outcome"] == "applied"
    assert (root / "shop" / "helpers.py").read_text() == HELPERS


async def test_a_file_that_comes_meanwhile_is_not_written_over(root):
    made = root / "shop" / "helpers.py"

    def answer(_request):
        made.write_text("mine = 1\n")
        return f"```python\n{HELPERS}```"

    async with Editor(root, provider=ScriptedProvider(answer)) as editor:
        result = await make(editor, instruction="Read and write")
        assert result["outcome"] == "stale"
        assert made.read_text() == "mine = 1\n"


REFUSED = {
    "nothing is asked for": ({}, "shop/helpers.py", "give an instruction"),
    "no language": ({"instruction": "x"}, "shop/helpers.xyz", "shows no language"),
    "outside": ({"instruction": "x"}, "../helpers.py", "outside of the workspace"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_cannot_be_made_is_refused_before_a_model_is_asked(root, name):
    extra, path, reason = REFUSED[name]
    provider = model()
    async with Editor(root, provider=provider) as editor:
        uri = f"file://{(root / path).resolve()}"
        result = await editor.execute("contexten.generateModule", {"uri": uri, **extra})
        assert (result["outcome"], provider.requests) == ("refused", ())
        assert reason in result["reason"]
        assert reason in editor.shown()[0]


UNABLE = {
    "no resource operations": without("workspace", "workspaceEdit", "resourceOperations"),
    "no documentChanges": PLAIN,
}


@pytest.mark.parametrize("name", UNABLE)
async def test_a_client_that_makes_no_files_is_told_before_a_model_is_asked(root, name):
    provider = model()
    async with Editor(root, provider=provider, capabilities=UNABLE[name]) as editor:
        result = await make(editor, instruction="Read and write")
        assert (result["outcome"], provider.requests) == ("refused", ())
        assert "make 'shop/helpers.py' empty yourself" in result["reason"]


async def test_a_program_gets_the_edit_and_the_code_and_nothing_is_made(root):
    async with Editor(root, provider=model()) as editor:
        result = await make(editor, instruction="Read and write", apply=False)
        assert result["outcome"] == "proposed"
        assert result["code"] == HELPERS
        assert result["edit"]["documentChanges"][0]["kind"] == "create"
        assert not (root / "shop" / "helpers.py").exists()


async def test_a_client_without_annotations_is_asked_by_a_question(root):
    capabilities = without("workspace", "workspaceEdit", "changeAnnotationSupport")
    async with Editor(root, provider=model(), capabilities=capabilities) as editor:
        kept = await make(editor, instruction="Read and write")
        assert (kept["outcome"], editor.edits) == ("ready", [])
        assert editor.questions[0]["message"] == "The result makes a new file: shop/helpers.py. Make it?"
        editor.person.answer = "Apply"
        applied = await editor.execute("contexten.task.apply", {"task": kept["task"]})
        assert applied["outcome"] == "applied"
        assert (root / "shop" / "helpers.py").read_text() == HELPERS


async def test_a_dry_run_asks_no_model(root):
    provider = model()
    async with Editor(root, provider=provider) as editor:
        result = await make(editor, instruction="Read and write", dryRun=True)
    assert (result["outcome"], provider.requests) == ("previewed", ())
    assert "shop/helpers.py" in result["prompt"][1]["text"]


async def test_a_uri_of_no_file_is_an_error(root):
    async with Editor(root, provider=model()) as editor:
        with pytest.raises(ServerError, match="'uri' must be a file: URI"):
            await editor.execute("contexten.generateModule", {"uri": "untitled:x.py", "instruction": "x"})


async def test_the_import_of_a_missing_module_offers_to_make_it(root):
    provider = model()
    async with Editor(root, provider=provider) as editor:
        uri = editor.open("shop/use.py")
        where = editor.at(uri, "load, save")
        (action,) = await editor.actions(uri, where, only=["quickfix.contexten.module"])
        assert action["title"] == "Create module '.helpers'"
        result = await editor.run(action)
        assert result["outcome"] == "applied"
        assert (root / "shop" / "helpers.py").read_text() == HELPERS
        await editor.settled()
        assert await editor.actions(uri, where, only=["quickfix.contexten.module"]) == [], "now it is there"
    assert "It must define: load, save." in provider.requests[0].messages[1].text
