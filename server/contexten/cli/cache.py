"""`contexten cache`: what is kept on this machine, forgetting it, and who it may be shared with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from contexten.cli.errors import shown_errors
from contexten.cli.render import stdout
from contexten.cli.session import open_store
from contexten.extensions.codegen.config import CodegenAutogenConfig
from contexten.extensions.codegen.team import NoTeam, allow, team_for
from contexten.store.folder import default_folder

if TYPE_CHECKING:
    from contexten.store.store import Store


@click.group("cache")
def command() -> None:
    """See and forget the answers and facts that are kept on this machine."""


@command.command("stats")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of sentences.")
@shown_errors
def stats(*, as_json: bool) -> None:
    """Show what is kept, where, and how it stands with the team's server."""
    with open_store() as store:
        told = _told(store)
    if as_json:
        click.echo(json.dumps(told))
        return
    console = stdout()
    console.print(f"Folder: {told['folder']}")
    console.print(f"Answers: {told['answers']['count']}, {told['answers']['bytes'] / 1e6:.1f} MB")
    console.print(f"Facts of files: {told['facts']['count']}, {told['facts']['bytes'] / 1e6:.1f} MB")
    console.print(f"Team: {told['team']['server'] or told['team']['reason'] or 'not configured'}")
    if told["degraded"]:
        console.print(told["degraded"])


@command.command("clear")
@click.option("--index", is_flag=True, help="Also the facts of files; the next start parses them again.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a sentence.")
@shown_errors
def clear(*, index: bool, as_json: bool) -> None:
    """Forget the answers on this machine. Tasks, approvals and what a team shares stay.

    A server that runs keeps what it has in memory: there, use the command contexten.cache.clear.
    """
    with open_store() as store:
        forgotten = {"answers": store.generations.clear(), "facts": store.clear_facts() if index else 0}
    if as_json:
        click.echo(json.dumps(forgotten))
        return
    more = f" and {forgotten['facts']} values of the index" if index else ""
    stdout().print(f"Forgotten: {forgotten['answers']} answers{more}.")


@command.command("allow", short_help="Let settings name the team's cache at URL.")
@click.argument("url")
@shown_errors
def allow_team(*, url: str) -> None:
    """Let settings name the Redis or Valkey server at URL as the team's cache.

    Answers quote code of the workspace, so allow a server of your team only.
    """
    with open_store() as store:
        address = allow(store, url)
    stdout().print(f"Answers may be shared by {address.shown}.")


def _told(store: Store) -> dict[str, Any]:
    answers, facts = store.generations.size(), store.blobs.size()
    team = team_for(CodegenAutogenConfig.from_env(), store)
    named = {"server": "", "reason": team.reason} if isinstance(team, NoTeam) else {"server": team.address.shown}
    return {
        "folder": str(default_folder()),
        "answers": {"count": answers[0], "bytes": answers[1]},
        "facts": {"count": facts[0], "bytes": facts[1]},
        "team": {"reason": "", **named},
        "degraded": store.degraded,
    }
