"""The row that describes one language: what it takes to read it, and the small facts that most rooms need of it.

To be read, a further language is one folder under `languages/` (a `language.py` with a row, a `facts.scm`, a
`reader.py`, test fixtures) and one line in the table `languages.LANGUAGES`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.syntax.reader import Reader


@dataclass(frozen=True, slots=True)
class Comments:
    """How comments are written."""

    line: str
    """Start of a line comment: `#`, `//`."""
    block: tuple[str, str] | None = None
    doc: tuple[str, str, str] | None = None
    """First, middle and last line's start of a doc comment (`/**`, ` * `, ` */`); None: see `docstring`."""


@dataclass(frozen=True, slots=True)
class Worded:
    """How blocks are written that a word closes."""

    close: str = "end"
    opening: str = ""
    """What opens a block behind a header, where more than a line end does."""
    short: str = ""
    """A pattern of what stands between a header and a body that is one expression; empty: there is no such form."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language: names, grammar, and the small facts that edits and drafts need to write it."""

    id: str
    """Our name of it, which is also the folder's: `python`, `typescript`, `tsx`."""
    title: str
    """As people write it: `Python`."""
    load: Callable[[], object]
    """Gives the grammar's capsule; imported on first use."""
    package: str
    """The distribution that carries the grammar; its version is part of the facts' digest."""
    extensions: tuple[str, ...]
    language_ids: tuple[str, ...]
    """`languageId`s of the protocol, first the usual one."""
    fences: tuple[str, ...]
    """What a model may write behind three back-ticks."""
    comments: Comments
    reader: Callable[[], Reader]
    """Gives the code that reads this grammar's definitions and imports; imported on first use."""
    indent: str = "    "
    """One level, where the file itself does not show another."""
    braces: bool = True
    """Whether blocks are in braces; False: by indentation, or as `worded` says."""
    worded: Worded | None = None
    """How blocks are closed by a word, where they are."""
    docstring: bool = False
    """Whether the doc text is the first statement of the body."""
    test_file: Callable[[str], str] = field(default=lambda path: path)
    """The path (relative, `/`) where tests of the file at `path` go by this language's custom."""
    queries: tuple[str, ...] = ()
    """Folders whose `facts.scm` are joined, in this order; empty: only its own."""
    bare_members: bool = False
    """Whether a method is called without a receiver inside its type."""
    shared_names: bool = False
    """Whether what stands at the top of a file is known in every other one without an import."""
    imports_inside: bool = False
    """Whether imports stand inside a module's block, indented, and not at the margin."""
    shown_calls: bool = True
    """Whether code and index show that a called name is defined nowhere; False: too much is known without them."""

    @property
    def by_indentation(self) -> bool:
        """Whether nothing but indentation shows where a block ends."""
        return not self.braces and self.worded is None
