"""From a Parsed to its FileFacts, and the key they are cached by."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.bindings import read_bindings
from contexten.syntax.captures import Captures, capture_all
from contexten.syntax.definitions import read_definitions
from contexten.syntax.facts import FileFacts, Import
from contexten.syntax.grammar import facts_version
from contexten.syntax.nodes import start_of
from contexten.syntax.references import read_columns

if TYPE_CHECKING:
    from contexten.syntax.columns import Columns
    from contexten.syntax.language import Language
    from contexten.syntax.parse import Parsed
    from contexten.syntax.reader import Reader


def extract_facts(parsed: Parsed) -> FileFacts:
    """Everything one file defines, references and imports; broken code gives what can be read of it."""
    facts, references = read_file(parsed)
    return msgspec.structs.replace(facts, references=tuple(references.rows()))


def read_file(parsed: Parsed) -> tuple[FileFacts, Columns]:
    """The same in two parts: the facts without references, and these as columns."""
    captures = capture_all(parsed)
    reader, data = parsed.grammar.reader, parsed.data
    definitions = read_definitions(captures, data, reader)
    imports, import_end = _imports(captures, parsed, reader)
    package = min(captures.get("package", ()), key=start_of, default=None)
    facts = FileFacts(
        language=parsed.language.id,
        definitions=tuple(definitions),
        imports=imports,
        package="" if package is None else reader.package(package, data),
        import_end=import_end,
        doc=reader.module_doc(parsed.tree.root_node, data),
        errors=parsed.errors,
        exports=reader.exports(data),
        bindings=tuple(read_bindings(captures, data, reader, definitions)),
    )
    return facts, read_columns(captures, data, reader, definitions)


def facts_digest(data_digest: str, language: Language) -> str:
    """The key of a text's facts, in hex: over language, grammar, our queries and code, and the text."""
    return hashlib.sha256(facts_version(language) + data_digest.encode()).hexdigest()


def _imports(captures: Captures, parsed: Parsed, reader: Reader) -> tuple[tuple[Import, ...], int]:
    """All imports among `captures` in order of start, and where a further one goes."""
    nodes = sorted(
        {node.id: node for node in (*captures.get("import", ()), *captures.get("require", ()))}.values(),
        key=start_of,
    )
    found = [item for node in nodes for item in reader.imports(node, parsed.data)]
    return tuple(found), reader.import_end(parsed.tree.root_node, parsed.data)
