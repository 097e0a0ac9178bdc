"""Arguments for a drafted test: from calls that pass literals, else simple values of the declared type."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from contexten.drafts.calls import calls_of
from contexten.drafts.site import CONSTRUCTORS, Site, members_of, site_of
from contexten.index.symbol import Symbol
from contexten.syntax.facts import Parameter, SymbolKind

_PYTHON = {
    "str": '"text"', "int": "1", "float": "1.0", "bool": "True", "bytes": 'b"data"', "list": "[]", "dict": "{}",
    "set": "set()", "frozenset": "frozenset()", "tuple": "()", "object": "object()", "complex": "1j", "None": "None",
    "Sequence": "[]", "Iterable": "[]", "Mapping": "{}", "Collection": "[]", "List": "[]", "Dict": "{}", "Set": "set()",
    "Tuple": "()", "MutableMapping": "{}", "MutableSequence": "[]", "Any": "None", "Optional": "None",
}  # fmt: skip
_SCRIPT = {
    "string": '"text"', "number": "1", "boolean": "true", "unknown": "undefined", "any": "undefined", "null": "null",
    "undefined": "undefined", "bigint": "1n", "object": "{}",
}  # fmt: skip
_LITERAL = re.compile(r"-?\d[\d_.]*|True|False|None|true|false|null|[bru]?\"[^\"\\]*\"|[bru]?'[^'\\]*'|\[\]|\{\}|\(\)")
_DEPTH = 2


@dataclass
class Values:
    """Makes arguments and collects the names of types they need."""

    site: Site
    needed: dict[str, Symbol] = field(default_factory=dict[str, Symbol])
    """Names that the arguments use, and what they mean."""

    def arguments(self, owner: Site, *, depth: int = 0) -> dict[str, str] | None:
        """An argument for each parameter of `owner` that has no default; None where one has no evident value."""
        seen = _seen_literals(owner)
        found: dict[str, str] = {}
        for item in owner.parameters:
            if item.default or item.name.startswith(("*", "...")) or item.name.endswith("?"):
                continue
            value = seen.get(item.name) or self.of_type(item.type, depth=depth)
            if value is None:
                return None
            found[item.name] = value
        return found

    def of_type(self, type_: str, *, depth: int = 0) -> str | None:
        """A simple value of a declared type; None where there is none."""
        type_ = type_.strip().strip("\"'")
        options = [part.strip() for part in re.split(r"\|(?![^\[]*\])", type_)]
        simple = _PYTHON if self.site.language.id == "python" else _SCRIPT
        if type_.endswith("[]") or type_.startswith("Array<"):
            return "[]"
        for option in options:
            bare = option.split("[")[0].split("<")[0].rsplit(".", 1)[-1]
            if bare in simple:
                return simple[bare]
            made = self.instance(bare, depth=depth + 1) if bare.isidentifier() and depth < _DEPTH else None
            if made is not None:
                return made
        return None

    def instance(self, name: str, *, depth: int = 0) -> str | None:
        """An expression that makes an object of the workspace's type `name`."""
        found = [item for item in self.site.index.resolve(self.site.path, name) if item.definition.kind.is_type]
        return self.instance_of(found[0], depth=depth) if found else None

    def instance_of(self, symbol: Symbol, *, depth: int = 0) -> str | None:
        """An expression that makes an object of that type; None where its constructor's needs are not evident."""
        script = self.site.language.id != "python"
        if symbol.definition.kind not in {SymbolKind.CLASS, SymbolKind.ENUM} or _is_abstract(self.site, symbol):
            return None
        self.needed.setdefault(symbol.name, symbol)
        if _is_enum(symbol):
            first = next(iter(members_of(self.site.index, symbol).fields), "")
            return f"{symbol.name}.{first}" if first else None
        members = self.site.index.members(symbol, inherited=True)
        makers = [item for item in members if item.name in CONSTRUCTORS]
        made = site_of(self.site.snapshot, makers[0].path, makers[0].definition) if makers else None
        if made is None:
            return self._of_fields(symbol, depth=depth) if not script else f"new {symbol.name}()"
        given = self.arguments(made, depth=depth)
        if given is None:
            return None
        return f"new {symbol.name}({', '.join(given.values())})" if script else f"{symbol.name}({spelled(given, made)})"

    def _of_fields(self, symbol: Symbol, *, depth: int) -> str | None:
        """A dataclass takes its annotated fields; a class without a constructor takes nothing."""
        if members_of(self.site.index, symbol).foreign_bases:
            return None
        if not any("dataclass" in name or name.endswith("define") for name in symbol.definition.decorators):
            return f"{symbol.name}()"
        given: dict[str, str] = {}
        for item in self.site.index.members(symbol, inherited=True):
            if (
                item.definition.kind is SymbolKind.FIELD
                and item.definition.type
                and "=" not in item.definition.signature
            ):
                value = self.of_type(item.definition.type, depth=depth)
                if value is None:
                    return None
                given[item.name] = value
        return f"{symbol.name}({', '.join(f'{name}={value}' for name, value in given.items())})"


def spelled(given: dict[str, str], owner: Site) -> str:
    """The arguments as they are written in Python: by position while none is left out, then by name."""
    parts: list[str] = []
    positional = True
    for item in owner.parameters:
        if item.name in {"*", "/"} or item.name.startswith("*"):
            positional = positional and item.name == "/"
        elif item.name in given:
            parts.append(given[item.name] if positional else f"{item.name}={given[item.name]}")
        else:
            positional = False
    return ", ".join(parts)


def _seen_literals(owner: Site) -> dict[str, str]:
    """Literals that some call passes, by parameter; only calls of exactly this definition's name in its own file."""
    found: dict[str, str] = {}
    names: list[Parameter] = [item for item in owner.parameters if not item.name.startswith("*")]
    for call in calls_of(owner.snapshot, owner.path, owner.definition.name):
        position = 0
        for keyword, text in call.site.arguments:
            name = keyword or (names[position].name if position < len(names) else "")
            position += not keyword
            if name and _LITERAL.fullmatch(text):
                found.setdefault(name, text)
    return found


def _is_enum(symbol: Symbol) -> bool:
    return symbol.definition.kind is SymbolKind.ENUM or any(base.endswith("Enum") for base in symbol.definition.bases)


def _is_abstract(site: Site, symbol: Symbol) -> bool:
    if symbol.definition.signature.startswith(("abstract ", "export abstract ")):
        return True
    return any("abstract" in name for item in site.index.members(symbol) for name in item.definition.decorators)
