"""The words for what is used how, as graph_sitter has them."""

from __future__ import annotations

from enum import Enum, Flag, StrEnum, auto

from contexten.syntax.facts import SymbolKind


class SymbolType(StrEnum):
    """What a symbol is."""

    Function = "Function"
    Class = "Class"
    GlobalVar = "GlobalVar"
    Interface = "Interface"
    Type = "Type"
    Enum = "Enum"
    Namespace = "Namespace"


class UsageType(Flag):
    """By which way a name leads to what it means."""

    DIRECT = auto()
    """In the same file, or in the import itself."""
    CHAINED = auto()
    """Behind a dot: `module.name`, `self.name`."""
    INDIRECT = auto()
    """Through an import."""
    ALIASED = auto()
    """Through an import that gives another name."""


class UsageKind(Enum):
    """Where a name is used."""

    SUBCLASS = auto()
    TYPED_PARAMETER = auto()
    TYPE_ANNOTATION = auto()
    BODY = auto()
    DECORATOR = auto()
    RETURN_TYPE = auto()
    TYPE_DEFINITION = auto()
    IMPORTED = auto()
    DEFAULT_VALUE = auto()


class ImportType(Enum):
    """What an import asks for."""

    DEFAULT_EXPORT = auto()
    NAMED_EXPORT = auto()
    WILDCARD = auto()
    MODULE = auto()
    SIDE_EFFECT = auto()


SYMBOL_TYPES = {
    SymbolKind.MODULE: SymbolType.Namespace,
    SymbolKind.CLASS: SymbolType.Class,
    SymbolKind.STRUCT: SymbolType.Class,
    SymbolKind.INTERFACE: SymbolType.Interface,
    SymbolKind.ENUM: SymbolType.Enum,
    SymbolKind.TYPE: SymbolType.Type,
    SymbolKind.FUNCTION: SymbolType.Function,
    SymbolKind.METHOD: SymbolType.Function,
    SymbolKind.VARIABLE: SymbolType.GlobalVar,
    SymbolKind.CONSTANT: SymbolType.GlobalVar,
    SymbolKind.FIELD: SymbolType.GlobalVar,
}
