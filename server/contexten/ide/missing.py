"""Calls of functions and methods that nothing defines.

Whether a name is defined is decided without the facts of the open file, which would cost a walk over all of
it: by the names bound around the call, the imports, the text, and the index of the other files. Every doubt
counts as "defined": an action that should not be there is worse than one that is missing.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.ide.beside import function_offset, offset_beside
from contexten.syntax import at
from contexten.syntax.facts import Definition, SymbolKind
from contexten.text import Span, encode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.ide.place import Place

_ONLY_METHODS = frozenset({"java", "csharp"})
"""Languages in which a call without a receiver means a method of a type around."""
_TYPE_BEFORE = frozenset({"c", "cpp"})
"""Languages in which a function is declared by the type before its name, without a keyword."""
_HARMLESS_BASES = frozenset({"object", "Object", "ABC", "Generic"})
_BINDING = re.compile(
    rb"\b(?:def|class|function\*?|func|fn|const|let|var|val|static|struct|enum|interface|trait|type|mod|as|for|with"
    rb"|use|macro_rules!)\s+(?:\([^)]*\)\s*)?(?:mut\s+)?$|^[ \t]*(?:from\s+\S+\s+)?import\b"
)
"""What stands on a line before a name that it binds."""
_TARGETS = re.compile(rb"[\w \t,*()\[\]]*")
_ASSIGNING = re.compile(rb"[\w \t,*()\[\]]*(?::[^=\n]+)?:?=(?![=>])")
_CALLING = frozenset((b"return", b"throw", b"else", b"case", b"do", b"assert", b"yield"))
_DERIVED = rb"derive\([^)]*\)\]\s*(?:#\[[^\]]*\]\s*)*(?:pub(?:\([^)]*\))?\s+)?(?:struct|enum)\s+"
_ANONYMOUS = re.compile(rb"\bnew\s+[\w.<>,? ]+\([^{};]*\)\s*\{")
"""Java: a class without a name begins, whose base may bring any method."""
_LAST_WORD = re.compile(rb"[\w>\]]+$")
_ASSIGNED = re.compile(rb"(?::[^=\n]+)?=(?![=>])")
_WINDOW = 80
"""How many bytes beside a name are looked at."""
_QUICKLY_INDEXED = 40_000
"""Bytes of a text whose facts take about 20 ms; asking the index makes those of the open file."""
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Missing:
    """A call that means nothing yet."""

    name: str
    owner: str
    """The type that lacks the method; empty for a function."""
    offset: int
    """Where the new definition goes."""


def missing_call(place: Place, *, patient: bool) -> Missing | None:
    """The call under the cursor whose function or method is defined nowhere; None where it may be defined.

    The index is asked where that cannot take long, which is in small files, and for `patient` callers.
    """
    call = at.call_at(place.parsed, place.span.start)
    if not place.language.shown_calls:
        return None
    if call is None or not call.name.isidentifier() or place.language.builtins.knows(call.name):
        return None
    may_ask = patient or len(place.document.data) <= _QUICKLY_INDEXED
    if call.receiver or place.language.id in _ONLY_METHODS:
        return _missing_method(place, call.name, call.receiver, may_ask=may_ask)
    return _missing_function(place, call.name, call.span, may_ask=may_ask)


def _missing_function(place: Place, name: str, call: Span, *, may_ask: bool) -> Missing | None:
    typed = place.language.id in _TYPE_BEFORE
    is_type_name = name[:1].isupper() and place.language.id != "go"
    if is_type_name or _is_declared_in(place.document.data, name, typed=typed) or _is_imported(place, name):
        return None
    if _is_bound_around(place, name) or _is_in_package(place, name, may_ask=may_ask):
        return None
    return Missing(name, "", function_offset(place, call))


def _missing_method(place: Place, name: str, receiver: str, *, may_ask: bool) -> Missing | None:
    index = _method_index(place)
    if index < 0:
        return None
    method, outer = place.enclosing[index], place.enclosing[:index]
    owner = outer[-1] if outer and outer[-1].kind.is_type else None
    owner_name = owner.name if owner else method.owner
    if not owner_name or _is_mixin(owner_name) or not _means_itself(place, method, receiver):
        return None
    # An unqualified call (Java) may mean a method of any type around.
    types = [item for item in outer if item.kind.is_type and (item is owner or not receiver)]
    bases = [base for item in types for base in item.bases]
    text = place.document.data[types[0].start : types[0].end] if types else place.document.data
    if _is_member_in(text, name, qualified=bool(receiver)) or _is_imported_static(place, name):
        return None
    if owner is None and _is_method_elsewhere(place, owner_name, name, may_ask=may_ask):
        return None
    if any(_may_have(place, base, name, _DEEPEST, may_ask=may_ask) for base in bases):
        return None
    return Missing(name, owner_name, offset_beside(place, method))


def _method_index(place: Place) -> int:
    """The index of the outermost method of the innermost type around the place; -1 outside of methods."""
    for index in range(len(place.enclosing) - 1, -1, -1):
        item = place.enclosing[index]
        if item.kind.is_type:
            return -1
        inside_type = index > 0 and place.enclosing[index - 1].kind.is_type
        if item.kind.is_callable and (inside_type or item.owner):
            return index
    return -1


def _is_mixin(owner: str) -> bool:
    """Whether a type counts by its name on methods of what it will be mixed into."""
    return "mixin" in owner.casefold()


def _means_itself(place: Place, method: Definition, receiver: str) -> bool:
    if not receiver:
        before = place.document.data[method.start : place.span.start]
        return place.language.id in _ONLY_METHODS and _ANONYMOUS.search(before) is None
    names = {parameter.name.lstrip("&*").strip() for parameter in method.parameters if parameter.receiver}
    return receiver in names or (place.language.braces and receiver == "this")


def _is_bound_around(place: Place, name: str) -> bool:
    around = next((item for item in place.enclosing if item.kind.is_callable), None)
    return around is not None and name in at.bound_names(place.parsed, around.span)


def _is_imported(place: Place, name: str) -> bool:
    """Whether an import binds the name, or may: a star import brings names that only its module knows."""
    imports, _ = at.imports_of(place.parsed)
    return any(item.local_name == name or item.name == "*" for item in imports)


def _is_imported_static(place: Place, name: str) -> bool:
    """Java, C#: whether a static import brings the method, or may."""
    if place.language.id == "csharp":
        return re.search(rb"^\s*(?:global\s+)?using\s+static\b", place.document.data, re.MULTILINE) is not None
    form = rb"^\s*import\s+static\s+[\w.]+\.(?:\*|" + encode(name) + rb")\s*;"
    return place.language.id == "java" and re.search(form, place.document.data, re.MULTILINE) is not None


def _is_declared_in(text: bytes, name: str, *, typed: bool) -> bool:
    """Whether the text binds the name: behind a keyword, in an import, before an `=`; `typed`: behind a type."""
    for word in _words(text, name):
        before = text[text.rfind(b"\n", 0, word.start) + 1 : word.start]
        if before.endswith(b"."):
            continue
        if typed and (before.lstrip().startswith(b"#") or _declares(before.rstrip(b"*& \t"))):
            return True
        if _BINDING.search(before) or (_TARGETS.fullmatch(before) and _ASSIGNING.match(text, word.end)):
            return True
        if _is_listed(text, word):
            return True
    return False


def _is_listed(text: bytes, word: Span) -> bool:
    """Whether the name may be a parameter of a function without a name, or taken from an object."""
    before = text[max(word.start - _WINDOW, 0) : word.start].rstrip()
    after = text[word.end : word.end + _WINDOW].lstrip()
    opened = not before or before.endswith((b"(", b",", b"|", b"{", b"["))
    return after.startswith(b"=>") or (opened and after.startswith((b",", b")", b"=", b":", b"|", b"}", b"]")))


def _is_in_package(place: Place, name: str, *, may_ask: bool) -> bool:
    if place.language.id != "go":
        return False
    if not may_ask:
        return True
    folder = posixpath.dirname(place.path)
    return any(posixpath.dirname(symbol.path) == folder for symbol in place.snapshot.index.definitions(name))


def _is_member_in(text: bytes, name: str, *, qualified: bool) -> bool:
    """Whether the text of a type shows the name other than as a call; `qualified`: calls name a receiver."""
    if b"__getattr__" in text:
        return True
    for word in _words(text, name):
        before = text[max(word.start - _WINDOW, 0) : word.start].rstrip()
        after = text[word.end : word.end + _WINDOW].lstrip()
        if before.endswith(b"."):
            if _ASSIGNED.match(after):
                return True
        elif qualified or not after.startswith(b"(") or _declares(before):
            return True
    return False


def _declares(before: bytes) -> bool:
    """Whether what stands before an unqualified name is a type, as in `int size(`, and no keyword."""
    word = _LAST_WORD.search(before)
    return word is not None and word.group() not in _CALLING


def _is_method_elsewhere(place: Place, owner: str, name: str, *, may_ask: bool) -> bool:
    """Whether a method may stand outside of this file (Go: in its package) or come from a trait (Rust)."""
    data = place.document.data
    if not may_ask or re.search(rb"\bfor\s+" + encode(owner) + rb"\b", data):
        return True
    if re.search(_DERIVED + encode(owner) + rb"\b", data):
        return True
    symbols = place.snapshot.index.definitions(name)
    return any(symbol.definition.kind is SymbolKind.METHOD for symbol in symbols)


def _may_have(place: Place, base: str, name: str, depth: int, *, may_ask: bool) -> bool:
    """Whether a base may bring the member: it does, or not all of its text is known."""
    bare = re.split(r"[\[<(]", base)[0].strip().rpartition(".")[2]
    if bare in _HARMLESS_BASES:
        return False
    found = _types_called(place, bare, may_ask=may_ask)
    if depth == 0 or not found:
        return True
    qualified = place.language.id not in _ONLY_METHODS
    return any(
        _is_member_in(text, name, qualified=qualified)
        or any(_may_have(place, above, name, depth - 1, may_ask=may_ask) for above in bases)
        for text, bases in found
    )


def _types_called(place: Place, name: str, *, may_ask: bool) -> list[tuple[bytes, tuple[str, ...]]]:
    """Text and bases of the types with that name: in this file, else in the workspace."""
    data = place.document.data
    for word in _words(data, name):
        if data[max(word.start - 10, 0) : word.start].endswith((b"class ", b"interface ")):
            around = at.definitions_at(place.parsed, word)
            return [(data[item.start : item.end], item.bases) for item in around if item.name == name]
    symbols = place.snapshot.index.definitions(name) if may_ask else ()
    return [
        (document.data[symbol.definition.start : symbol.definition.end], symbol.definition.bases)
        for symbol in symbols
        if symbol.definition.kind.is_type and (document := place.snapshot.document(symbol.path)) is not None
    ]


def _words(text: bytes, name: str) -> Iterator[Span]:
    """Where `name` stands as a whole word; a plain search, as patterns are slow in a large text."""
    wanted = encode(name)
    start = text.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if not (_is_word(text[max(start - 1, 0) : start]) or _is_word(text[end : end + 1])):
            yield Span(start, end)
        start = text.find(wanted, end)


def _is_word(byte: bytes) -> bool:
    return byte.isalnum() or byte == b"_" or byte >= b"\x80"
