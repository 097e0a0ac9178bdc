"""The founding document's examples, as docs/integration.md prints them: a scripted model, a scripted Codegen API."""

import ast
import inspect
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from contexten.extensions.codegen.outcome import Origin
from support.codegen_api import ORGANISATION, CodegenApi, Script
from support.model_server import ModelServer, Reply
from support.workspaces import write_fixture

PAGE = (Path(__file__).parents[3] / "docs/integration.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"<!-- run: (\w+) -->\n```python\n(.*?)```", PAGE, re.DOTALL))

PROJECT = """
    #- src/auth/login.py
    def login(name: str, password: str) -> str:
        return name
    #- src/auth/users.py
    def validate_user(name: str) -> bool:
        return bool(name)


    def create_session(name: str) -> dict[str, str]:
        return {"user": name}
"""

NEW_LOGIN = "async def login(name: str, password: str) -> str:\n    return name"


def fenced(code):
    return f"```python\n{code}\n```"


def answer(asked):
    code = NEW_LOGIN if "docu" in asked.body.decode().lower() else "def slugify(title: str) -> str:\n    return title"
    return Reply(text=fenced(code), size=400)


@pytest.fixture
def stage(tmp_path, monkeypatch):
    """A project, a model and Codegen, as a person's environment names them."""
    write_fixture(PROJECT, tmp_path)
    monkeypatch.chdir(tmp_path)
    with ModelServer(answer) as model, CodegenApi(Script(result=fenced(NEW_LOGIN))) as codegen:
        monkeypatch.setenv("CONTEXTEN_MODEL", "scripted")
        monkeypatch.setenv("CONTEXTEN_BASE_URL", model.base_url)
        monkeypatch.setenv("CODEGEN_ORG_ID", str(ORGANISATION))
        monkeypatch.setenv("CODEGEN_API_TOKEN", codegen.token)
        monkeypatch.setenv("CODEGEN_BASE_URL", codegen.base_url)
        yield SimpleNamespace(model=model, codegen=codegen)


async def run(name, names):
    """Run one block of the page with `await` at its top, as a notebook does."""
    code = compile(BLOCKS[name], f"docs/integration.md: {name}", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    result = eval(code, names)  # noqa: S307 - our own page
    if inspect.isawaitable(result):
        await result
    return names


async def test_basic_integration(stage):
    names = await run("basic", {})
    assert names["result"].code == "def slugify(title: str) -> str:\n    return title\n"
    assert names["result"].generation.origin is Origin.MODEL
    assert stage.codegen.created == [], "an agent is not asked"
    await names["integration"].aclose()


async def test_advanced_usage_with_context(stage):
    names = await run("advanced", await run("basic", {}))
    result = names["result"]
    assert result.code == NEW_LOGIN
    assert result.generation.origin is Origin.AGENT
    (created,) = stage.codegen.created
    assert "Refactor the login function to use async/await" in created.body["prompt"]
    assert 'return {"user": name}' in created.body["prompt"], "related functions are shown whole"
    await names["integration"].aclose()


async def test_orchestrator_integration(stage):
    names = await run("orchestrator", await run("basic", {}))

    class Orchestrator(names["ContextenOrchestrator"]):
        async def _extract_context(self, request):
            return {"target_file": request.file}

    orchestrator = Orchestrator()
    request = SimpleNamespace(prompt="Add a helper", file="src/auth/users.py")
    result = await orchestrator.handle_code_generation_request(request)
    assert "def slugify" in result.files["src/auth/users.py"]
    await orchestrator.codegen_integration.aclose()
    await names["integration"].aclose()


async def test_configuration_strategy(stage):
    integration = (await run("configuration", {}))["integration"]
    assert integration.config.agent_org_id == ORGANISATION
    assert integration.config.cache_ttl == 3600
    assert (await integration.initialize())["agent"].ready
    await integration.aclose()


async def test_batch(stage, capsys):
    names = await run("batch", await run("basic", {}))
    assert [item.succeeded for item in names["items"]] == [True, True, True]
    assert capsys.readouterr().out.count("def slugify") == 2
    await names["integration"].aclose()


async def test_rate_limit_management(stage):
    names = await run("rate_limit", {})
    from contexten.extensions.codegen.utils.error_handling import RateLimitError

    await names["handle_rate_limit"](RateLimitError("later", 0.01))


async def test_circuit_breaker_pattern(stage):
    breaker = (await run("breaker", {}))["breaker"]
    assert (breaker.failure_threshold, breaker.timeout, breaker.failure_count) == (5, 60, 0)
    assert breaker.last_failure_time is None
    assert breaker.state == "CLOSED"


async def test_an_agent_takes_a_task(stage):
    names = await run("task", await run("basic", {}))
    assert names["task"].succeeded
    assert "Move the sessions into a package" in stage.codegen.created[0].body["prompt"]
    await names["integration"].aclose()


async def test_what_an_agent_changed_is_shown(stage, capsys):
    names = await run("task", await run("basic", {}))
    await run("pull", names)
    assert "The run changes no files; it says: ```python async def login" in capsys.readouterr().out
    line = "def login(name: str, password: str) -> str:"
    patch = f"```diff\n--- a/src/auth/login.py\n+++ b/src/auth/login.py\n@@ -1 +1 @@\n-{line}\n+async {line}\n```"
    stage.codegen.runs[0].script = Script(("COMPLETE",), result=patch)
    await (await names["integration"].agents.runs()).look(names["task"].id)
    await run("pull", names)
    assert "+async def login(name: str, password: str) -> str:\n     return name\n\n[]" in capsys.readouterr().out
    await names["integration"].aclose()


def test_every_block_of_the_page_is_run():
    here = Path(__file__).read_text(encoding="utf-8")
    assert {name for name in BLOCKS if f'run("{name}"' not in here} == set()
    assert PAGE.count("```python") == len(BLOCKS)
