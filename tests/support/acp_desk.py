"""Runs of the scripted agent over a folder, for tests of the room `agents`: a workspace that is only a folder."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contexten.agents.acp.backend import AcpBackend
from contexten.agents.acp.model import Denied, Found, Limits, LocalAgent, Rules
from contexten.agents.model import RunRequest
from contexten.agents.run import AgentRuns
from contexten.agents.steps import RunLimits
from contexten.store import Store

TESTS = Path(__file__).parents[1]
QUICK = RunLimits(first_pause=0.02, longest_pause=0.1, per_day=100_000)
SHORT = {"grace": 1.0, "term": 0.5, "leave": 0.3, "setup": 30.0, "seconds": 60.0}


@dataclass
class PlainPlace:
    """Files of one folder. Which paths an agent may have is the integration's to say, and tested there."""

    folder: str
    unsaved: dict[str, str] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    """What is no longer on the disk as it was when the run began."""

    async def begin(self) -> None:
        pass

    async def look(self, path: str) -> Found | Denied:
        return self._found(path)

    target = look

    def _found(self, path: str) -> Found | Denied:
        relative = os.path.relpath(path, self.folder)
        if relative.startswith(".."):
            return Denied("it lies outside of the workspace folders")
        file = Path(self.folder, relative)
        text = self.unsaved.get(relative, file.read_text(encoding="utf-8") if file.is_file() else None)
        return Found(relative, text)

    def shown(self, found: Found) -> str:
        return (found.text or "").replace("hunter2", "<SECRET>")

    def restored(self, text: str) -> str:
        return text.replace("<SECRET>", "hunter2")

    async def touched(self) -> tuple[str, ...]:
        return self.changed


class AcpDesk:
    """Start scripted agents, watch their runs, read what they saw."""

    def __init__(self, folder: Path):
        self.root = folder / "root"
        self.root.mkdir()
        self.store = Store.open(folder / "store")
        self.report_path = folder / "report.jsonl"
        self._script = folder / "script.json"
        self._folder = folder
        self._open: list[AgentRuns] = []
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.answer: Any = None
        """What a question is answered with; or a function of the question and the answers."""
        self.place = PlainPlace(str(self.root))

    async def ask(self, question: str, answers: tuple[str, ...]) -> str | None:
        self.asked.append((question, answers))
        answer = self.answer
        return await answer(question, answers) if callable(answer) else answer

    def runs(self, *steps: dict[str, Any], store=None, rules=None, limits=None, watch=QUICK, **script) -> AgentRuns:
        """Runs of an agent that goes through `steps`."""
        self._script.write_text(json.dumps({"steps": steps, **script}), encoding="utf-8")
        command = (sys.executable, "-m", "support.acp_agent", str(self._script), str(self.report_path))
        return self.runs_of(command, store=store, rules=rules, limits=limits, watch=watch)

    def runs_of(self, command, *, store=None, rules=None, limits=None, watch=QUICK) -> AgentRuns:
        agents = {"scripted": LocalAgent("scripted", tuple(command))}
        rules = rules or Rules(variables=("PYTHONPATH",))
        backend = AcpBackend(agents, lambda _: self.place, self.ask, rules, Limits(**{**SHORT, **(limits or {})}))
        runs = AgentRuns(backend, store or self.store, watch)
        self._open.append(runs)
        return runs

    def request(self, prompt: str = "Rename total", **fields) -> RunRequest:
        return RunRequest(**{"prompt": prompt, "agent_type": "scripted", "folder": str(self.root), **fields})

    async def ended(self, runs: AgentRuns, **fields):
        """Launch a run and wait for its end."""
        return await runs.wait((await runs.launch(self.request(**fields))).id)

    async def lines(self, runs: AgentRuns, run) -> list:
        return list((await runs.logs(run.id, limit=100_000)).lines)

    def report(self, key: str) -> list[Any]:
        """What the agent wrote down under `key`."""
        if not self.report_path.exists():
            return []
        lines = map(json.loads, self.report_path.read_text(encoding="utf-8").splitlines())
        return [line[key] for line in lines if key in line]

    def path(self, name: str) -> str:
        return str(self.root / name)

    def other_store(self) -> Store:
        return Store.open(self._folder / "store")

    async def close(self) -> None:
        for runs in reversed(self._open):
            await runs.aclose()
        self.store.close()


def lives(pid: int) -> bool:
    """Whether a process runs; one that is only waited for no longer does."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
