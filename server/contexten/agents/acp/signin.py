"""An agent that wants its person to sign in first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import acp.schema as words

from contexten.errors import AgentRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from acp.connection import Connection

    from contexten.agents.acp.questions import Questions

_NOT_NOW = "Not now"
_MOST = 6
_Method = words.EnvVarAuthMethod | words.TerminalAuthMethod | words.AuthMethodAgent


async def sign_in(
    connection: Connection,
    agent: str,
    methods: Sequence[_Method],
    environment: Mapping[str, str],
    questions: Questions,
) -> None:
    """Sign in by a method whose variables the agent was given, else by one that the person chooses.

    Raises AgentRefused, which says what to do, where there is neither.
    """
    method = next((one for one in methods if _is_given(one, environment)), None)
    if method is None:
        method = await _chosen(
            agent, [one for one in methods if isinstance(one, words.AuthMethodAgent)][:_MOST], questions
        )
    if method is None:
        raise AgentRefused(_advice(agent, methods))
    await connection.send_request("authenticate", {"methodId": method.id})


def _is_given(method: _Method, environment: Mapping[str, str]) -> bool:
    if not isinstance(method, words.EnvVarAuthMethod):
        return False
    return bool(method.vars) and all(one.name in environment for one in method.vars)


async def _chosen(agent: str, methods: Sequence[words.AuthMethodAgent], questions: Questions) -> _Method | None:
    if not methods:
        return None
    names = {" ".join(method.name.split())[:60]: method for method in methods}
    chosen = await questions.choose(f"The agent {agent} wants you to sign in. How?", (*names, _NOT_NOW))
    return names.get(chosen or "")


def _advice(agent: str, methods: Sequence[_Method]) -> str:
    variables = [one.name for method in methods if isinstance(method, words.EnvVarAuthMethod) for one in method.vars]
    if variables:
        named = ", ".join(variables[:5])[:200]
        return (
            f"The agent {agent} wants a key: set {named}, and name it in 'contexten.agent.local.environment', "
            "or sign in with the agent's own command."
        )
    return f"The agent {agent} wants you to sign in first: start it once in a terminal and sign in there."
