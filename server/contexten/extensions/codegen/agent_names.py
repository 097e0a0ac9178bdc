"""The names of agents, and the commands of local ones, as settings give them."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from contexten.agents.acp.model import LocalAgent
from contexten.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

CODEGEN = "codegen"
"""The name that always means Codegen's agents."""

_LONGEST = 400
"""Characters of a command: a person must be able to read it in a question."""


def parse_agents(entries: Sequence[str]) -> dict[str, LocalAgent]:
    """The agents that a setting names as `NAME=COMMAND`. Raises ConfigError for an entry that is none."""
    found: dict[str, LocalAgent] = {}
    for entry in entries:
        agent = _agent(entry)
        if agent.name in found:
            raise ConfigError(f"Two local agents are called {agent.name!r}.")
        found[agent.name] = agent
    return found


def _agent(entry: str) -> LocalAgent:
    name, sign, line = (part.strip() for part in entry.partition("="))
    if not sign or not name or not name.isprintable() or len(name) > 40:
        raise ConfigError(f"{entry[:80]!r} is no local agent: write 'NAME=COMMAND', such as 'gemini=gemini --acp'.")
    if name.lower() == CODEGEN:
        raise ConfigError("A local agent cannot be called 'codegen': that name means Codegen's own.")
    if len(line) > _LONGEST or not line.isprintable():
        raise ConfigError(f"The command of the local agent {name!r} is longer than {_LONGEST} plain characters.")
    try:
        command = tuple(shlex.split(line))
    except ValueError as error:
        raise ConfigError(f"The command of the local agent {name!r} has an open quotation mark.") from error
    if not command or not command[0]:
        raise ConfigError(f"The local agent {name!r} has no command.")
    return LocalAgent(name, command)
