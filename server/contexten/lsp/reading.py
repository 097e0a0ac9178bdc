"""Text that a person reads: as a file of their own that the editor opens, or as a message where it opens none.

**Invariant:** the files stand in the person's own cache folder, readable by nobody else, and only the last ones stay.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from typing import TYPE_CHECKING

from contexten.errors import DiskError
from contexten.lsp.uris import default_uri
from contexten.store.folder import default_folder, secure_file, secure_folder

if TYPE_CHECKING:
    from pathlib import Path

    from contexten.lsp.session import Session

_FOLDER = "reading"
_KEPT = 20
_SHOWN = 2_000
"""Characters of a message; editors show it in a small box."""
_NO_NAME = re.compile(r"[^\w.-]+")


async def show_markdown(session: Session, name: str, text: str) -> None:
    """Show `text`, which is about `name`, to the person."""
    if session.announced.show_document and not session.store.degraded:
        try:
            path = await asyncio.to_thread(kept_file, reading_folder(session), name, text)
        except (DiskError, OSError):
            session.editor.log(f"The text about '{name}' could not be written into the cache folder.")
        else:
            if await session.editor.open(default_uri(str(path))):
                return
    session.editor.show(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


def reading_folder(session: Session) -> Path:
    """Where such files are kept."""
    return (session.options.cache or default_folder()) / _FOLDER


def kept_file(folder: Path, name: str, text: str) -> Path:
    """A Markdown file with `text`; of older ones only the last few stay. Raises DiskError and OSError."""
    secure_folder(folder)
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    path = folder / f"{_NO_NAME.sub('-', name).strip('-.')[:60] or 'text'}-{digest}.md"
    path.unlink(missing_ok=True)
    secure_file(path)
    path.write_text(text, encoding="utf-8")
    others = sorted((item for item in folder.glob("*.md") if item != path), key=lambda item: item.lstat().st_mtime)
    for old in others[: 1 - _KEPT]:
        old.unlink(missing_ok=True)
    return path
