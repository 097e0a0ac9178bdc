"""The configuration: one shape for `initializationOptions`, `workspace/configuration`, pushed settings and scripts.

**Invariant:** a workspace can narrow what is allowed, never widen it; a key is never a setting (see `llm.keys`).
"""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, cast

from contexten.errors import ConfigError
from contexten.extensions.codegen.agent_names import parse_agents
from contexten.extensions.codegen.documented import with_codegen_environment
from contexten.extensions.codegen.settings import SETTINGS, Value
from contexten.extensions.codegen.utils.validation import checked, unknown_items
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
    model_first_token: float = 30.0
    model_retries: int = 2
    model_connections: int = 64
    model_prices: tuple[str, ...] = ()
    model_max_tokens_per_day: int = 0
    model_max_dollars_per_day: float = 0.0
    model_purpose: str = ""
    model_origin_trusted: bool = False
    """Whether the endpoint was named by the person (environment, command line) and not by editor settings."""
    context_enabled: bool = True
    context_budget: int = 8000
    context_max_size: int = 50_000
    context_threshold: float = 0.0
    context_cochange: bool = False
    fallback_chain: tuple[str, ...] = ("model", "draft")
    agent_allow_paid: bool = False
    agent_default: str = "codegen"
    agent_local_agents: tuple[str, ...] = ()
    agent_local_environment: tuple[str, ...] = ()
    agent_local_terminals: bool = False
    draft_enabled: bool = True
    draft_fallback: bool = True
    cache_enabled: bool = True
    cache_ttl: int = 7 * 24 * 3600
    batch_size: int = 5
    agent_org_id: int = 0
    agent_token: str = field(default="", repr=False)
    """Never a setting: from the environment or the keyring, or given by a script."""
    agent_base_url: str = "https://api.codegen.com"
    agent_timeout: float = 30.0
    agent_async: bool = False
    agent_max_runs_per_day: int = 50
    agent_max_minutes: float = 360.0
    agent_max_files: int = 20
    agent_protocols: tuple[str, ...] = ("https", "ssh")
    cache_team_url: str = field(default="", repr=False)
    """It can hold a password, so it is never shown."""
    cache_team_trusted: bool = False
    """Whether the team's server was named by the person and not by editor settings."""
    code_action_enabled: bool = True
    code_action_marker: str = "ai:"
    hover_enabled: bool = True
    hover_disabled: tuple[str, ...] = ()
    code_lens_enabled: bool = False
    navigation_languages: tuple[str, ...] = ()
    inline_enabled: bool = False
    inline_model: str = ""
    inline_base_url: str = ""
    inline_form: str = "chat"
    inline_template: str = ""
    inline_timeout: int = 1500
    inline_delay: int = 150
    inline_budget: int = 2000
    inline_max_tokens: int = 160
    inline_max_lines: int = 8
    inline_max_per_day: int = 5000
    index_exclude: tuple[str, ...] = ()
    index_workers: int = 0
    attach_enabled: bool = True
    performance_telemetry: bool = False
    log_level: str = "warning"

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> CodegenAutogenConfig:
        """Defaults, with what the environment says: `CONTEXTEN_…` and `CODEGEN_…`."""
        return with_environment(cls(), os.environ if environment is None else environment)

    @property
    def has_model(self) -> bool:
        """Whether a model is named; whether it can be used also takes a key and a network."""
        return bool(self.model_name)

    def for_suggestions(self) -> CodegenAutogenConfig:
        """The same with the model and the endpoint of completion at the cursor in place of those of everything else."""
        name, url = self.inline_model or self.model_name, self.inline_base_url
        if not url or url == self.model_base_url:
            return replace(self, model_name=name)
        # What the environment vouches for is an origin; another path at it is the same place.
        trusted = self.model_origin_trusted and parse_origin(url) == parse_origin(self.model_base_url)
        return replace(
            self,
            model_name=name,
            model_base_url=url,
            model_kind=self.model_kind if trusted else "openai",
            model_origin_trusted=trusted,
        )


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
    if team:
        config = replace(config, cache_team_url=team, cache_team_trusted=True)
    return with_codegen_environment(_with_local_agents(config, environment), environment)


def _with_local_agents(config: CodegenAutogenConfig, environment: Mapping[str, str]) -> CodegenAutogenConfig:
    agents = tuple(line.strip() for line in environment.get("CONTEXTEN_AGENTS", "").splitlines() if line.strip())
    parse_agents(agents)
    variables = tuple(environment.get("CONTEXTEN_AGENT_VARIABLES", "").split())
    return replace(
        config,
        agent_local_agents=config.agent_local_agents or agents,
        agent_local_environment=config.agent_local_environment or variables,
    )


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
            value = values[setting.field] = checked(setting, given)
        except ConfigError as error:
            warnings.append(str(error))
        else:
            warnings += unknown_items(setting, value)
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


def field_names() -> frozenset[str]:
    """The names of all configuration fields, for the test that ties them to the settings table."""
    return frozenset(field.name for field in fields(CodegenAutogenConfig))
