"""What outlives a run: facts, generations, tasks, run intents, approvals."""

from contexten.store.folder import default_folder
from contexten.store.store import Store

__all__ = ["Store", "default_folder"]
