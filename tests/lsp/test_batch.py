"""`contexten.generateBatch`: many requests, each kept as a Task."""

import pytest

from contexten.llm.scripted import ScriptedProvider
from support.editor import Editor, ServerError

SOURCE = """\
def add(a: int, b: int) -> int:
    raise NotImplementedError


def twice(a: int) -> int:
    return add(a, a)
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "sums.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def answering():
    def answer(request):
        asked = request.messages[-1].text
        if "`add`" in asked:
            return "```python\ndef add(a: int, b: int) -> int:\n    return a + b\n```"
        return "```python\nLIMIT = 3\n```"

    return ScriptedProvider(answer)


async def test_each_result_waits_as_a_task_and_can_be_applied(root):
    async with Editor(root, provider=answering()) as editor:
        uri = editor.open("sums.py")
        made = editor.uri("limits.py")
        result = await editor.execute(
            "contexten.generateBatch",
            {
                "requests": [
                    {"prompt": "Write add", "targetUri": uri, "targetSymbol": "add"},
                    {"prompt": "A limit", "targetUri": made, "related": ["twice", "nothing"]},
                    {"prompt": "Write it", "targetUri": uri, "line": 0},
                ]
            },
        )
        first, second, third = result["results"]
        assert [item["outcome"] for item in result["results"]] == ["proposed"] * 3
        assert first["code"] == third["code"] == "def add(a: int, b: int) -> int:\n    return a + b"
        assert second["unknown"] == ["nothing"]
        assert editor.buffers[uri].text == SOURCE, "nothing is applied by itself"
        applied = await editor.execute("contexten.task.apply", {"task": first["task"]})
        assert applied["outcome"] == "applied"
        assert "return a + b" in editor.buffers[uri].text


async def test_a_file_outside_of_the_workspace_is_never_made(root):
    async with Editor(root, provider=answering()) as editor:
        result = await editor.execute(
            "contexten.generateBatch",
            {"requests": [{"prompt": "A limit", "targetUri": "file:///etc/contexten_test.py"}]},
        )
        (item,) = result["results"]
        assert item["outcome"] == "refused"
        assert "outside of the workspace" in item["reason"]


async def test_a_dry_run_asks_no_model(root):
    provider = answering()
    async with Editor(root, provider=provider) as editor:
        uri = editor.uri("sums.py")
        result = await editor.execute(
            "contexten.generateBatch", {"requests": [{"prompt": "x", "targetUri": uri}], "dryRun": True}
        )
        assert result["results"][0]["outcome"] == "previewed"
        assert result["results"][0]["prompt"]
        assert provider.requests == ()


@pytest.mark.parametrize(
    ("requests", "named"),
    [
        ([], "requests"),
        ([{"prompt": "x", "targetUri": "git:/a.py"}], "targetUri"),
        ([{"targetUri": "file:///a.py"}], "prompt"),
        ([{"prompt": "x", "targetSymbl": "y"}], "targetSymbl"),
    ],
)
async def test_wrong_requests_are_named(root, requests, named):
    async with Editor(root, provider=answering()) as editor:
        with pytest.raises(ServerError) as error:
            await editor.execute("contexten.generateBatch", {"requests": requests})
        assert error.value.code == -32602
        assert named in error.value.message
