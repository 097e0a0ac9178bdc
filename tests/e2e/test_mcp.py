"""`contexten mcp` as a coding agent uses it: every tool, alone and attached to a running editor."""

import asyncio
import json
import os
import stat

import pytest
from jsonschema import Draft202012Validator
from mcp.shared.exceptions import MCPError

from contexten.mcp.tools.table import TOOLS
from contexten.mcp.wire import sockets_of
from support.coding_agent import coding_agent
from support.desk import desk, run_cli
from support.model_server import ModelServer, Reply
from support.waiting import until

SOURCE = '''\
"""Sums."""

import math


def add(a: int, b: int) -> int:
    raise NotImplementedError


def circle(radius: float) -> float:
    return math.pi * radius**2


def twice(a: int) -> int:
    return add(a, a)
'''
BODY = "```python\nreturn a + b\n```"
DONE = SOURCE.replace("raise NotImplementedError", "return a + b")
USER = "from sums import add\n\n\ndef total(values):\n    return [add(0, value) for value in values]\n"


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("")
    (folder / "sums.py").write_text(SOURCE)
    (folder / "total.py").write_text(USER)
    return folder


def environment(root, model=None):
    given = {"CONTEXTEN_CACHE_DIR": str(root.parent / "work-cache")}
    return given | ({"CONTEXTEN_MODEL": "scripted", "CONTEXTEN_BASE_URL": model.base_url} if model else {})


async def test_every_tool_is_listed_with_its_schemas_and_hints(root):
    async with coding_agent(root, environment(root)) as agent:
        listed = (await agent.client.list_tools()).tools
    assert [tool.name for tool in listed] == [tool.name for tool in TOOLS]
    for tool in listed:
        for schema in (tool.input_schema, tool.output_schema):
            Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
            assert schema["additionalProperties"] is False
        assert {"seen", "note"} <= set(tool.output_schema["required"])
        assert tool.description.endswith(".")
    hints = {tool.name: tool.annotations for tool in listed}
    changing = {name for name, hint in hints.items() if not hint.read_only_hint}
    writing = {"generate", "refactor", "fix", "document", "write_test"}
    assert changing == {*writing, "apply_task", "discard_task", "cancel_task"}
    assert {name for name, hint in hints.items() if hint.destructive_hint} == {*writing, "apply_task", "discard_task"}
    assert {name for name, hint in hints.items() if hint.open_world_hint} == {*writing, "explain"}


async def use_every_tool(agent):
    """Call each tool once; what was called."""
    called = {}

    async def call(tool, /, **arguments):
        called[tool] = await agent.call(tool, **arguments)
        return called[tool]

    assert (await call("status"))["files"] == 2
    assert (await call("context", path="total.py", line=4))["items"][0]["name"] == "add"
    assert (await call("find_symbol", name="circle"))["symbols"][0]["line"] == 10
    assert {use["path"] for use in (await call("find_usages", name="add"))["usages"]} == {"sums.py", "total.py"}
    assert {use["by"] for use in (await call("find_callers", name="add"))["usages"]} == {
        "sums.py:twice",
        "total.py:total",
    }
    assert [item["name"] for item in (await call("find_calls", name="twice"))["symbols"]] == ["add"]
    assert [item["kind"] for item in (await call("find_dependencies", name="circle"))["symbols"]] == ["external"]
    assert "2 files" in (await call("summarize"))["summary"]
    assert (await call("explain", symbol="twice"))["outcome"] == "explained"
    written = await call("generate", symbol="add")
    assert "+    return a + b" in written["diff"]
    assert (await call("tasks", task=written["task"]))["tasks"][0]["diff"] == written["diff"]
    assert (await call("apply_task", task=written["task"]))["outcome"] == "applied"
    for name, more in {
        "refactor": {"instruction": "Write it otherwise."},
        "fix": {"problem": "it is wrong"},
        "document": {},
        "write_test": {},
    }.items():
        kept = await call(name, path="sums.py", line=6, **more)
        assert kept["outcome"] == "proposed"
        assert kept["diff"].startswith("--- ")
    assert (await call("discard_task", task=kept["task"]))["outcome"] == "discarded"
    assert "does not run" in await agent.complaint("cancel_task", task="none")
    called["cancel_task"] = {}
    return called


def every_answer(asked):
    """A model that writes what each wish wants, whatever the words of the prompt."""
    body = asked.body.decode()
    if "explain" in body.casefold().rpartition('"role"')[2]:
        return Reply(text="It doubles a number.", size=400)
    if "Write it otherwise." in body or "it is wrong" in body:
        return Reply(text="```python\ndef add(a: int, b: int) -> int:\n    return b + a\n```", size=400)
    if "test" in body.rpartition('"role"')[2].casefold():
        return Reply(text="```python\ndef test_add():\n    assert add(1, 2) == 3\n```", size=400)
    if "document" in body.casefold().rpartition('"role"')[2]:
        return Reply(text='```python\n"""The sum."""\n```', size=400)
    return Reply(text=BODY, size=400)


async def test_every_tool_works_alone(root):
    with ModelServer(every_answer) as model:
        async with coding_agent(root, environment(root, model)) as agent:
            called = await use_every_tool(agent)
    assert set(called) == {tool.name for tool in TOOLS}
    assert {answer["seen"] for answer in called.values() if answer} == {"disk"}
    assert (root / "sums.py").read_text() == DONE


async def test_every_tool_works_attached(root):
    with ModelServer(every_answer) as model:
        async with desk(root, environment=environment(root, model)) as person:
            uri = person.open("sums.py", SOURCE, save=False)
            await person.indexed()
            async with coding_agent(root, environment(root)) as agent:
                called = await use_every_tool(agent)
            assert person.text(uri) == DONE
    assert set(called) == {tool.name for tool in TOOLS}
    assert {answer["seen"] for answer in called.values() if answer} == {"editor"}
    assert (root / "sums.py").read_text() == SOURCE


async def test_what_is_not_saved_is_seen_through_the_editor_only(root):
    async with desk(root) as person:
        uri = person.open("sums.py", SOURCE.replace("twice", "double"), save=False)
        await person.indexed()
        async with coding_agent(root, environment(root)) as agent:
            assert (await agent.call("find_calls", name="double"))["symbols"][0]["name"] == "add"
            person.editor.change(uri, SOURCE.replace("twice", "doubled"))
            assert (await agent.call("find_calls", name="doubled"))["total"] == 1
        async with coding_agent(root, {"CONTEXTEN_CACHE_DIR": str(root.parent / "another")}) as agent:
            assert (await agent.call("find_calls", name="twice"))["seen"] == "disk"


async def test_an_applied_edit_is_made_in_the_editor_and_can_be_undone_there(root):
    async with desk(root, BODY) as person:
        uri = person.open("sums.py", SOURCE, save=False)
        await person.indexed()
        async with coding_agent(root, environment(root)) as agent:
            written = await agent.call("generate", symbol="add", apply=True)
        assert (written["outcome"], written["task"]) == ("applied", "")
        assert "+    return a + b" in written["diff"]
        assert person.text(uri) == DONE
        assert person.editor.applied == 1
    assert (root / "sums.py").read_text() == SOURCE


async def test_without_apply_nothing_is_written(root):
    with ModelServer([Reply(text=BODY)]) as model:
        async with coding_agent(root, environment(root, model)) as agent:
            written = await agent.call("generate", path="sums.py", line=6)
            assert (written["outcome"], written["files"], written["truncated"]) == ("proposed", ["sums.py"], False)
            assert (root / "sums.py").read_text() == SOURCE
            assert (await agent.call("generate", path="sums.py", line=6, apply=True))["outcome"] == "applied"
            assert (root / "sums.py").read_text() == DONE


async def test_a_result_does_not_overwrite_what_changed_on_disk_meanwhile(root):
    with ModelServer([Reply(text=BODY)]) as model:
        async with coding_agent(root, environment(root, model)) as agent:
            task = (await agent.call("generate", symbol="add"))["task"]
            mine = SOURCE.replace("raise NotImplementedError", "return sum((a, b))")
            (root / "sums.py").write_text(mine)
            assert '"stale"' in await agent.complaint("apply_task", task=task)
            assert (root / "sums.py").read_text() == mine
            elsewhere = "# Mine.\n" + SOURCE
            (root / "sums.py").write_text(elsewhere)
            assert (await agent.call("apply_task", task=task))["outcome"] == "applied"
            assert (root / "sums.py").read_text() == "# Mine.\n" + DONE


async def test_it_goes_on_alone_when_the_editor_ends_and_attaches_when_one_comes(root):
    async with coding_agent(root, environment(root)) as agent:
        assert (await agent.call("status"))["seen"] == "disk"
        async with desk(root) as person:
            person.open("sums.py", SOURCE, save=False)
            await person.indexed()
            first = await agent.call("status")
            assert (first["seen"], first["open"]) == ("editor", ["sums.py"])
            assert "Attached to the running editor" in first["note"]
            assert (await agent.call("status"))["note"] == ""
        after = await agent.call("status")
        assert (after["seen"], after["open"]) == ("disk", [])
        assert "has ended" in after["note"]
        async with desk(root):
            await until(lambda: sockets_of(str(root), root.parent / "work-cache"))
            assert (await agent.call("status"))["seen"] == "editor"


async def test_what_was_kept_through_the_editor_can_be_applied_when_it_has_ended(root):
    async with coding_agent(root, environment(root)) as agent:
        assert (await agent.call("status"))["seen"] == "disk"
        async with desk(root, BODY) as person:
            await person.indexed()
            written = await agent.call("generate", symbol="add")
            assert (written["seen"], written["outcome"]) == ("editor", "proposed")
        applied = await agent.call("apply_task", task=written["task"])
        assert (applied["seen"], applied["outcome"]) == ("disk", "applied")
    assert (root / "sums.py").read_text() == DONE


async def test_an_editor_that_is_killed_in_the_middle_is_told_of_and_its_socket_is_no_obstacle(root):
    async with coding_agent(root, environment(root)) as agent:
        async with desk(root, Reply(text=BODY, first=60.0)) as person:
            person.open("sums.py", SOURCE, save=False)
            await person.indexed()
            writing = asyncio.ensure_future(agent.complaint("generate", symbol="add", apply=True))
            await until(lambda: person.model.requests)
            person.editor.process.kill()
            assert "The editor ended before it answered" in await writing
            assert (await agent.call("status"))["seen"] == "disk"
        (left,) = sockets_of(str(root), root.parent / "work-cache")
        async with desk(root):
            await until(lambda: not left.exists())
            assert (await agent.call("status"))["seen"] == "editor"
    assert (root / "sums.py").read_text() == SOURCE


@pytest.mark.parametrize("attached", [False, True])
async def test_a_call_can_be_cancelled_down_to_the_model_and_tells_how_far_it_is(root, attached):
    with ModelServer([Reply(deltas=["return "] + ["a + "] * 3000, pause=0.05)]) as model:
        given = environment(root, model)
        async with asyncio.timeout(110), coding_agent(root, given) as agent:
            if attached:
                async with desk(root, environment=given) as person:
                    await person.indexed()
                    await cancelled_on_the_way(agent, model)
                    assert [task["state"] for task in await person.tasks()] == ["cancelled"]
            else:
                await cancelled_on_the_way(agent, model)
            assert [task["state"] for task in (await agent.call("tasks"))["tasks"]] in ([], ["cancelled"])
    assert (root / "sums.py").read_text() == SOURCE


async def cancelled_on_the_way(agent, model):
    writing = asyncio.ensure_future(agent.call("generate", symbol="add"))
    await until(lambda: any("characters" in news for news in agent.news))
    writing.cancel()
    await asyncio.wait([writing])
    await until(lambda: model.requests[0].closed_early)


async def test_what_is_wrong_is_told_in_one_clear_sentence(root):
    (root.parent / "other.py").write_text("x = 1\n")
    (root / "link.py").symlink_to(root.parent / "other.py")
    (root / "more.py").write_text("def circle():\n    return 1\n")
    async with coding_agent(root, environment(root)) as agent:
        wrong = {
            "unknown field `lin`": {"path": "sums.py", "lin": 1},
            "`int` >= 1": {"path": "sums.py", "line": 0},
            "Name either": {"path": "sums.py"},
            "'path' is empty": {"line": 1},
            "outside of the workspace": {"path": "../other.py", "line": 1},
            "'link.py' lies outside": {"path": "link.py", "line": 1},
            "cannot be read": {"path": "missing.py", "line": 1},
            "There is no definition 'nothing'": {"symbol": "nothing"},
            "more.py:circle": {"symbol": "circle"},
            "Near it: sums.py:twice": {"symbol": "twic"},
        }
        for sentence, arguments in wrong.items():
            assert sentence in await agent.complaint("context", **arguments)
        assert "Nothing in the workspace is called" in await agent.complaint("find_usages", name="nothing")
        assert "No model is configured" in await agent.complaint("generate", symbol="add")
        assert "no task with this id" in await agent.complaint("apply_task", task="nothing")
        with pytest.raises(MCPError, match="There is no tool"):
            await agent.client.call_tool("nothing", {})
        assert (await agent.call("status"))["files"] == 3


async def test_an_agent_gets_no_secret(root):
    key = "ghp_" + "a1B2c3D4e5" * 4
    (root / ".env").write_text(f"TOKEN={key[:40]}\n")
    (root / "keys.py").write_text(
        f'from sums import add\n\nTOKEN = "{key[:40]}"\n\n\ndef use():\n    return add(TOKEN, "{key[:40]}")\n'
    )
    async with coding_agent(root, environment(root)) as agent:
        assert key[:40] not in await agent.complaint("context", path=".env", line=1, instruction="Explain it.")
        answers = [
            await agent.call("context", path="keys.py", line=7, instruction="Explain it."),
            await agent.call("find_callers", name="add"),
            await agent.call("find_symbol", name="TOKEN"),
        ]
    assert "<SECRET:" in answers[0]["here"]
    assert answers[0]["replaced"]
    assert "keys.py:use" in {use["by"] for use in answers[1]["usages"]}
    assert answers[2]["symbols"][0]["path"] == "keys.py"
    assert key[:40] not in repr(answers)


async def test_contexten_symbols_goes_through_the_same_door(root):
    async def told(*arguments):
        code, out, err = await run_cli("symbols", *arguments, cwd=root, environment=environment(root))
        return code, out, err

    assert "sums.py:twice" in (await told("add", "--ask", "callers"))[1]
    assert "2 files" in (await told())[1]
    code, out, err = await told("nothing", "--ask", "usages")
    assert (code, out, err) == (2, "", "contexten: Nothing in the workspace is called 'nothing'.\n")
    async with desk(root) as person:
        person.open("sums.py", SOURCE.replace("twice", "double"), save=False)
        await person.indexed()
        answer = json.loads((await told("add", "--ask", "callers", "--json"))[1])
        assert {use["by"] for use in answer["usages"]} == {"sums.py:double", "total.py:total"}


async def test_the_door_can_be_shut(root):
    async with desk(root, settings={"attach": {"enabled": False}}) as person:
        await person.indexed()
        assert sockets_of(str(root), root.parent / "work-cache") == []
        async with coding_agent(root, environment(root)) as agent:
            assert (await agent.call("status"))["seen"] == "disk"


async def test_the_socket_is_the_persons_own_and_goes_with_the_server(root):
    async with desk(root) as person:
        await person.indexed()
        (path,) = sockets_of(str(root), root.parent / "work-cache")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert path.stat().st_uid == path.parent.stat().st_uid == os.getuid()
    assert not path.exists()
