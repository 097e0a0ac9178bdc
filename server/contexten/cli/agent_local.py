"""Local agents from a terminal: the question before one is started, and its own questions to the person."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from contexten import trace
from contexten.errors import AgentRefused
from contexten.extensions.codegen.agent_report import confirmation, local_confirmation

if TYPE_CHECKING:
    from contexten.extensions.codegen.adapters.agents import Agents


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be launched."""

    task: str
    agent: str
    model: str | None
    target: str | None
    context: bool
    wait: bool
    continues: str = ""


_ENDS = "A local agent ends with this command, so '--no-wait' would end it at once: leave it out."


async def question_before(agents: Agents, wish: Wish) -> str:
    """What a person is asked before `wish` is launched. Raises AgentError or ConfigError."""
    earlier = await agents.to_continue(wish.continues, agent=wish.agent, model=wish.model)
    local = None if earlier else agents.named(wish.agent)
    if local is None:
        place = await agents.place(earlier.request.folder if earlier else "")
        return confirmation(wish.task, place, agents.limits, wish.model, earlier)
    if not wish.wait:
        raise AgentRefused(_ENDS)
    return local_confirmation(wish.task, local, agents.local.minutes)


async def ask_here(question: str, answers: tuple[str, ...]) -> str | None:
    """Ask the person at the terminal; None where there is nobody at it."""
    return await asyncio.to_thread(_asked, question, answers)


def _asked(question: str, answers: tuple[str, ...]) -> str | None:
    if not sys.stdin.isatty():
        return None
    click.echo(trace.visible(question), err=True)
    for number, answer in enumerate(answers, 1):
        click.echo(f"  {number}  {trace.visible(answer)}", err=True)
    try:
        chosen = click.prompt("Your answer (0: none)", type=click.IntRange(0, len(answers)), default=0, err=True)
    except click.Abort:
        return None
    return answers[chosen - 1] if chosen else None
