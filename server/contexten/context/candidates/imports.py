"""What this file imports: an import that nothing uses yet is the strongest hint there is."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from contexten.context.weights import Source, size_factor
from contexten.index.sheet import EXPORTED, TOP_LEVEL

if TYPE_CHECKING:
    from contexten.context.board import Board
    from contexten.context.scene import Scene
    from contexten.syntax.facts import Import

_MODULE_MEMBERS = 200
_MODULE_FILES = 8
_PUBLIC = EXPORTED | TOP_LEVEL


def imported(scene: Scene, board: Board) -> None:
    """Symbols imported by name; of modules imported whole, their members by use."""
    bound = {item.start: found for item, found in scene.bindings}
    named = {(item.start, item.local_name) for item, _ in scene.bindings}
    for item, found in scene.bindings:
        outside = found[scene.atlas.file[found] != scene.file][:2]
        fresh = item.local_name not in scene.used_here
        source = Source.IMPORT_FRESH if fresh else Source.IMPORT_USED
        reason = "imported here, not used yet" if fresh else "imported here"
        board.add(source, outside, np.float32(1) / (1 + np.arange(len(outside), dtype=np.float32)), reason)
    for item in scene.facts.imports:
        if (item.start, item.local_name) not in named or not bound:
            _module(scene, board, item)


def _module(scene: Scene, board: Board, item: Import) -> None:
    atlas = scene.atlas
    fresh = bool(item.local_name) and item.local_name not in scene.used_here
    source = Source.MODULE_FRESH if fresh else Source.MODULE_USED
    for file in scene.imported_files(item)[:_MODULE_FILES]:
        inside = atlas.symbols_of_file(file)
        top = np.arange(inside.start, inside.stop, dtype=np.int32)
        top = top[(atlas.flags[top] & _PUBLIC) == _PUBLIC]
        if file != scene.file and top.size:
            name = item.local_name or PurePosixPath(atlas.path_of(file)).stem
            share = np.float32(size_factor(len(top)))
            kept = top[:_MODULE_MEMBERS]
            board.add_members(source, kept, share, f"member of {name}, imported here")
