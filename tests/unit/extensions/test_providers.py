"""Which model may be asked: settings narrow, they never widen; a key decides, and a person approves."""

import pytest

from contexten.extensions.codegen.config import CodegenAutogenConfig, parse_settings
from contexten.extensions.codegen.providers import NoModel, approve, provider_for
from contexten.llm.endpoints import parse_origin
from contexten.store.store import Store

FOREIGN = "https://models.example/v1"


@pytest.fixture
def store():
    return Store.open(None)


def named(base_url):
    config, warnings = parse_settings({"model": {"name": "m", "baseUrl": base_url}})
    assert warnings == ()
    return config


def test_no_name_no_model(store):
    found = provider_for(CodegenAutogenConfig(), store, "/w")
    assert isinstance(found, NoModel)
    assert "CONTEXTEN_MODEL" in found.reason


def test_a_named_model_without_a_key_says_where_to_put_it(store):
    found = provider_for(CodegenAutogenConfig(model_name="m"), store, "/w")
    assert isinstance(found, NoModel)
    assert "OPENAI_API_KEY" in found.reason


def test_a_server_on_this_machine_needs_neither_key_nor_approval(store):
    found = provider_for(named("http://127.0.0.1:11434/v1"), store, "/w")
    assert not isinstance(found, NoModel)
    assert found.model == "m"


def test_an_endpoint_from_settings_needs_approval_for_this_workspace(store, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "canary")
    found = provider_for(named(FOREIGN), store, "/w")
    assert isinstance(found, NoModel)
    assert found.needs_approval == parse_origin(FOREIGN)

    approve(store, "/w", parse_origin(FOREIGN))
    allowed = provider_for(named(FOREIGN), store, "/w")
    assert isinstance(allowed, NoModel), "approved, but the key of another origin is not its key"
    assert allowed.needs_approval is None
    assert "key" in allowed.reason
    other = provider_for(named(FOREIGN), store, "/elsewhere")
    assert isinstance(other, NoModel)
    assert other.needs_approval is not None


def test_an_endpoint_from_the_environment_is_the_persons_own(store, monkeypatch):
    monkeypatch.setenv("CONTEXTEN_BASE_URL", FOREIGN)
    monkeypatch.setenv("CONTEXTEN_API_KEY", "canary")
    config = CodegenAutogenConfig.from_env({"CONTEXTEN_MODEL": "m", "CONTEXTEN_BASE_URL": FOREIGN})
    assert not isinstance(provider_for(config, store, "/w"), NoModel)
