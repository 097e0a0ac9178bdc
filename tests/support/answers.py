"""The cases of `tests/e2e/answers/*.txt`: a place, what a model answers there, and the exact text after it.

==== what the case shows
==== ask COMMAND PATH {further arguments as JSON}
the file, with its cursor or selection marked
==== answer
what the model says
==== after            or: ==== new PATH
the file after it            the file that is made
"""

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "e2e" / "answers"


@dataclass(frozen=True)
class Case:
    """One of them; `language` is the client's languageId."""

    title: str
    language: str
    command: str
    path: str
    arguments: dict
    source: str
    answer: str
    changed: str
    """The path of the file that is looked at afterwards."""
    after: str


def cases() -> dict[str, Case]:
    """All cases by language and title."""
    found = [case for file in sorted(FOLDER.glob("*.txt")) for case in _cases(file)]
    named = {f"{case.language}: {case.title}": case for case in found}
    assert len(named) == len(found), "two cases have one title"
    return named


def _cases(file: Path):
    sections = [part.partition("\n") for part in ("\n" + file.read_text("utf-8")).split("\n==== ")[1:]]
    rows = iter(sections)
    for title, _, _ in rows:
        (ask, _, source), (_, _, answer), (kind, _, after) = next(rows), next(rows), next(rows)
        _, command, path, *further = ask.split(" ", 3)
        arguments = json.loads(further[0]) if further else {}
        changed = kind.removeprefix("new ") if kind.startswith("new ") else path
        yield Case(title, file.stem, command, path, arguments, source, answer, changed, after.removesuffix("\n"))
