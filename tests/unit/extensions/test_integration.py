"""One run from target to outcome: model, cache, repair, drafts, and nothing silent."""

import asyncio
from types import SimpleNamespace

import pytest

from contexten.errors import ModelRefused, ModelUnreachable
from contexten.extensions.codegen import CodegenAutogenConfig, CodegenAutogenIntegration, GenerateOptions
from contexten.extensions.codegen.outcome import Failed, Origin, Previewed, Proposed, Refused
from contexten.extensions.codegen.tasks import TaskState
from contexten.ide import target_for
from contexten.llm.scripted import Scripted, ScriptedProvider
from contexten.workspace.target import Intent, Target
from support.shapes import SHAPES_FIXTURE
from support.shop import GOOD, SHOP
from support.workspaces import open_fixture


def open_shop(tmp_path):
    opened = open_fixture(SHOP, tmp_path)
    target = target_for(opened.snapshot, opened.path, opened.span, None, "")
    assert isinstance(target, Target)
    return opened.snapshot, target


def result_of(generation):
    assert isinstance(generation.outcome, Proposed), generation
    return generation.outcome.plan.files[0].result.text


async def test_a_model_answers_and_the_plan_holds_its_body(tmp_path):
    snapshot, target = open_shop(tmp_path)
    provider = ScriptedProvider([GOOD])
    integration = CodegenAutogenIntegration(provider=provider)
    generation = await integration.generate(snapshot, target)
    text = result_of(generation)
    assert "        result = Money(0)\n        for item in self.items:\n" in text
    assert "The sum of all items." in text, "the docstring is the person's own"
    assert "NotImplementedError" not in text
    assert generation.origin is Origin.MODEL
    task = integration.tasks.get(generation.task)
    assert task is not None
    assert task.state is TaskState.READY


async def test_the_prompt_shows_what_the_target_uses_and_marks_it_as_data(tmp_path):
    snapshot, target = open_shop(tmp_path)
    provider = ScriptedProvider([GOOD])
    await CodegenAutogenIntegration(provider=provider).generate(snapshot, target)
    (request,) = provider.requests
    prompt = request.messages[1].text
    assert "<workspace>\n# money.py\n" in prompt
    assert "def plus(self, other: " in prompt
    assert '<file path="shop.py" role="being edited">' in prompt
    assert "raise NotImplementedError</target>" in prompt
    assert "Write the body of `total`" in prompt


async def test_the_second_identical_question_is_answered_from_the_cache(tmp_path):
    snapshot, target = open_shop(tmp_path)
    provider = ScriptedProvider([GOOD])
    integration = CodegenAutogenIntegration(provider=provider)
    first = await integration.generate(snapshot, target)
    second = await integration.generate(snapshot, target)
    assert result_of(first) == result_of(second)
    assert second.origin is Origin.CACHE
    assert len(provider.requests) == 1


async def test_identical_questions_at_once_are_asked_once(tmp_path):
    snapshot, target = open_shop(tmp_path)
    provider = ScriptedProvider([Scripted(GOOD, delay=0.25)])
    integration = CodegenAutogenIntegration(provider=provider, max_concurrent=20)
    heard = {number: [] for number in range(12)}
    found = await asyncio.gather(
        *(
            integration.generate(snapshot, target, on_progress=lambda news, own=own: own.append(news.text))
            for own in heard.values()
        )
    )
    assert len({result_of(generation) for generation in found}) == 1
    assert len(provider.requests) == 1
    assert {"".join(parts) for parts in heard.values()} == {GOOD}
    assert sum(generation.usage.completion_tokens > 0 for generation in found) == 1, "paid once"


async def test_one_of_two_identical_questions_is_cancelled_and_the_other_one_answered(tmp_path):
    snapshot, target = open_shop(tmp_path)
    provider = ScriptedProvider([Scripted(GOOD, delay=0.25)])
    integration = CodegenAutogenIntegration(provider=provider)
    asking = asyncio.create_task(integration.generate(snapshot, target))
    joined = asyncio.Event()
    waiting = asyncio.create_task(
        integration.generate(snapshot, target, on_progress=lambda news: joined.set() if news.text else None)
    )
    await joined.wait()
    assert len(provider.requests) == 1
    asking.cancel()
    assert "result.plus(item)" in result_of(await waiting)
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert (len(provider.requests), provider.cancelled) == (1, 0)
    assert (await integration.generate(snapshot, target)).origin is Origin.CACHE


async def test_another_time_to_live_holds_at_once(tmp_path):
    snapshot, target = open_shop(tmp_path)
    provider = ScriptedProvider([GOOD, GOOD])
    integration = CodegenAutogenIntegration(provider=provider)
    await integration.generate(snapshot, target)
    integration.configure(CodegenAutogenConfig(cache_ttl=0))
    assert (await integration.generate(snapshot, target)).origin is Origin.MODEL
    integration.configure(CodegenAutogenConfig())
    assert (await integration.generate(snapshot, target)).origin is Origin.CACHE


async def test_clearing_the_caches_forgets_answers_and_packs(tmp_path):
    snapshot, target = open_shop(tmp_path)
    provider = ScriptedProvider([GOOD, GOOD])
    integration = CodegenAutogenIntegration(provider=provider)
    await integration.generate(snapshot, target)
    assert await integration.clear_caches() == {"packs": 1, "answers": 1, "facts": 0}
    assert (await integration.generate(snapshot, target)).origin is Origin.MODEL
    cache = (await integration.status())["cache"]
    assert cache["misses"] == 2
    assert cache["packs"]["misses"] == 2
    assert cache["team"] == {"used": False, "reason": ""}


async def test_with_the_cache_off_nothing_is_kept(tmp_path):
    snapshot, target = open_shop(tmp_path)
    provider = ScriptedProvider([GOOD, GOOD])
    integration = CodegenAutogenIntegration(CodegenAutogenConfig(cache_enabled=False), provider=provider)
    await integration.generate(snapshot, target)
    assert (await integration.generate(snapshot, target)).origin is Origin.MODEL
    assert await integration.clear_caches() == {"packs": 0, "answers": 0, "facts": 0}


async def test_an_answer_with_a_syntax_error_goes_back_once_with_the_error(tmp_path):
    snapshot, target = open_shop(tmp_path)
    provider = ScriptedProvider(["```python\ndef total(self) -> Money:\n    return Money((\n```", GOOD])
    generation = await CodegenAutogenIntegration(provider=provider).generate(snapshot, target)
    assert "result.plus(item)" in result_of(generation)
    assert "cannot be used" in provider.requests[1].messages[-1].text


async def test_two_unusable_answers_are_refused_with_a_reason_and_not_cached(tmp_path):
    snapshot, target = open_shop(tmp_path)
    broken = "```python\ndef total(self) -> Money:\n    return Money((\n```"
    provider = ScriptedProvider([broken, broken, GOOD])
    integration = CodegenAutogenIntegration(provider=provider)
    generation = await integration.generate(snapshot, target)
    assert isinstance(generation.outcome, Refused)
    assert generation.outcome.reason
    assert isinstance((await integration.generate(snapshot, target)).outcome, Proposed)


async def test_the_times_of_a_call_are_those_of_the_settings(tmp_path):
    snapshot, target = open_shop(tmp_path)
    provider = ScriptedProvider([GOOD])
    config = CodegenAutogenConfig(model_timeout=900.0, model_first_token=120.0)
    await CodegenAutogenIntegration(config, provider=provider).generate(snapshot, target)
    (request,) = provider.requests
    assert (request.deadlines.first_token, request.deadlines.total) == (120.0, 900.0)


async def test_a_dry_run_calls_nothing_and_leaves_no_task(tmp_path):
    snapshot, target = open_shop(tmp_path)
    provider = ScriptedProvider([])
    integration = CodegenAutogenIntegration(provider=provider)
    generation = await integration.generate(snapshot, target, GenerateOptions(dry_run=True))
    assert generation.outcome == Previewed()
    assert generation.prompt_tokens > 0
    assert provider.requests == ()
    assert integration.tasks.all() == ()


async def test_without_a_model_the_draft_answers_and_the_steps_say_why(tmp_path):
    opened = open_fixture(SHAPES_FIXTURE, tmp_path)
    target = target_for(opened.snapshot, opened.path, opened.span, None, "")
    assert isinstance(target, Target)
    generation = await CodegenAutogenIntegration().generate(opened.snapshot, target)
    assert "return round(self.edge * self.edge, 2)" in result_of(generation)
    assert generation.origin is Origin.DRAFT
    assert [step.origin for step in generation.steps] == [Origin.MODEL, Origin.DRAFT]
    assert "No model is configured" in generation.steps[0].detail


async def test_an_unreachable_model_falls_back_to_a_draft_only_where_allowed(tmp_path):
    snapshot, target = open_shop(tmp_path)
    down = ModelUnreachable("Nothing answers at 127.0.0.1:1.")
    config = CodegenAutogenConfig(model_name="m", draft_fallback=False)
    generation = await CodegenAutogenIntegration(config, provider=ScriptedProvider([down])).generate(snapshot, target)
    assert generation.outcome == Failed("Nothing answers at 127.0.0.1:1.")


async def test_a_refused_key_is_never_papered_over_with_a_draft(tmp_path):
    snapshot, target = open_shop(tmp_path)
    provider = ScriptedProvider([ModelRefused("The key was refused.")])
    integration = CodegenAutogenIntegration(provider=provider)
    generation = await integration.generate(snapshot, target)
    assert generation.outcome == Failed("The key was refused.")
    task = integration.tasks.get(generation.task)
    assert task is not None
    assert task.state is TaskState.FAILED


async def test_cancelling_a_task_ends_the_call_and_says_cancelled(tmp_path):
    snapshot, target = open_shop(tmp_path)
    provider = ScriptedProvider([Scripted(GOOD, delay=30)])
    integration = CodegenAutogenIntegration(provider=provider)
    run = asyncio.ensure_future(integration.generate(snapshot, target))
    async with asyncio.timeout(60):
        while not provider.requests:  # noqa: ASYNC110 - the script has no event to wait for
            await asyncio.sleep(0.01)
    (task,) = integration.tasks.all()
    assert integration.cancel(task.id)
    with pytest.raises(asyncio.CancelledError):
        await run
    (task,) = integration.tasks.all()
    assert task.state is TaskState.CANCELLED
    assert not integration.cancel(task.id)


async def test_a_secret_file_is_refused_with_a_sentence(tmp_path):
    snapshot, target = open_shop(tmp_path)
    secret = Target(f"{snapshot.roots[0]}/.env", target.intent, target.span)
    generation = await CodegenAutogenIntegration(provider=ScriptedProvider([])).generate(snapshot, secret)
    assert isinstance(generation.outcome, Refused)


async def test_a_plan_for_a_protected_file_needs_confirmation(tmp_path):
    opened = open_fixture(
        """
        #- conftest.py
        def limit() -> int:
            $0raise NotImplementedError
        """,
        tmp_path,
    )
    target = target_for(opened.snapshot, opened.path, opened.span, None)
    assert isinstance(target, Target)
    provider = ScriptedProvider(["```python\nreturn 3\n```"])
    generation = await CodegenAutogenIntegration(provider=provider).generate(opened.snapshot, target)
    assert isinstance(generation.outcome, Proposed)
    (file,) = generation.outcome.plan.files
    assert all(change.needs_confirmation for change in file.changes)


@pytest.mark.parametrize(("lines", "says"), [(6_000, "more than 5000 lines"), (60_000, "longer than 256 KB")])
async def test_an_answer_that_writes_too_much_is_refused(tmp_path, lines, says):
    snapshot, target = open_shop(tmp_path)
    flood = "```python\n" + "x = 1\n" * lines + "return Money(x)\n```"
    generation = await CodegenAutogenIntegration(provider=ScriptedProvider([flood])).generate(snapshot, target)
    assert isinstance(generation.outcome, Refused)
    assert says in generation.outcome.reason


TOKEN = "ghp_" + "a1B2" * 9


def open_with_secrets(tmp_path):
    opened = open_fixture(
        f"""
        #- app.py
        from other import connect

        TOKEN = "{TOKEN}"

        def login() -> str:
            $0raise NotImplementedError
        #- other.py
        OTHER = "{TOKEN[::-1].replace("4", "7")}"
        def connect(token: str = "{TOKEN.replace("a1", "z9")}") -> str:
            return token
        """,
        tmp_path,
    )
    target = target_for(opened.snapshot, opened.path, opened.span, None)
    assert isinstance(target, Target)
    return opened.snapshot, target


async def test_a_secret_of_this_file_is_sent_as_a_placeholder_and_put_back(tmp_path):
    snapshot, target = open_with_secrets(tmp_path)
    provider = ScriptedProvider(['```python\nreturn connect("<SECRET:github:1>")\n```'])
    generation = await CodegenAutogenIntegration(provider=provider).generate(snapshot, target)
    sent = "".join(message.text for request in provider.requests for message in request.messages)
    assert "ghp_" not in sent
    assert f'return connect("{TOKEN}")' in result_of(generation)


async def test_what_is_wrong_with_an_answer_is_told_without_the_files_secrets(tmp_path):
    other = "gh" + "p_" + "0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R"
    source = f"""
        #- main.py
        def log_in():
            $0raise NotImplementedError
        KEY = "{other}"
        LONG = {"1 + " * 34}"{TOKEN}"
    """
    opened = open_fixture(source, tmp_path)
    target = target_for(opened.snapshot, opened.path, opened.span, None)
    broken = "```python\ndef log_in():\n    x = KEY\n    global x\n```"
    provider = ScriptedProvider([broken, "```python\nreturn connect(KEY)\n```"])
    generation = await CodegenAutogenIntegration(provider=provider).generate(opened.snapshot, target)
    assert "return connect(KEY)" in result_of(generation)
    told = provider.requests[1].messages[-1].text
    assert "has a syntax error" in told
    assert 'KEY = "<SECRET:github:' in told
    sent = "".join(message.text for request in provider.requests for message in request.messages)
    assert not [secret for secret in (other, TOKEN) if secret[:12] in sent]


async def test_a_secret_that_is_first_seen_in_the_repair_round_is_put_back(tmp_path):
    snapshot, target = open_with_secrets(tmp_path)
    broken = "```python\nreturn connect((\n```"
    provider = ScriptedProvider([broken, '```python\nreturn connect("<SECRET:github:1>")\n```'])
    generation = await CodegenAutogenIntegration(provider=provider).generate(snapshot, target)
    assert f'return connect("{TOKEN}")' in result_of(generation)


async def test_a_test_file_that_is_never_sent_is_not_extended(tmp_path):
    canary = "CANARY" + "OFATEST"
    opened = open_fixture(
        f"""
        #- main.py
        def $0add(a, b):
            return a + b
        #- .contextenignore
        test_main.py
        tests/
        #- tests/test_main.py
        SECRET = "{canary}"
        #- test_main.py
        SECRET = "{canary}"
        """,
        tmp_path,
    )
    target = target_for(opened.snapshot, opened.path, opened.span, Intent.TEST)
    provider = ScriptedProvider(["```python\ndef test_add():\n    assert add(1, 2) == 3\n```"])
    generation = await CodegenAutogenIntegration(provider=provider).generate(opened.snapshot, target)
    assert isinstance(generation.outcome, Refused), generation.outcome
    assert "is never sent to a model: .contextenignore excludes it" in generation.outcome.reason
    assert list(provider.requests) == []


async def test_an_answer_that_no_parser_gets_through_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("contexten.syntax.parse.CHECK_DEADLINE", 0.02)
    snapshot, target = open_shop(tmp_path)
    provider = ScriptedProvider(["```python\n" + "\\\n" * 100_000 + "x\n```"])
    generation = await CodegenAutogenIntegration(provider=provider).generate(snapshot, target)
    assert isinstance(generation.outcome, Refused)
    assert "too tangled to be checked" in generation.outcome.reason


async def test_an_answer_that_repeats_another_files_secret_is_refused(tmp_path):
    snapshot, target = open_with_secrets(tmp_path)
    provider = ScriptedProvider(lambda request: f'```python\nreturn connect("{foreign(request)}")\n```')

    def foreign(request):
        shown = request.messages[1].text.partition("<file")[0]
        return shown[shown.index("<SECRET:") :].partition('"')[0]

    generation = await CodegenAutogenIntegration(provider=provider).generate(snapshot, target)
    assert isinstance(generation.outcome, Refused)
    assert "secret of another file" in generation.outcome.reason
    assert len(provider.requests) == 2, "it was told once what is wrong"


async def test_warming_finds_the_links_of_all_files_in_slices(tmp_path):
    files = "".join(f"#- m{number}.py\nimport m{number + 1}\n" for number in range(230))
    snapshot = open_fixture(files, tmp_path).snapshot
    integration = CodegenAutogenIntegration(CodegenAutogenConfig())
    calls = []
    gatherer = integration._parts.gatherer
    integration._parts.gatherer = SimpleNamespace(warm=lambda given: calls.append(given) or gatherer.warm(given))

    assert not snapshot.index.atlas.warm(0)
    await integration.warm(snapshot)

    assert snapshot.index.atlas.warm(0)
    assert len(calls) > 1


async def test_context_that_cannot_be_chosen_costs_the_context_and_not_the_answer(tmp_path, monkeypatch, caplog):
    def broken(*_):
        raise ZeroDivisionError

    snapshot, target = open_shop(tmp_path)
    provider = ScriptedProvider([GOOD])
    monkeypatch.setattr("contexten.context.select.rank", broken)
    generation = await CodegenAutogenIntegration(provider=provider).generate(snapshot, target)
    assert "result.plus(item)" in result_of(generation)
    assert generation.steps[0].origin is Origin.CONTEXT
    assert "asked without it" in generation.steps[0].detail
    prompt = provider.requests[0].messages[1].text
    assert "raise NotImplementedError</target>" in prompt
    assert "<workspace>" not in prompt
    assert "ZeroDivisionError" in caplog.text
