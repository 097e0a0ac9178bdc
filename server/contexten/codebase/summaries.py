"""The five summaries as data, and their text.

**Invariant:** a text says nothing that its data does not hold.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.codebase.file import File
from contexten.codebase.imports import ExternalModule, Import
from contexten.codebase.kinds import SymbolType
from contexten.codebase.symbol import Symbol
from contexten.codebase.usages import edges_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from contexten.codebase.class_definition import Class
    from contexten.codebase.codebase import Codebase
    from contexten.codebase.function import Function


@dataclass(frozen=True, slots=True)
class KindCounts:
    """How many symbols of each sort."""

    functions: int = 0
    classes: int = 0
    global_vars: int = 0
    interfaces: int = 0

    @classmethod
    def of(cls, found: Iterable[object]) -> KindCounts:
        """The counts of those that are symbols."""
        return cls.counted(Counter(item.symbol_type for item in found if isinstance(item, Symbol)))

    @classmethod
    def counted(cls, count: Mapping[SymbolType, int]) -> KindCounts:
        """The same from counts by sort."""
        order = (SymbolType.Function, SymbolType.Class, SymbolType.GlobalVar, SymbolType.Interface)
        return cls(*(count.get(kind, 0) for kind in order))


@dataclass(frozen=True, slots=True)
class CodebaseSummary:
    """What a codebase holds and how it hangs together."""

    files: int
    imports: int
    external_modules: int
    symbols: int
    """At the top level."""
    kinds: KindCounts
    definitions: int
    """Symbols at every level."""
    symbol_usages: int
    """Uses of a name and the definitions they certainly mean, as pairs."""
    import_resolutions: int
    """Imports that give something: a symbol, a file, or something from outside."""
    exports: int
    """Names in `export` statements."""

    @classmethod
    def of(cls, codebase: Codebase) -> CodebaseSummary:
        """Read every file of a codebase: the slowest question of all."""
        imports = definitions = usages = resolved = exports = 0
        kinds: Counter[SymbolType] = Counter()
        external: set[ExternalModule] = set()
        files = codebase.files
        # One file after the other, so that what is known of each is decoded once.
        for file in files:
            exports += len(file.exports)
            definitions += len(file.all_symbols)
            kinds.update(item.symbol_type for item in file.symbols)
            usages += edges_of(file.world, file.path)
            found = file.imports
            imports += len(found)
            external.update(module for item in found if (module := item.external) is not None)
            resolved += sum(item.imported_symbol is not None for item in found)
        return cls(
            files=len(files),
            imports=imports,
            external_modules=len(external),
            symbols=kinds.total(),
            kinds=KindCounts.counted(kinds),
            definitions=definitions,
            symbol_usages=usages,
            import_resolutions=resolved,
            exports=exports,
        )

    @property
    def nodes(self) -> int:
        """Files, imports, what they import from outside, definitions and exports."""
        return self.files + self.imports + self.external_modules + self.definitions + self.exports

    @property
    def edges(self) -> int:
        """Usages, resolved imports and exports."""
        return self.symbol_usages + self.import_resolutions + self.exports

    @property
    def text(self) -> str:
        """The summary as text."""
        return f"""Contains {self.nodes} nodes
- {self.files} files
- {self.imports} imports
- {self.external_modules} external_modules
- {self.symbols} symbols
\t- {self.kinds.classes} classes
\t- {self.kinds.functions} functions
\t- {self.kinds.global_vars} global_vars
\t- {self.kinds.interfaces} interfaces

Contains {self.edges} edges
- {self.symbol_usages} symbol -> used symbol
- {self.import_resolutions} import -> used symbol
- {self.exports} export -> exported symbol
"""


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What a file holds, and how many files import it."""

    name: str
    imports: int
    symbols: int
    kinds: KindCounts
    importers: int

    @classmethod
    def of(cls, file: File) -> FileSummary:
        """Of one file."""
        symbols = file.symbols
        return cls(file.name, len(file.imports), len(symbols), KindCounts.of(symbols), len(file.importers))

    @property
    def text(self) -> str:
        """The summary as text."""
        return f"""==== [ `{self.name}` (SourceFile) Dependency Summary ] ====
- {self.imports} imports
- {self.symbols} symbol references
\t- {self.kinds.classes} classes
\t- {self.kinds.functions} functions
\t- {self.kinds.global_vars} global variables
\t- {self.kinds.interfaces} interfaces

==== [ `{self.name}` Usage Summary ] ====
- {self.importers} importers
"""


@dataclass(frozen=True, slots=True)
class SymbolSummary:
    """Who uses a symbol."""

    name: str
    type: str
    usages: int
    """Symbols, files and imports, each once."""
    kinds: KindCounts
    """The symbols among them."""
    imports: int
    """The imports among them."""
    imported: KindCounts
    """What those imports name, one step on."""
    imported_external_modules: int
    imported_files: int

    @classmethod
    def of(cls, symbol: Symbol) -> SymbolSummary:
        """Of one symbol."""
        users = symbol.symbol_usages
        imported = [item.imported_symbol for item in users if isinstance(item, Import)]
        return cls(
            name=symbol.name,
            type=type(symbol).__name__,
            usages=len(users),
            kinds=KindCounts.of(users),
            imports=len(imported),
            imported=KindCounts.of(imported),
            imported_external_modules=sum(isinstance(item, ExternalModule) for item in imported),
            imported_files=sum(isinstance(item, File) for item in imported),
        )

    @property
    def text(self) -> str:
        """The summary as text."""
        return f"""==== [ `{self.name}` ({self.type}) Usage Summary ] ====
- {self.usages} usages
\t- {self.kinds.functions} functions
\t- {self.kinds.classes} classes
\t- {self.kinds.global_vars} global variables
\t- {self.kinds.interfaces} interfaces
\t- {self.imports} imports
\t\t- {self.imported.functions} functions
\t\t- {self.imported.classes} classes
\t\t- {self.imported.global_vars} global variables
\t\t- {self.imported.interfaces} interfaces
\t\t- {self.imported_external_modules} external modules
\t\t- {self.imported_files} files
"""


@dataclass(frozen=True, slots=True)
class ClassSummary:
    """What a class holds and needs, and who uses it."""

    name: str
    parent_class_names: tuple[str, ...]
    methods: int
    attributes: int
    decorators: int
    dependencies: int
    usage: SymbolSummary

    @classmethod
    def of(cls, symbol: Class) -> ClassSummary:
        """Of one class."""
        return cls(
            name=symbol.name,
            parent_class_names=tuple(symbol.parent_class_names),
            methods=len(symbol.methods),
            attributes=len(symbol.attributes),
            decorators=len(symbol.decorators),
            dependencies=len(symbol.dependencies),
            usage=SymbolSummary.of(symbol),
        )

    @property
    def text(self) -> str:
        """The summary as text."""
        return f"""==== [ `{self.name}` (Class) Dependency Summary ] ====
- parent classes: {list(self.parent_class_names)}
- {self.methods} methods
- {self.attributes} attributes
- {self.decorators} decorators
- {self.dependencies} dependencies

{self.usage.text}"""


@dataclass(frozen=True, slots=True)
class FunctionSummary:
    """What a function holds and needs, and who uses it."""

    name: str
    return_statements: int
    parameters: int
    function_calls: int
    call_sites: int
    decorators: int
    dependencies: int
    usage: SymbolSummary

    @classmethod
    def of(cls, symbol: Function) -> FunctionSummary:
        """Of one function or method."""
        return cls(
            name=symbol.name,
            return_statements=len(symbol.return_statements),
            parameters=len(symbol.parameters),
            function_calls=len(symbol.function_calls),
            call_sites=len(symbol.call_sites),
            decorators=len(symbol.decorators),
            dependencies=len(symbol.dependencies),
            usage=SymbolSummary.of(symbol),
        )

    @property
    def text(self) -> str:
        """The summary as text."""
        return f"""==== [ `{self.name}` (Function) Dependency Summary ] ====
- {self.return_statements} return statements
- {self.parameters} parameters
- {self.function_calls} function calls
- {self.call_sites} call sites
- {self.decorators} decorators
- {self.dependencies} dependencies

{self.usage.text}"""
