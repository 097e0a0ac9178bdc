"""From the configuration to the team's cache, or the sentence why there is none.

Settings can come from the repository itself, and answers quote its code: a server that only settings name is used where
it is this machine's or the person allowed it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from contexten.errors import ConfigError
from contexten.store.team import Address, Team, parse_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contexten.extensions.codegen.config import CodegenAutogenConfig
    from contexten.store.store import Store

SECRET_VARIABLE = "CONTEXTEN_TEAM_CACHE_SECRET"  # noqa: S105 - the variable's name
_ALLOWED = "the team's cache"


@dataclass(frozen=True, slots=True)
class NoTeam:
    """Nothing is shared."""

    reason: str
    """One sentence with the next step; empty where nobody asked for it."""


def team_for(config: CodegenAutogenConfig, store: Store, environment: Mapping[str, str] | None = None) -> Team | NoTeam:
    """The team's cache that `config` names. Connects to nothing."""
    if not config.cache_team_url:
        return NoTeam("")
    try:
        address = parse_address(config.cache_team_url)
    except ConfigError as error:
        return NoTeam(str(error))
    if not config.cache_team_trusted:
        if _says_more(config.cache_team_url):
            return NoTeam(
                "The setting 'contexten.cache.team.url' takes neither a password nor options: put such a URL into "
                "CONTEXTEN_TEAM_CACHE_URL."
            )
        if not address.is_local and not store.approvals.has(_ALLOWED, address.shown):
            return NoTeam(
                f"The team's cache at {address.shown} was named by settings: allow it with 'contexten cache allow "
                f"{address.shown}', or name it in CONTEXTEN_TEAM_CACHE_URL."
            )
    secret = (os.environ if environment is None else environment).get(SECRET_VARIABLE, "")
    return Team(address, secret=secret.encode())


def allow(store: Store, url: str) -> Address:
    """Remember that the person lets settings name this server. Raises ConfigError."""
    address = parse_address(url)
    store.approvals.add(_ALLOWED, address.shown)
    return address


def _says_more(url: str) -> bool:
    """Whether a URL says more than where the server is and which of its databases is meant."""
    parts = urlsplit(url)
    return "@" in parts.netloc or bool(parts.query or parts.fragment)
