"""What a script gets back: the generation, the code as text, and what was named but not found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.extensions.codegen.current import diff_of
from contexten.extensions.codegen.outcome import Failed, Proposed, Refused, Stale
from contexten.extensions.codegen.report import Result, described
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.edits.model import FileEdit
    from contexten.extensions.codegen.outcome import Generation, Outcome, Step
    from contexten.text import Patch
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target


@dataclass(frozen=True, slots=True)
class Generated:
    """One answered request. Nothing is written to disk; `files` holds the new texts."""

    generation: Generation
    target: Target | None
    """None where the place was not found."""
    snapshot: Snapshot
    """The workspace that the answer was made on."""
    unknown: tuple[str, ...] = ()
    """Names of the codebase context that the workspace does not define."""

    @property
    def outcome(self) -> Outcome:
        """How it ended."""
        return self.generation.outcome

    @property
    def succeeded(self) -> bool:
        """Whether there is new code."""
        return isinstance(self.outcome, Proposed)

    @property
    def reason(self) -> str:
        """Why there is no new code; empty where there is."""
        match self.outcome:
            case Refused(reason) | Stale(reason) | Failed(reason):
                return reason
            case _:
                return ""

    @property
    def code(self) -> str:
        """The new text of what was asked for: the definition, the inserted code, or the whole new file."""
        file = self._main()
        if file is None or self.target is None:
            return ""
        if not file.base.data:
            return file.result.text
        symbol = self.target.symbol
        is_about_symbol = symbol is not None and symbol.span.covers(self.target.span)
        span = symbol.span if symbol is not None and is_about_symbol else self.target.span
        return file.result.slice(_moved(span, file.patches))

    @property
    def files(self) -> dict[str, str]:
        """The whole new text of each changed file, by its path below the root."""
        return {self.snapshot.relative(file.path): file.result.text for file in self._plan()}

    @property
    def diff(self) -> str:
        """The unified diff of all files."""
        return diff_of(self.snapshot, self._plan())

    @property
    def steps(self) -> tuple[Step, ...]:
        """What was tried, in order."""
        return self.generation.steps

    def described(self) -> Result:
        """The same as JSON, as commands answer it."""
        more: Result = {"code": self.code, "diff": self.diff, "unknown": list(self.unknown)}
        return described(self.snapshot, self.generation) | more

    def _plan(self) -> Sequence[FileEdit]:
        return self.outcome.plan.files if isinstance(self.outcome, Proposed) else ()

    def _main(self) -> FileEdit | None:
        files = self._plan()
        own = [file for file in files if self.target is not None and file.path == self.target.path]
        return next(iter([*own, *files]), None)


def _moved(span: Span, patches: Sequence[Patch]) -> Span:
    """Where `span` of the old text is in the new one; what was put in at its ends belongs to it."""
    before = sum(len(patch.text) - len(patch.span) for patch in patches if patch.span.end < span.start)
    inside = sum(len(patch.text) - len(patch.span) for patch in patches if _touches(patch.span, span))
    return Span(span.start + before, span.end + before + inside)


def _touches(patch: Span, span: Span) -> bool:
    return patch.end >= span.start and patch.start <= span.end
