"""One sibling's body put into the words and names of the target.

**Invariant:** a name that the target's scope cannot vouch for is never written; then there is no result.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.drafts.importing import Importer
from contexten.drafts.matching import matched
from contexten.drafts.model import Draft
from contexten.drafts.sample import dedented, docstring_end, is_expression, sample_of
from contexten.drafts.site import CONSTRUCTORS, Members, Scope, Site, bare, members_of, type_parameters
from contexten.drafts.tokens import Part, Token, rebuilt, tokens
from contexten.drafts.waiting import awaited, holds_async_code, marked, plain, unmarked, waits
from contexten.drafts.words import Renaming
from contexten.text import encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.syntax.facts import Definition, Parameter
    from contexten.syntax.language import Language

_OF_EVERY_OBJECT = frozenset({"__class__", "__dict__", "__doc__", "__module__", "__name__", "__qualname__", "__hash__"})
_NOTHING = re.compile(r"(?:(?:pass|\.\.\.|raise NotImplementedError\b.*)\s*)*")


@dataclass(frozen=True, slots=True)
class Adapted:
    """The body of a sibling in the target's names."""

    text: str
    """Statements, dedented."""
    imports: tuple[str, ...]
    stuck: int
    """How many names still speak of the sibling's subject, because the target's has no such name."""
    unused: int
    """How many of the target's parameters the text does not use."""
    changed: bool
    """Whether anything differs from the sibling."""
    renamed: int = 0
    """How many different names were changed."""
    model: frozenset[str] = frozenset()
    """The members, keywords and keys that the sibling itself uses."""


def adapt(target: Site, source: Site, scope: Scope) -> Adapted | None:
    """`source`'s body for `target`; None where a name it needs has no counterpart in the target's scope."""
    sample = sample_of(source.document, source.definition, source.language, member=source.in_type_body)
    if _is_unfit(sample.text, target, source):
        return None
    found = tokens(encode(sample.text), sample.names, source.language, source.receivers)
    body = sample.text
    skip = docstring_end(body, source.language)
    found = tuple(token for token in found if token.start >= skip)
    work = _Adaption(target, source, scope, body, sample.bound)
    names = work.names(found)
    if names is None:
        return None
    written = awaited(body, found, names, target, work.methods) if work.gains_waiting else names
    if written is None:
        return None
    text = _cut(rebuilt(body, written, found, work.strong, source.language), skip, source.language)
    text = plain(text, source.language) if work.loses_waiting else text
    original = dedented(body[skip:].lstrip(), sample.indent)
    result = dedented(text, sample.indent)
    if not result.strip():
        return None
    if _is_expression(source) and not _is_expression(target):
        result = f"return {result};"
    used = set(names.values())
    unused = sum(1 for item in target.parameters if bare(item) not in used and not bare(item).startswith("_"))
    renamed = len({token.name for token in found if names[token.start] != token.name})
    used = frozenset(token.name for token in found if token.part not in {Part.FREE, Part.OWN})
    return Adapted(result, work.importer.lines, len(work.stuck), unused, result != original, renamed, used)


def _is_unfit(body: str, target: Site, source: Site) -> bool:
    """Whether no change can make `body` right: it is empty, its parts wait, it calls another base, it is a block."""
    loses_waiting = waits(body, source.language) and not target.definition.is_async
    if _is_nothing(body, source) or (loses_waiting and holds_async_code(body, source.language)):
        return True
    return bool(_calls_base(body, source) - _bases(target)) or (_is_expression(target) and not _is_expression(source))


def _is_expression(site: Site) -> bool:
    return is_expression(site.document, site.definition)


def draft_of(source: Site, adapted: Adapted) -> Draft:
    """The adapted body as a draft that names where it comes from."""
    where = f"{source.snapshot.relative(source.path)}:{source.line}"
    return Draft(adapted.text, f"by analogy with {source.name} in {where}", source.path, adapted.imports)


def _cut(text: str, skip: int, language: Language) -> str:
    """`text` without its docstring, whose length the renaming of its words may have changed."""
    return text[docstring_end(text, language) :].lstrip() if skip else text


def _is_nothing(body: str, site: Site) -> bool:
    """Whether the body is a stub on purpose, as an abstract method's is."""
    rest = body[docstring_end(body, site.language) :].strip()
    return not rest or (not site.language.braces and _NOTHING.fullmatch(rest) is not None)


def _calls_base(body: str, source: Site) -> set[str]:
    """The bases that the body calls by name: `Base.close(self)`."""
    called = re.findall(r"([A-Za-z_]\w*)\.\w+\(\s*(?:self|cls)\b", body)
    return set(called) & _bases(source)


def _bases(site: Site) -> set[str]:
    return {name.rsplit(".", 1)[-1] for name in site.owner.definition.bases} if site.owner else set()


@dataclass
class _Adaption:
    """The choices of one adaption; `strong` words come from names and types, `weak` ones from parameters too."""

    target: Site
    source: Site
    scope: Scope
    body: str
    bound: frozenset[str]
    strong: Renaming = field(default_factory=Renaming)
    weak: Renaming = field(default_factory=Renaming)
    stuck: set[str] = field(default_factory=set[str])
    parameters: dict[str, str] = field(default_factory=dict[str, str])
    fields: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        target, source = self.target, self.source
        self.importer = Importer(target, source)
        self.same_owner = target.owner is not None and target.owner == source.owner
        self.strong = Renaming.between(_subject_names(target, source))
        self.parameters = _partners(source.parameters, target.parameters, self.strong)
        self.weak = self.strong.joined(Renaming.between(self.parameters.items()))
        self.mine: Members = self.scope.own
        self.theirs: Members = self.mine if self.same_owner else members_of(source.index, source.owner)
        if not self.same_owner:
            self.fields = matched(list(self.theirs.fields.items()), list(self.mine.fields.items()), self.weak)
        self.loses_waiting = source.definition.is_async and not target.definition.is_async
        self.gains_waiting = target.definition.is_async and not source.definition.is_async
        self.generics = _generics(target, source)
        self.inside = self._members_inside()
        self.locals = self._locals()
        self.defined: set[str] = set()

    @property
    def methods(self) -> dict[str, Definition]:
        """The methods of the target's type, those of its bases included."""
        owner = self.target.owner
        held = self.target.index.members(owner) if owner is not None else ()
        return {item.name: item.definition for item in reversed(held)}

    def _twins(self, name: str) -> tuple[str, ...]:
        """What the same thing may be called where the one waits and the other does not."""
        return unmarked(name) if self.loses_waiting else marked(name) if self.gains_waiting else ()

    def names(self, found: tuple[Token, ...]) -> dict[int, str] | None:
        """Start of each token to its new name; None where one has none."""
        names: dict[int, str] = {}
        for token in found:
            name = self._name(token, found, names)
            if name is None:
                return None
            names[token.start] = name
        return None if self._collides(found, names) else names

    def _name(self, token: Token, found: tuple[Token, ...], names: dict[int, str]) -> str | None:
        match token.part:
            case Part.OWN:
                return self._own(token)
            case Part.MEMBER:
                return self._member(token, found, names)
            case Part.KEYWORD:
                return self._keyword(token, found, names)
            case Part.MARKUP:
                return token.name
            case Part.KEY:
                mapped = self.strong.name(token.name)
                return mapped if self.scope.knows_member(mapped) else token.name
            case Part.FREE:
                return self._free(token.name)

    def _free(self, name: str) -> str | None:
        if name in self.source.receivers:
            return self._receiver(name)
        if name in self.parameters:
            return self.parameters[name]
        if any(bare(item) == name for item in self.source.parameters):
            return None
        if name in self.bound:
            return self.locals.get(name, name)
        if name == self.source.definition.name and not self.source.is_member:
            return self.target.definition.name
        return self.generics.get(name) or self._global(name)

    def _receiver(self, name: str) -> str | None:
        same = self.source.receiver_kind == self.target.receiver_kind
        if same and self.target.receiver:
            return self.target.receiver
        return name if not self.source.receiver and name in self.target.receivers else None

    def _global(self, name: str) -> str | None:
        for mapped in dict.fromkeys((self.strong.name(name), self.weak.name(name))):
            if mapped != name and (self.scope.sees(mapped) or self.importer.carries(name, mapped)):
                return mapped
        for mapped in self._twins(name):
            if self.scope.sees(mapped):
                return mapped
        if self._is_plain_field(name):
            return self._field(name)
        if self.scope.sees(name) or self.importer.carries(name, name):
            if self.strong.applies_to(name):
                self.stuck.add(name)
            return name
        return None

    def _is_plain_field(self, name: str) -> bool:
        return self.source.language.id in {"java", "cpp", "csharp"} and name in self.theirs

    def _own(self, token: Token) -> str | None:
        if token.name in self.inside:
            return token.name
        if token.name == self.source.definition.name:
            return self.target.definition.name
        if self.target.definition.name in CONSTRUCTORS and self._is_assigned(token):
            name = self.weak.name(token.name)
            self.defined.add(name)
            return name
        if self.weak.name(token.name) in self.defined:
            return self.weak.name(token.name)
        return self._field(token.name)

    def _field(self, name: str) -> str | None:
        for mapped in dict.fromkeys((self.strong.name(name), self.weak.name(name))):
            if mapped != name and mapped in self.mine:
                return mapped
        for mapped in self._twins(name):
            if mapped in self.mine and (name not in self.mine or self.loses_waiting or mapped in self.methods):
                return mapped
        if name in _OF_EVERY_OBJECT and self.source.language.id == "python":
            return name
        if self.same_owner or name in self.mine:
            if self.strong.applies_to(name):
                self.stuck.add(name)
            return name
        if name in self.fields:
            return self.fields[name]
        inherited = bool(self.theirs.foreign_bases & self.mine.foreign_bases)
        return name if inherited and name not in self.theirs.declared else None

    def _is_assigned(self, token: Token) -> bool:
        after = self.body[token.end : token.end + 80].lstrip()
        return bool(re.match(r"(?::[^=\n]+)?=(?!=)", after))

    def _member(self, token: Token, found: tuple[Token, ...], names: dict[int, str]) -> str | None:
        if re.search(r"\bsuper(?:\(\))?\.\s*$", self.body[max(0, token.start - 40) : token.start]):
            return self._inherited(token.name)
        before = [item for item in found if item.end <= token.start]
        holder = before[-1] if before and before[-1].name == token.receiver else None
        if holder is None:
            return self._loose_member(token.name)
        new = names[holder.start]
        members = self._members_behind(holder, new)
        if members is None:
            moved = new != holder.name or holder.name in self.locals or holder.name in self.parameters
            changes = moved or self.loses_waiting or self.gains_waiting
            return self._loose_member(token.name) if changes else token.name
        return next((name for name in (self.strong.name(token.name), token.name) if name in members), None)

    def _loose_member(self, name: str) -> str:
        for twin in self._twins(name):
            if self.scope.knows_member(twin) and (self.loses_waiting or self._waits_by_name(twin)):
                return twin
        mapped = self.strong.name(name)
        if mapped == name or self.scope.knows_member(mapped):
            return mapped
        self.stuck.add(name)
        return name

    def _waits_by_name(self, name: str) -> bool:
        return any(symbol.definition.is_async for symbol in self.target.index.definitions(name))

    def _inherited(self, name: str) -> str | None:
        own_name = name == self.source.definition.name
        wanted = self.target.definition.name if own_name else name
        types = [site.owner.definition if site.owner else site.definition for site in (self.target, self.source)]
        bases = {"".join(type_.bases[:1]) for type_ in types}
        return wanted if len(bases) == 1 or wanted in self.mine else None

    def _members_behind(self, holder: Token, new: str) -> Members | None:
        """The members of what `holder` is after the change, where that is known and other than before."""
        if holder.part is not Part.FREE:
            return None
        type_ = new if new != holder.name and self.scope.sees(new) else ""
        if holder.name in self.parameters:
            left = {bare(item): item.type for item in self.source.parameters}[holder.name]
            right = {bare(item): item.type for item in self.target.parameters}[new]
            type_ = right if left != right else ""
        if not type_.isidentifier():
            return None
        symbols = [item for item in self.target.index.resolve(self.target.path, type_) if item.definition.kind.is_type]
        return members_of(self.target.index, symbols[0]) if symbols else None

    def _keyword(self, token: Token, found: tuple[Token, ...], names: dict[int, str]) -> str | None:
        callee = _callee(self.body, token.start, found)
        if callee is None or names.get(callee.start, callee.name) == callee.name:
            return token.name
        if callee.name == self.source.definition.name:
            return self.parameters.get(token.name)
        accepted = _accepted(self.target, names[callee.start])
        options = (self.strong.name(token.name), self.weak.name(token.name), token.name)
        return next((name for name in options if name in accepted), None)

    def _locals(self) -> dict[str, str]:
        """New names of locals; one that would clash with another name keeps its own."""
        parameters = {bare(item) for item in self.source.parameters} | self.source.receivers
        own = sorted(self.bound - parameters - self.inside)
        taken = {bare(item) for item in self.target.parameters} | set(self.target.receivers)
        chosen: dict[str, str] = {}
        for name in own:
            mapped = self.weak.name(name)
            free = mapped not in taken and mapped not in self.bound and mapped not in chosen.values()
            chosen[name] = mapped if free and mapped.isidentifier() else name
        return chosen

    def _members_inside(self) -> set[str]:
        """For a type: the names of its members, which code elsewhere may know it by."""
        facts, own = self.source.facts, self.source.definition
        if not own.kind.is_type:
            return set()
        inside = {item for item in facts.definitions if own.span.covers(item.span) and item != own}
        makers = [item for item in inside if item.name in CONSTRUCTORS and self.source.language.braces]
        return {item.name for item in inside} | {each.name for item in makers for each in item.parameters}

    def _collides(self, found: Iterable[Token], names: dict[int, str]) -> bool:
        """Whether two different things of the source came to the same bare name."""
        origin: dict[str, str] = {}
        for token in found:
            if token.part is Part.FREE and origin.setdefault(names[token.start], token.name) != token.name:
                return True
        return False


def _generics(target: Site, source: Site) -> dict[str, str]:
    """The source's type parameters and those of the target that play their part: by name, else by place."""
    found: dict[str, str] = {}
    pairs = [(source.definition, target.definition)]
    if source.owner is not None and target.owner is not None:
        pairs.append((source.owner.definition, target.owner.definition))
    mine = {name for _, item in pairs for name in type_parameters(item.signature)}
    for left, right in pairs:
        theirs, own = type_parameters(left.signature), type_parameters(right.signature)
        found |= {name: name for name in theirs if name in mine}
        if len(theirs) == len(own):
            found |= {name: other for name, other in zip(theirs, own, strict=True) if name not in found}
    return found


def _partners(source: tuple[Parameter, ...], target: tuple[Parameter, ...], renaming: Renaming) -> dict[str, str]:
    """Source parameters to target parameters, plain ones and starred ones each among themselves."""
    found: dict[str, str] = {}
    for mark in ("", "*", "**", "..."):
        left = [(bare(item), item.type) for item in source if _mark(item) == mark]
        right = [(bare(item), item.type) for item in target if _mark(item) == mark]
        found |= matched(left, right, renaming)
    return found


def _mark(parameter: Parameter) -> str:
    return parameter.name[: len(parameter.name) - len(parameter.name.lstrip("*."))]


def _subject_names(target: Site, source: Site) -> list[tuple[str, str]]:
    """The pairs of names that say what the two are about: the definitions, their types, the types they speak of."""
    pairs = [(source.definition.name, target.definition.name)]
    if target.owner and source.owner and target.owner != source.owner:
        pairs.append((source.owner.definition.name, target.owner.definition.name))
    pairs += _type_pairs(source.definition.returns, target.definition.returns)
    for left, right in zip(source.parameters, target.parameters, strict=False):
        pairs += _type_pairs(left.type, right.type)
    return pairs


def _type_pairs(left: str, right: str) -> list[tuple[str, str]]:
    """The names in which two types of the same shape differ, where both name a class."""
    names = re.findall(r"\w+", left), re.findall(r"\w+", right)
    if re.sub(r"\w+", "_", left) != re.sub(r"\w+", "_", right):
        return []
    return [pair for pair in zip(*names, strict=True) if pair[0] != pair[1] and all(part[0].isupper() for part in pair)]


def _callee(body: str, position: int, found: tuple[Token, ...]) -> Token | None:
    """The name that is called with the argument at `position`."""
    depth = 0
    for index in range(position - 1, -1, -1):
        char = body[index]
        depth += (char in ")]}") - (char in "([{")
        if depth < 0:
            return next((token for token in found if token.end == len(body[:index].rstrip())), None)
    return None


def _accepted(target: Site, name: str) -> frozenset[str]:
    """The argument names that the function or class `name` takes."""
    accepted: set[str] = set()
    for symbol in target.index.resolve(target.path, name) or target.index.definitions(name):
        accepted |= {item.name for item in symbol.definition.parameters}
        if symbol.definition.kind.is_type:
            members = target.index.members(symbol)
            accepted |= {
                each.name
                for item in members
                for each in item.definition.parameters
                if item.definition.name in CONSTRUCTORS
            }
            accepted |= set(members_of(target.index, symbol).fields)
    return frozenset(accepted)
