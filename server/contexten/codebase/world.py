"""World: the Snapshot that all views of one Codebase look at, and what was asked of it before.

**Invariant:** nothing is computed before it is asked for, and what is remembered can be forgotten at any time.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from contexten.syntax.details import Details, read_details
from contexten.syntax.facts import FileFacts
from contexten.text import Document, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from contexten.index.symbol import Usage
    from contexten.index.view import IndexView
    from contexten.text import Span
    from contexten.workspace.snapshot import Snapshot

_KEPT = 50_000
"""How many answers stay; all are forgotten when there are more."""
_UNKNOWN = object()
_NO_DETAILS = Details()
_NO_FACTS = FileFacts(language="")
_NO_TEXT = Document(b"")

NO_BLOCKS = frozenset({"python", "python-stub"})
"""Languages whose functions without a name hold no definitions."""

FAMILIES = {
    "python": frozenset({"python"}),
    "typescript": frozenset({"typescript", "tsx", "javascript"}),
}
"""What graph_sitter means by the name of a language; any other name is the id of one of our languages."""

_T = TypeVar("_T")


class World:
    """A Snapshot, narrowed to some languages."""

    def __init__(self, snapshot: Snapshot, languages: frozenset[str] | None = None) -> None:
        self.snapshot = snapshot
        self.languages = languages
        """Ids of the languages whose files are looked at; None: all."""
        self._answers: dict[Hashable, object] = {}
        self._inside: tuple[str, Mapping[tuple[int, str], tuple[int, ...]]] = ("", {})
        self._uses: tuple[str, dict[str, tuple[Usage, ...]]] = ("", {})

    def __repr__(self) -> str:
        return f"World(revision={self.snapshot.revision})"

    @property
    def view(self) -> IndexView:
        """The index."""
        return self.snapshot.index

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The absolute paths of all files, in the order of their relative ones."""
        view, wanted = self.view, self.languages
        found = (path for path in view.paths() if wanted is None or view.language_of(path) in wanted)
        return tuple(sorted(found, key=lambda path: (self.relative(path), path)))

    def relative(self, path: str) -> str:
        """The path below its root."""
        return self.snapshot.relative(path)

    def absolute(self, path: str) -> str | None:
        """The absolute path of one that is relative to a root or absolute; None where there is no such file."""
        plain = posixpath.normpath(path)
        if posixpath.isabs(plain):
            return plain if self.has(plain) else None
        return next((found for root in self.snapshot.roots if self.has(found := f"{root}/{plain}")), None)

    def has(self, path: str) -> bool:
        """Whether the file at an absolute path is one of those looked at."""
        view, wanted = self.view, self.languages
        return path in view.paths() and (wanted is None or view.language_of(path) in wanted)

    def outline(self, path: str) -> FileFacts:
        """The facts of a file, perhaps without its references; empty where it has none any more."""
        return self.view.outline(path) or _NO_FACTS

    def facts(self, path: str) -> FileFacts:
        """The facts of a file with its references; empty where it has none any more."""
        return self.view.facts(path) or _NO_FACTS

    def document(self, path: str) -> Document:
        """The text of a file; empty where it changed on disk since it was indexed."""
        return self.snapshot.document(path) or _NO_TEXT

    def details(self, path: str) -> Details:
        """What the tree of a file says beyond its facts."""
        return self.remembered(("details", path), lambda: self._read_details(path))

    def top_level(self, path: str) -> frozenset[int]:
        """The numbers of the definitions of a file that stand in no function, named or not, and in no type."""
        return self.remembered(("top", path), lambda: self._top_level(path))

    def inside(self, path: str) -> Mapping[tuple[int, str], tuple[int, ...]]:
        """The numbers of the definitions of a file by what they stand directly in, and their name.

        Only what was asked last is kept: whoever asks for one use of a file asks for the others next.
        """
        known, found = self._inside
        if known != path:
            places: dict[tuple[int, str], list[int]] = {}
            for number, item in enumerate(self.outline(path).definitions):
                places.setdefault((item.parent, item.name), []).append(number)
            found = {place: tuple(numbers) for place, numbers in places.items()}
            self._inside = path, found
        return found

    def shadow(self, path: str, name: str, offset: int) -> int:
        """Where the innermost function around `offset` starts that binds `name` itself; -1 where none does."""
        if not self._may_bind(path, name):
            return -1
        bodies = self.details(path).local_names.get(name, ())
        return max((body.start for body in bodies if offset in body), default=-1)

    def uses_in(self, path: str, name: str) -> tuple[Usage, ...]:
        """Every use of `name` in one file, in order; those of the file that was asked for last are kept."""
        known, found = self._uses
        if known != path:
            known, found = self._uses = path, {}
        if name not in found:
            found[name] = self.view.usages_in(path, name)
        return found[name]

    def _may_bind(self, path: str, name: str) -> bool:
        """False where all that is written like `name` is known to be something else, so that no tree need be read."""
        if ("details", path) in self._answers or self.view.language_of(path) not in NO_BLOCKS:
            return True
        return self.remembered(("binds", path, name), lambda: self._has_unknown(path, name))

    def _has_unknown(self, path: str, name: str) -> bool:
        """Whether `name` stands in a file where it is neither used nor defined nor imported, as far as is known.

        Python alone: there an import binds nothing that the tree would call a local name.
        """
        data, outline = self.document(path).data, self.outline(path)
        known = {usage.reference.start for usage in self.uses_in(path, name)}
        known.update(item.name_start for item in outline.definitions if item.name == name)
        word = rb"(?<![A-Za-z0-9_])" + re.escape(encode(name)) + rb"(?![A-Za-z0-9_])"
        places = [match.start() for match in re.finditer(word, data) if match.start() not in known]
        imports = [(item.start, item.end) for item in self.view.imports(path)] if places else []
        return any(not any(start <= place < end for start, end in imports) for place in places)

    def remembered(self, key: Hashable, find: Callable[[], _T]) -> _T:
        """The answer to `key`, found once."""
        known = self._answers.get(key, _UNKNOWN)
        if known is not _UNKNOWN:
            return cast("_T", known)
        found = find()
        if len(self._answers) > _KEPT:
            self._answers.clear()
        self._answers[key] = found
        return found

    def _top_level(self, path: str) -> frozenset[int]:
        outline = self.outline(path)
        found = [
            (number, item) for number, item in enumerate(outline.definitions) if item.parent < 0 and not item.owner
        ]
        if outline.language in NO_BLOCKS:
            return frozenset(number for number, _ in found)
        functions = self.details(path).functions
        return frozenset(number for number, item in found if not _in_another(item.span, functions))

    def _read_details(self, path: str) -> Details:
        parsed = self.snapshot.parsed(path)
        if parsed is None:
            return _NO_DETAILS
        return read_details(parsed, frozenset(item.name_start for item in self.outline(path).definitions))


def _in_another(span: Span, functions: tuple[Span, ...]) -> bool:
    """Whether one of the functions, which come outermost first, holds a definition and is not it."""
    before = functions[: bisect_right(functions, span.start, key=lambda function: function.start)]
    return any(function.covers(span) and function != span for function in before)
