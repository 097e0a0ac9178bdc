"""What a person at a terminal sees while something goes on; a pipe sees nothing of it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from contexten.cli.render import stderr
from contexten.trace import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from rich.progress import TaskID

    from contexten.extensions.codegen.run import OnProgress
    from contexten.extensions.codegen.run import Progress as News


class Bar:
    """A bar that comes with the first step; call it with (done, total), from any thread."""

    def __init__(self, progress: Progress, title: str) -> None:
        self._progress = progress
        self._title = title
        self._task: TaskID | None = None

    def __call__(self, done: int, total: int) -> None:
        """Show how far it is."""
        if self._task is None:
            self._task = self._progress.add_task(self._title, total=total)
        self._progress.update(self._task, completed=done, total=total)


@contextmanager
def counted(title: str) -> Generator[Callable[[int, int], None]]:
    """A bar for the steps inside the block."""
    console = stderr()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Bar(progress, title)


@contextmanager
def told() -> Generator[OnProgress]:
    """One line with the stage of the run inside the block, and how much is written."""
    console = stderr()
    if not console.is_terminal:
        yield lambda _news: None
        return
    written = 0
    with console.status("Starting") as status:

        def tell(news: News) -> None:
            nonlocal written
            written += len(news.text)
            message = visible(news.message)
            status.update(f"{message} ({written} characters)" if written else message)

        yield tell
