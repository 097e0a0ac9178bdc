"""What a `facts.scm` may capture, and how it is run.

| capture | node |
|---|---|
| `definition.<kind>` | a definition; the kind is a SymbolKind, or `member`: a field assigned in a method |
| `scope` | a function without a name: names bound inside are local |
| `wrapper` | what stands around a definition and belongs to it: decorators, `export`, `const` |
| `comment`, `attribute` | what may stand before a definition and belong to it |
| `owner` | a block whose functions belong to a type that is defined elsewhere (Rust `impl`) |
| `import`, `package` | a statement of that sort |
| `require` | what may be an import, to be looked at |
| `element` | the name of an element in markup: its use is a call |
| `name` | any identifier that may be a reference |
| `type` | a name that stands for a type; `type.scope`: every name inside stands for a type |
| `call`, `call.arguments` | the called name and its arguments, in one pattern |
| `call.single` | the called name of a call with one argument, where the arguments have no node |
| `call.applied`, `application` | a called name, and each node that starts with it and ends in one argument or more |
| `call.none` | the called name of a call without arguments, where these have no node |
| `call.word`, `call.words` | the called name, and the node that holds it and the arguments, in one pattern |
| `member`, `receiver` | the name behind a dot and what stands before the dot, in one pattern |
| `access` | a whole `a.b`: it starts with the receiver and ends with a captured name; one node is cheaper than a pair |
| `arguments` | the arguments of a call; the called name is the captured one that ends where they start |
| `argument.comment` | a comment among arguments, which is no argument |
| `bound` | a name being bound: parameter, local variable, loop variable |
| `label` | what starts with a name that is neither used nor bound: keyword of an argument, key of an object |

A name that ends in `.if_…` holds only for some texts of the node: see `_CONDITIONS`. Queries have no predicates,
because these need a tree that knows its text, which one parsed from a callback does not.

**Invariant:** no pattern starts deeper than `MAX_DEPTH`: a query's time grows with the square of the depth.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import tree_sitter as ts

from contexten.syntax.nodes import start_of
from contexten.syntax.parse import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.syntax.parse import Parsed
    from contexten.text import Span

Captures = dict[str, list[ts.Node]]

_CONDITIONS = {
    "if_lower": re.compile(rb"[a-z_]"),
    "if_class": re.compile(rb"class\b"),
    "if_dollar": re.compile(rb"[\w']+\s*\$(?![!#$%&*+./<=>?@\\^|~:-])"),
}
"""What the text from the start of a node on must match for its capture to count."""


def capture_all(parsed: Parsed) -> Captures:
    """Every capture of the whole tree, each list in no order: the library gathers them in sets."""
    if parsed.is_rubble:
        return {}
    cursor = ts.QueryCursor(parsed.grammar.facts)
    cursor.set_max_start_depth(MAX_DEPTH)
    return _settled(cursor.captures(parsed.tree.root_node), parsed)


def capture_in(parsed: Parsed, span: Span) -> Captures:
    """Every capture of the patterns that touch `span`, each list in order of match.

    By match and not by capture: the library drops captures outside the range, one half of a pair among them.
    """
    if parsed.is_rubble:
        return {}
    cursor = ts.QueryCursor(parsed.grammar.facts)
    # One byte more: the arguments directly behind a name say that it is called.
    cursor.set_byte_range(span.start, max(span.end, span.start) + 1)
    cursor.set_max_start_depth(MAX_DEPTH)
    found: Captures = defaultdict(list)
    for _pattern, match in cursor.matches(parsed.tree.root_node):
        for name, nodes in match.items():
            found[name] += nodes
    return _settled(found, parsed)


def starts(nodes: Sequence[ts.Node]) -> set[int]:
    """The start bytes of `nodes`."""
    return {node.start_byte for node in nodes}


def _settled(captures: Captures, parsed: Parsed) -> Captures:
    """`captures` with those of conditional names under the plain name, where the condition holds; these in order."""
    for conditional in [name for name in captures if ".if_" in name]:
        name, _, condition = conditional.rpartition(".")
        matches, data = _CONDITIONS[condition].match, parsed.data
        kept = [node for node in captures.pop(conditional) if matches(data, node.start_byte)]
        captures[name] = sorted([*captures.get(name, ()), *kept], key=start_of)
    return captures
