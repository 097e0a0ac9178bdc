"""The command line as a person (or a pipe) uses it: exit codes, what goes where, one sentence for what is wrong."""

import json

import pytest

from support.desk import run_cli
from support.model_server import ModelServer, Reply

SOURCE = "def area(w, h):\n    raise NotImplementedError\n\n\ndef edge(w):\n    return 4 * w\n"
GOOD = "```python\ndef area(w, h):\n    return w * h\n```"


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("")
    (folder / "shapes.py").write_text(SOURCE)
    (folder / "binary.py").write_bytes(b"\x00\x01")
    (folder / "empty.py").write_text("")
    return folder


@pytest.fixture
def run(project):
    def made(*arguments, model=None, stdin=b"", **environment):
        own = {"CONTEXTEN_MODEL": "", "CONTEXTEN_BASE_URL": "", "CONTEXTEN_CACHE_DIR": str(project.parent / "cache")}
        if model is not None:
            own |= {"CONTEXTEN_MODEL": "scripted", "CONTEXTEN_BASE_URL": model.base_url}
        return run_cli(*arguments, cwd=project, environment=own | environment, stdin=stdin)

    return made


WRONG = {
    "no place": (["context"], "Name a place"),
    "no line": (["context", "shapes.py"], "names no place"),
    "line 0": (["generate", "shapes.py:0"], "there is no line 0"),
    "a line too far": (["generate", "shapes.py:99"], "has 7 lines"),
    "no file": (["context", "missing.py:1"], "There is no file"),
    "a folder": (["context", ".:1"], "is a folder"),
    "binary": (["generate", "binary.py:1"], "is not a text file"),
    "nothing to do": (["generate", "shapes.py:6"], "give an instruction"),
    "empty": (["generate", "empty.py:1"], "give an instruction"),
    "no folder": (["index", "missing"], "There is no folder"),
    "no URL": (["key", "set", "nonsense"], "must start with https://"),
}


@pytest.mark.parametrize("name", WRONG)
async def test_a_wrong_request_is_one_sentence_and_exit_code_2(run, project, name):
    arguments, sentence = WRONG[name]
    code, out, err = await run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("contexten: ")
    assert sentence in err
    assert err.count("\n") == 1
    assert (project / "shapes.py").read_text() == SOURCE


async def test_a_piped_diff_is_only_a_diff_and_the_file_is_written_on_request(run, project):
    with ModelServer([Reply(text=GOOD)]) as model:
        code, out, err = await run("generate", "shapes.py:2", "--diff", model=model)
        assert code == 0, err
        assert out.startswith("--- a/shapes.py\n+++ b/shapes.py\n@@ ")
        assert "\x1b" not in out + err
        assert (project / "shapes.py").read_text() == SOURCE
        code, out, err = await run("generate", "shapes.py:2", "--write", model=model)
        assert (code, len(model.requests)) == (0, 1), "the second answer comes from the cache"
    assert (project / "shapes.py").read_text() == SOURCE.replace("raise NotImplementedError", "return w * h")


OUTSIDE = {
    "a key is wanted": (Reply(status=401, body="{}"), 3, "wants a key"),
    "an answer that is cut": (Reply(text=GOOD, finish="length"), 3, "maxTokens"),
    "a useless answer": (Reply(text="I cannot."), 1, "holds no code; ask again"),
}


@pytest.mark.parametrize("name", OUTSIDE)
async def test_what_fails_outside_has_its_exit_code_and_writes_nothing(run, project, name):
    reply, expected, sentence = OUTSIDE[name]
    with ModelServer([reply]) as model:
        code, out, err = await run("generate", "shapes.py:2", "--json", "--write", model=model)
    assert (code, json.loads(out)["outcome"]) == (expected, {1: "refused", 3: "failed"}[expected])
    assert sentence in err
    assert (project / "shapes.py").read_text() == SOURCE


async def test_without_a_model_what_cannot_be_drafted_says_so(run):
    code, _, err = await run("generate", "shapes.py:6", "-i", "round it")
    assert code == 3
    assert err.endswith("No model is configured (set 'contexten.model.name' or CONTEXTEN_MODEL).\n")


async def test_requests_in_bulk_are_answered_line_by_line(run, project):
    good = {
        "root": str(project),
        "file": "shapes.py",
        "line": 1,
        "character": 4,
        "instruction": "",
        "budget_tokens": 99,
    }
    lines = [json.dumps(good), "nonsense", "", json.dumps({"root": "x"}), json.dumps({**good, "file": "missing.py"})]
    code, out, _ = await run("context", "--batch", stdin="\n".join([*lines, json.dumps(good)]).encode())
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert ["error" in answer for answer in answers] == [False, True, True, True, False]


async def test_the_demo_uses_the_model_that_is_configured(run):
    with ModelServer([Reply(text="```python\nprice = 42\nreturn price\n```")]) as model:
        code, out, err = await run("demo", model=model)
    assert (code, err) == (0, "")
    assert "From: scripted at 127.0.0.1" in out
    assert "+        return price" in out
    assert "\x1b" not in out


async def test_a_demo_whose_model_fails_says_why_and_fails(run):
    with ModelServer([Reply(status=401, body="{}")]) as model:
        code, out, err = await run("demo", model=model)
    assert code == 1
    assert "From:" not in out
    assert "wants a key (401): set CONTEXTEN_API_KEY." in err


async def test_a_demo_with_a_wrong_address_says_so_and_drafts(run):
    code, out, err = await run("demo", CONTEXTEN_MODEL="m", CONTEXTEN_BASE_URL="nonsense")
    assert code == 0
    assert "'nonsense' must start with https://" in err
    assert "From: draft by analogy" in out
