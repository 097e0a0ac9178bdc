"""Where a definition stands: its file, the type it belongs to, what that type has, which names are in scope.

**Invariant:** a name counts as there only if the tree or the index shows it; what cannot be looked up is not there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.index.symbol import Symbol
from contexten.syntax.at import bound_names
from contexten.syntax.facts import Definition, FileFacts, Parameter, Role, SymbolKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contexten.index.view import IndexView
    from contexten.syntax.language import Language
    from contexten.text import Document
    from contexten.workspace.snapshot import Snapshot

_DATA = frozenset({SymbolKind.FIELD, SymbolKind.VARIABLE, SymbolKind.CONSTANT})
CONSTRUCTORS = frozenset({"__init__", "constructor", "__post_init__"})
"""Methods that make the fields of a new object."""
_SELF = frozenset({"self", "cls", "this"})
_PACKAGE_SCOPE = frozenset({"go", "java", "csharp"})
_BARE_MEMBERS = frozenset({"java", "cpp", "csharp"})
"""Languages in which a method names the members of its type without a receiver."""


@dataclass(frozen=True, slots=True)
class Site:
    """One definition in its file."""

    snapshot: Snapshot
    path: str
    definition: Definition
    facts: FileFacts
    document: Document
    language: Language
    owner: Symbol | None
    """The type it is a member of."""

    @property
    def index(self) -> IndexView:
        """The index of the snapshot."""
        return self.snapshot.index

    @property
    def name(self) -> str:
        """The dotted name, for people."""
        return self.facts.qualified_name(self.definition)

    @property
    def line(self) -> int:
        """The 1-based line of its name."""
        return self.document.line_of(self.definition.name_start) + 1

    @property
    def is_member(self) -> bool:
        """Whether it belongs to a type."""
        return self.owner is not None

    @property
    def in_type_body(self) -> bool:
        """Whether it is written inside its type (not so in Go and Rust)."""
        return self.owner is not None and self.definition.parent >= 0

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters without the receiver."""
        return tuple(item for item in self.definition.parameters if not item.receiver)

    @property
    def receivers(self) -> frozenset[str]:
        """The names that mean the object itself, here or in a definition around it."""
        around = self.facts.enclosing(self.definition.span)
        named = {item.name for each in (*around, self.definition) for item in each.parameters if item.receiver}
        return frozenset(named | ({"this"} if self.language.braces else set()))

    @property
    def receiver(self) -> str:
        """The name of the receiver; empty where there is none."""
        written = next((item.name for item in self.definition.parameters if item.receiver), "")
        return written or ("this" if self.is_member and self.language.id not in {"go", "rust", "python", "c"} else "")

    @property
    def receiver_kind(self) -> str:
        """`instance`, `class` or nothing: what the receiver is."""
        if "classmethod" in self.definition.decorators or self.receiver == "cls":
            return "class"
        return "instance" if self.receiver else ""


def site_of(snapshot: Snapshot, path: str, definition: Definition) -> Site | None:
    """The definition of that name at that place, as the snapshot's facts have it; None where they do not."""
    facts, document, language = snapshot.facts(path), snapshot.document(path), snapshot.language(path)
    if facts is None or document is None or language is None:
        return None
    found = [item for item in facts.definitions if item.name_start == definition.name_start]
    if not found or found[0].name != definition.name or found[0].end > len(document.data):
        return None
    own = found[0]
    return Site(snapshot, path, own, facts, document, language, _owner(snapshot.index, path, facts, own))


def _owner(index: IndexView, path: str, facts: FileFacts, definition: Definition) -> Symbol | None:
    if definition.parent >= 0 and facts.definitions[definition.parent].kind.is_type:
        parent = facts.definitions[definition.parent]
        return Symbol(path, parent, facts.qualified_name(parent))
    if definition.owner:
        return next(
            (symbol for symbol in index.resolve(path, definition.owner) if symbol.definition.kind.is_type),
            None,
        )
    return None


def bare(parameter: Parameter) -> str:
    """The name a parameter binds, without stars, dots, or the mark of an optional one."""
    return parameter.name.lstrip("*.").rstrip("?")


def type_parameters(signature: str) -> tuple[str, ...]:
    """The names that a header declares in angle brackets, in order."""
    match = re.match(r"[^(<=]*<", signature)
    if match is None:
        return ()
    found: list[str] = []
    depth, start = 1, match.end()
    for index in range(match.end(), len(signature)):
        char, before = signature[index], signature[index - 1]
        depth += (char in "<([{") - (char in ")]}" or (char == ">" and before not in "=-"))
        if depth == 0 or (depth == 1 and char == ","):
            name = re.match(r"\s*(?:(?:const|in|out)\s+)*([A-Za-z_]\w*)", signature[start:index])
            found += [name.group(1)] if name else []
            start = index + 1
        if depth == 0:
            break
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Members:
    """What a type has, its bases' members included."""

    fields: dict[str, str]
    """Data attributes in order of appearance, with the declared type where there is one."""
    methods: frozenset[str]
    declared: frozenset[str]
    """Those that the type or a base of the workspace defines, not only uses."""
    foreign_bases: frozenset[str]
    """Bases that the workspace does not define, so that their members are unknown."""

    def __contains__(self, name: str) -> bool:
        return name in self.fields or name in self.methods


NO_MEMBERS = Members({}, frozenset(), frozenset(), frozenset())


def members_of(index: IndexView, owner: Symbol | None, *, depth: int = 4) -> Members:
    """The members of `owner` and, up to `depth` levels, of its bases."""
    if owner is None:
        return NO_MEMBERS
    fields: dict[str, str] = {}
    methods: set[str] = set()
    declared: set[str] = set()
    foreign: set[str] = set()
    for symbol in lineage(index, owner, depth=depth):
        held = index.members(symbol, inherited=False)
        makers = [item.definition for item in held if item.definition.name in CONSTRUCTORS]
        for member in held:
            definition = member.definition
            declared.add(definition.name)
            if definition.kind in _DATA:
                fields[definition.name] = fields.get(definition.name) or _field_type(makers, definition)
            elif _is_property(definition):
                fields.setdefault(definition.name, definition.returns)
            else:
                methods.add(definition.name)
        for name, called in _touched(index, symbol):
            if name not in methods and not called:
                fields.setdefault(name, "")
            elif name not in fields:
                methods.add(name)
        foreign |= _foreign_bases(index, symbol)
    return Members(fields, frozenset(methods - set(fields)), frozenset(declared), frozenset(foreign))


def lineage(index: IndexView, owner: Symbol, *, depth: int = 4) -> Iterator[Symbol]:
    """`owner` and its bases, nearest first, each once."""
    seen: set[tuple[str, int]] = set()
    level = [owner]
    while level and depth >= 0:
        following: list[Symbol] = []
        for symbol in level:
            key = symbol.path, symbol.definition.start
            if key not in seen:
                seen.add(key)
                yield symbol
                following += index.bases(symbol)
        level, depth = following, depth - 1


def _field_type(makers: Sequence[Definition], held: Definition) -> str:
    """The declared type; for `self.x = x` in a constructor that of the parameter."""
    if held.type:
        return held.type
    for maker in makers:
        if held.start in maker.span:
            return {item.name: item.type for item in maker.parameters}.get(held.name.lstrip("_"), "")
    return ""


def _is_property(definition: Definition) -> bool:
    return any("property" in name for name in definition.decorators)


def _touched(index: IndexView, symbol: Symbol) -> Iterator[tuple[str, bool]]:
    """The members that the type's own code uses on its receiver, and whether it calls them."""
    facts = index.facts(symbol.path)
    if facts is None:
        return
    span = symbol.definition.span
    for reference in facts.references:
        if reference.start in span and reference.receiver in _SELF:
            yield reference.name, reference.role is Role.CALL


def _foreign_bases(index: IndexView, symbol: Symbol) -> set[str]:
    known = {base.definition.name for base in index.bases(symbol)}
    named = {name.rsplit(".", 1)[-1] for name in symbol.definition.bases}
    return named - known - {"object", "Object", "ABC", "Protocol", "Generic"}


def _closed_over(site: Site) -> frozenset[str]:
    """The names that functions around the definition bind."""
    around = [item for item in site.facts.enclosing(site.definition.span) if item.kind.is_callable]
    outer = [item for item in around if item.name_start != site.definition.name_start]
    parsed = site.snapshot.parsed(site.path) if outer else None
    if parsed is None:
        return frozenset()
    return bound_names(parsed, outer[0].span)


@dataclass(slots=True)
class Scope:
    """The names that code at a site may use."""

    site: Site
    _here: frozenset[str] = frozenset()
    _own: Members | None = None
    _sees: dict[str, bool] = field(default_factory=dict[str, bool])
    _members: dict[str, bool] = field(default_factory=dict[str, bool])

    @classmethod
    def at(cls, site: Site) -> Scope:
        """The scope inside the definition of `site`, its own locals not counted."""
        facts, definition = site.facts, site.definition
        top = {item.name for item in facts.definitions if item.parent < 0 and not item.owner}
        imported = {item.local_name for item in facts.imports} - {""}
        around = {bare(item) for item in definition.parameters} | _closed_over(site)
        own = (
            {site.owner.definition.name, *type_parameters(site.owner.definition.signature)}
            if site.owner
            else set[str]()
        )
        # What the header names is in scope, or the header itself is wrong.
        around |= frozenset(re.findall(r"\b[A-Z]\w*", definition.signature))
        if site.language.id in _BARE_MEMBERS:
            members = members_of(site.index, site.owner)
            own |= {*members.fields, *members.methods}
        return cls(site, frozenset(top | imported | around | own) | site.language.builtins.names)

    def sees(self, name: str) -> bool:
        """Whether the bare `name` means something here."""
        if name in self._here:
            return True
        if name not in self._sees:
            self._sees[name] = self._resolves(name)
        return self._sees[name]

    @property
    def own(self) -> Members:
        """What the type of the site has; looked up once."""
        if self._own is None:
            self._own = members_of(self.site.index, self.site.owner)
        return self._own

    def knows_member(self, name: str) -> bool:
        """Whether anything in the workspace has or uses a member or name `name`."""
        if name not in self._members:
            index = self.site.index
            built_in = name in self.site.language.builtins.members
            written = built_in or re.search(rf"\b{re.escape(name)}\b", self.site.definition.signature) is not None
            self._members[name] = written or bool(index.using(name)) or bool(index.definitions(name))
        return self._members[name]

    def _resolves(self, name: str) -> bool:
        starred = any(item.name == "*" for item in self.site.facts.imports)
        if self.site.language.id in _PACKAGE_SCOPE or starred:
            return bool(self.site.index.resolve(self.site.path, name))
        return False
