"""Which repository a git remote names, and where the ids come from."""

from __future__ import annotations

import pytest

from contexten.agents.codegen.places import full_name, organisation_of, repository_of
from contexten.errors import AgentRefused, ConfigError
from support.codegen_api import ORGANISATION


@pytest.mark.parametrize(
    "remote",
    [
        "git@github.com:acme/shop.git",
        "git@github.com:acme/shop",
        "https://github.com/acme/shop.git",
        "https://github.com/acme/shop/",
        "https://person:word@github.com/acme/shop.git\n",
        "ssh://git@github.com:22/acme/shop.git",
        "git://github.com/acme/shop",
    ],
)
def test_a_remote_names_its_repository(remote):
    assert full_name(remote) == "acme/shop"


@pytest.mark.parametrize("remote", ["", "/srv/git/shop.git", "../shop", "file:///srv/git/acme/shop.git", "shop"])
def test_a_folder_names_none(remote):
    assert full_name(remote) is None


async def test_the_repository_is_explicit_a_variable_or_what_the_remote_names(desk):
    api = desk.serve(repositories=[f"acme/part-{number}" for number in range(150)] + ["Acme/Shop"])
    client = desk.client(api)
    remote = "git@github.com:acme/shop.git"
    assert await repository_of(client, ORGANISATION, 5, remote, {"CODEGEN_REPO_ID": "6"}) == 5
    assert await repository_of(client, ORGANISATION, None, remote, {"CODEGEN_REPO_ID": "6"}) == 6
    assert await repository_of(client, ORGANISATION, None, remote, {"REPOSITORY_ID": "7"}) == 7
    assert api.asked("repos") == []
    assert await repository_of(client, ORGANISATION, None, remote, {}) == 151
    assert await repository_of(client, ORGANISATION, None, "/srv/git/shop", {}) is None


async def test_an_archived_or_unknown_repository_is_told(desk):
    client = desk.client(desk.serve(repositories=["acme/old-archived"]))
    with pytest.raises(AgentRefused, match="'acme/old-archived' is archived"):
        await repository_of(client, ORGANISATION, None, "https://github.com/acme/old-archived", {})
    with pytest.raises(AgentRefused, match="does not know the repository 'acme/new'"):
        await repository_of(client, ORGANISATION, None, "https://github.com/acme/new", {})


async def test_a_variable_that_is_no_number_is_told(desk):
    with pytest.raises(ConfigError, match="CODEGEN_ORG_ID must be a whole number"):
        await organisation_of(desk.client(desk.serve()), None, {"CODEGEN_ORG_ID": "acme"})


async def test_a_token_without_an_organisation_is_told(desk):
    with pytest.raises(AgentRefused, match="belongs to no organisation"):
        await organisation_of(desk.client(desk.serve(organisations=())), None, {})
