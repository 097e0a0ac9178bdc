"""The arguments of every command: one JSON object, decoded strictly.

Keys are in camel case. Positions are those of the protocol: 0-based lines, characters in the encoding that was
negotiated. A JSON Schema can be made of each class by `msgspec.json.schema`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeVar, cast

import msgspec

from contexten.errors import ClientError
from contexten.lsp.shapes import WrongShape, shaped, whole

_Index = Annotated[int, msgspec.Meta(ge=0)]
_Struct = TypeVar("_Struct", bound=msgspec.Struct)


class Position(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place between two characters."""

    line: _Index
    character: _Index | None = None
    """Left out: where the text of the line begins; at the end of a range: where the line ends."""


class Range(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From `start` up to `end`, which is not included."""

    start: Position
    end: Position


class DiagnosticArgument(msgspec.Struct, frozen=True):
    """A problem that any server reported; further keys of the protocol's Diagnostic are not read."""

    range: Range
    message: str
    code: str | int | None = None
    source: str | None = None
    severity: Annotated[int, msgspec.Meta(ge=1, le=4)] | None = None
    """The protocol's: 1 error, 2 warning, 3 information, 4 hint."""


class Where(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel", kw_only=True):
    """A wish at a place: what `contexten.generate` and its kin take."""

    uri: str
    """The document; a `textDocument` with `uri` and `version`, as the protocol has it, does as well."""
    range: Range | None = None
    """The selection; give this or `position`."""
    position: Position | None = None
    """The cursor."""
    version: int | None = None
    """The document's version that the place was named in; an other one makes the result `stale`."""
    intent: str | None = None
    """What is asked for, where the command leaves it open: `implement`, `comment`, `create`, `insert`."""
    instruction: str = ""
    """What the person wants, in their words."""
    model: str | None = None
    """Another model than the configured one, at the same endpoint."""
    budget: Annotated[int, msgspec.Meta(ge=0)] | None = None
    """Tokens of context."""
    pinned: tuple[str, ...] = ()
    """Definitions and files that must be sent: `name`, `Class.method`, `path/to/file.py`, `path/to/file.py:name`."""
    excluded: tuple[str, ...] = ()
    """Definitions and files that must not be sent, as `path/to/file.py` or `path/to/file.py:name`."""
    apply: bool = True
    """False: return the edit and leave the documents alone; of `contexten.explain`: only return the text."""
    dry_run: bool = False
    """True: return prompt, context and tokens, and ask no model."""
    diagnostics: tuple[DiagnosticArgument, ...] = ()
    """For `contexten.fix`: what to make go away; for `contexten.explain`: what to tell of too."""
    id: str = ""
    """The code action this comes from."""


class NewModule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel", kw_only=True):
    """A whole new file. It needs an instruction, or names."""

    uri: str
    """The file to make; one that exists must be empty."""
    instruction: str = ""
    """What the file is for, in the person's words."""
    names: tuple[str, ...] = ()
    """What it must define, such as what another file imports of it."""
    used_by: str = ""
    """The URI of the file that needs it; it is sent along."""
    related: tuple[str, ...] = ()
    """Definitions and files that the model must see: `validate_user`, `Session.close`, `src/a.py:name`, `src/b.py`."""
    model: str | None = None
    """Another model than the configured one, at the same endpoint."""
    budget: Annotated[int, msgspec.Meta(ge=0)] | None = None
    """Tokens of context."""
    apply: bool = True
    """False: return the edit and make nothing."""
    dry_run: bool = False
    """True: return prompt, context and tokens, and ask no model."""
    id: str = ""
    """The code action this comes from."""


class WhereContext(Where, frozen=True, forbid_unknown_fields=True, rename="camel", kw_only=True):
    """A wish whose context is asked for."""

    show: bool = False
    """True: also open it as a read-only document in the editor."""


class BatchWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel", kw_only=True):
    """One request of a batch."""

    prompt: str
    """What to write, in the person's words."""
    target_uri: str = ""
    """The file to write in; one that does not exist is new. Empty: code that stands alone."""
    target_symbol: str = ""
    """The definition to write, as `login` or `Session.login`."""
    line: Annotated[int, msgspec.Meta(ge=0)] | None = None
    """A line of the file, from 0, in place of a symbol."""
    related: tuple[str, ...] = ()
    """Definitions and files that the model must see: `validate_user`, `Session.close`, `src/a.py:name`, `src/b.py`."""
    language: str = ""
    """The language of code that stands alone."""


class Batch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel", kw_only=True):
    """Many requests at once. Their results are kept as Tasks; `contexten.task.apply` applies one."""

    requests: Annotated[tuple[BatchWish, ...], msgspec.Meta(min_length=1, max_length=200)]
    model: str | None = None
    """Another model than the configured one, at the same endpoint."""
    budget: Annotated[int, msgspec.Meta(ge=0)] | None = None
    """Tokens of context for each request."""
    dry_run: bool = False
    """True: return prompts, contexts and tokens, and ask no model."""


class AgentTask(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel", kw_only=True):
    """A task for an agent. It may cost money, or start a program here: the person is asked first."""

    instruction: str
    """What the agent shall do, in the person's words."""
    uri: str = ""
    """The file that the task is about; it is then sent along."""
    position: Position | None = None
    """The place in it."""
    agent: str = ""
    """`codegen`, or the name of a local agent; empty: as `contexten.agent.default` says."""
    model: str | None = None
    """The agent's model; else the service chooses."""
    continues: str = ""
    """A run of Codegen's that ended: it is gone on with instead of a new one being started."""
    context: bool = True
    """False: send the instruction alone."""
    wait: bool = True
    """False: answer as soon as the run is written down; `contexten.agent.runs` tells how it goes."""


class AgentRunsArgument(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which runs are listed, or what is done about one."""

    run: str | None = None
    """Only this one, as its service knows it now."""
    action: Literal["look", "cancel", "name", "again"] = "look"
    """`cancel` stops it. Of an `unknown` run: `name` says which one it is, `again` starts a new one in its place."""
    remote: str = ""
    """For `name`: the number of the run at its service."""


class AgentLog(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel", kw_only=True):
    """A page of a run's log."""

    run: str
    skip: _Index = 0
    """How many lines are left out at the beginning."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 100
    """How many lines are wanted."""
    newest_first: bool = False
    """True: count and list from the end."""


class AgentPull(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The result of a run, as an edit."""

    run: str
    branch: str = ""
    """Which branch or pull request is meant, where the run made several: its name or its address."""
    apply: bool = True
    """False: return the edit and leave the documents alone."""


class TaskArgument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A Task by its id."""

    task: str


class TaskApply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A Task, and what of its result is applied."""

    task: str
    hunks: tuple[str, ...] = ()
    """Only these hunks, by the ids of a result with `apply` false; the others wait on."""
    apply: bool = True
    """False: return the edit and its hunks on the texts as they are now."""
    confirmed: bool = False
    """True: the person has seen all of it and agreed; nothing is asked again."""


class TaskDiscard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A Task, and what of its result is forgotten."""

    task: str
    hunks: tuple[str, ...] = ()
    """Only these hunks; the others wait on."""


class TasksArgument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which Tasks are listed."""

    task: str | None = None
    """Only this one, with its result as a unified diff."""


class SymbolsArgument(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question about definitions."""

    ask: Literal["find", "usages", "callers", "calls", "dependencies", "summary"] = "find"
    """`find`: where it is defined; `usages` and `callers`: who uses and calls it; `calls`: what it calls;
    `dependencies`: what its code names; `summary`: counts, in words."""
    name: str = ""
    """What is asked about: `name`, `Class.method`, `path/to/file.py:name`; for `find` also a part of a name. For
    `summary` also a file, or empty: the whole workspace."""
    near: str = ""
    """A file's URI: of several definitions of one name the one that this file knows is meant."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 50
    """How many are listed."""


class CacheArgument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is forgotten beside answers and context packs."""

    index: bool = False
    """Also the facts of files on disk; the next start parses them again."""


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No arguments."""


def decode(kind: type[_Struct], arguments: Sequence[object]) -> _Struct:
    """The only argument as a `kind`; none at all is an empty object. Raises ClientError, which names what is wrong."""
    if len(arguments) > 1:
        raise ClientError("The command takes one JSON object as its only argument.")
    given = arguments[0] if arguments else None
    if given is None:
        given = dict[str, object]()
    if not isinstance(given, Mapping):
        raise ClientError("The argument of the command must be a JSON object.")
    try:
        raw = _with_uri(kind, cast("Mapping[str, object]", whole(cast("object", given))))
        _refuse_unknown(kind, raw)
        return shaped(raw, kind)
    except WrongShape as error:
        raise ClientError(f"The argument is not right: {error}.") from None


def _with_uri(kind: type[msgspec.Struct], raw: Mapping[str, object]) -> Mapping[str, object]:
    """`uri` and `version` in place of a `textDocument`; some clients fill in nothing else."""
    document = raw.get("textDocument")
    if "uri" in raw or "uri" not in kind.__struct_fields__ or not isinstance(document, Mapping):
        return raw
    named = {key: value for key, value in cast("Mapping[str, object]", document).items() if key in {"uri", "version"}}
    return named | {key: value for key, value in raw.items() if key != "textDocument"}


def _refuse_unknown(kind: type[msgspec.Struct], raw: Mapping[str, object]) -> None:
    known = [field.encode_name for field in msgspec.structs.fields(kind)]
    unknown = [str(name) for name in raw if name not in known]
    if not unknown:
        return
    shown = ", ".join(_with_hint(name, known) for name in unknown)
    raise ClientError(f"The command does not know the {'key' if len(unknown) == 1 else 'keys'} {shown}.")


def _with_hint(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    hint = f" (did you mean '{close[0]}'?)" if close else ""
    return f"'{name[:60]}'{hint}"
