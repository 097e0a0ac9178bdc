"""Settings: one shape, whoever sends them."""

import pytest

from contexten.errors import ConfigError
from contexten.extensions.codegen.config import (
    CodegenAutogenConfig,
    field_names,
    parse_settings,
    with_environment,
)
from contexten.extensions.codegen.settings import SETTINGS
from contexten.ide.rules import RULES


def test_defaults_of_the_table_are_those_of_the_dataclass():
    default = CodegenAutogenConfig()
    assert {setting.field: setting.default for setting in SETTINGS} == {
        name: getattr(default, name)
        for name in field_names() - {"model_origin_trusted", "agent_token", "cache_team_trusted"}
    }


@pytest.mark.parametrize(
    "raw",
    [
        {"contexten": {"model": {"name": "m", "maxTokens": 100}}},
        {"model": {"name": "m", "maxTokens": 100}},
        {"contexten.model.name": "m", "contexten.model.maxTokens": 100},
        {"model.name": "m", "model": {"maxTokens": 100.0}},
    ],
)
def test_nested_bare_and_dotted_settings_mean_the_same(raw):
    config, warnings = parse_settings(raw)
    assert (config.model_name, config.model_max_tokens, warnings) == ("m", 100, ())


def test_an_unknown_key_warns_with_a_suggestion_and_the_rest_is_taken():
    config, warnings = parse_settings({"contexten": {"model": {"nmae": "x"}, "context": {"budget": 10}}})
    assert config.context_budget == 10
    assert warnings == (
        "The setting 'contexten.model.nmae' does not exist and is ignored. Did you mean 'contexten.model.name'?",
    )


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("context.budget", "many", "must be a whole number"),
        ("context.budget", -1, "must be at least 0"),
        ("context.budget", True, "must be a whole number"),
        ("cache.enabled", 1, "must be true or false"),
        ("model.kind", "magic", "must be one of 'openai', 'azure'"),
        ("model.baseUrl", "http://example.com/v1", "https"),
        ("index.exclude", "*.log", "must be a list of texts"),
    ],
)
def test_an_impossible_value_warns_and_the_default_stays(key, value, says):
    config, warnings = parse_settings({key: value})
    assert config == CodegenAutogenConfig()
    assert len(warnings) == 1
    assert says in warnings[0]


def test_a_rule_that_does_not_exist_warns_and_the_others_are_off():
    config, warnings = parse_settings({"hover": {"disabled": ["too-lnog", "duplicate", "x"]}})
    assert "duplicate" in config.hover_disabled
    first, second = warnings
    assert "'too-lnog'" in first
    assert "Did you mean 'too-long'?" in first
    assert "'x'" in second
    assert "'missing-error-handling'" in second


def test_the_settings_know_every_rule():
    (setting,) = [setting for setting in SETTINGS if setting.key == "hover.disabled"]
    assert set(setting.items) == {rule.id for rule in RULES}


def test_nothing_at_all_is_fine():
    assert parse_settings({}) == (CodegenAutogenConfig(), ())
    assert parse_settings({"contexten": None}) == (CodegenAutogenConfig(), ())
    assert parse_settings({"contexten": {"model": None}}) == (CodegenAutogenConfig(), ())


def test_the_environment_names_a_model_and_trusts_its_own_endpoint():
    config = CodegenAutogenConfig.from_env({"CONTEXTEN_MODEL": "m", "CONTEXTEN_BASE_URL": "https://models.example/v1"})
    assert config.has_model
    assert config.model_origin_trusted
    with pytest.raises(ConfigError):
        CodegenAutogenConfig.from_env({"CONTEXTEN_BASE_URL": "http://models.example/v1"})


def test_settings_go_before_the_environment_and_get_none_of_its_trust():
    config, _ = parse_settings({"model": {"name": "mine", "baseUrl": "https://other.example/v1"}})
    both = with_environment(config, {"CONTEXTEN_MODEL": "m", "CONTEXTEN_BASE_URL": "https://models.example/v1"})
    assert both == config


def test_settings_never_trust_their_own_endpoint():
    config, _ = parse_settings({"model": {"baseUrl": "https://models.example/v1", "originTrusted": True}})
    assert not config.model_origin_trusted
