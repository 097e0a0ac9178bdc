"""The configuration in the founding document's words."""

import pytest

from contexten.errors import ConfigError
from contexten.extensions.codegen import CodegenAutogenConfig, CodegenAutogenIntegration
from contexten.extensions.codegen.documented import KEYS, with_keys
from contexten.extensions.codegen.settings import SETTINGS

TOKEN = "cg-canary-" + "5b1e" * 4


def test_every_documented_key_fills_a_setting():
    assert set(KEYS.values()) <= {setting.field for setting in SETTINGS}


async def test_the_constructor_takes_them_as_the_document_prints_them():
    integration = CodegenAutogenIntegration(
        org_id="11",
        token=TOKEN,
        autogenlib_config={"enable_caching": False, "enable_context_enhancement": False, "cache_ttl": 3600},
    )
    config = integration.config
    assert (config.agent_org_id, config.agent_token, config.cache_ttl) == (11, TOKEN, 3600)
    assert not config.cache_enabled
    assert not config.context_enabled


async def test_what_is_none_because_a_variable_is_not_set_changes_nothing():
    integration = CodegenAutogenIntegration(org_id=None, token=None, autogenlib_config={"cache_ttl": None})
    assert integration.config == CodegenAutogenConfig()


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("cache_tll", 1, "Did you mean 'cache_ttl'"),
        ("nonsense", 1, "Known are: autogenlib_description"),
        ("cache_ttl", "soon", "'cache_ttl' must be a whole number"),
        ("context_relevance_threshold", 1.5, "must be at most 1"),
        ("request_batch_size", 0, "must be at least 1"),
        ("enable_caching", "yes", "must be true or false"),
        ("token", "two words", "token"),
        ("base_url", "ftp://example.com", "http"),
    ],
)
def test_a_wrong_key_or_value_is_an_error_that_names_it(key, value, says):
    with pytest.raises(ConfigError, match=says):
        with_keys(CodegenAutogenConfig(), {key: value})


def test_the_environment_fills_what_is_left_open():
    config = CodegenAutogenConfig.from_env(
        {
            "CODEGEN_ORG_ID": "7",
            "CODEGEN_BASE_URL": "https://codegen.example",
            "CODEGEN_TIMEOUT": "12.5",
            "CODEGEN_MAX_RETRIES": "3",
        }
    )
    assert (config.agent_org_id, config.agent_base_url) == (7, "https://codegen.example")
    assert (config.agent_timeout, config.model_retries) == (12.5, 3)


async def test_a_token_is_not_taken_for_an_api_that_settings_put_elsewhere(monkeypatch):
    monkeypatch.setenv("CODEGEN_API_TOKEN", TOKEN)
    home = CodegenAutogenIntegration.from_env()
    assert (await home.initialize())["agent"].ready
    elsewhere = CodegenAutogenIntegration(autogenlib_config={"base_url": "https://other.example"})
    assert not (await elsewhere.initialize())["agent"].ready
    monkeypatch.setenv("CODEGEN_API_BASE_URL", "https://other.example")
    assert (await elsewhere.initialize())["agent"].ready
    await home.aclose()
    await elsewhere.aclose()


async def test_no_token_in_a_repr_or_in_what_is_ready():
    integration = CodegenAutogenIntegration(token=TOKEN)
    shown = f"{integration.config!r} {integration!r} {await integration.initialize()} {await integration.status()}"
    assert TOKEN not in shown
    await integration.aclose()
