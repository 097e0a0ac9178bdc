"""A Door is where commands are run: in the server of a running editor, or in this process.

**Invariant:** both take the same names and the same JSON, so that a tool does not know which one it talks to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, Protocol

Json = dict[str, Any]
OnNews = Callable[[str, int | None], None]
"""Is given a message and, where it is true, a percentage."""
Seen = Literal["editor", "disk"]
"""Which texts a Door sees: those in the editor, saved or not, or those on disk."""


class Door(Protocol):
    """Runs commands of `workspace/executeCommand`."""

    @property
    def seen(self) -> Seen:
        """Whose texts it sees."""
        ...

    @property
    def root(self) -> str:
        """The folder of the workspace, absolute, as it is spelled there."""
        ...

    async def run(self, command: str, arguments: Mapping[str, object], on_news: OnNews) -> Json:
        """The command's result. Raises ClientError for a wrong request, ContextenError where it could not be done."""
        ...

    async def aclose(self) -> None:
        """Let go of what it holds."""
        ...
