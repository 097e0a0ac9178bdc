"""Bodies that follow from the structure of a class alone: assignments, getters, comparisons, delegation.

Each way says no more than the class shows: which fields it has, what its constructor takes, what its parts can do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.drafts.gate import passes
from contexten.drafts.model import Draft
from contexten.drafts.site import CONSTRUCTORS, Members, Scope, Site

if TYPE_CHECKING:
    from contexten.index.symbol import Symbol
    from contexten.syntax.facts import Definition, Parameter

_CONTAINERS = frozenset(
    """
    list dict set tuple frozenset deque defaultdict OrderedDict Counter List Dict Set Tuple Sequence Mapping
    MutableMapping MutableSequence Collection
    """.split()  # noqa: SIM905 - a table of words
)


@dataclass(frozen=True, slots=True)
class _Class:
    """The class around the target."""

    site: Site
    owner: Symbol
    members: Members
    constructor: Definition | None

    @property
    def name(self) -> str:
        return self.owner.definition.name

    @property
    def receiver(self) -> str:
        return self.site.receiver

    @property
    def end(self) -> str:
        """What ends a statement."""
        return ";" if self.site.language.braces and self.site.language.id not in {"go", "rust"} else ""

    def field(self, name: str) -> str | None:
        """The field that holds `name`: as it is or with an underscore."""
        own = self.site.definition.name
        options = (f"_{name}", name, f"{name}_")
        return next((item for item in options if item in self.members.fields and item != own), None)

    def state(self) -> tuple[str, ...]:
        """The fields that its constructor's parameters fill, in their order; else those annotated in the class."""
        if self.constructor is not None:
            named = (self.field(item.name) for item in _plain(self.constructor.parameters))
            return tuple(item for item in named if item and item in self.members.declared)
        return tuple(name for name, type_ in self.members.fields.items() if type_ and name in self.members.declared)

    def wants(self) -> set[str]:
        """The members that its code uses and that nothing makes yet: what its constructor has to make."""
        return {*self.members.fields, *self.members.methods} - self.members.declared

    def forwards(self, field: str, inner: Sequence[Definition]) -> bool:
        """Whether its other methods that have a namesake in the part called `field` hand over to that one, mostly."""
        names = {item.name for item in inner if item.kind.is_callable and item.name != self.site.definition.name}
        facts, span = self.site.facts, self.owner.definition.span
        others = [
            item for item in facts.definitions if item.name in names and item.start in span and not item.unfinished
        ]
        own = [item for item in others if item.name not in CONSTRUCTORS and not item.name.startswith("__")]
        through = {(use.scope, use.name) for use in facts.references if use.receiver == f"{self.receiver}.{field}"}
        handing = [item for item in own if (facts.definitions.index(item), item.name) in through]
        return 2 * len(handing) >= len(own)

    @property
    def says_more(self) -> bool:
        """Whether the target's doc text has several lines, as what a class shows by itself does not need."""
        return "\n" in self.site.definition.doc.strip()


_Way = Callable[[_Class], tuple[str, str] | None]


def structural(site: Site, scope: Scope) -> Draft | None:
    """The first way that fits and passes the last check; None where none does."""
    if site.owner is None:
        return None
    members = site.index.members(site.owner, inherited=True)
    constructor = next((item.definition for item in members if item.definition.name in CONSTRUCTORS), None)
    class_ = _Class(site, site.owner, scope.own, constructor)
    for way in _WAYS.get(site.language.id, ()):
        made = way(class_)
        if made is not None and passes(site, made[0], (), scope):
            return Draft(made[0], made[1], site.owner.path)
    return None


def _assigns_parameters(class_: _Class) -> tuple[str, str] | None:
    site = class_.site
    given = list(site.parameters)
    foreign = {base for base in class_.members.foreign_bases if not base.endswith("Protocol")}
    if site.definition.name not in CONSTRUCTORS or not given or foreign or len(_plain(given)) != len(given):
        return None
    lines: list[str] = []
    for base in site.index.bases(class_.owner)[:1]:
        passed = _base_arguments(site, base)
        if passed is None:
            return None
        names = ", ".join(f"{name}={name}" if keyword else name for name, keyword in passed)
        lines.append(f"super().__init__({names})" if class_.end == "" else f"super({names});")
        given = [item for item in given if item.name not in {name for name, _ in passed}]
    fields = [class_.field(item.name) or item.name for item in given]
    if class_.wants() - set(fields):
        return None
    lines += [f"{class_.receiver}.{field} = {item.name}{class_.end}" for field, item in zip(fields, given, strict=True)]
    return "\n".join(lines), f"from the parameters of {site.name}"


def _base_arguments(site: Site, base: Symbol) -> list[tuple[str, bool]] | None:
    """What a base's constructor is given from the target's parameters; None where they do not suffice."""
    mine = {item.name for item in site.parameters}
    for member in site.index.members(base, inherited=True):
        if member.definition.name in CONSTRUCTORS:
            theirs = list(_plain(member.definition.parameters))
            if any(item.name not in mine and not item.default for item in theirs):
                return None
            return [(item.name, bool(item.default)) for item in theirs if item.name in mine]
    return []


def _reads_field(class_: _Class) -> tuple[str, str] | None:
    definition = class_.site.definition
    if class_.site.parameters or definition.is_async or class_.says_more:
        return None
    words = definition.name.removeprefix("get_")
    getter = any(name in {"property", "cached_property", "functools.cached_property"} for name in definition.decorators)
    if not getter and words == definition.name:
        return None
    name = class_.field(words)
    return (f"return {class_.receiver}.{name}", f"from the field {class_.name}.{name}") if name else None


def _writes_field(class_: _Class) -> tuple[str, str] | None:
    definition, given = class_.site.definition, class_.site.parameters
    setter = any(name.endswith(".setter") for name in definition.decorators)
    words = definition.name if setter else definition.name.removeprefix("set_")
    if len(given) != 1 or (not setter and words == definition.name):
        return None
    name = class_.field(words)
    if name is None:
        return None
    return f"{class_.receiver}.{name} = {given[0].name}", f"from the field {class_.name}.{name}"


def _shows_fields(class_: _Class) -> tuple[str, str] | None:
    fields = class_.state()
    if class_.site.definition.name != "__repr__" or not fields:
        return None
    shown = ", ".join(f"{name.lstrip('_')}={{self.{name}!r}}" for name in fields)
    return f'return f"{{type(self).__name__}}({shown})"', f"from the fields of {class_.name}"


def _compares_fields(class_: _Class) -> tuple[str, str] | None:
    fields, given = class_.state(), class_.site.parameters
    if class_.site.definition.name != "__eq__" or not fields or len(given) != 1:
        return None
    other = given[0].name
    text = f"if not isinstance({other}, {class_.name}):\n    return NotImplemented\n"
    return (
        f"{text}return {_tuple('self', fields)} == {_tuple(other, fields)}",
        f"from the fields of {class_.name}",
    )


def _hashes_fields(class_: _Class) -> tuple[str, str] | None:
    fields = class_.state()
    if class_.site.definition.name != "__hash__" or not fields:
        return None
    mine = ", ".join(f"self.{name}" for name in fields)
    return f"return hash(({mine}{',' if len(fields) == 1 else ''}))", f"from the fields of {class_.name}"


def _uses_container(class_: _Class) -> tuple[str, str] | None:
    held = [
        name for name, type_ in class_.members.fields.items() if type_.split("[")[0].rsplit(".", 1)[-1] in _CONTAINERS
    ]
    given = [item.name for item in class_.site.parameters]
    if len(held) != 1 or len(given) > 1:
        return None
    field, argument = f"self.{held[0]}", given[0] if given else ""
    forms = {
        "__len__": f"return len({field})",
        "__iter__": f"return iter({field})",
        "__contains__": f"return {argument} in {field}",
        "__getitem__": f"return {field}[{argument}]",
    }
    text = forms.get(class_.site.definition.name)
    needs = class_.site.definition.name in {"__contains__", "__getitem__"}
    return (text, f"from the field {class_.name}.{held[0]}") if text and needs == bool(argument) else None


def _manages_context(class_: _Class) -> tuple[str, str] | None:
    name = class_.site.definition.name
    if name == "__enter__":
        return "return self", f"from the context methods of {class_.name}"
    if name == "__exit__" and "close" in class_.members.methods and "close" in class_.members.declared:
        return "self.close()", f"from {class_.name}.close"
    return None


def _reads_mapping(class_: _Class) -> tuple[str, str] | None:
    site, given = class_.site, class_.site.parameters
    if site.definition.name not in {"from_dict", "from_mapping"} or site.receiver_kind != "class" or len(given) != 1:
        return None
    taken = _plain(class_.constructor.parameters) if class_.constructor else ()
    data = given[0].name
    needed = [f'{item.name}={data}["{item.name}"]' for item in taken if not item.default]
    plain = [item for item in taken if re.fullmatch(r"-?[\w.]+|\"[^\"]*\"|'[^']*'", item.default)]
    spare = [f'{item.name}={data}.get("{item.name}", {item.default})' for item in plain]
    if not needed:
        return None
    return f"return cls({', '.join([*needed, *spare])})", f"from the parameters of {class_.name}.__init__"


def _writes_mapping(class_: _Class) -> tuple[str, str] | None:
    fields = class_.state()
    if class_.site.definition.name not in {"to_dict", "as_dict"} or not fields or class_.site.parameters:
        return None
    items = ", ".join(f'"{name.lstrip("_")}": self.{name}' for name in fields)
    return f"return {{{items}}}", f"from the fields of {class_.name}"


def _delegates(class_: _Class) -> tuple[str, str] | None:
    """To the one field whose type has a method of the same name that takes the same."""
    site, name = class_.site, class_.site.definition.name
    found: list[tuple[str, Definition, Sequence[Definition]]] = []
    for field, type_ in class_.members.fields.items():
        bare = type_.split("[")[0].removesuffix(" | None").strip("*&\"' ")
        for symbol in site.index.resolve(class_.owner.path, bare) if bare.isidentifier() else ():
            if symbol.definition.kind.is_type and symbol.definition != class_.owner.definition:
                inner = [item.definition for item in site.index.members(symbol)]
                same = [item for item in inner if item.name == name]
                found += [(field, item, inner) for item in same if item.kind.is_callable]
                break
    if len(found) != 1 or name in CONSTRUCTORS or class_.says_more:
        return None
    field, method, inner = found[0]
    if not class_.forwards(field, inner):
        return None
    return _forwarded(class_, f"{class_.receiver}.{field}.{name}", method, f"by delegation to {class_.name}.{field}")


def _wraps(class_: _Class) -> tuple[str, str] | None:
    """Another method of the class that is named as this one's inner part and takes the same."""
    site, name = class_.site, class_.site.definition.name
    inner = {f"_{name}", f"_{name}_impl", f"{name}_impl", f"_do_{name}", f"_{name}_inner"}
    methods = [item.definition for item in site.index.members(class_.owner) if item.definition.name in inner]
    finished = [item for item in methods if item.kind.is_callable and not item.unfinished]
    if len(finished) != 1 or class_.says_more:
        return None
    call = f"{class_.receiver}.{finished[0].name}"
    return _forwarded(class_, call, finished[0], f"by delegation to {class_.name}.{finished[0].name}")


def _forwarded(class_: _Class, call: str, method: Definition, source: str) -> tuple[str, str] | None:
    site = class_.site
    theirs = [item for item in method.parameters if not item.receiver]
    names = {item.name for item in site.parameters}
    matching = [item for item in theirs if item.name in names]
    if [item for item in theirs if item.name not in names and not item.default]:
        return None
    if len(matching) != len(site.parameters) or (method.is_async and not site.definition.is_async):
        return None
    order = [item.name for item in site.parameters]
    keyword = [item.name for item in matching] != order[: len(matching)] or any("*" in item.name for item in theirs)
    if keyword and site.language.braces:
        return None
    passed = ", ".join(
        f"{item.name}={item.name}" if keyword and "*" not in item.name else item.name for item in matching
    )
    wait = "await " if method.is_async else ""
    result = "" if _returns_nothing(site.definition) or _returns_nothing(method) else "return "
    return f"{result}{wait}{call}({passed}){class_.end}", source


def _returns_nothing(definition: Definition) -> bool:
    return definition.returns.strip(" :->") in {"None", "void", "()"}


def _script_constructor(class_: _Class) -> tuple[str, str] | None:
    site = class_.site
    if site.definition.name not in {"constructor", class_.name} or not site.parameters or class_.owner.definition.bases:
        return None
    fields = [class_.field(item.name) for item in site.parameters]
    if not all(fields):
        return None
    pairs = zip(fields, site.parameters, strict=True)
    return "\n".join(f"this.{field} = {item.name};" for field, item in pairs), f"from the parameters of {site.name}"


def _script_getter(class_: _Class) -> tuple[str, str] | None:
    definition, given = class_.site.definition, class_.site.parameters
    bare = definition.name[3:]
    lowered = bare[:1].lower() + bare[1:] if bare[:1].isupper() else definition.name
    name = class_.field(lowered)
    accessor = definition.signature.startswith(("get ", "static get ", "set ", "public get ", "public set "))
    prefixed = bare[:1].isupper() and definition.name[:3] in {"get", "set"}
    if name is None or not (accessor or prefixed) or len(given) > 1:
        return None
    writes = definition.name.startswith("set") if prefixed else "set " in definition.signature
    if writes != bool(given):
        return None
    text = f"this.{name} = {given[0].name};" if given else f"return this.{name};"
    return text, f"from the field {class_.name}.{name}"


def _rust_new(class_: _Class) -> tuple[str, str] | None:
    site = class_.site
    if site.definition.name != "new" or site.receiver or not site.parameters:
        return None
    fields = [name for name in class_.members.fields if name in class_.members.declared]
    if sorted(fields) != sorted(item.name for item in site.parameters):
        return None
    return f"Self {{ {', '.join(fields)} }}", f"from the fields of {class_.name}"


def _tuple(name: str, fields: Sequence[str]) -> str:
    if len(fields) == 1:
        return f"{name}.{fields[0]}"
    return f"({', '.join(f'{name}.{field}' for field in fields)})"


def _plain(parameters: Sequence[Parameter]) -> tuple[Parameter, ...]:
    return tuple(item for item in parameters if not item.receiver and not item.name.startswith("*"))


_PYTHON: tuple[_Way, ...] = (
    _assigns_parameters,
    _reads_field,
    _writes_field,
    _shows_fields,
    _compares_fields,
    _hashes_fields,
    _uses_container,
    _manages_context,
    _reads_mapping,
    _writes_mapping,
    _delegates,
    _wraps,
)
_SCRIPT: tuple[_Way, ...] = (_script_constructor, _script_getter, _delegates, _wraps)
_WAYS: dict[str, tuple[_Way, ...]] = {
    "python": _PYTHON,
    "javascript": _SCRIPT,
    "typescript": _SCRIPT,
    "tsx": _SCRIPT,
    "java": _SCRIPT,
    "csharp": _SCRIPT,
    "rust": (_rust_new,),
    "go": (_delegates,),
}
