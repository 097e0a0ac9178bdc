"""When a model gives no answer: who is asked next, what ends at once, and that every step is told."""

from __future__ import annotations

import asyncio

import pytest

from contexten.calls.lines import Line
from contexten.calls.retry import RetryPolicy
from contexten.errors import (
    ConfigError,
    ModelBadAnswer,
    ModelBroken,
    ModelError,
    ModelKeyRefused,
    ModelOverloaded,
    ModelRateLimited,
    ModelRefused,
    ModelTimeout,
    ModelUnavailable,
    ModelUnreachable,
)
from contexten.extensions.codegen import CodegenAutogenConfig, CodegenAutogenIntegration
from contexten.extensions.codegen.autogenlib.cache_manager import CacheManager
from contexten.extensions.codegen.config import parse_settings
from contexten.extensions.codegen.gather import Gatherer
from contexten.extensions.codegen.outcome import Failed, Origin, Proposed, Refused
from contexten.extensions.codegen.providers import NoModel
from contexten.extensions.codegen.run import GenerateOptions, Means, Run
from contexten.extensions.codegen.tries import Tries
from contexten.extensions.codegen.utils import error_handling
from contexten.extensions.codegen.utils.error_handling import (
    AgentAnswer,
    AgentFailed,
    Link,
    Trouble,
    Via,
    parse_chain,
    trouble_of,
)
from contexten.ide import target_for
from contexten.llm.resilient import Held, ResilientProvider, Tried
from contexten.llm.scripted import ScriptedProvider
from contexten.store.store import Store
from contexten.workspace.target import Target
from support.shapes import SHAPES_FIXTURE
from support.workspaces import open_fixture

ANSWER = "```python\ndef area(self) -> float:\n    return {}\n```"
DOWN = ModelOverloaded("The first is failing (500): try again later.", status=500)
KEY = ModelKeyRefused("The first refused the key (401).", status=401)
NOBODY = NoModel("There is no model.")
CUT = ModelBadAnswer("The answer of the first is empty.")


class Agent:
    """Answers from a list, and remembers what it was asked."""

    name = "the agent"

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    async def run(self, messages, on_news, *, seconds, confirmed=False):
        self.asked.append((messages, seconds))
        on_news("it thinks")
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Chain:
    """Runs of one target with a chain, a first model, other models by name, and an agent."""

    def __init__(self, tmp_path, source=SHAPES_FIXTURE):
        opened = open_fixture(source, tmp_path)
        target = target_for(opened.snapshot, opened.path, opened.span, None, "")
        assert isinstance(target, Target)
        self.snapshot, self.target = opened.snapshot, target
        self.told: list[tuple[str, str]] = []

    async def run(self, *chain, first=None, others=None, agent=None, options=None, **settings):
        config = CodegenAutogenConfig(model_name="first", fallback_chain=chain or ("model", "draft"), **settings)

        async def models(name):
            return (others or {}).get(name, NoModel(f"There is no key for {name}."))

        model = ScriptedProvider([first], model="first") if isinstance(first, ModelError) else first or NOBODY
        means = Means(Gatherer(config), model, CacheManager(Store.open(None)), models, agent)
        run = Run("t", self.snapshot, self.target, options or GenerateOptions(), self.hear, means)
        return await run.go()

    def hear(self, progress):
        self.told.append((progress.stage, progress.message))


@pytest.fixture
def chain(tmp_path):
    return Chain(tmp_path)


def steps(generation):
    return [(step.origin, step.detail) for step in generation.steps]


def body_of(generation):
    assert isinstance(generation.outcome, Proposed), generation.outcome
    return generation.outcome.plan.files[0].result.text.splitlines()[-1].strip()


async def test_another_model_answers_where_the_first_fails(chain):
    other = ScriptedProvider([ANSWER.format(2)], model="other")
    generation = await chain.run("model", "model:other", "draft", first=DOWN, others={"other": other})
    assert body_of(generation) == "return 2"
    assert (generation.origin, generation.source) == (Origin.MODEL, "other (a script)")
    assert steps(generation) == [(Origin.MODEL, str(DOWN)), (Origin.MODEL, "other (a script)")]


async def test_the_draft_comes_last_and_the_steps_tell_the_whole_way(chain):
    other = ScriptedProvider([ModelUnreachable("Nothing answers at other.")], model="other")
    generation = await chain.run("model", "model:other", "draft", first=DOWN, others={"other": other})
    assert body_of(generation) == "return round(self.edge * self.edge, 2)"
    assert [origin for origin, _ in steps(generation)] == [Origin.MODEL, Origin.MODEL, Origin.DRAFT]
    assert steps(generation)[1][1] == "Nothing answers at other."


async def test_a_bad_key_ends_it_whatever_stands_behind(chain):
    other, agent = ScriptedProvider(["never"], model="other"), Agent()
    generation = await chain.run(
        "model", "model:other", "agent", "draft", first=KEY, others={"other": other}, agent=agent, agent_allow_paid=True
    )
    assert generation.outcome == Failed(str(KEY))
    assert steps(generation) == [(Origin.MODEL, str(KEY))]
    assert (other.requests, agent.asked) == ((), [])


async def test_a_bad_key_goes_on_only_where_the_chain_says_so(chain):
    other = ScriptedProvider([ANSWER.format(3)], model="other")
    generation = await chain.run("model", "draft", "model:other after any failure", first=KEY, others={"other": other})
    assert body_of(generation) == "return 3"
    assert [origin for origin, _ in steps(generation)] == [Origin.MODEL, Origin.MODEL]


async def test_an_answer_that_is_no_answer_goes_to_another_model_but_not_to_a_draft(chain):
    assert (await chain.run("model", "draft", first=CUT)).outcome == Failed(str(CUT))
    other = ScriptedProvider([ANSWER.format(4)], model="other")
    assert body_of(await chain.run("model", "model:other", first=CUT, others={"other": other})) == "return 4"


async def test_an_agent_is_not_asked_where_paid_use_is_not_allowed_and_that_is_told(chain):
    agent = Agent()
    generation = await chain.run("model", "agent", "draft", first=DOWN, agent=agent)
    assert agent.asked == []
    assert [origin for origin, _ in steps(generation)] == [Origin.MODEL, Origin.AGENT, Origin.DRAFT]
    assert "contexten.agent.allowPaid" in steps(generation)[1][1]


async def test_an_agent_answers_where_paid_use_is_allowed(chain):
    agent = Agent(AgentAnswer(ANSWER.format(5), "Codegen run 17"))
    generation = await chain.run("model", "agent", first=DOWN, agent=agent, agent_allow_paid=True, model_timeout=40.0)
    assert body_of(generation) == "return 5"
    assert (generation.origin, generation.source) == (Origin.AGENT, "Codegen run 17")
    ((messages, seconds),) = agent.asked
    assert (messages, seconds) == (generation.messages, 40.0)
    assert ("agent", "it thinks") in chain.told


async def test_an_agents_answer_is_checked_like_any_other(chain):
    agent = Agent(AgentAnswer("```python\ndef area(self) -> float:\n    return ((\n```", "Codegen run 17"))
    generation = await chain.run("agent", agent=agent, agent_allow_paid=True)
    assert isinstance(generation.outcome, Refused)


@pytest.mark.parametrize("failure", [AgentFailed("The run failed."), ModelTimeout("The run failed.")])
async def test_an_agent_that_fails_hands_on_to_the_next(chain, failure):
    generation = await chain.run("agent", "draft", agent=Agent(failure), agent_allow_paid=True)
    assert steps(generation)[0] == (Origin.AGENT, "The run failed.")
    assert generation.origin is Origin.DRAFT


async def test_a_refusal_by_the_agent_ends_it(chain):
    agent = Agent(AgentFailed("No runs are left on this plan.", Trouble.REFUSED))
    generation = await chain.run("agent", "model", "draft", agent=agent, agent_allow_paid=True)
    assert generation.outcome == Failed("No runs are left on this plan.")


async def test_without_an_agent_its_link_is_told_and_passed_over(chain):
    generation = await chain.run("agent", "draft", agent_allow_paid=True)
    assert steps(generation)[0] == (Origin.AGENT, "No agent is configured, so none was asked.")
    assert generation.origin is Origin.DRAFT


async def test_a_draft_may_come_first_and_the_model_after_it(tmp_path):
    lonely = Chain(tmp_path, "#- a.py\ndef area() -> float:\n    $0raise NotImplementedError\n")
    model = ScriptedProvider([ANSWER.format(6).replace("self", "")])
    generation = await lonely.run("draft", "model", first=model)
    assert body_of(generation) == "return 6"
    assert [origin for origin, _ in steps(generation)] == [Origin.DRAFT, Origin.MODEL]


async def test_what_all_links_said_is_in_the_last_sentence(chain):
    generation = await chain.run("model", "model:other", first=DOWN, others={})
    assert generation.outcome == Failed(f"{DOWN} Then: There is no key for other.")


async def test_that_there_is_no_draft_either_is_said_after_the_cause(tmp_path):
    lonely = Chain(tmp_path, "#- a.py\ndef area() -> float:\n    $0raise NotImplementedError\n")
    outcome = (await lonely.run(first=DOWN)).outcome
    assert isinstance(outcome, Refused)
    assert outcome.reason.startswith(f"{DOWN} There is no draft either: ")


@pytest.mark.parametrize("off", ["draft_enabled", "draft_fallback"])
async def test_settings_that_forbid_drafts_still_do(chain, off):
    assert (await chain.run(first=DOWN, **{off: False})).outcome == Failed(str(DOWN))


async def test_a_chain_without_a_link_that_may_be_taken_says_so(chain):
    generation = await chain.run("draft", draft_enabled=False)
    assert isinstance(generation.outcome, Failed)
    assert "contexten.fallback.chain" in generation.outcome.error


async def test_one_run_may_have_a_chain_of_its_own(chain):
    agent = Agent(AgentAnswer(ANSWER.format(7), "Codegen run 18"))
    model = ScriptedProvider(["never"])
    generation = await chain.run(
        "model", first=model, agent=agent, agent_allow_paid=True, options=GenerateOptions(chain=("agent", "draft"))
    )
    assert body_of(generation) == "return 7"
    assert model.requests == ()


async def test_retries_are_told_in_the_step_and_as_they_happen(chain):
    inner = ScriptedProvider([DOWN, ANSWER.format(8)], model="first")
    careful = ResilientProvider(inner, Line(), RetryPolicy(first_wait=0.01))
    generation = await chain.run("model", first=careful)
    assert steps(generation) == [(Origin.MODEL, "first (a script), asked 2 times: 500, then answered")]
    assert any(message.startswith("500: asking again in 0.0") for _, message in chain.told)


async def test_retries_that_did_not_help_are_told_too(chain):
    inner = ScriptedProvider([DOWN, ModelBroken("x"), DOWN], model="first")
    careful = ResilientProvider(inner, Line(), RetryPolicy(first_wait=0.01))
    generation = await chain.run("model", first=careful)
    assert generation.outcome == Failed(str(DOWN))
    assert steps(generation) == [
        (Origin.MODEL, f"{DOWN} Asked 3 times: 500, broken off, 500. Not asked again: no more retries.")
    ]


async def test_a_cancelled_run_takes_no_further_link(chain):
    agent = Agent()

    async def never(*_args, **_options):
        await asyncio.sleep(600)

    agent.run = never
    running = asyncio.ensure_future(chain.run("agent", "draft", agent=agent, agent_allow_paid=True))
    async with asyncio.timeout(60):
        while ("agent", "Asking the agent") not in chain.told:  # noqa: ASYNC110  progress is a callback
            await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert ("draft", "Drafting without a model") not in chain.told


def test_a_repair_after_a_retry_counts_as_asked_again():
    tries = Tries(lambda _stage, _message: None)
    assert tries.answered("m", repaired=True) == "m, asked twice"
    tries.heard(Tried("500", 0.5))
    tries.heard(Held(7))
    assert tries.answered("m", repaired=True) == (
        "m, after 7 s that it asked for, asked 3 times: 500, an answer that could not be used, then answered"
    )


def test_the_chain_is_read_from_its_words():
    assert parse_chain(["model", "model: gpt-4.1 ", "agent", "draft after any failure"]) == (
        Link(Via.MODEL),
        Link(Via.MODEL, "gpt-4.1"),
        Link(Via.AGENT),
        Link(Via.DRAFT, always=True),
    )


@pytest.mark.parametrize("entries", [[], ["models"], ["model:"], ["draft:x"], ["agent:y"], ["model", ""]])
def test_what_is_no_chain_is_told_and_the_default_is_used(entries):
    with pytest.raises(ConfigError, match="chain of fallbacks"):
        parse_chain(entries)
    config, (warning,) = parse_settings({"fallback": {"chain": entries}})
    assert config.fallback_chain == ("model", "draft")
    assert "chain of fallbacks" in warning


def test_a_chain_in_the_settings_is_taken():
    config, warnings = parse_settings(
        {"fallback": {"chain": ["draft", "model"]}, "agent": {"allowPaid": True}, "model": {"retries": 0}}
    )
    assert warnings == ()
    assert (config.fallback_chain, config.agent_allow_paid, config.model_retries) == (("draft", "model"), True, 0)


LATER, UNUSABLE, REFUSED = Trouble.LATER, Trouble.UNUSABLE, Trouble.REFUSED
TROUBLES = [
    (ModelUnreachable("x"), LATER),
    (ModelTimeout("x"), LATER),
    (DOWN, LATER),
    (ModelRateLimited("x"), LATER),
    (ModelUnavailable("x", 1), LATER),
    (ModelBroken("x"), LATER),
    (CUT, UNUSABLE),
    (KEY, REFUSED),
    (ModelRefused("x"), REFUSED),
]


@pytest.mark.parametrize(("error", "trouble"), TROUBLES)
def test_each_error_is_one_kind_of_trouble(error, trouble):
    assert trouble_of(error) is trouble
    follows = [via for via in Via if Link(via).follows(trouble)]
    assert follows == {LATER: list(Via), UNUSABLE: [Via.MODEL, Via.AGENT], REFUSED: []}[trouble]
    assert all(Link(via, always=True).follows(trouble) for via in Via)


def test_the_names_of_errors_that_scripts_know_are_those_that_are_raised():
    names = error_handling
    assert issubclass(names.GenerationError, names.CodegenAutogenError)
    assert issubclass(names.RateLimitError, names.GenerationError)
    assert issubclass(names.AuthenticationError, names.GenerationError)
    assert issubclass(names.ConfigurationError, names.CodegenAutogenError)
    assert isinstance(KEY, names.AuthenticationError)
    assert isinstance(ModelRateLimited("x"), names.RateLimitError)
    assert not isinstance(DOWN, names.RateLimitError)


async def test_a_script_can_wait_as_the_founding_document_prints(monkeypatch):
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    monkeypatch.setattr(error_handling.asyncio, "sleep", sleep)
    await error_handling.handle_rate_limit(ModelRateLimited("x", 7.0))
    await error_handling.handle_rate_limit(ModelUnavailable("x", 3.0))
    await error_handling.handle_rate_limit(ValueError("x"))
    await error_handling.exponential_backoff()
    assert slept[:2] == [7.0, 3.0]
    assert all(0.25 <= seconds <= 0.5 for seconds in slept[2:])


async def test_the_integration_finds_the_other_models_of_the_chain(tmp_path, monkeypatch):
    """A model at an address where nobody listens, then another one there, then a draft."""
    monkeypatch.setenv("CONTEXTEN_API_KEY", "local")
    chain = Chain(tmp_path)
    config = CodegenAutogenConfig(
        model_name="first",
        model_base_url="http://127.0.0.1:9/v1",
        fallback_chain=("model", "model:second", "draft"),
    )
    integration = CodegenAutogenIntegration(config)
    generation = await integration.generate(chain.snapshot, chain.target)
    await integration.aclose()
    assert [origin for origin, _ in steps(generation)] == [Origin.MODEL, Origin.MODEL, Origin.DRAFT]
