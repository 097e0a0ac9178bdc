"""A workspace to which anything can happen, and a fresh one over the same texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from contexten.context.meanings import Meanings
from contexten.store import Store
from contexten.workspace import Workspace, WorkspaceOptions


@dataclass
class Edited:
    """Documents open, change, are saved and close, and files come, go and move; `store` outlives a restart."""

    root: Path
    store: Store = field(default_factory=lambda: Store.open(None))
    workspace: Workspace = field(init=False)
    meanings: Meanings = field(init=False)
    versions: dict[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        self.restart()

    def do(self, step: str, path: str, other: str) -> None:
        """One step; `other` is a text or, for a rename, a path."""
        at = str(self.root / path)
        if step == "write":
            self.workspace.files_changed([self.put(path, other)], [])
        elif step == "open":
            self.versions[path] = 1
            self.workspace.open(at, "", other, 1)
        elif step == "change" and path in self.versions:
            self.versions[path] += 1
            self.workspace.change(at, self.versions[path], [other])
        elif step == "save" and path in self.versions:
            document = self.workspace.snapshot().document(at)
            assert document is not None
            self.workspace.saved(self.put(path, document.text), document.text)
        elif step == "close":
            self.versions.pop(path, None)
            self.workspace.close(at)
        elif step == "delete":
            Path(at).unlink(missing_ok=True)
            self.workspace.files_changed([], [at])
        elif step == "rename" and path != other and Path(at).exists():
            Path(at).rename(self.put(other, ""))
            self.workspace.files_changed([str(self.root / other)], [at])
        elif step == "scan":
            self.workspace.scan(workers=0)
        elif step == "restart":
            self.restart()
            self.workspace.scan(workers=0)

    def restart(self) -> None:
        """Begin anew with what the store holds; nothing is open any more."""
        options = WorkspaceOptions(compact_from=4, rescan_from=6)
        self.versions = {}
        self.workspace = Workspace([str(self.root)], self.store, options=options)
        self.meanings = Meanings()

    def put(self, path: str, text: str) -> str:
        """Write a file; its absolute path."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return str(file)

    def fresh(self) -> Workspace:
        """A workspace made afresh, with the same documents open and the same ones edited last."""
        snapshot, fresh = self.workspace.snapshot(), Workspace([str(self.root)], Store.open(None))
        fresh.scan(workers=0)
        texts: dict[str, str] = {}
        for path in snapshot.open_paths:
            document = snapshot.document(path)
            assert document is not None
            texts[path] = document.text
            fresh.open(path, "", document.text, 1)
        for version, path in enumerate(reversed(snapshot.recent), 2):
            if path not in texts:
                fresh.open(path, "", "", 1)
            fresh.change(path, version, [texts.get(path, "")])
            if path not in texts:
                fresh.close(path)
        return fresh
