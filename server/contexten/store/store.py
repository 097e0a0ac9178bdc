"""The store: what outlives a run, in one file of the person's own.

**Invariant:** whatever is in it can be deleted or damaged at any time; at worst the next answer is slower.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from contexten.store.cache import Blobs, Generations
from contexten.store.database import Database
from contexten.store.images import Images
from contexten.store.owners import Owners
from contexten.store.records import Approvals, Manifests, Tasks
from contexten.store.runs import Quota, Runs
from contexten.store.usage import UsageRecords

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_DAY = 86_400.0


class Store:
    """All tables by purpose, over one database, and images beside it; every method may be called from any thread."""

    def __init__(
        self,
        database: Database,
        *,
        max_blob_bytes: int = 512_000_000,
        max_generation_bytes: int = 64_000_000,
        blob_age: float = 60 * _DAY,
        generation_age: float = 30 * _DAY,
        now: Callable[[], float] = time.time,
        images: Images | None = None,
        owners: Owners | None = None,
    ) -> None:
        self._database = database
        self.owners = owners or Owners(None)
        self.images = images or Images(None)
        self.blobs = Blobs(database, "blobs", max_bytes=max_blob_bytes, max_age=blob_age, now=now)
        self.generations = Generations(
            database, "generations", max_bytes=max_generation_bytes, max_age=generation_age, now=now
        )
        self.tasks = Tasks(database, now)
        self.manifests = Manifests(database, now)
        self.approvals = Approvals(database)
        self.usage = UsageRecords(database)
        self.runs = Runs(database, now)
        self.quota = Quota(database, now)

    @classmethod
    def open(cls, folder: Path | None) -> Store:
        """The store in `folder`, which is made where it is missing; None keeps everything in memory."""
        if folder is None:
            return cls(Database(None))
        return cls(Database(folder), images=Images(folder / "images"), owners=Owners(folder / "owners"))

    @property
    def degraded(self) -> str:
        """Why nothing is kept on disk, in one sentence; empty while it is."""
        return self._database.degraded

    def clear_caches(self) -> int:
        """Forget facts, manifests, images and generations, but no task, run or approval; how many values that were."""
        return self.clear_facts() + self.generations.clear()

    def clear_facts(self) -> int:
        """Forget facts, manifests and images; how many values that were."""
        self.manifests.clear()
        return self.blobs.clear() + self.images.clear()

    def relieve(self) -> None:
        """Keep nothing in memory that can be read again from the file."""
        self._database.relieve()

    def close(self) -> None:
        """Close the file; later reads find nothing and later writes are lost."""
        self.owners.close()
        self._database.close()
