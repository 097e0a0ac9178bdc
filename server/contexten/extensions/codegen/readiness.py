"""What is configured and what is not, in sentences: the answer of `initialize`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.extensions.codegen.agent_names import parse_agents
from contexten.extensions.codegen.providers import NoModel

if TYPE_CHECKING:
    from contexten.extensions.codegen.config import CodegenAutogenConfig
    from contexten.llm.protocol import Provider

_OFF = "switched off"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the integration."""

    name: str
    ready: bool
    detail: str
    """What it is, or why it is not ready and what to do; never a secret."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """All parts, in the order in which a request meets them."""

    parts: tuple[Part, ...]

    def __getitem__(self, name: str) -> Part:
        """The part called `name`; KeyError where there is none."""
        for part in self.parts:
            if part.name == name:
                return part
        raise KeyError(name)

    def __str__(self) -> str:
        """One line for each part."""
        return "\n".join(f"{'ready' if part.ready else 'off  '}  {part.name}: {part.detail}" for part in self.parts)

    def described(self) -> dict[str, dict[str, object]]:
        """The same as JSON, by name."""
        return {part.name: {"ready": part.ready, "detail": part.detail} for part in self.parts}


def readiness(
    config: CodegenAutogenConfig,
    model: Provider | NoModel,
    *,
    has_token: bool,
    root: str,
    indexed: bool,
    degraded: str,
) -> Readiness:
    """What can be used with `config`; nothing is asked of the network."""
    return Readiness(
        (
            _model(model),
            _agent(config, has_token=has_token),
            Part("context", config.context_enabled, _context(config, root, indexed=indexed)),
            Part("draft", config.draft_enabled, "without a model, by analogy" if config.draft_enabled else _OFF),
            Part("cache", config.cache_enabled and not degraded, degraded or _cache(config)),
        )
    )


def _model(model: Provider | NoModel) -> Part:
    if isinstance(model, NoModel):
        return Part("model", ready=False, detail=model.reason)
    return Part("model", ready=True, detail=model.name)


def _agent(config: CodegenAutogenConfig, *, has_token: bool) -> Part:
    local = ", ".join(parse_agents(config.agent_local_agents))
    if local and not has_token:
        return Part("agent", ready=True, detail=f"on this machine: {local}")
    if not has_token:
        return Part("agent", ready=False, detail="There is no token for Codegen: set CODEGEN_API_TOKEN.")
    organisation = f"organisation {config.agent_org_id}" if config.agent_org_id else "the account's first organisation"
    more = f"; on this machine: {local}" if local else ""
    return Part("agent", ready=True, detail=f"Codegen at {config.agent_base_url}, {organisation}{more}")


def _context(config: CodegenAutogenConfig, root: str, *, indexed: bool) -> str:
    if not config.context_enabled:
        return _OFF
    return f"{root}, {'indexed' if indexed else 'indexed with the first request'}"


def _cache(config: CodegenAutogenConfig) -> str:
    return f"answers are kept for {_lasting(config.cache_ttl)}" if config.cache_enabled else _OFF


def _lasting(seconds: int) -> str:
    """A time in the largest unit that tells it exactly."""
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds and seconds % size == 0:
            return _counted(seconds // size, unit)
    return _counted(seconds, "second")


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
