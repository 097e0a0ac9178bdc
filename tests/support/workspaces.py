"""A real workspace on disk from the fixture language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.store import Store
from contexten.workspace import Snapshot, Workspace
from support.fixture import Fixture, parse_fixture

if TYPE_CHECKING:
    from pathlib import Path

    from contexten.text import Span


@dataclass(frozen=True)
class Opened:
    """The written files, scanned; `path` and `span` are the marked place."""

    workspace: Workspace
    fixture: Fixture
    root: str
    path: str
    span: Span

    @property
    def snapshot(self) -> Snapshot:
        """The workspace as it stands now."""
        return self.workspace.snapshot()

    def at(self, relative: str) -> str:
        """The absolute path of one of the files."""
        return f"{self.root}/{relative}"

    def open(self, relative: str, text: str | None = None, *, language_id: str = "", version: int = 1) -> str:
        """Open a document, with the file's own text unless another one is given; its absolute path."""
        path = self.at(relative)
        self.workspace.open(path, language_id, self.fixture.files[relative] if text is None else text, version)
        return path


def write_fixture(source: str, folder: Path) -> Fixture:
    """Write the files of a fixture below `folder`, each byte as it stands in the source."""
    fixture = parse_fixture(source)
    for relative, text in fixture.files.items():
        file = folder / relative
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return fixture


def open_fixture(source: str, tmp_path: Path, *, store: Store | None = None) -> Opened:
    """Write the files below `tmp_path / "work"` and scan them in this process."""
    folder = tmp_path / "work"
    folder.mkdir(exist_ok=True)
    fixture = write_fixture(source, folder)
    workspace = Workspace([str(folder)], store or Store.open(None))
    workspace.scan(workers=0)
    return Opened(workspace, fixture, str(folder), f"{folder}/{fixture.path}", fixture.span)
