"""Agents behind the integration's door: asked for code like a model, or given a task of their own."""

from __future__ import annotations

import asyncio
import logging
import subprocess
from dataclasses import replace

import pytest

from contexten.agents.model import RunState
from contexten.errors import AgentRefused, ClientError
from contexten.extensions.codegen import CodegenAutogenConfig, CodegenAutogenIntegration
from contexten.extensions.codegen.adapters.codegen_adapter import CodegenAdapter
from contexten.extensions.codegen.outcome import Failed, Origin, Proposed
from contexten.extensions.codegen.run import GenerateOptions
from contexten.store import Store
from support.codegen_api import ORGANISATION, CodegenApi, Fault, Script
from support.waiting import until
from support.workspaces import write_fixture

SHOP = """
    #- shop/prices.py
    VAT = 0.19


    def gross(net: float) -> float:
        '''Net price and VAT.'''
        raise NotImplementedError
    #- shop/basket.py
    from shop.prices import gross


    class Basket:
        def __init__(self) -> None:
            self.nets: list[float] = []

        def gross_total(self) -> float:
            return sum(gross(net) for net in self.nets)
"""
BODY = """Here it is:
```python
def gross(net: float) -> float:
    '''Net price and VAT.'''
    return net * (1 + VAT)
```
"""
TARGET = {"target_file": "shop/prices.py", "target_symbol": "gross"}


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    write_fixture(SHOP, root)
    subprocess.run(["git", "init", "-q", root], check=True)
    subprocess.run(["git", "-C", root, "remote", "add", "origin", "git@github.com:Acme/Shop.git"], check=True)
    return root


class Stage:
    """An integration that is connected with a scripted API."""

    def __init__(self, folder):
        self.folder = folder
        self.api: CodegenApi
        self.integration: CodegenAutogenIntegration

    def set(self, *scripts, faults=(), allowed=True, **fields):
        self.api = CodegenApi(*scripts, faults=faults, repositories=("acme/other", "acme/shop"))
        config = CodegenAutogenConfig(
            agent_token=self.api.token, agent_base_url=self.api.base_url, agent_allow_paid=allowed, **fields
        )
        self.integration = CodegenAutogenIntegration(config, root=self.folder)
        return self.integration

    async def close(self):
        await self.integration.aclose()
        self.api.close()
        assert self.api.violations == []


@pytest.fixture
async def stage(folder, monkeypatch):
    for name in ("CODEGEN_ORG_ID", "REPOSITORY_ORG_ID", "CODEGEN_REPO_ID", "REPOSITORY_ID"):
        monkeypatch.delenv(name, raising=False)
    stage = Stage(folder)
    yield stage
    await stage.close()


async def test_an_agent_s_answer_becomes_a_checked_edit(stage):
    integration = stage.set(Script(("ACTIVE", "COMPLETE"), result=BODY))
    news = []
    result = await integration.generate_with_context(
        "Implement gross", TARGET, True, on_progress=lambda progress: news.append(progress.message)
    )
    assert result.succeeded
    assert "return net * (1 + VAT)" in result.code
    assert (result.generation.origin, result.generation.source) == (Origin.AGENT, "Codegen run 1000")
    asked = stage.api.created[0].body
    assert "raise NotImplementedError" in asked["prompt"]
    assert "change no file, push nothing and open no pull request" in asked["prompt"]
    assert asked["repo_id"] == 2
    assert {"Codegen: active", "Codegen: complete"} <= set(news)


async def test_an_agent_s_diff_becomes_a_checked_edit(stage):
    diff = (
        "--- a/shop/prices.py\n+++ b/shop/prices.py\n@@ -4,3 +4,3 @@\n def gross(net: float) -> float:\n"
        "     '''Net price and VAT.'''\n-    raise NotImplementedError\n+    return net + net * VAT\n"
    )
    integration = stage.set(Script(("COMPLETED",), result=f"Done.\n```diff\n{diff}```\n"))
    result = await integration.generate_with_context("Implement gross", TARGET, True)
    assert result.succeeded, result.reason
    assert "    return net + net * VAT\n" in result.files["shop/prices.py"]


async def test_without_leave_no_agent_is_asked_and_the_step_says_so(stage):
    integration = stage.set(allowed=False, fallback_chain=("agent",))
    result = await integration.generate_with_context("Implement gross", TARGET)
    assert isinstance(result.outcome, Failed)
    assert [step.origin for step in result.steps] == [Origin.AGENT]
    assert "contexten.agent.allowPaid" in result.reason
    assert stage.api.requests == []


async def test_a_script_that_asks_for_an_agent_allows_that_run(stage):
    integration = stage.set(allowed=False)
    await integration.generate_with_context("Implement gross", TARGET, True)
    assert len(stage.api.created) == 1


async def test_without_a_token_no_agent_is_asked_and_the_step_says_so(stage):
    integration = stage.set(allowed=True)
    integration.configure(replace(integration.config, agent_token=""))
    result = await integration.generate_with_context("Implement gross", TARGET, True)
    assert not result.succeeded
    assert "no token for Codegen" in result.reason
    with pytest.raises(AgentRefused, match="no token for Codegen"):
        await integration.run_agent_task("Implement gross")
    assert stage.api.requests == []


async def test_the_chain_goes_from_a_failing_model_to_an_agent(stage):
    unreachable = {"model_name": "m", "model_base_url": "http://127.0.0.1:9/v1", "model_retries": 0}
    integration = stage.set(Script(("COMPLETE",), result=BODY), fallback_chain=("model", "agent"), **unreachable)
    result = await integration.generate_with_context("Implement gross", TARGET)
    assert [step.origin for step in result.steps] == [Origin.MODEL, Origin.AGENT]
    assert isinstance(result.outcome, Proposed)


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "does not accept the token"), (402, "no agent runs left"), (403, "no access"), (429, "no more requests")],
)
async def test_a_refused_agent_is_told_and_leads_to_no_draft_unless_it_may_work_later(stage, status, said):
    integration = stage.set(faults=[Fault("create", status)])
    options = GenerateOptions(chain=("agent", "draft"))
    result = await integration.generate_with_context("Implement gross", TARGET, options=options)
    assert said in result.steps[0].detail
    drafted = any(step.origin is Origin.DRAFT for step in result.steps)
    assert drafted == (status == 429)


async def test_a_pull_request_is_reported_with_its_address(stage):
    pull = {"id": 7, "url": "https://example.org/pull/7", "head_branch_name": "gross"}
    integration = stage.set(Script(("COMPLETE",), result="I opened a pull request.", pulls=[pull]))
    result = await integration.generate_with_context("Implement gross", TARGET, True)
    assert "a pull request instead of text: https://example.org/pull/7" in result.reason


async def test_an_agent_that_says_nothing_is_told(stage):
    integration = stage.set(Script(("COMPLETE",), result=None))
    result = await integration.generate_with_context("Implement gross", TARGET, True)
    assert "ended without an answer; see https://codegen.example/runs/1000" in result.reason


async def test_an_agent_that_takes_longer_than_who_waits_is_kept(stage):
    integration = stage.set(Script(("ACTIVE",)), model_timeout=2.0)
    result = await integration.generate_with_context("Implement gross", TARGET, True)
    assert "still works at https://codegen.example/runs/1000" in result.reason
    runs = await (await integration.agents.runs()).all()
    assert [run.state for run in runs] == [RunState.WORKING]
    assert stage.api.asked("ban") == []


async def test_who_cancels_the_wait_stops_the_run(stage):
    integration = stage.set(Script(("ACTIVE",)))
    work = asyncio.create_task(integration.generate_with_context("Implement gross", TARGET, True))
    await until(lambda: stage.api.runs)
    await asyncio.sleep(0.05)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert len(stage.api.asked("ban")) == 1


async def test_a_task_goes_to_an_agent_with_what_was_chosen_from_the_folder(stage):
    integration = stage.set(Script(("ACTIVE", "COMPLETE"), result="I renamed it."))
    task = await integration.run_agent_task("Rename gross_total of Basket to total, everywhere")
    assert (task.succeeded, task.state, task.status) == (True, RunState.READY, "COMPLETE")
    assert (task.text, task.url, task.notes) == ("I renamed it.", "https://codegen.example/runs/1000", ())
    prompt = stage.api.created[0].body["prompt"]
    assert "# shop/basket.py" in prompt
    assert prompt.endswith("Task: Rename gross_total of Basket to total, everywhere")


async def test_a_task_can_go_without_context(stage):
    integration = stage.set(Script(("COMPLETE",)))
    await integration.run_agent_task("Rename gross", context_enhancement=False)
    assert stage.api.created[0].body["prompt"] == "Task: Rename gross"


async def test_an_asynchronous_task_is_written_down_and_then_watched(stage):
    integration = stage.set(Script(("ACTIVE", "COMPLETE"), result="done"))
    task = await integration.run_agent_task("Rename gross", async_execution=True)
    assert task.state is RunState.QUEUED
    runs = await integration.agents.runs()
    assert (await runs.wait(task.id)).state is RunState.READY


async def test_a_task_is_confirmed_by_whoever_asks_or_not_started(stage):
    integration = stage.set(Script(("COMPLETE",)), allowed=False)
    with pytest.raises(AgentRefused, match="costs money and was not allowed"):
        await CodegenAdapter(integration.agents.codegen).run_agent_task("Rename gross")
    assert stage.api.created == []
    assert (await integration.run_agent_task("Rename gross")).succeeded, "to call this is to allow this run"


async def test_a_task_about_a_file_is_sent_with_that_file_and_the_model_that_was_named(stage):
    integration = stage.set(Script(("COMPLETE",)))
    await integration.run_agent_task("Implement it", codebase_context=TARGET, model="gpt-x")
    asked = stage.api.created[0].body
    assert asked["model"] == "gpt-x"
    assert "# shop/prices.py (the file at hand)" in asked["prompt"]
    assert "raise NotImplementedError" in asked["prompt"]


async def test_context_that_fails_is_left_out_and_the_task_says_so(stage):
    integration = stage.set(Script(("COMPLETE",)))

    async def broken(_task):
        raise ClientError("The index is gone.")

    task = await CodegenAdapter(integration.agents.codegen, broken).run_agent_task("Rename gross")
    assert task.notes == ("The task was sent without context: The index is gone.",)
    assert stage.api.created[0].body["prompt"] == "Task: Rename gross"


async def test_secrets_reach_neither_an_agent_nor_a_log_nor_the_store(stage, caplog, folder):
    caplog.set_level(logging.DEBUG)
    secret = "ghp_" + "a1B2c3D4e5" * 3 + "F6g7h8"
    (folder / ".env").write_text(f"TOKEN={secret}\n")
    with (folder / "shop" / "basket.py").open("a") as file:
        file.write(f'\n\ndef client() -> str:\n    return "{secret}"\n')
    integration = stage.set(Script(("COMPLETE",), result="done"))
    await integration.run_agent_task(f"Change client of basket so that it no longer returns {secret}")
    assert "def client" in stage.api.created[0].body["prompt"]
    assert secret.encode() not in stage.api.received()
    rows = b"".join(integration.store.runs.all())
    assert secret.encode() not in rows
    assert stage.api.token.encode() not in rows
    assert secret not in caplog.text
    assert stage.api.token not in caplog.text


async def test_the_organisation_is_the_setting_the_variables_or_the_first_of_the_account(stage, monkeypatch):
    integration = stage.set(Script(("COMPLETE",)))
    assert (await integration.agents.place()).organisation == ORGANISATION
    assert len(stage.api.asked("organisations")) == 1
    monkeypatch.setenv("REPOSITORY_ORG_ID", "22")
    integration.configure(replace(integration.config, agent_timeout=11.0))
    with pytest.raises(AgentRefused, match="no access to organisation 22"):
        await integration.agents.place()
    monkeypatch.setenv("CODEGEN_ORG_ID", "33")
    integration.configure(replace(integration.config, agent_timeout=12.0))
    with pytest.raises(AgentRefused, match="no access to organisation 33"):
        await integration.agents.place()
    integration.configure(replace(integration.config, agent_org_id=ORGANISATION))
    assert (await integration.agents.place()).organisation == ORGANISATION


async def test_a_repository_that_codegen_does_not_know_is_told(stage, folder):
    config = folder / ".git" / "config"
    config.write_text(config.read_text().replace("Acme/Shop", "acme/secret"))
    integration = stage.set()
    with pytest.raises(AgentRefused, match=r"does not know the repository 'acme/secret'.*CODEGEN_REPO_ID"):
        await integration.run_agent_task("Rename gross")
    assert stage.api.created == []


async def test_runs_of_an_earlier_session_are_picked_up(stage, tmp_path):
    store = Store.open(tmp_path / "store")
    stage.set(Script(("ACTIVE", "ACTIVE", "COMPLETE"), result="done"))
    config = stage.integration.config
    first = CodegenAutogenIntegration(config, root=stage.folder, store=store)
    task = await first.run_agent_task("Rename gross", async_execution=True)
    await until(lambda: stage.api.runs)
    await first.aclose()
    store.close()
    again = Store.open(tmp_path / "store")
    second = CodegenAutogenIntegration(config, root=stage.folder, store=again)
    assert (await (await second.agents.runs()).wait(task.id)).state is RunState.READY
    await second.aclose()
    again.close()
