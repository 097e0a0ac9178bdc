"""What a function binds itself hides what the file or an import calls so; a tree is read only to find that out."""

from __future__ import annotations

import re
from textwrap import indent

from hypothesis import given
from hypothesis import strategies as st

from contexten.codebase.meaning import meant
from contexten.codebase.usage import index_usage
from contexten.codebase.world import World
from contexten.workspace.memory import snapshot_of

NAMES = ("size", "item", "make")
STATEMENTS = (
    "{0} = {1}",
    "{0} += {1}",
    "{0}: {1} = 3",
    "{0}, {2} = {1}",
    "[{0}, *{2}] = {1}",
    "{0}.{1} = {2}",
    "{0}[{1}] = {2}",
    "print({0}({1}={2}))",
    "print(({0} := {1}))",
    "print([{0} for {0} in {1} if {2}])",
    "print(lambda {0}, *{1}, {2}=1: {0})",
    "import {0}",
    "import {0} as {1}",
    "from {0} import {1} as {2}",
    "global {0}",
    "del {0}",
    "'{0}'",
    "f'{{{0}}} {1}'",
    "# {0} {1}",
    "for {0} in {1}:\n    {2}()",
    "with {0}({1}) as {2}:\n    pass",
    "try:\n    {0}()\nexcept {1} as {2}:\n    pass",
    "match {0}:\n    case {1}({2}) | [{2}]:\n        pass\n    case {{'a': {2}, **{1}}}:\n        pass",
    "def {0}({1}, /, {2}=1):\n    return {1}",
    "class {0}({1}):\n    {2} = 1",
    "async def {0}(*{1}, **{2}): pass",
    "@{0}\ndef other({1}: {2}) -> {0}: ...",
)

names = st.permutations(NAMES)
statements = st.builds(lambda form, names: form.format(*names), st.sampled_from(STATEMENTS), names)
blocks = st.lists(statements, min_size=1, max_size=4).map("\n".join)
functions = st.builds("def outer():\n{}".format, blocks.map(lambda block: indent(block, "    ")))
files = st.lists(st.one_of(blocks, functions), min_size=1, max_size=4).map("\n".join)


@given(files)
def test_what_the_text_rules_out_the_tree_rules_out_too(text: str) -> None:
    world, read = _world(text), _world(text)
    path = read.paths[0]
    read.details(path)
    for name in NAMES:
        for offset in (match.start() for match in re.finditer(r"\w+", text)):
            assert world.shadow(path, name, offset) == read.shadow(path, name, offset), (name, text)


class WithoutTrees(World):
    """A World that cannot read a tree."""

    def details(self, path: str):
        raise AssertionError(f"the tree of {path} was read")


def test_no_tree_is_read_where_a_name_is_only_defined_imported_and_used() -> None:
    text = "from lib import make\ndef build(): return make(size())\ndef size(): return 1\n"
    world = WithoutTrees(snapshot_of({"use.py": text, "lib.py": "def make(size): ...\n"}))
    path = next(path for path in world.paths if path.endswith("use.py"))
    found = [meant(world, index_usage(world, path, item)) for item in world.facts(path).references]
    assert [[symbol.name for symbol in symbols] for symbols in found] == [["make"], ["size"]]


def _world(text: str) -> World:
    return World(snapshot_of({"a.py": text}))
