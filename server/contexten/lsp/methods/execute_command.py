"""`workspace/executeCommand`: finds the command and decodes its one argument.

The JSON is read here and not by lsprotocol or pygls, so that arguments arrive as they were sent.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, cast

import msgspec

from contexten.errors import ClientError
from contexten.lsp.commands.arguments import decode
from contexten.lsp.commands.command import Asked, Command
from contexten.lsp.commands.table import COMMANDS
from contexten.lsp.routes import Execution
from contexten.lsp.shapes import WrongShape, shaped

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from contexten.lsp.session import Session

_COMMANDS: Mapping[str, Command] = {command.name: command for command in COMMANDS}


class _Params(msgspec.Struct, rename="camel"):
    command: str
    arguments: list[Any] | None = None
    work_done_token: str | int | None = None


def execute_command(session: Session, params: object) -> Coroutine[Any, Any, object]:
    """Start the command. Raises ClientError for an unknown command or argument."""
    try:
        given = shaped(params, _Params)
    except WrongShape:
        raise ClientError("The params of workspace/executeCommand need 'command' and 'arguments', a list.") from None
    command = _COMMANDS.get(given.command)
    if command is None:
        raise ClientError(f"The command '{given.command[:60]}' does not exist.{_hint(given.command)}")
    arguments = decode(command.arguments, given.arguments or ())
    session.rest.put_off()
    result = command.run(Asked(session, arguments, given.work_done_token))
    return cast("Coroutine[Any, Any, object]", result) if command.execution is Execution.ASYNC else _given(result)


async def _given(result: object) -> object:
    return result


def _hint(name: str) -> str:
    close = difflib.get_close_matches(name, _COMMANDS, n=1)
    return f" Did you mean '{close[0]}'?" if close else ""
