"""The Desk of a folder: commands run in the server of an editor that has it open, else in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.cli.write import write_plan
from contexten.mcp.desk import Desk
from contexten.store.folder import default_folder

if TYPE_CHECKING:
    from contexten.mcp.door import Door


def desk_of(root: str) -> Desk:
    """The Desk of `root`; what serves it alone is imported when that is needed."""
    return Desk(root, default_folder(), lambda: _alone(root))


def _alone(root: str) -> Door:
    from contexten.lsp.alone import Alone
    from contexten.lsp.serve import calm_libraries

    calm_libraries()
    return Alone(root, write_plan)
