"""What readers share whose grammar gathers annotations and keywords under one `modifiers` node before a declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.syntax.nodes import child_of_type
from contexten.syntax.reader import Found, Reader, folded

if TYPE_CHECKING:
    import tree_sitter as ts


class ModifiedReader(Reader):
    """A Reader of such a grammar."""

    def header_start(self, outer: ts.Node) -> int:
        """Annotations stand among the modifiers."""
        for child in outer.children:
            if child.type != "modifiers":
                return child.start_byte
            for modifier in child.children:
                if modifier.type not in self.decorator_types:
                    return modifier.start_byte
        return outer.start_byte

    def decorators(self, found: Found) -> tuple[str, ...]:
        """The annotations, without their mark."""
        modifiers = child_of_type(self.modified(found), "modifiers")
        children = [] if modifiers is None else modifiers.children
        raw = [found.data[item.start_byte : item.end_byte] for item in children if item.type in self.decorator_types]
        return tuple(folded(item).removeprefix("@") for item in raw)

    def modified(self, found: Found) -> ts.Node:
        """The node that has the modifiers."""
        return found.outer
