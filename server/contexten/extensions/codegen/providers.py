"""From the configuration to a model that may be asked, or the sentence why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from contexten.calls.lines import Lines
from contexten.calls.retry import RetryPolicy
from contexten.errors import ConfigError
from contexten.llm.endpoints import Endpoint, Kind, Origin, well_known
from contexten.llm.keys import variable_for, with_key
from contexten.llm.openai_compatible import OpenAICompatible
from contexten.llm.resilient import ResilientProvider

if TYPE_CHECKING:
    from contexten.extensions.codegen.config import CodegenAutogenConfig
    from contexten.llm.protocol import Provider
    from contexten.store.store import Store


@dataclass(frozen=True, slots=True)
class NoModel:
    """No model can be asked."""

    reason: str
    """One sentence with the next step."""
    needs_approval: Origin | None = None
    """The endpoint that a person would have to approve first."""
    is_limit: bool = False
    """One could be asked, but not today any more."""


NOT_NAMED = NoModel("No model is configured (set 'contexten.model.name' or CONTEXTEN_MODEL).")


def provider_for(
    config: CodegenAutogenConfig, store: Store, workspace: str, lines: Lines | None = None
) -> Provider | NoModel:
    """The model that `config` names, asked with the care of its Line. May ask the keyring: call it off the event loop.

    An endpoint that settings name is used only where it is this machine's, a well-known one, or approved for this
    `workspace`: settings can come from the repository itself.
    """
    if not config.has_model:
        return NOT_NAMED
    try:
        endpoint = with_key(_endpoint(config))
    except ConfigError as error:
        return NoModel(str(error))
    if not _may_be_used(endpoint, config, store, workspace):
        return NoModel(
            f"The endpoint {endpoint.origin} was named by settings and is not approved for this workspace. Approve it "
            "when asked, or name it in CONTEXTEN_BASE_URL.",
            needs_approval=endpoint.origin,
        )
    if endpoint.key is None:
        return NoModel(
            f"There is no key for {endpoint.origin}: set {variable_for(endpoint.origin)}, or run "
            f"'contexten key set {endpoint.base_url}'."
        )
    line = (lines or Lines()).line(f"{endpoint.origin} {endpoint.model}")
    return ResilientProvider(
        OpenAICompatible(endpoint, connections=config.model_connections),
        line,
        RetryPolicy(retries=config.model_retries),
    )


def approve(store: Store, workspace: str, origin: Origin) -> None:
    """Remember that the person allows this workspace to use the endpoint."""
    store.approvals.add(workspace, str(origin))


def _endpoint(config: CodegenAutogenConfig) -> Endpoint:
    return Endpoint(
        base_url=config.model_base_url,
        model=config.model_name,
        kind=cast("Kind", config.model_kind),
        api_version=config.model_api_version or None,
    )


def _may_be_used(endpoint: Endpoint, config: CodegenAutogenConfig, store: Store, workspace: str) -> bool:
    known = config.model_origin_trusted or endpoint.is_loopback or well_known(endpoint.origin) is not None
    return known or store.approvals.has(workspace, str(endpoint.origin))
