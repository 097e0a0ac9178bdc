"""A call that holds up the event loop."""

from __future__ import annotations

import re

from contexten.ide.rules.rule import Rule, Subject, Suggestion
from contexten.syntax import at

_PYTHON = {
    "time.sleep": "asyncio.sleep",
    "os.system": "asyncio.create_subprocess_shell",
    "subprocess.run": "asyncio.create_subprocess_exec",
    "subprocess.call": "asyncio.create_subprocess_exec",
    "subprocess.check_call": "asyncio.create_subprocess_exec",
    "subprocess.check_output": "asyncio.create_subprocess_exec",
    "urllib.request.urlopen": "an asynchronous HTTP client",
    "socket.create_connection": "asyncio.open_connection",
    **{
        f"{module}.{verb}": "an asynchronous HTTP client"
        for module in ("requests", "httpx")
        for verb in ("get", "post", "put", "patch", "delete", "head", "request")
    },
}
"""What blocks, and what does the same without."""
_NODE_MODULES = frozenset({"fs", "node:fs", "child_process", "node:child_process", "zlib", "node:zlib"})

_RUNS_ITSELF = re.compile(rb"^(?:await |void )?main\(|process\.argv|^#!|^if __name__ ==", re.MULTILINE)
"""A script, whose event loop nobody else waits for."""


def find(subject: Subject) -> Suggestion | None:
    """For the first such call in the own code of an asynchronous function, resolved through the file's imports."""
    if not subject.definition.is_async or subject.in_tests or _RUNS_ITSELF.search(subject.place.document.data):
        return None
    imports, _ = at.imports_of(subject.place.parsed)
    known: dict[str, str] = {}
    for item in imports:
        known[item.local_name] = f"{item.module}.{item.name}" if item.name else item.module
        if not item.name and not item.alias:
            known[item.local_name] = item.local_name
    for site in subject.shape.sites:
        if site.awaited:
            continue
        first, dot, rest = site.called.partition(".")
        meant = known.get(first, "") + dot + rest
        instead = _PYTHON.get(meant, "") or _node(meant)
        if instead:
            return _suggestion(subject, site.called, instead)
    return None


def _node(meant: str) -> str:
    """What to use for a `…Sync` function of Node's own modules."""
    module, _, name = meant.rpartition(".")
    module = module.removesuffix(".default").removesuffix(".*")
    return name.removesuffix("Sync") if name.endswith("Sync") and module in _NODE_MODULES else ""


def _suggestion(subject: Subject, called: str, instead: str) -> Suggestion:
    name = subject.definition.name
    return Suggestion(
        "blocking-call",
        "Do not block the event loop",
        f"'{called}' blocks inside an async function",
        f"'{called}' blocks the event loop in the async function '{name}'; use {instead}, or run it in a thread.",
    )


RULE = Rule(
    "blocking-call",
    "An async function, outside of tests and scripts, itself calls what is known to block: `time.sleep`, "
    "`subprocess.run`, `requests.get`, `fs.readFileSync` and their kin, as the imports of the file say.",
    "Do not block the event loop: 'time.sleep' blocks inside an async function",
    find,
    by_tree=True,
)
