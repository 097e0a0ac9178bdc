"""An answer's code as a tree: its definitions, its imports, and whether it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.edits.lines import leading
from contexten.syntax.extract import extract_facts
from contexten.syntax.parse import Parsed, fragment

if TYPE_CHECKING:
    from contexten.syntax.facts import Definition, FileFacts
    from contexten.syntax.language import Language
    from contexten.text import Document

_CLASS = ("class X {\n", "\n}\n")
_IMPL = ("impl X {\n", "\n}\n")
_FUNCTION = ("function f() {\n", "\n}\n")
_BLOCK = ("void f(void) {\n", "\n}\n")
_SHELLS: dict[str, tuple[tuple[str, str], ...]] = {
    "javascript": (_CLASS, _FUNCTION),
    "typescript": (_CLASS, ("interface X {\n", "\n}\n"), _FUNCTION),
    "tsx": (_CLASS, ("interface X {\n", "\n}\n"), _FUNCTION),
    "java": (_CLASS, ("class X { void f() {\n", "\n}}\n"), ("interface X {\n", "\n}\n")),
    "c": (_BLOCK,),
    "cpp": (("class X {\n", "\n};\n"), _BLOCK),
    "csharp": (_CLASS, ("class X { void f() {\n", "\n}}\n"), ("interface X {\n", "\n}\n")),
    "rust": (_IMPL, ("fn f() {\n", "\n}\n")),
    "go": (("package p\nfunc f() {\n", "\n}\n"),),
}
"""What may stand around members and statements that are no file of their own."""


@dataclass(frozen=True, slots=True)
class Source:
    """Parsed code and its facts; in a shell, the definitions named in `shell` are not the answer's."""

    parsed: Parsed
    facts: FileFacts
    shell: tuple[int, int] = (0, 0)
    """How many characters stand before and behind the answer's code."""

    @property
    def document(self) -> Document:
        """The text, with the shell."""
        return self.parsed.document

    def own(self, definition: Definition) -> bool:
        """Whether `definition` is the answer's and not the shell's."""
        return definition.start >= self.shell[0]

    def is_top(self, definition: Definition) -> bool:
        """Whether no definition of the answer encloses `definition`."""
        return definition.parent < 0 or not self.own(self.facts.definitions[definition.parent])

    def find(self, name: str, like: Original | None = None) -> Definition | None:
        """The definition called `name`: with a body, most like `like`, finished, outermost, the last one.

        One that stands in another type than `like` does not count.
        """
        found = [item for item in self.facts.definitions if item.name == name and self.own(item)]
        if like is not None:
            found = [item for item in found if self._owners(item) in {(), like.owners}]

        def rank(pair: tuple[int, Definition]) -> tuple[bool, int, bool, bool, int]:
            index, item = pair
            alike = 0 if like is None else self._likeness(item, like)
            return item.body_start >= 0, alike, not item.unfinished, item.parent < 0, index

        return max(enumerate(found), key=rank)[1] if found else None

    def _owners(self, item: Definition) -> tuple[str, ...]:
        shell = self.facts.definitions[0].name if self.shell[0] and self.facts.definitions else ""
        names = owners_of(self.facts, item)
        return names[1:] if shell and names[:1] == (shell,) else names

    def _likeness(self, item: Definition, like: Original) -> int:
        same_decorators = item.decorators == like.definition.decorators
        same_parameters = len(item.parameters) == len(like.definition.parameters)
        return 4 * (self._owners(item) == like.owners) + 2 * same_decorators + same_parameters


@dataclass(frozen=True, slots=True)
class Original:
    """The file's definition that an answer is about, to tell it from others of its name."""

    definition: Definition
    owners: tuple[str, ...]


def owners_of(facts: FileFacts, item: Definition) -> tuple[str, ...]:
    """The names of what encloses or owns `item`, outermost first."""
    return tuple(facts.qualified_name(item).split(".")[:-1])


def source_of(text: str, language: Language) -> Source:
    """`text` parsed as a file, or in the shell in which it has fewer errors."""
    plain = fragment(text, language)
    best, shell = plain, (0, 0)
    for before, behind in _SHELLS.get(language.id, language.shells):
        if not best.errors:
            break
        parsed = fragment(before + text + behind, language)
        if parsed.errors < best.errors:
            best, shell = parsed, (len(before), len(behind))
    return Source(best, extract_facts(best), shell)


def is_whole(text: str, language: Language) -> bool:
    """Whether `text` is not blank and has no syntax error, as a file or as members or statements."""
    if not text.strip():
        return False
    text = dedented(text)
    if not fragment(text, language).errors:
        return True
    return any(not fragment(a + text + b, language).errors for a, b in _SHELLS.get(language.id, language.shells))


def dedented(text: str) -> str:
    """`text` without the white space that all its lines share; a first line that lost it before the others counts.

    Models answer `x = 1⏎    y = 2` where the first line goes behind existing white space.
    """
    lines = text.split("\n")
    shown = [line for line in lines if line.strip()]
    if len(shown) > 1 and not leading(shown[0]) and not _opens(shown[0]) and not _goes_on(shown[1]):
        rest = _shared(shown[1:])
        if rest and not any(not leading(line) for line in shown[1:]):
            lines[lines.index(shown[0])] = rest + shown[0]
            shown[0] = rest + shown[0]
    shared = _shared(shown)
    return "\n".join(line[len(shared) :] if line.strip() else "" for line in lines) if shared else text


def _goes_on(line: str) -> bool:
    """Whether a line continues the one before it and so may stand deeper."""
    return line.lstrip().startswith((".", "?.", "&.", "->", "?->", "|>", "||", "&&", "|", "and ", "or ", "<>", "++"))


def _shared(lines: list[str]) -> str:
    shared = leading(lines[0]) if lines else ""
    for line in lines:
        space = leading(line)
        while not space.startswith(shared):
            shared = shared[:-1]
    return shared


def _opens(line: str) -> bool:
    """Whether the following lines may rightly stand deeper."""
    code = line.split("#", maxsplit=1)[0].split("//", maxsplit=1)[0].rstrip()
    return code.endswith((":", "{", "(", "[", ",", "\\", "=", "=>", "->", "&&", "||", "+", "|", '"""', "'''", "`")) or (
        code.startswith("@")
    )
