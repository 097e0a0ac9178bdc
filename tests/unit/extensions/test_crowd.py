"""64 generations at once, one request in five going wrong: each ends, the loop lives, and nothing is left behind."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import replace

import psutil
import pytest

from contexten.extensions.codegen import CodegenAutogenConfig, CodegenAutogenIntegration
from contexten.extensions.codegen.outcome import Failed, Proposed
from contexten.ide import target_for
from contexten.text import Span
from contexten.workspace.target import Target
from support.crowd import EVERY, FAULTS, CrowdAnswers, crowd_fixture
from support.model_server import ModelServer
from support.waiting import until
from support.workspaces import open_fixture

CROWD = 64
PATIENT = 600.0
"""A deadline that nothing here reaches but what hangs for good."""
SHORTEST = 8.0
"""The least that an answer may take where some hang."""


def open_crowd(tmp_path):
    opened = open_fixture(crowd_fixture(CROWD), tmp_path)
    text = opened.snapshot.document(opened.path).text
    targets = []
    for number in range(CROWD):
        start = text.index("raise", text.index(f"item_{number}("))
        target = target_for(opened.snapshot, opened.path, Span(start, start), None, "")
        assert isinstance(target, Target)
        targets.append(target)
    return opened.snapshot, targets


def integration_for(server, **settings):
    config = CodegenAutogenConfig(
        **{
            "model_name": "scripted",
            "model_base_url": server.base_url,
            "model_origin_trusted": True,
            "model_timeout": PATIENT,
            "draft_enabled": False,
            **settings,
        }
    )
    return CodegenAutogenIntegration(config, max_concurrent=CROWD)


def sockets_to(server):
    """Our own ends of the connections to that server."""
    return [one for one in psutil.Process().net_connections() if one.raddr and one.raddr.port == server.port]


async def at_once(integration, snapshot, targets):
    """All generations with the time each took, and how often the loop turned meanwhile."""
    turns = 0
    running = True

    async def turn():
        nonlocal turns
        while running:
            await asyncio.sleep(0.005)
            turns += 1

    async def one(target):
        started = time.monotonic()
        return await integration.generate(snapshot, target), time.monotonic() - started

    turning = asyncio.ensure_future(turn())
    done = await asyncio.gather(*(one(target) for target in targets))
    running = False
    await turning
    return done, turns


async def deadline_of(snapshot, targets):
    """Seconds that no sound answer takes, however busy the machine: so long a crowd without faults took, five times."""
    with ModelServer(CrowdAnswers()) as server:
        integration = integration_for(server)
        done, _ = await at_once(integration, snapshot, targets)
        await integration.aclose()
        await until(lambda: server.connections == 0)
    assert all(isinstance(generation.outcome, Proposed) for generation, _ in done)
    return max(SHORTEST, 5 * max(seconds for _, seconds in done))


async def test_each_of_64_ends_in_a_result_or_a_typed_error_and_nothing_is_left(tmp_path):
    snapshot, targets = open_crowd(tmp_path)
    tasks = len(asyncio.all_tasks())
    deadline = await deadline_of(snapshot, targets)
    answers = CrowdAnswers(faulty=True)
    with ModelServer(answers) as server:
        integration = integration_for(server, model_timeout=deadline)
        await integration.model()
        sockets = len(psutil.Process().net_connections())
        done, turns = await at_once(integration, snapshot, targets)
        for generation, seconds in done:
            assert isinstance(generation.outcome, Proposed | Failed), generation.outcome
            assert seconds < 7 * deadline
            assert generation.steps
            if isinstance(generation.outcome, Failed):
                assert generation.outcome.error.endswith((".", "?"))
        proposed = [generation for generation, _ in done if isinstance(generation.outcome, Proposed)]
        for generation in proposed:
            (file,) = generation.outcome.plan.files
            assert "number = len(" in file.result.text
        assert len(proposed) > CROWD / 2
        assert set(answers.faults) == set(FAULTS)
        assert len(server.requests) == pytest.approx(sum(answers.faults.values()) * EVERY, abs=EVERY)
        told = [step.detail for generation, _ in done for step in generation.steps]
        assert any(re.search(r"asked \d times: .*(429|500|529|broken off).*, then answered", detail) for detail in told)
        assert turns > 10
        await integration.aclose()
        await until(lambda: server.connections == 0)
        await until(lambda: len(psutil.Process().net_connections()) <= sockets)
    assert len(asyncio.all_tasks()) == tasks


async def test_connections_are_pooled(tmp_path):
    """A second wave makes no new connection; one after the other needs one."""
    snapshot, targets = open_crowd(tmp_path)
    with ModelServer(CrowdAnswers()) as server:
        integration = integration_for(server, cache_enabled=False)
        for target in targets[:5]:
            await integration.generate(snapshot, target)
        assert server.accepted == 1
        await at_once(integration, snapshot, targets)
        after_first_wave = server.accepted
        assert after_first_wave <= CROWD
        await at_once(integration, snapshot, targets)
        assert server.accepted <= CROWD
        assert len(server.requests) == 5 + 2 * CROWD
        await integration.aclose()


async def test_no_more_idle_connections_are_kept_than_the_setting_says(tmp_path):
    snapshot, targets = open_crowd(tmp_path)
    with ModelServer(CrowdAnswers()) as server:
        integration = integration_for(server, cache_enabled=False, model_connections=2)
        await at_once(integration, snapshot, targets[:16])
        assert server.accepted > 2
        await until(lambda: server.connections <= 2)
        await integration.aclose()


async def test_all_that_ask_first_at_once_share_one_model_and_closing_leaves_no_socket(tmp_path):
    """Also those of a configuration that was replaced meanwhile."""
    snapshot, targets = open_crowd(tmp_path)
    with ModelServer(CrowdAnswers()) as server:
        integration = integration_for(server, cache_enabled=False)
        models = await asyncio.gather(*(integration.model() for _ in targets))
        assert len({id(model) for model in models}) == 1
        await at_once(integration, snapshot, targets[:8])
        integration.configure(replace(integration.config, model_timeout=PATIENT - 1))
        assert await integration.model() is not models[0]
        await at_once(integration, snapshot, targets[:8])
        await integration.aclose()
        await until(lambda: not sockets_to(server))


async def test_closing_with_all_of_them_in_the_air_ends_them_down_to_the_socket(tmp_path):
    snapshot, targets = open_crowd(tmp_path)
    with ModelServer(CrowdAnswers(first=600)) as server:
        integration = integration_for(server)
        running = [asyncio.ensure_future(integration.generate(snapshot, target)) for target in targets]
        await until(lambda: len(server.requests) == CROWD, PATIENT)
        await integration.aclose()
        ends = await asyncio.gather(*running, return_exceptions=True)
        assert all(isinstance(end, asyncio.CancelledError) for end in ends)
        await until(lambda: server.connections == 0)
        assert all(asked.closed_early for asked in server.requests)
