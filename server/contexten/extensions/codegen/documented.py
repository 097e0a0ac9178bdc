"""The configuration in the words of the founding document: its keys, its variables, and what each means here.

Keys are checked like settings; an unknown one is an error, because a script's author can mend it.
"""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING

from contexten.errors import ConfigError
from contexten.extensions.codegen.utils.validation import checked, setting_of
from contexten.llm.keys import codegen_base_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contexten.extensions.codegen.config import CodegenAutogenConfig

KEYS = {
    "org_id": "agent_org_id",
    "base_url": "agent_base_url",
    "timeout": "agent_timeout",
    "enable_async_processing": "agent_async",
    "max_retries": "model_retries",
    "connection_pool_size": "model_connections",
    "autogenlib_description": "model_purpose",
    "enable_caching": "cache_enabled",
    "cache_ttl": "cache_ttl",
    "enable_context_enhancement": "context_enabled",
    "max_context_size": "context_max_size",
    "context_relevance_threshold": "context_threshold",
    "request_batch_size": "batch_size",
}
"""The document's keys and the fields they fill; `token` is no setting and stands beside them."""

VARIABLES = {
    "CODEGEN_ORG_ID": "org_id",
    "CODEGEN_TIMEOUT": "timeout",
    "CODEGEN_MAX_RETRIES": "max_retries",
}
"""The variables that give a key."""


def with_keys(config: CodegenAutogenConfig, given: Mapping[str, object]) -> CodegenAutogenConfig:
    """`config` with the document's keys laid over it; None leaves a key as it is. Raises ConfigError."""
    values: dict[str, object] = {}
    for key, value in given.items():
        if value is None:
            continue
        if key == "token":
            values["agent_token"] = _token(value)
        elif key in KEYS:
            values[KEYS[key]] = _checked(key, value)
        else:
            raise ConfigError(_unknown(key))
    return replace(config, **values)  # pyright: ignore[reportArgumentType] - checked by the table of settings


def with_codegen_environment(config: CodegenAutogenConfig, environment: Mapping[str, str]) -> CodegenAutogenConfig:
    """`config` with what CODEGEN_… variables say where it says nothing yet. Raises ConfigError.

    The token is no part of it: `llm.keys` finds it when it is needed, and only for the address it belongs to.
    """
    default = type(config)()
    given = {key: environment[name] for name, key in VARIABLES.items() if environment.get(name)}
    given["base_url"] = codegen_base_url(environment)
    open_keys = {key: value for key, value in given.items() if _is_default(config, default, KEYS[key])}
    config = with_keys(config, open_keys)
    return config


def _is_default(config: CodegenAutogenConfig, default: CodegenAutogenConfig, field: str) -> bool:
    return getattr(config, field) == getattr(default, field)


def _checked(key: str, value: object) -> object:
    setting = setting_of(KEYS[key])
    return checked(setting, _number(value) if isinstance(setting.default, int | float) else value, name=key)


def _number(value: object) -> object:
    """A number where a text states one, as variables of the environment do; `"11"` is organisation 11."""
    if not isinstance(value, str):
        return value
    try:
        return float(value)
    except ValueError:
        return value


def _token(value: object) -> str:
    if not isinstance(value, str) or not value.isascii() or any(character.isspace() for character in value.strip()):
        raise ConfigError("The token for Codegen is no text of plain characters; take it as the site shows it.")
    return value.strip()


def _unknown(key: str) -> str:
    close = difflib.get_close_matches(key, [*KEYS, "token"], n=1)
    hint = f" Did you mean '{close[0]}'?" if close else f" Known are: {', '.join(sorted([*KEYS, 'token']))}."
    return f"The configuration has no key '{key}'.{hint}"
