"""Which server a team's answers go to: the person says so, never a workspace alone."""

from __future__ import annotations

import pytest

from contexten.extensions.codegen.config import CodegenAutogenConfig, parse_settings, with_environment
from contexten.extensions.codegen.team import NoTeam, allow, team_for
from contexten.store.store import Store
from contexten.store.team import Team


def configured(url, environment=None):
    config, warnings = parse_settings({"cache": {"team": {"url": url}}})
    assert warnings == ()
    return with_environment(config, environment or {})


def test_nothing_is_shared_unless_someone_says_so():
    assert team_for(CodegenAutogenConfig(), Store.open(None), {}) == NoTeam("")


def test_a_server_that_settings_name_must_be_allowed_once():
    store = Store.open(None)
    config = configured("redis://cache.example:7000/3")
    refused = team_for(config, store, {})
    assert isinstance(refused, NoTeam)
    assert "contexten cache allow redis://cache.example:7000" in refused.reason
    allow(store, "redis://cache.example:7000")
    assert isinstance(team_for(config, store, {}), Team)
    assert isinstance(team_for(configured("redis://other.example:7000"), store, {}), NoTeam)
    assert isinstance(team_for(configured("rediss://cache.example:7001"), store, {}), NoTeam)


def test_a_server_of_this_machine_needs_no_leave():
    assert isinstance(team_for(configured("redis://127.0.0.1"), Store.open(None), {}), Team)


@pytest.mark.parametrize(
    "url",
    [
        "redis://u:hush@127.0.0.1",
        "redis://:hush@127.0.0.1",
        "redis://127.0.0.1?password=hush",
        "rediss://localhost?ssl_cert_reqs=none",
    ],
)
def test_settings_take_neither_passwords_nor_options(url):
    config = configured(url)
    refused = team_for(config, Store.open(None), {})
    assert isinstance(refused, NoTeam)
    assert "CONTEXTEN_TEAM_CACHE_URL" in refused.reason
    assert "hush" not in refused.reason + repr(config)


def test_the_environment_is_the_persons_own():
    url = "rediss://u:hush@cache.example:7000"
    config = configured("redis://other.example", {"CONTEXTEN_TEAM_CACHE_URL": url})
    team = team_for(config, Store.open(None), {})
    assert isinstance(team, Team)
    assert team.address.shown == "rediss://cache.example:7000"
    assert "hush" not in repr(config) + repr(team.address)


@pytest.mark.parametrize("url", ["http://u:hush@cache.example", "cache.example"])
def test_what_is_no_address_is_told_of(url):
    refused = team_for(configured(url), Store.open(None), {})
    assert isinstance(refused, NoTeam)
    assert refused.reason
    assert "hush" not in refused.reason
