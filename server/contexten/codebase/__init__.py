"""The workspace as analysis wants it: files, symbols, imports and their uses, lazily, over one Snapshot."""

from contexten.codebase import codebase_analysis
from contexten.codebase.class_definition import Class
from contexten.codebase.codebase import Codebase, NotFound
from contexten.codebase.file import File
from contexten.codebase.function import Function
from contexten.codebase.imports import ExternalModule, Import
from contexten.codebase.kinds import ImportType, SymbolType, UsageKind, UsageType
from contexten.codebase.parts import Assignment, Export, Parameter, ReturnStatement
from contexten.codebase.symbol import Decorator, Enum, GlobalVar, Interface, Namespace, Symbol, TypeAlias
from contexten.codebase.usage import FunctionCall, Name, Usage

__all__ = [
    "Assignment",
    "Class",
    "Codebase",
    "Decorator",
    "Enum",
    "Export",
    "ExternalModule",
    "File",
    "Function",
    "FunctionCall",
    "GlobalVar",
    "Import",
    "ImportType",
    "Interface",
    "Name",
    "Namespace",
    "NotFound",
    "Parameter",
    "ReturnStatement",
    "Symbol",
    "SymbolType",
    "TypeAlias",
    "Usage",
    "UsageKind",
    "UsageType",
    "codebase_analysis",
]
