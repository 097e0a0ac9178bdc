"""The integration from a script: no editor, a folder on disk, a scripted model."""

import asyncio

import pytest

from contexten.errors import ClientError
from contexten.extensions.codegen import CodegenAutogenConfig, CodegenAutogenIntegration
from contexten.extensions.codegen.outcome import Origin, Refused
from contexten.llm.scripted import Scripted, ScriptedProvider
from support.waiting import until
from support.workspaces import write_fixture

AUTH = """
    #- src/auth/login.py
    from src.auth.users import User


    def login(name: str, password: str) -> User:
        '''The user, or an error.'''
        return User(name)


    def logout(user: User) -> None:
        raise NotImplementedError
    #- src/auth/users.py
    class User:
        def __init__(self, name: str) -> None:
            self.name = name


    def validate_user(user: User) -> bool:
        '''Whether the user may come in.'''
        return bool(user.name)
    #- src/sessions.py
    class Session:
        token: str

        def close(self) -> None:
            self.token = ""


    def create_session(user: object) -> Session:
        session = Session()
        session.token = str(id(user))
        return session
"""


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    write_fixture(AUTH, root)
    return root


def integration_of(folder, *answers, config=None, provider=None):
    given = provider or ScriptedProvider([f"```python\n{answer}\n```" for answer in answers])
    return CodegenAutogenIntegration(config, root=folder, provider=given), given


def asked_of(provider):
    return "\n".join(message.text for message in provider.requests[-1].messages)


async def test_free_standing_code_is_written_with_the_folder_in_view(folder):
    integration, provider = integration_of(folder, "def authenticate(name: str) -> bool:\n    return bool(name)")
    result = await integration.generate_with_context("Create a user authentication function")
    assert result.succeeded
    assert result.code == "def authenticate(name: str) -> bool:\n    return bool(name)\n"
    assert result.files == {"new_code.py": result.code}
    assert "def validate_user(user: User) -> bool" in asked_of(provider)
    assert result.diff.startswith("--- /dev/null\n+++ b/new_code.py\n")
    assert not list(folder.glob("new_code*")), "nothing is written to disk"
    await integration.aclose()


async def test_the_definition_that_the_prompt_names_is_rewritten_in_its_file(folder):
    new = "async def login(name: str, password: str) -> User:\n    '''The user, or an error.'''\n    return User(name)"
    integration, provider = integration_of(folder, new)
    result = await integration.generate_with_context(
        "Refactor the login function to use async/await",
        {"target_file": "src/auth/login.py", "related_functions": ["validate_user", "create_session"]},
    )
    assert result.code == new
    assert "-def login(" in result.diff
    assert "+async def login(" in result.diff
    assert result.unknown == ()
    prompt = asked_of(provider)
    assert "return bool(user.name)" in prompt, "a related function is shown whole"
    assert "session.token = str(id(user))" in prompt
    reasons = {item.name: item.reason for item in result.generation.pack.items}
    assert reasons["validate_user"] == "named by the caller"
    await integration.aclose()


async def test_an_unfinished_definition_is_implemented(folder):
    integration, provider = integration_of(folder, "def logout(user: User) -> None:\n    user.name = ''")
    result = await integration.generate_with_context("Do logout", {"target_file": "src/auth/login.py"})
    assert result.code == "def logout(user: User) -> None:\n    user.name = ''"
    assert "Write the body of `logout`" in asked_of(provider)
    await integration.aclose()


async def test_where_nothing_is_named_new_code_goes_to_the_end(folder):
    integration, _ = integration_of(folder, "def reset(user: User) -> None:\n    user.name = ''")
    result = await integration.generate_with_context(
        "Add a way to forget who someone is", {"target_file": "src/auth/login.py"}
    )
    assert result.code.strip() == "def reset(user: User) -> None:\n    user.name = ''"
    assert result.files["src/auth/login.py"].rstrip().endswith("user.name = ''")
    await integration.aclose()


async def test_a_file_that_does_not_exist_is_new(folder):
    integration, _ = integration_of(folder, "LIMIT = 3")
    result = await integration.generate_with_context("A module of limits", {"target_file": "src/limits.py"})
    assert result.files == {"src/limits.py": "LIMIT = 3\n"}
    assert not (folder / "src/limits.py").exists()
    await integration.aclose()


@pytest.mark.parametrize(
    ("context", "code"),
    [
        ({"target_symbol": "Session.close"}, "def close(self) -> None:"),
        ({"target_function": "create_session"}, "def create_session(user: object)"),
        ({"target_class": "Session"}, "class Session:"),
        ({"line": 5}, "def close(self) -> None:"),
    ],
)
async def test_a_place_is_named_by_symbol_or_line(folder, context, code):
    integration, provider = integration_of(folder, "pass")
    await integration.generate_with_context("Change it", {"target_file": "src/sessions.py", **context})
    assert f"<target>{code}" in asked_of(provider)
    await integration.aclose()


async def test_names_that_the_folder_does_not_define_are_told(folder):
    integration, _ = integration_of(folder, "x = 1")
    result = await integration.generate_with_context(
        "Use them", {"related_functions": ["validate_user", "validate_usr"], "related_classes": ["Sesion"]}
    )
    assert result.unknown == ("validate_usr", "Sesion")
    assert result.described()["unknown"] == ["validate_usr", "Sesion"]
    await integration.aclose()


async def test_a_target_that_is_not_there_is_refused_by_name_and_no_model_is_asked(folder):
    integration, provider = integration_of(folder, "x = 1")
    result = await integration.generate_with_context(
        "Change it", {"target_file": "src/sessions.py", "target_symbol": "Session.open"}
    )
    assert result.outcome == Refused("'src/sessions.py' defines no 'Session.open'.")
    assert result.unknown == ("Session.open",)
    assert provider.requests == ()
    await integration.aclose()


@pytest.mark.parametrize(
    ("context", "says"),
    [
        ({"target_fil": "a.py"}, "Did you mean 'target_file'"),
        ({"related_functions": "validate_user"}, "must be a list of names"),
        ({"line": 0}, "whole number from 1"),
        ({"language": "klingon"}, "There is no language 'klingon'"),
        ({"target_file": 3}, "must be a text"),
    ],
)
async def test_a_wrong_context_is_an_error_that_names_it(folder, context, says):
    integration, _ = integration_of(folder)
    with pytest.raises(ClientError, match=says):
        await integration.generate_with_context("x", context)


async def test_a_related_file_is_shown_whole_and_a_secret_one_never(folder):
    key = "ghp_" + "a1B2c3D4e5F6" * 3
    (folder / ".env").write_text(f"TOKEN={key}\n")
    (folder / "src/keys.py").write_text(f"TOKEN = '{key}'\n\n\ndef token() -> str:\n    return TOKEN\n")
    integration, provider = integration_of(folder, "x = 1")
    await integration.generate_with_context("Use it", {"related_files": ["src/sessions.py", "src/keys.py", ".env"]})
    prompt = asked_of(provider)
    assert 'self.token = ""' in prompt
    assert "return TOKEN" in prompt
    assert key not in prompt
    assert "<SECRET:" in prompt
    await integration.aclose()


async def test_what_is_written_to_disk_meanwhile_is_seen(folder):
    integration, provider = integration_of(folder, "x = 1", "x = 2")
    await integration.generate_with_context("First")
    (folder / "src/extra.py").write_text("def brand_new_helper() -> int:\n    return 5\n")
    await asyncio.sleep(2.1)
    result = await integration.generate_with_context("Second", {"related_functions": ["brand_new_helper"]})
    assert result.unknown == ()
    assert "def brand_new_helper() -> int" in asked_of(provider)
    await integration.aclose()


async def test_a_second_process_finds_the_answer_in_the_cache_folder(folder):
    first, _ = integration_of(folder, "x = 1")
    await first.generate_with_context("A constant")
    await first.aclose()
    second, provider = integration_of(folder)
    result = await second.generate_with_context("A constant")
    assert result.generation.origin is Origin.CACHE
    assert provider.requests == ()
    assert second.stats()["performance"]["today"]["scripted"]["cached"] == 1
    await second.aclose()


async def test_what_is_ready_is_told_in_sentences(folder):
    integration, _ = integration_of(folder)
    ready = await integration.initialize()
    assert ready["model"].detail == "scripted (a script)"
    assert not ready["agent"].ready
    assert "CODEGEN_API_TOKEN" in ready["agent"].detail
    assert "indexed with the first request" in ready["context"].detail
    await integration.generate_with_context("x")
    assert "indexed with" not in (await integration.initialize())["context"].detail
    assert "model: scripted" in str(ready)
    await integration.aclose()


async def test_a_batch_keeps_order_runs_equal_ones_once_and_holds_errors_apart(folder):
    provider = ScriptedProvider(lambda request: f"```python\nN = {len(request.messages[-1].text)}\n```")
    integration, _ = integration_of(folder, provider=provider)
    items = await integration.batch_generate(
        [
            "one",
            {"prompt": "three", "codebase_context": {"language": "klingon"}},
            {"prompt": "one"},
            {"prompt": "two is longer", "codebase_context": {"related_functions": ["validate_user"]}},
        ]
    )
    assert [item.request.prompt for item in items] == ["one", "three", "one", "two is longer"]
    assert [item.succeeded for item in items] == [True, False, True, True]
    assert "klingon" in str(items[1].error)
    assert items[0].result is items[2].result
    assert len(provider.requests) == 2
    await integration.aclose()


async def test_a_batch_runs_no_more_than_its_size_at_a_time(folder):
    running = most = 0

    class Counting(ScriptedProvider):
        async def stream(self, request):
            nonlocal running, most
            running += 1
            most = max(most, running)
            await until(lambda: most >= 3)
            async for event in super().stream(request):
                yield event
            running -= 1

    provider = Counting(lambda _request: Scripted("```python\nx = 1\n```", delay=0.02))
    integration, _ = integration_of(folder, provider=provider, config=CodegenAutogenConfig(batch_size=3))
    await integration.batch_generate([f"request number {number}" for number in range(9)])
    assert most == 3
    await integration.aclose()


@pytest.mark.parametrize("request_", [{"prompt": 3}, {}, {"prompt": "x", "promt": "y"}])
async def test_what_is_no_request_is_an_error(folder, request_):
    integration, _ = integration_of(folder)
    with pytest.raises(ClientError):
        await integration.batch_generate([request_])
