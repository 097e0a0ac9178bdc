"""Documents, files and their index: the only mutable state, and the Snapshots that everybody else reads."""

from contexten.workspace.snapshot import Snapshot
from contexten.workspace.sync import Stale, Synced, SyncResult
from contexten.workspace.workspace import Workspace, WorkspaceOptions

__all__ = ["Snapshot", "Stale", "SyncResult", "Synced", "Workspace", "WorkspaceOptions"]
