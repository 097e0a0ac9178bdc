"""URIs to paths and back.

Below this room a file is named by its path: absolute, normalized, with `/`. Variants of one URI (percent-encoding,
upper or lower case of a drive letter, `..`, an empty or `localhost` authority) give one path. An unsaved buffer has no
file: its URI is its path. On the way back the client's own spelling is used, because clients compare URIs as strings.
"""

from __future__ import annotations

import os
import posixpath
import re
from urllib.parse import quote, unquote

from contexten.text import is_unicode

_FILE = re.compile(r"file:(?://([^/]*))?(/.*)?$", re.IGNORECASE | re.DOTALL)
_UNTITLED = "untitled:"
_DRIVE = re.compile(r"^/?([A-Za-z]):(?=/|$)")
_SAFE = "/~!$&'()*+,;=@"


def path_of(uri: str) -> str | None:
    """The path that `uri` means; None for schemes that are not ours, such as `git:`, and for what can be no name."""
    if not is_unicode(uri):
        return None
    if uri.startswith(_UNTITLED):
        return uri
    match = _FILE.match(uri)
    if match is None:
        return None
    authority, path = unquote(match[1] or ""), unquote(match[2] or "/")
    if "\0" in path:
        return None
    path = _normalized(path)
    if authority.casefold() in {"", "localhost"}:
        return path
    return f"//{authority}{path}"


def default_uri(path: str) -> str:
    """The URI of `path` in the plainest spelling."""
    if path.startswith(_UNTITLED):
        return path
    return "file://" + quote(path if path.startswith("/") else f"/{path}", safe=_SAFE, errors="replace")


class Spellings:
    """Remembers how the client writes its URIs."""

    def __init__(self) -> None:
        self._uris: dict[str, str] = {}
        self._roots: dict[str, str] = {}

    def learn(self, uri: str) -> str | None:
        """The path of `uri`, whose spelling is remembered; None for a scheme that is not ours."""
        path = path_of(uri)
        if path is not None:
            self._uris[path] = uri
        return path

    def learn_root(self, uri: str) -> str | None:
        """The path of a workspace folder; new files below it are spelled like it."""
        path = path_of(uri)
        if path is not None:
            self._roots[path] = uri if path == "/" else uri.rstrip("/")
        return path

    def forget(self, path: str) -> None:
        """A closed file; its URI may be spelled otherwise when it is opened again."""
        self._uris.pop(path, None)

    def uri_of(self, path: str) -> str:
        """The client's own spelling where it is known, else one that fits its workspace folder."""
        if path in self._uris:
            return self._uris[path]
        for root in sorted(self._roots, key=len, reverse=True):
            if path.startswith(root.rstrip("/") + "/"):
                rest = path[len(root.rstrip("/")) :]
                return self._roots[root].removesuffix("/") + quote(rest, safe=_SAFE, errors="replace")
        return default_uri(path)


def _normalized(path: str) -> str:
    drive = _DRIVE.match(path)
    if drive is not None:
        letter = drive[1].lower()
        rest = posixpath.normpath(path[drive.end() :] or "/")
        return f"{letter}:{rest}" if os.name == "nt" else f"/{letter}:{rest}"
    return "/" + posixpath.normpath(path).lstrip("/")
