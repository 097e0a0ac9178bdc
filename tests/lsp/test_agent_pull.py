"""What an agent's run changed arrives in the editor as an edit that the person agrees to."""

from __future__ import annotations

import copy

import pytest

from contexten.lsp.agents import SEE
from contexten.lsp.commands.agent_launch import START
from support.codegen_api import Fault, Script, serving
from support.editor import FULL, Editor, ServerError
from support.git_remote import cloned, git
from support.waiting import until

FILES = {
    "prices.py": "def gross(net):\n    return net * 1.19\n",
    "shop.py": "from prices import gross\n\nprint(gross(1))\n",
    "old.py": "OLD = 1\n",
}
CHANGED = {name: text.replace("gross", "brutto") for name, text in FILES.items()}
AGENT = {"agent": {"protocols": ["file"]}}
APPLY = "Apply"
OWN_CLIENT = {**FULL, "experimental": {"contexten": {"stream": True}}}


@pytest.fixture
def clone(tmp_path):
    return cloned(tmp_path, FILES)


@pytest.fixture
def serve(monkeypatch):
    monkeypatch.setenv("CODEGEN_REPO_ID", "1")
    with serving(monkeypatch) as serve:
        yield serve


def pull_request(branch="agent/brutto"):
    return {"id": 3, "url": "", "title": "Rename", "head_branch_name": branch}


def says(**answers):
    """A person who answers each question by how it starts; others are dismissed."""

    def answer(params):
        given = {"Start": START, **{name.replace("_", " "): text for name, text in answers.items()}}
        return next((text for start, text in given.items() if params["message"].startswith(start)), None)

    return answer


async def finished(editor, **more):
    """Launch a run and wait for its end; its id."""
    if editor.person.answer is None:
        editor.person.answer = says()
    result = await editor.execute("contexten.agent.launch", {"instruction": "Rename gross to brutto", **more})
    assert result["outcome"] == "ready", result
    await editor.settled()
    return result["run"]


def add_line(editor, uri, text):
    """Type at the end of a file of two lines."""
    end = {"line": 2, "character": 0}
    editor.change(uri, [{"range": {"start": end, "end": end}, "text": text}])


def branch_of(clone, files=None):
    clone.agent("agent/brutto", files or {"prices.py": CHANGED["prices.py"], "shop.py": CHANGED["shop.py"]})
    return Script(("COMPLETE",), result="renamed", pulls=[pull_request()])


async def test_the_branch_of_a_run_is_asked_about_shown_and_applied(clone, serve):
    serve(branch_of(clone))
    async with Editor(clone.root, options=AGENT) as editor:
        first, second = editor.open("prices.py"), editor.open("shop.py")
        editor.person.answer = says(The_agent_finished=SEE, Apply_the_agent=APPLY)
        await finished(editor)
        await until(lambda: editor.buffers[second].text == CHANGED["shop.py"])
        started, seen, confirmed = (question["message"] for question in editor.questions)
        assert started.startswith("Start a paid agent run")
        assert seen.startswith("The agent finished 'Rename gross to brutto': see its changes?")
        assert confirmed == "Apply the agent's changes to 2 files? prices.py (+1 -1), shop.py (+2 -2)."
        assert editor.buffers[first].text == CHANGED["prices.py"]
        labels = {one["label"]: one["needsConfirmation"] for one in editor.annotations[0].values()}
        assert labels == {"Agent: prices.py": True, "Agent: shop.py": True}
        for uri in (first, second):
            editor.undo(uri)
        assert [editor.buffers[uri].text for uri in (first, second)] == [FILES["prices.py"], FILES["shop.py"]]
        assert (clone.root / "prices.py").read_text() == FILES["prices.py"]


async def test_a_client_that_shows_changes_itself_is_told_of_the_run_and_sent_no_edit(clone, serve):
    serve(branch_of(clone))
    capabilities = {**FULL, "experimental": {"contexten": {"changes": True}}}
    async with Editor(clone.root, options=AGENT, capabilities=capabilities) as editor:
        uri = editor.open("prices.py")
        editor.person.answer = says(The_agent_finished=SEE)
        run = await finished(editor)
        await until(lambda: editor.told_of_changes == [{"run": run, "title": "Rename gross to brutto"}])
        assert (editor.edits, editor.buffers[uri].text) == ([], FILES["prices.py"])
        pulled = await editor.execute("contexten.agent.pull", {"run": run, "apply": False})
        assert pulled["outcome"] == "proposed"


@pytest.mark.parametrize(
    ("answers", "state"), [({}, []), ({"The_agent_finished": SEE}, ["ready"])], ids=["not seen", "not agreed to"]
)
async def test_without_a_yes_nothing_changes_and_a_seen_result_waits(clone, serve, answers, state):
    serve(branch_of(clone))
    async with Editor(clone.root, options=AGENT) as editor:
        uri = editor.open("prices.py")
        editor.person.answer = says(**answers)
        await finished(editor)
        tasks = (await editor.execute("contexten.tasks"))["tasks"]
        assert [task["state"] for task in tasks] == state
        assert (editor.edits, editor.buffers[uri].text) == ([], FILES["prices.py"])
        assert any("can be seen later" in text for text in editor.shown()) == (not answers)
        if tasks:
            editor.person.answer = APPLY
            assert (await editor.execute("contexten.task.apply", {"task": tasks[0]["id"]}))["outcome"] == "applied"
            assert editor.buffers[uri].text == CHANGED["prices.py"]


async def test_pulling_without_applying_gives_the_edit(clone, serve):
    serve(branch_of(clone, {"prices.py": CHANGED["prices.py"], "old.py": None, "new/a.py": "A = 1\n", "logo": b"\0"}))
    async with Editor(clone.root, options=AGENT) as editor:
        run = await finished(editor)
        before = clone.state()
        result = await editor.execute("contexten.agent.pull", {"run": run, "apply": False})
        assert (result["outcome"], clone.state(), editor.edits) == ("proposed", before, [])
        assert result["leftOut"] == [{"path": "logo", "reason": "it is binary, or no UTF-8"}]
        assert [(one["path"], one["kind"]) for one in result["files"]] == [
            ("new/a.py", "new"),
            ("old.py", "deleted"),
            ("prices.py", "changed"),
        ]
        changes = result["edit"]["documentChanges"]
        assert [change.get("kind", "text") for change in changes] == ["text", "create", "text", "delete"]
        assert changes[-1]["options"] == {"recursive": False, "ignoreIfNotExists": False}
        assert any("logo (it is binary, or no UTF-8)" in text for text in editor.shown())


async def test_new_names_and_deletions_are_made_by_the_editor(clone, serve):
    serve(branch_of(clone, {"prices.py": None, "shop/prices.py": CHANGED["prices.py"], "old.py": None}))
    async with Editor(clone.root, options=AGENT) as editor:
        uri = editor.open("prices.py")
        add_line(editor, uri, "# mine\n")
        run = await finished(editor)
        editor.person.answer = APPLY
        result = await editor.execute("contexten.agent.pull", {"run": run})
        assert result["outcome"] == "applied", result
        assert "old.py (deleted), prices.py becomes shop/prices.py (+1 -1)" in editor.questions[-1]["message"]
        assert editor.buffers[editor.uri("shop/prices.py")].text == CHANGED["prices.py"] + "# mine\n"
        assert [(clone.root / name).exists() for name in ("prices.py", "old.py")] == [False, False]


async def test_an_editor_that_cannot_delete_gets_the_rest_and_is_told(clone, serve):
    serve(branch_of(clone, {"prices.py": CHANGED["prices.py"], "old.py": None}))
    plain = copy.deepcopy(FULL)
    plain["workspace"]["workspaceEdit"]["resourceOperations"] = ["create"]
    async with Editor(clone.root, capabilities=plain, options=AGENT) as editor:
        uri = editor.open("prices.py")
        run = await finished(editor)
        editor.person.answer = APPLY
        assert (await editor.execute("contexten.agent.pull", {"run": run}))["outcome"] == "applied"
        assert editor.buffers[uri].text == CHANGED["prices.py"]
        assert any("old.py (the editor cannot delete files for a server" in text for text in editor.shown())


async def test_our_own_client_confirms_by_itself(clone, serve):
    """It shows what needs confirmation before it changes anything, so that nobody is asked twice."""
    serve(branch_of(clone))
    async with Editor(clone.root, capabilities=OWN_CLIENT, options=AGENT) as editor:
        uri = editor.open("prices.py")
        run = await finished(editor)
        asked = len(editor.questions)
        assert (await editor.execute("contexten.agent.pull", {"run": run}))["outcome"] == "applied"
        assert len(editor.questions) == asked
        assert all(one["needsConfirmation"] for one in editor.annotations[0].values())
        assert editor.buffers[uri].text == CHANGED["prices.py"]


async def test_a_conflict_with_an_unsaved_buffer_changes_no_file_and_keeps_the_result(clone, serve):
    serve(branch_of(clone))
    async with Editor(clone.root, options=AGENT) as editor:
        first, second = editor.open("prices.py"), editor.open("shop.py")
        editor.type(first, "gross", "total", replace="gross")
        typed = editor.buffers[first].text
        run = await finished(editor)
        editor.person.answer = APPLY
        result = await editor.execute("contexten.agent.pull", {"run": run})
        assert result["outcome"] == "stale"
        assert "'prices.py' cannot take the edit" in result["reason"]
        assert (editor.buffers[first].text, editor.buffers[second].text) == (typed, FILES["shop.py"])
        editor.undo(first)
        again = await editor.execute("contexten.task.apply", {"task": result["task"]})
        assert (again["outcome"], editor.buffers[first].text) == ("applied", CHANGED["prices.py"])


async def test_typing_elsewhere_while_the_run_goes_on_is_kept(clone, serve):
    serve(branch_of(clone))
    async with Editor(clone.root, options=AGENT) as editor:
        uri = editor.open("prices.py")
        run = await finished(editor)

        def answer(_params):
            add_line(editor, uri, "# mine\n")
            return APPLY

        editor.person.answer = answer
        assert (await editor.execute("contexten.agent.pull", {"run": run}))["outcome"] == "applied"
        assert editor.buffers[uri].text == CHANGED["prices.py"] + "# mine\n"


async def test_a_run_without_changes_asks_nothing(clone, serve):
    serve(Script(("COMPLETE",), result="It is fine."))
    async with Editor(clone.root, options=AGENT) as editor:
        run = await finished(editor)
        assert len(editor.questions) == 1
        result = await editor.execute("contexten.agent.pull", {"run": run})
        assert (result["task"], result["outcome"]) == (None, "refused")
        assert result["reason"] == "The run changes no files; it says: It is fine."


async def test_a_vanished_branch_is_told(clone, serve):
    serve(Script(("COMPLETE",), pulls=[pull_request("gone")]))
    async with Editor(clone.root, options=AGENT) as editor:
        editor.person.answer = says(The_agent_finished=SEE)
        run = await finished(editor)
        said = "The agent's branch 'gone' cannot be fetched: the remote has no such branch any more."
        await until(lambda: said in editor.shown())
        assert (await editor.execute("contexten.agent.pull", {"run": run}))["reason"] == said


async def test_no_setting_lets_git_start_programs(clone, serve):
    serve(branch_of(clone))
    async with Editor(clone.root, options={"agent": {"protocols": ["ext"]}}) as editor:
        run = await finished(editor)
        result = await editor.execute("contexten.agent.pull", {"run": run})
        assert "which 'contexten.agent.protocols' does not allow" in result["reason"]
        assert any("must be one of 'https', 'ssh'" in text for text in editor.shown())


async def test_a_run_that_is_not_there_is_an_error(clone, serve):
    serve()
    async with Editor(clone.root, options=AGENT) as editor:
        with pytest.raises(ServerError, match="There is no run 'nothing'"):
            await editor.execute("contexten.agent.pull", {"run": "nothing"})


async def test_a_result_can_be_pulled_without_a_token_and_after_a_restart(clone, serve, monkeypatch):
    serve(branch_of(clone))
    async with Editor(clone.root, options=AGENT) as editor:
        run = await finished(editor)
    monkeypatch.delenv("CODEGEN_API_TOKEN")
    async with Editor(clone.root, options=AGENT) as editor:
        result = await editor.execute("contexten.agent.pull", {"run": run, "apply": False})
        assert [one["path"] for one in result["files"]] == ["prices.py", "shop.py"]


async def test_the_status_lists_runs_and_the_question_names_the_limits(clone, serve):
    serve(branch_of(clone))
    limits = {"agent": {"protocols": ["file"], "maxRunsPerDay": 7, "maxMinutes": 90}}
    async with Editor(clone.root, options=limits) as editor:
        run = await finished(editor)
        question = editor.questions[0]["message"]
        assert "At most 7 runs are launched in 24 hours, and each is stopped after 90 minutes." in question
        (listed,) = (await editor.execute("contexten.status"))["runs"]
        assert (listed["id"], listed["state"], listed["title"]) == (run, "ready", "Rename gross to brutto")


async def test_a_limit_of_no_runs_starts_none(clone, serve):
    api = serve(branch_of(clone))
    async with Editor(clone.root, options={"agent": {"maxRunsPerDay": 0}}) as editor:
        editor.person.answer = says()
        result = await editor.execute("contexten.agent.launch", {"instruction": "Rename gross"})
        assert (result["outcome"], api.created) == ("refused", [])
        assert "The limit of runs a day is 0" in result["reason"]


async def test_states_are_told_to_who_subscribes_also_after_other_settings(clone, serve):
    serve(branch_of(clone), faults=[Fault("get", 503)])
    async with Editor(clone.root, options=AGENT) as editor:
        told = []
        end = editor.server.session.integration.subscribe_runs(lambda run: told.append(run.state.value))
        editor.notify("workspace/didChangeConfiguration", {"settings": {"contexten": {"agent": {"timeout": 9}}}})
        await finished(editor)
        assert [told[0], told[-1]] == ["queued", "ready"]
        end()
        seen = len(told)
        await finished(editor)
        assert len(told) == seen
    assert git(clone.root, "status", "--porcelain") == ""
