"""Keywords of arguments: which call one belongs to. And the words that mean the object a method is called on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.syntax.nodes import path_to

if TYPE_CHECKING:
    from contexten.syntax.parse import Parsed
    from contexten.text import Span


def called_with(parsed: Parsed, label: Span) -> int | None:
    """The first byte of the called name, where `label` is the keyword of an argument; None elsewhere."""
    reader, path = parsed.grammar.reader, path_to(parsed.tree, label)
    calls = [index for index, node in enumerate(path) if node.type in reader.call_types]
    if not calls or len(path) < calls[-1] + 4:
        return None
    name, _receiver, arguments = reader.call(path[calls[-1]])
    around, argument = path[calls[-1] + 1 : calls[-1] + 3]
    if name is None or arguments is None or arguments.id != around.id or argument.start_byte != label.start:
        return None
    keyword = parsed.data[label.start : label.end].decode("utf-8", "replace")
    named = any(given == keyword for given, _text in reader.arguments(arguments, parsed.data))
    return name.start_byte if named and argument.end_byte > label.end else None


def is_receiver(parsed: Parsed, name: str) -> bool:
    """Whether the language reads `name` as the object or class itself, so that it is no reference: `self`."""
    return name in parsed.grammar.reader.ignored_names
