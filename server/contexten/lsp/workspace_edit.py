"""An EditPlan as a WorkspaceEdit, in the richest form that the client can take.

Source of the rules: LSP 3.17, "WorkspaceEdit" and "TextDocumentEdit".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types

from contexten.lsp.convert import range_of
from contexten.text import Document, Patch, Span, decode
from contexten.trace import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contexten.edits.model import Change, FileEdit
    from contexten.lsp.announced import Announced


@dataclass(frozen=True, slots=True)
class Impossible:
    """The client cannot take this edit; `reason` is one sentence with the next step."""

    reason: str


def workspace_edit(
    files: Sequence[FileEdit],
    announced: Announced,
    *,
    uri_of: Callable[[str], str],
    version_of: Callable[[str], int | None],
) -> types.WorkspaceEdit | Impossible:
    """The edit of all `files`; `version_of` gives the version of an open document and None for a closed one.

    Existing files come before new ones, so that a client that stops at the first failure has made nothing, and what is
    deleted comes last.
    """
    impossible = _impossible(files, announced)
    if impossible is not None:
        return impossible
    if not announced.document_changes:
        return types.WorkspaceEdit(
            changes={uri_of(file.path): [_plain(file, change, announced) for change in file.changes] for file in files}
        )
    labels = _Labels()
    changes: list[types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile] = []
    for file in sorted(files, key=_turn):
        uri = uri_of(file.path)
        if file.create:
            changes.append(_creation(uri, file, labels if announced.annotations else None))
        if file.changes:
            target = types.OptionalVersionedTextDocumentIdentifier(
                uri=uri, version=None if file.create else version_of(file.path)
            )
            edits = [_edit(file, change, announced, labels) for change in file.changes]
            changes.append(types.TextDocumentEdit(text_document=target, edits=edits))
        if file.target:
            changes.append(_renaming(uri, uri_of(file.target), labels if announced.annotations else None))
        elif file.delete:
            changes.append(_deletion(uri, labels if announced.annotations else None))
    return types.WorkspaceEdit(
        document_changes=changes, change_annotations=labels.annotations if announced.annotations else None
    )


class _Labels:
    """One annotation for each label and need of confirmation."""

    def __init__(self) -> None:
        self.annotations: dict[str, types.ChangeAnnotation] = {}

    def id_of(self, label: str, *, needs_confirmation: bool) -> str:
        name = f"contexten.{'-'.join(label.split())}{'?' if needs_confirmation else ''}"
        self.annotations[name] = types.ChangeAnnotation(
            label=visible(label[:1].upper() + label[1:]), needs_confirmation=needs_confirmation
        )
        return name


def _impossible(files: Sequence[FileEdit], announced: Announced) -> Impossible | None:
    """What the client cannot do to files, where that is asked of it."""
    wanted = (
        ("create", announced.create_files, [file for file in files if file.create]),
        ("rename", announced.rename_files, [file for file in files if file.target]),
        ("delete", announced.delete_files, [file for file in files if file.delete]),
    )
    for verb, announces, those in wanted:
        if those and not (announces and announced.document_changes):
            name = those[0].path.rsplit("/", 1)[-1]
            return Impossible(
                f"The editor cannot {verb} '{name}' for the server; {verb} the file yourself and ask again."
            )
    return None


def _turn(file: FileEdit) -> int:
    """Texts, then new names, new files, and what goes."""
    return 3 if file.delete else 2 if file.create else 1 if file.target else 0


def _renaming(old: str, new: str, labels: _Labels | None) -> types.RenameFile:
    return types.RenameFile(
        old_uri=old,
        new_uri=new,
        options=types.RenameFileOptions(overwrite=False, ignore_if_exists=False),
        annotation_id=labels.id_of("renamed file", needs_confirmation=True) if labels else None,
    )


def _deletion(uri: str, labels: _Labels | None) -> types.DeleteFile:
    return types.DeleteFile(
        uri=uri,
        options=types.DeleteFileOptions(recursive=False, ignore_if_not_exists=False),
        annotation_id=labels.id_of("deleted file", needs_confirmation=True) if labels else None,
    )


def _creation(uri: str, file: FileEdit, labels: _Labels | None) -> types.CreateFile:
    needs = file.confirm or any(change.needs_confirmation for change in file.changes)
    return types.CreateFile(
        uri=uri,
        options=types.CreateFileOptions(overwrite=False, ignore_if_exists=False),
        annotation_id=labels.id_of("new file", needs_confirmation=needs) if labels else None,
    )


def _edit(
    file: FileEdit, change: Change, announced: Announced, labels: _Labels
) -> types.TextEdit | types.AnnotatedTextEdit:
    plain = _plain(file, change, announced)
    if not announced.annotations:
        return plain
    name = labels.id_of(change.label, needs_confirmation=change.needs_confirmation)
    return types.AnnotatedTextEdit(range=plain.range, new_text=plain.new_text, annotation_id=name)


def _plain(file: FileEdit, change: Change, announced: Announced) -> types.TextEdit:
    patch = _expressible(file.base, change.patch)
    return types.TextEdit(range=range_of(file.base, patch.span, announced.encoding), new_text=decode(patch.text))


def _expressible(document: Document, patch: Patch) -> Patch:
    r"""The patch without a border between `\r` and `\n`, which no position of the protocol can name."""
    start, end, text = patch.span.start, patch.span.end, patch.text
    if _splits_line_end(document, start):
        start, text = start - 1, b"\r" + text
    if _splits_line_end(document, end):
        end, text = end + 1, text + b"\n"
    return Patch(Span(start, end), text)


def _splits_line_end(document: Document, offset: int) -> bool:
    return offset > 0 and document.data[offset - 1 : offset + 1] == b"\r\n"
