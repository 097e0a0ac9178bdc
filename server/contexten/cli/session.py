"""One run on the command line: a workspace around a file, indexed, and the integration beside it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from contexten.cli.progress import counted
from contexten.errors import ClientError
from contexten.extensions.codegen import CodegenAutogenConfig, CodegenAutogenIntegration
from contexten.store.folder import default_folder
from contexten.store.store import Store
from contexten.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Generator

    from contexten.workspace.snapshot import Snapshot

_MARKERS = (
    ".git",
    ".hg",
    "pyproject.toml",
    "package.json",
    "go.mod",
    "Cargo.toml",
    "pom.xml",
    "build.gradle",
)


@dataclass(frozen=True, slots=True)
class Session:
    """A scanned workspace and what works on it."""

    workspace: Workspace
    store: Store

    @property
    def snapshot(self) -> Snapshot:
        """The workspace as it is now."""
        return self.workspace.snapshot()

    def integration(self, *, model: str | None = None) -> CodegenAutogenIntegration:
        """The integration, configured by the environment; make it inside the event loop."""
        config = CodegenAutogenConfig.from_env()
        return CodegenAutogenIntegration(replace(config, model_name=model or config.model_name), store=self.store)


@contextmanager
def open_store() -> Generator[Store]:
    """The person's own store, closed at the end."""
    store = Store.open(default_folder())
    try:
        yield store
    finally:
        store.close()


@contextmanager
def open_session(root: Path) -> Generator[Session]:
    """Scan `root` and keep its index for the next run."""
    with open_store() as store:
        workspace = Workspace([str(root)], store)
        with counted("Parsing") as bar:
            workspace.scan(bar)
        yield Session(workspace, store)


def root_of(path: Path) -> Path:
    """The folder of the project that `path` belongs to: the nearest with a version control folder or a manifest."""
    start = path if os.path.isdir(path) else path.parent  # noqa: PTH112 - see `existing_file`
    for folder in (start, *start.parents):
        if any(os.path.lexists(folder / marker) for marker in _MARKERS):
            return folder
    return start


def project_of(path: Path, root: Path | None) -> Path:
    """The folder to work in: `root` where it is given. Raises ClientError where the file is not in that folder."""
    if root is None:
        return root_of(path)
    if not path.is_relative_to(root.absolute()) and not path.resolve().is_relative_to(root.resolve()):
        raise ClientError(f"'{path}' is not in the folder '{root}': name another one with --root.")
    return root


def existing_file(path: Path) -> Path:
    """The absolute path, links in it untouched. Raises ClientError where there is no such file."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    # By `os.path`: a Path raises for a name too long and a folder that is closed to us.
    if not os.path.exists(absolute):  # noqa: PTH110
        raise ClientError(f"There is no file '{path}'.")
    if os.path.isdir(absolute):  # noqa: PTH112
        raise ClientError(f"'{path}' is a folder. Name a file and a line: PATH:LINE.")
    return absolute
