"""The Atlas: what selection asks of the whole workspace, as arrays over symbol numbers. Loads numpy."""

from contexten.index.atlas.atlas import Atlas
from contexten.index.atlas.base import Base
from contexten.index.atlas.changes import Changes, changes_of
from contexten.index.atlas.rows import Uses

__all__ = ["Atlas", "Base", "Changes", "Uses", "changes_of"]
