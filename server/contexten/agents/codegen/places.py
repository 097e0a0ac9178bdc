"""Which organisation and which repository a run belongs to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.errors import AgentRefused, ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contexten.agents.codegen.client import CodegenClient

_ORGANISATION = ("CODEGEN_ORG_ID", "REPOSITORY_ORG_ID")
_REPOSITORY = ("CODEGEN_REPO_ID", "REPOSITORY_ID")
_REMOTE = re.compile(r"(?:[a-z+]+://|(?:[^@/\s]+@)?[^:/\s]+:)(?:[^/\s]*@)?\S*?([\w.-]+/[\w.-]+?)(?:\.git)?/?")


async def organisation_of(client: CodegenClient, explicit: int | None, environ: Mapping[str, str]) -> int:
    """The explicit one, else CODEGEN_ORG_ID, else REPOSITORY_ORG_ID, else the first that the API names.

    Raises ConfigError for a variable that is no number, AgentRefused where there is no organisation.
    """
    known = _known(explicit, _ORGANISATION, environ)
    if known is not None:
        return known
    found = await client.organisations()
    if not found:
        raise AgentRefused("Your token belongs to no organisation at Codegen: set CODEGEN_ORG_ID, or use another one.")
    return found[0].id


async def repository_of(
    client: CodegenClient, organisation: int, explicit: int | None, remote: str, environ: Mapping[str, str]
) -> int | None:
    """The explicit one, else CODEGEN_REPO_ID, else REPOSITORY_ID, else the one that git's `remote` names.

    None without any of them: Codegen then chooses. Raises AgentRefused where `remote` is none of the organisation's.
    """
    known = _known(explicit, _REPOSITORY, environ)
    name = full_name(remote)
    if known is not None or name is None:
        return known
    found = await client.repositories(organisation)
    same = next((one for one in found if one.full_name.casefold() == name.casefold()), None)
    if same is None:
        raise AgentRefused(f"Codegen does not know the repository {name!r}: add it there, or set CODEGEN_REPO_ID.")
    if same.archived:
        raise AgentRefused(f"The repository {name!r} is archived at Codegen: nothing can be changed there.")
    return same.id


def full_name(remote: str) -> str | None:
    """`owner/name` of a git remote's address; None for one that names none, such as a folder."""
    found = _REMOTE.fullmatch(remote.strip())
    return found[1] if found and not remote.startswith("file:") else None


def _known(explicit: int | None, names: tuple[str, ...], environ: Mapping[str, str]) -> int | None:
    if explicit is not None:
        return explicit
    for name in names:
        value = environ.get(name, "").strip()
        if value:
            if not value.isascii() or not value.isdigit():
                raise ConfigError(f"{name} must be a whole number, the id that Codegen shows in its settings.")
            return int(value)
    return None
