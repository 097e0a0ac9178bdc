"""What a row of the command table says, and what its function is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from contexten.lsp.routes import Execution

if TYPE_CHECKING:
    from collections.abc import Callable

    from lsprotocol import types

    from contexten.lsp.session import Session

_Arguments = TypeVar("_Arguments", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Asked(Generic[_Arguments]):
    """One execution of a command."""

    session: Session
    arguments: _Arguments
    token: types.ProgressToken | None = None
    """Under which the client wants to see progress."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command of `workspace/executeCommand`.

    `run` is given an Asked. That of an asynchronous command does at once what must see the texts as they are when the
    request arrives, and returns the coroutine that does the rest.
    """

    name: str
    arguments: type[msgspec.Struct]
    run: Callable[[Asked[Any]], Any]
    summary: str
    """One sentence for the reference page."""
    execution: Execution = Execution.SYNC
