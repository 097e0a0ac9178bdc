"""An agent that wants its person to sign in first."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import acp.schema as words
from acp import RequestError

from contexten.errors import AgentRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from acp.connection import Connection

    from contexten.agents.acp.questions import Questions

_NOT_NOW = "Not now"
_MOST = 6
Method = words.EnvVarAuthMethod | words.TerminalAuthMethod | words.AuthMethodAgent


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants the sign-in, what it was given, and whom it can ask."""

    agent: str
    environment: Mapping[str, str]
    questions: Questions
    seconds: float
    """How long it may take."""


async def sign_in(connection: Connection, methods: Sequence[Method], asked: Asked) -> None:
    """Sign in by a method whose variables the agent was given, else by one that the person chooses.

    Raises AgentRefused, which says what to do, where that is not possible or does not work.
    """
    try:
        async with asyncio.timeout(asked.seconds):
            method = next((one for one in methods if _is_given(one, asked.environment)), None)
            if method is None:
                method = await _chosen(methods, asked)
            if method is not None:
                await connection.send_request("authenticate", {"methodId": method.id})
                return
    except (RequestError, TimeoutError) as error:
        raise AgentRefused(_advice(asked.agent, methods)) from error
    raise AgentRefused(_advice(asked.agent, methods))


def _is_given(method: Method, environment: Mapping[str, str]) -> bool:
    if not isinstance(method, words.EnvVarAuthMethod):
        return False
    return bool(method.vars) and all(one.name in environment for one in method.vars)


async def _chosen(methods: Sequence[Method], asked: Asked) -> Method | None:
    """What the person chose of the methods that the agent carries out itself."""
    names = {_plain(method.name, 60): method for method in methods if isinstance(method, words.AuthMethodAgent)}
    if not names:
        return None
    answers = (*tuple(names)[:_MOST], _NOT_NOW)
    chosen = await asked.questions.choose(f"The agent {asked.agent} wants you to sign in. How?", answers)
    return names.get(chosen or "")


def _advice(agent: str, methods: Sequence[Method]) -> str:
    variables = [one.name for method in methods if isinstance(method, words.EnvVarAuthMethod) for one in method.vars]
    if variables:
        named = ", ".join(variables[:5])[:200]
        return (
            f"The agent {agent} wants a key: set {named}, and name it in 'contexten.agent.local.environment', "
            "or sign in with the agent's own command."
        )
    said = next((_plain(method.description, 200) for method in methods if method.description), "")
    hint = f"It says: {said}." if said else "Start it once in a terminal and sign in there."
    return f"The agent {agent} wants you to sign in first. {hint}"


def _plain(text: str, longest: int) -> str:
    return " ".join(text.split())[:longest].rstrip(".")
