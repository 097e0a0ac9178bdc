"""Made-up clients: one that announces nothing, one that announces little, one that announces much."""

from __future__ import annotations

from typing import Any

EVERY_EDIT: dict[str, Any] = {
    "changeAnnotationSupport": {"groupsOnLabel": True},
    "documentChanges": True,
    "failureHandling": "textOnlyTransactional",
    "resourceOperations": ["create", "rename", "delete"],
}
BARE: dict[str, Any] = {}
PLAIN: dict[str, Any] = {
    "workspace": {"applyEdit": True, "workspaceEdit": {"documentChanges": True}},
    "textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}},
}
FULL: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
    "workspace": {
        "applyEdit": True,
        "configuration": True,
        "workspaceFolders": True,
        "didChangeConfiguration": {"dynamicRegistration": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "workspaceEdit": EVERY_EDIT,
    },
    "textDocument": {
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": [""]}},
            "disabledSupport": True,
            "dataSupport": True,
            "tagSupport": {"valueSet": [1]},
        }
    },
}
