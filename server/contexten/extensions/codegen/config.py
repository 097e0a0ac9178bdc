"""The configuration: one shape for `initializationOptions`, `workspace/configuration`, pushed settings and scripts.

**Invariant:** a workspace can narrow what is allowed, never widen it; a key is never a setting (see `llm.keys`).
"""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, cast

from contexten.errors import ConfigError
from contexten.extensions.codegen.settings import SETTINGS, Setting, Value
from contexten.llm.endpoints import parse_origin

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class CodegenAutogenConfig:
    """All settings, validated; each field is explained in `settings.SETTINGS`."""

    model_name: str = ""
    model_base_url: str = "https://api.openai.com/v1"
    model_kind: str = "openai"
    model_api_version: str = ""
    model_max_tokens: int = 4096
    model_temperature: float = 0.2
    model_timeout: float = 300.0
    model_origin_trusted: bool = False
    """Whether the endpoint was named by the person (environment, command line) and not by editor settings."""
    context_enabled: bool = True
    context_budget: int = 8000
    context_cochange: bool = False
    draft_enabled: bool = True
    draft_fallback: bool = True
    cache_enabled: bool = True
    cache_ttl: int = 7 * 24 * 3600
    cache_team_url: str = field(default="", repr=False)
    """It can hold a password, so it is never shown."""
    cache_team_trusted: bool = False
    """Whether the team's server was named by the person and not by editor settings."""
    code_action_enabled: bool = True
    code_action_marker: str = "ai:"
    index_exclude: tuple[str, ...] = ()
    index_workers: int = 0
    log_level: str = "warning"

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> CodegenAutogenConfig:
        """Defaults, with `CONTEXTEN_MODEL`, `CONTEXTEN_BASE_URL` and `CONTEXTEN_TEAM_CACHE_URL` where they are set."""
        return with_environment(cls(), os.environ if environment is None else environment)

    @property
    def has_model(self) -> bool:
        """Whether a model is named; whether it can be used also takes a key and a network."""
        return bool(self.model_name)


def with_environment(config: CodegenAutogenConfig, environment: Mapping[str, str]) -> CodegenAutogenConfig:
    """`config` with what the person's own environment says where settings said nothing; it trusts its own endpoint."""
    default = CodegenAutogenConfig()
    name, base_url = environment.get("CONTEXTEN_MODEL", ""), environment.get("CONTEXTEN_BASE_URL", "")
    if name and config.model_name == default.model_name:
        config = replace(config, model_name=name)
    if base_url and config.model_base_url in {default.model_base_url, base_url}:
        parse_origin(base_url)
        config = replace(config, model_base_url=base_url, model_origin_trusted=True)
    team = environment.get("CONTEXTEN_TEAM_CACHE_URL", "")
    return replace(config, cache_team_url=team, cache_team_trusted=True) if team else config


def parse_settings(raw: Mapping[str, object]) -> tuple[CodegenAutogenConfig, tuple[str, ...]]:
    """The configuration that nested or dotted settings describe, and one sentence for each that was not taken."""
    warnings: list[str] = []
    values: dict[str, Value] = {}
    for key, given in _flatten(raw):
        setting = _BY_KEY.get(key)
        if setting is None:
            warnings.append(_unknown(key))
            continue
        try:
            values[setting.field] = _checked(setting, given)
        except ConfigError as error:
            warnings.append(str(error))
    return replace(CodegenAutogenConfig(), **values), tuple(warnings)


_BY_KEY = {setting.key: setting for setting in SETTINGS}
_SECTIONS = {setting.key[:end] for setting in SETTINGS for end, sign in enumerate(setting.key) if sign == "."}


def _flatten(raw: Mapping[str, object], prefix: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, value in raw.items():
        key = f"{prefix}{name}".removeprefix("contexten.")
        if key == "contexten" or (key in _SECTIONS and isinstance(value, dict)):
            nested = cast("dict[str, object]", value) if isinstance(value, dict) else {}
            found += _flatten(nested, "" if key == "contexten" else f"{key}.")
        elif value is not None:
            found.append((key, value))
    return found


def _unknown(key: str) -> str:
    close = difflib.get_close_matches(key, _BY_KEY, n=1)
    hint = f" Did you mean 'contexten.{close[0]}'?" if close else ""
    return f"The setting 'contexten.{key}' does not exist and is ignored.{hint}"


def _checked(setting: Setting, given: object) -> Value:
    value = _typed(setting, given)
    if value is None:
        raise ConfigError(f"The setting 'contexten.{setting.key}' must be {setting.wants}; the default is used.")
    if setting.choices and value not in setting.choices:
        options = ", ".join(f"'{choice}'" for choice in setting.choices)
        raise ConfigError(f"The setting 'contexten.{setting.key}' must be one of {options}; the default is used.")
    if setting.minimum is not None and isinstance(value, int | float) and value < setting.minimum:
        raise ConfigError(
            f"The setting 'contexten.{setting.key}' must be at least {setting.minimum}; the default is used."
        )
    if setting.is_url and isinstance(value, str) and value:
        parse_origin(value)
    return value


def _typed(setting: Setting, given: object) -> Value | None:
    default = setting.default
    if isinstance(default, bool):
        return given if isinstance(given, bool) else None
    if isinstance(default, tuple):
        items = cast("list[object]", given) if isinstance(given, list | tuple) else None
        return tuple(str(item) for item in items) if items is not None else None
    if isinstance(default, str):
        return given if isinstance(given, str) else None
    if isinstance(given, bool) or not isinstance(given, int | float):
        return None
    return float(given) if isinstance(default, float) else int(given)


def field_names() -> frozenset[str]:
    """The names of all configuration fields, for the test that ties them to the settings table."""
    return frozenset(field.name for field in fields(CodegenAutogenConfig))
