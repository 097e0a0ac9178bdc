"""A command of someone who is not the editor: run on the same Session, its news heard, its answer as plain JSON."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from pygls.protocol import default_converter

from contexten.lsp.methods.execute_command import execute_command

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from contexten.lsp.progress import OnNews
    from contexten.lsp.session import Session

Json = dict[str, Any]


class Outside:
    """Runs commands beside the editor's own."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @cached_property
    def _plain(self) -> Callable[[object], Any]:
        """Made once, when it is first needed: that takes 16 ms."""
        return cast("Callable[[object], Any]", default_converter().unstructure)

    async def run(self, command: str, arguments: Sequence[Mapping[str, object]], on_news: OnNews) -> Json:
        """The result of `workspace/executeCommand`. Raises ClientError and ContextenError as that answers them."""
        with self._session.progresses.heard(on_news) as token:
            params = {"command": command, "arguments": list(arguments), "workDoneToken": token}
            return cast("Json", self._plain(await execute_command(self._session, params)))
