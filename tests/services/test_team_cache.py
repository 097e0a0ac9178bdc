"""The team's level over a real redis-server: the second one of a team is answered by what the first one paid for."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import msgspec
import pytest

from contexten.calls.breaker import CircuitBreaker
from contexten.extensions.codegen import CodegenAutogenConfig, CodegenAutogenIntegration
from contexten.extensions.codegen.outcome import Origin, Proposed
from contexten.extensions.codegen.team import SECRET_VARIABLE
from contexten.ide import target_for
from contexten.llm.scripted import ScriptedProvider
from contexten.store.store import Store
from contexten.store.team import MAX_VALUE, TIMEOUT, Team, parse_address
from contexten.workspace.target import Target
from services.redis_server import RedisServer
from support.shop import GOOD, SHOP
from support.workspaces import open_fixture

KEY = "a" * 64


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """What is to answer may take its time on a busy machine."""
    assert Team.__init__.__kwdefaults__["timeout"] == TIMEOUT
    monkeypatch.setitem(Team.__init__.__kwdefaults__, "timeout", 60.0)


@pytest.fixture
def team_of(redis_server):
    """A Team at the test's server."""
    made = []

    def make(**options):
        made.append(Team(parse_address(redis_server.url), **options))
        return made[-1]

    yield make
    for team in made:
        team.close()


class Person:
    """Someone with a copy of the project, a store and a model of their own."""

    def __init__(self, folder, url, answers, source=SHOP):
        folder.mkdir()
        opened = open_fixture(source, folder)
        self.snapshot = opened.snapshot
        self.target = target_for(opened.snapshot, opened.path, opened.span, None, "")
        assert isinstance(self.target, Target)
        self.provider = ScriptedProvider(answers)
        config = CodegenAutogenConfig(cache_team_url=url, cache_team_trusted=True)
        self.integration = CodegenAutogenIntegration(config, store=Store.open(None), provider=self.provider)

    async def ask(self):
        generation = await self.integration.generate(self.snapshot, self.target)
        assert isinstance(generation.outcome, Proposed), generation.outcome
        return generation


async def test_a_second_developer_is_answered_by_what_the_first_one_paid_for(redis_server, tmp_path):
    first = Person(tmp_path / "first", redis_server.url, [GOOD])
    assert (await first.ask()).origin is Origin.MODEL
    await first.integration.aclose()
    second = Person(tmp_path / "second", redis_server.url, [])
    assert (await second.ask()).origin is Origin.CACHE
    assert second.provider.requests == ()
    cache = (await second.integration.status())["cache"]
    assert cache["levels"] == {"memory": 0, "disk": 0, "team": 1}
    assert cache["savedTokens"] > 0
    assert cache["team"] == {
        "used": True,
        "server": f"redis://127.0.0.1:{redis_server.port}",
        "failures": 0,
        "reason": "",
    }
    redis_server.stop()
    assert (await second.ask()).origin is Origin.CACHE, "by now it is the second one's own"
    await second.integration.aclose()


async def test_when_the_server_dies_everything_goes_on(redis_server, tmp_path):
    person = Person(tmp_path / "one", redis_server.url, [GOOD, GOOD])
    redis_server.stop()
    assert (await person.ask()).origin is Origin.MODEL
    await person.integration.aclose()
    status = (await person.integration.status())["cache"]["team"]
    assert status["failures"] == 1, "the pause after a failure holds for the writing too"
    assert "does not answer" in status["reason"]


async def test_a_server_that_hangs_costs_one_short_wait(redis_server, team_of):
    team = team_of(timeout=2.0, breaker=CircuitBreaker(1, 30, first_timeout=30, clock=lambda: 0.0, chance=lambda: 0.0))
    assert team.put(KEY, b"value", made=1.0, ttl=60)
    redis_server.pause()
    try:
        assert team.get(KEY) is None
        assert [team.get(KEY) for _ in range(100)] == [None] * 100
        assert team.failures == 1, "asked again within the pause"
    finally:
        redis_server.resume()


async def test_after_the_pause_it_is_asked_again(redis_server, team_of):
    now = [0.0]
    team = team_of(breaker=CircuitBreaker(1, 30, first_timeout=30, clock=lambda: now[0], chance=lambda: 0.0))
    redis_server.stop()
    assert team.get(KEY) is None
    redis_server.start()
    assert not team.put(KEY, b"value", made=1.0, ttl=60)
    now[0] = 31.0
    assert team.put(KEY, b"value", made=1.0, ttl=60)
    assert team.get(KEY).value == b"value"
    assert team.trouble == ""


async def test_a_value_that_was_touched_is_a_miss(redis_server, team_of):
    team = team_of()
    team.put(KEY, b"x = 1", made=5.0, ttl=60)
    ((name, raw),) = redis_server.values().items()
    with redis_server.client as client:
        value, made, mark = msgspec.msgpack.decode(raw)
        forged = [
            raw.replace(b"x = 1", b"x = 2"),
            raw[:-1],
            raw + b"\0",
            b"",
            b"\xc1",
            msgspec.msgpack.encode([value, made + 1, mark]),
            msgspec.msgpack.encode([value, made, mark, 1]),
            msgspec.msgpack.encode({"value": value}),
            msgspec.msgpack.encode([value, made, b"\0" * 32]),
        ]
        for other in forged:
            client.set(name, other)
            assert team.get(KEY) is None, other
        client.delete(name)
        client.lpush(name, b"no text at all")
    assert team.get(KEY) is None


async def test_a_value_under_another_key_is_a_miss(redis_server, team_of):
    team = team_of()
    team.put(KEY, b"x = 1", made=5.0, ttl=60)
    team.put("b" * 64, b"x = 2", made=5.0, ttl=60)
    with redis_server.client as client:
        one, other = sorted(redis_server.values())
        held = client.get(one)
        client.set(one, client.get(other))
        client.set(other, held)
    assert team.get(KEY) is None


async def test_with_a_secret_only_those_who_have_it_read_and_write(redis_server, team_of):
    ours, theirs, plain = team_of(secret=b"ours"), team_of(secret=b"theirs"), team_of()
    assert ours.put(KEY, b"x = 1", made=5.0, ttl=60)
    assert theirs.get(KEY) is None
    assert plain.get(KEY) is None
    ((name, _),) = redis_server.values().items()
    plain.put(KEY, b"x = 666", made=5.0, ttl=60)
    with redis_server.client as client:
        client.set(name, next(raw for key, raw in redis_server.values().items() if key != name))
    assert ours.get(KEY) is None, "moved to our key it is still not ours"


async def test_what_is_too_large_is_neither_written_nor_read(redis_server, team_of):
    team = team_of()
    assert not team.put(KEY, b"x" * MAX_VALUE, made=5.0, ttl=60)
    assert redis_server.values() == {}
    assert team.put(KEY, b"x" * (MAX_VALUE - 200), made=5.0, ttl=60)
    (name,) = redis_server.values()
    with redis_server.client as client:
        client.append(name, b"y" * MAX_VALUE)
    assert team.get(KEY) is None


async def test_values_leave_the_server_with_their_time_to_live(redis_server, team_of):
    team = team_of()
    team.put(KEY, b"x", made=5.0, ttl=3600)
    (name,) = redis_server.values()
    with redis_server.client as client:
        assert 3500 < client.ttl(name) <= 3600


async def test_an_answer_that_is_older_than_the_reader_wants_is_not_taken(redis_server, tmp_path):
    first = Person(tmp_path / "first", redis_server.url, [GOOD])
    await first.ask()
    await first.integration.aclose()
    second = Person(tmp_path / "second", redis_server.url, [GOOD])
    second.integration.configure(replace(second.integration.config, cache_ttl=0))
    assert (await second.ask()).origin is Origin.MODEL
    await second.integration.aclose()


async def test_a_prompt_in_which_a_secret_was_replaced_is_not_shared(redis_server, tmp_path):
    key = "AKIA" + "QYLPMN5HHHFPZAM2"
    source = SHOP.replace("self.cents = cents", f'self.cents = cents\n            self.key = "{key}"')
    person = Person(tmp_path / "one", redis_server.url, [GOOD], source)
    generation = await person.ask()
    await person.integration.aclose()
    assert generation.pack.redactions
    assert redis_server.values() == {}


async def test_keys_and_values_do_not_hold_the_prompt(redis_server, tmp_path):
    person = Person(tmp_path / "one", redis_server.url, [GOOD])
    generation = await person.ask()
    await person.integration.aclose()
    held = b"".join(key + value for key, value in redis_server.values().items())
    assert b"result.plus(item)" in held, "the answer itself is what is shared"
    for message in generation.messages:
        for line in message.text.splitlines():
            assert len(line) < 30 or line.encode() not in held, line


async def test_a_password_opens_the_server_and_is_shown_nowhere(tmp_path, caplog):
    password = "hush" + "hush77"
    server = RedisServer(tmp_path / "redis", password=password)
    server.start()
    try:
        caplog.set_level(logging.DEBUG)
        person = Person(tmp_path / "one", server.url, [GOOD, GOOD])
        await person.ask()
        await person.integration.aclose()
        assert len(server.values()) == 1
        wrong = Person(tmp_path / "two", server.url.replace(password, password + "x"), [GOOD])
        await wrong.ask()
        shown = f"{person.integration.config!r} {await person.integration.status()} {await wrong.integration.status()}"
        assert "does not answer" in shown
        assert password not in shown + caplog.text
        await wrong.integration.aclose()
    finally:
        server.stop()


async def test_many_at_once_share_one_server(redis_server, team_of, monkeypatch):
    monkeypatch.delenv(SECRET_VARIABLE, raising=False)
    team = team_of()
    keys = [f"{number:064x}" for number in range(64)]

    def work(key):
        assert team.put(key, key.encode() * 50, made=5.0, ttl=60)
        return team.get(key).value == key.encode() * 50

    assert all(await asyncio.gather(*(asyncio.to_thread(work, key) for key in keys)))
    assert team.failures == 0
