"""EditPlan: patches per file, each naming the text it was made on. And the request that an answer is shaped for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contexten.syntax.language import Language
    from contexten.text import Document, Patch, Span


class Place(StrEnum):
    """Where an answer goes, relative to `Request.span`."""

    BODY = "body"
    """It becomes the body of the definition at `definition`; the answer may be the body or the whole definition."""
    REPLACE = "replace"
    """It replaces the span."""
    DOC = "doc"
    """It becomes the doc text of the definition; the answer may be bare text, a comment, or the whole definition."""
    INSERT = "insert"
    """It is inserted at the span, which is empty, on lines of its own."""
    APPEND = "append"
    """It goes to the end of the file, or becomes the file where there is none."""


@dataclass(frozen=True, slots=True)
class Request:
    """What an answer is for. The text is that of the moment of asking."""

    path: str
    document: Document
    language: Language
    place: Place
    span: Span
    """The permitted span; beyond it only imports may change (annotated)."""
    definition: Span | None = None
    """For BODY and DOC: the whole definition."""
    body: Span | None = None
    """For BODY and DOC: its body, as in `Definition.body`."""
    name: str = ""
    """Name of the definition, so that it is found again in an answer that repeats it."""
    exists: bool = True
    """False: the file is to be created."""


@dataclass(frozen=True, slots=True)
class Change:
    """One patch and what a person is told of it."""

    patch: Patch
    label: str
    """`generated body`, `new import`, `new file`: one annotation for each label."""
    needs_confirmation: bool = False
    """True outside the span that was asked for."""


@dataclass(frozen=True, slots=True)
class FileEdit:
    """The changes of one file, on the text with that digest."""

    path: str
    base: Document
    changes: tuple[Change, ...]
    create: bool = False
    delete: bool = False
    """The file is to go; there are no changes then."""
    target: str = ""
    """The path the file shall have when its changes are made; empty: the one it has."""
    confirm: bool = False
    """Whether a person must agree first, also where the client does not ask by itself."""

    @property
    def alters_folder(self) -> bool:
        """Whether a file comes, goes or gets another name."""
        return self.create or self.delete or bool(self.target)

    @property
    def patches(self) -> tuple[Patch, ...]:
        """The patches alone, in order."""
        return tuple(change.patch for change in self.changes)

    @property
    def result(self) -> Document:
        """The text after all changes."""
        return self.base.patched_all(self.patches)


@dataclass(frozen=True, slots=True)
class EditPlan:
    """All files of one answer."""

    files: tuple[FileEdit, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return all(not file.changes and not file.alters_folder for file in self.files)


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer cannot become an edit; `detail` may be told to the model in one repair round."""

    reason: str
    detail: str = ""
