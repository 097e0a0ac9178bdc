"""The process that serves keeps little, and its protocol types are as they were."""

from __future__ import annotations

import subprocess
import sys

SPARE = "from contexten.lsp.lean import spare_memory; spare_memory()\n"

CLASSES = """
import builtins, sys
from types import FunctionType
import attrs
from lsprotocol import types
def names(code):
    inner = [part for part in code.co_consts if hasattr(part, 'co_names')]
    return set(code.co_names).union(*map(names, inner))
classes = [cls for cls in vars(types).values() if isinstance(cls, type) and attrs.has(cls)]
methods = [value for cls in classes for value in vars(cls).values() if isinstance(value, FunctionType)]
"""

REACHED = """
def reached():
    return {
        (method.__qualname__, name): id(method.__globals__[name])
        for method in methods
        for name in names(method.__code__)
        if name in method.__globals__
    }
before, sizes = reached(), sum({id(one.__globals__): len(one.__globals__) for one in methods}.values())
"""

USED = """
from lsprotocol import converters
from lsprotocol.types import *
place = TextDocumentPositionParams(TextDocumentIdentifier('file:///a.py'), Position(1, 2))
converter = converters.get_converter()
raw = converter.unstructure(place)
assert converter.structure(raw, TextDocumentPositionParams) == place, raw
assert Position(1, 2) < Position(1, 3) and Position(1, 2) == Position(1, 2)
span = Range(Position(0, 0), Position(1, 1))
assert repr(span) == '0:0-1:1'
action = CodeAction(title='a', edit=WorkspaceEdit(changes={'file:///a.py': (TextEdit(span, 'b'),)}))
assert converter.structure(converter.unstructure(action), CodeAction) == action
for wrong in (lambda: Position('1', 2), lambda: Position(-1, 2), lambda: Location(uri=3, range=None)):
    try:
        wrong()
    except (TypeError, ValueError):
        continue
    raise AssertionError('a wrong value was taken')
"""

HEAPS = """
import ctypes, threading
kept = []
def allocate(): kept.extend(ctypes.create_string_buffer(10_000 + number) for number in range(200))
threads = [threading.Thread(target=allocate) for _ in range(6)]
for thread in threads: thread.start()
for thread in threads: thread.join()
ctypes.CDLL(None).malloc_stats()
"""


def run(script: str) -> str:
    """What a fresh interpreter says to `script`, on either stream."""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout + ended.stderr


def test_the_methods_of_protocol_types_find_all_that_they_found():
    script = (
        f"{CLASSES}{REACHED}{SPARE}"
        "assert len(classes) > 400 and len(before) > 2000, (len(classes), len(before))\n"
        "assert reached() == before\n"
        "after = sum({id(one.__globals__): len(one.__globals__) for one in methods}.values())\n"
        "assert after * 10 < sizes, (after, sizes)\n"
    )
    run(script)


def test_the_module_of_the_protocol_types_keeps_its_names():
    run(f"from lsprotocol import types\nbefore = dict(vars(types))\n{SPARE}assert vars(types) == before\n")


def test_protocol_types_are_made_compared_checked_and_written_as_before():
    run(f"{SPARE}{USED}")


def test_doing_it_twice_changes_nothing_more():
    run(f"{SPARE}{SPARE}{USED}")


def test_threads_share_one_heap():
    """A C library that has no such heaps counts none."""
    alone = run(HEAPS).count("Arena ")
    assert run(SPARE + HEAPS).count("Arena ") == min(1, alone)


def test_without_such_a_c_library_nothing_happens():
    absent = "import ctypes\ndef absent(name): raise OSError(name)\nctypes.CDLL = absent\n"
    run(f"{absent}{SPARE}{USED}")
