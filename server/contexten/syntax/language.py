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
    """Start of a line comment: `#`, `//`; that of a block comment where there are no line comments."""
    block: tuple[str, str] | None = None
    doc: tuple[str, str, str] | None = None
    """First, middle and last line's start of a doc comment (`/**`, ` * `, ` */`); None: see `docstring`."""
    other_doc: str = ""
    """A pattern of doc text before a definition that is no comment of these forms."""
    types_too: bool = True
    """Whether types are documented in the form of `doc`; else by line comments."""


@dataclass(frozen=True, slots=True)
class Worded:
    """How blocks are written that a word closes."""

    close: str = "end"
    opening: str = ""
    """What opens a block behind a header, where more than a line end does."""
    short: str = ""
    """A pattern of what stands between a header and a body that is one expression; empty: there is no such form."""


@dataclass(frozen=True, slots=True)
class Short:
    """How a body is written that is one expression behind a mark."""

    mark: str
    behind: bool = False
    """Whether the braces of a longer body stand behind the mark; else in its place."""
    returns: bool = False
    """Whether a longer body gives its value by `return`; else the last expression is the value."""
    nothing: tuple[str, ...] = ("",)
    """Results for which nothing is returned."""
    probe: str = ""
    """A header: what stands behind it and the mark without an error is one expression."""


@dataclass(frozen=True, slots=True)
class Builtins:
    """The names that a language gives without an import."""

    names: frozenset[str] = frozenset()
    """Names, keywords among them, that mean something in every file."""
    ambient: frozenset[str] = frozenset()
    """Names that a usual host, test runner or base adds: they need no definition, and may yet not be there."""
    members: frozenset[str] = frozenset()
    """Members that every program of the language has, those of its built-in types."""

    def knows(self, name: str) -> bool:
        """Whether `name` can be used without being defined or imported."""
        return name in self.names or name in self.ambient


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language: names, grammar, and the small facts that edits and drafts need to write it.

    Each is one object, compared and hashed as such: what is kept by language is looked up several times for each file.
    """

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
    short: Short | None = None
    """How a body is one expression, where it can be and the rest of the body's form does not say so."""
    equations: bool = False
    """Whether a function's body is its equations, each with a header of its own."""
    worded: Worded | None = None
    """How blocks are closed by a word, where they are."""
    docstring: bool = False
    """Whether the doc text is the first statement of the body."""
    test_file: Callable[[str], str] = field(default=lambda path: path)
    """The path (relative, `/`) where tests of the file at `path` go by this language's custom."""
    builtins: Builtins = Builtins()
    queries: tuple[str, ...] = ()
    """Folders whose `facts.scm` are joined, in this order; empty: only its own."""
    imports_inside: bool = False
    """Whether imports stand inside a module's block, indented, and not at the margin."""
    local_imports: bool = False
    """Whether an import may stand among the statements of a body, and stays there."""
    snippets: Callable[[], Language] | None = None
    """The row that reads text without the mark `code_mark`, such as a model's answer; None: this one."""
    code_mark: bytes = b""
    """What opens code in a file that may hold other text as well: `<?`."""
    opening: str = ""
    """What a new file begins with where its code does not."""
    frame: str = ""
    """A pattern of the lines that only open a file or say where its code belongs."""
    shells: tuple[tuple[str, str], ...] = ()
    """What may stand around members and statements that are no file of their own."""
    shown_calls: bool = True
    """Whether code and index show that a called name is defined nowhere; False: too much is known without them."""

    @property
    def by_indentation(self) -> bool:
        """Whether nothing but indentation shows where a block ends."""
        return not self.braces and self.worded is None
