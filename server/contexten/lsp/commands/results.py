"""What every command answers, by its name: the other half of `arguments`, as JSON Schema for whoever calls them.

Keys that are not in every answer may be left out; no other keys come. The tests' editor holds each answer it gets
against these classes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from msgspec import UNSET, UnsetType

from contexten.lsp.commands.agent_results import LaunchResult, ListedRun, LogResult, PullResult, RunsResult
from contexten.lsp.commands.answer import Answer, HunkItem

if TYPE_CHECKING:
    from collections.abc import Mapping

    import msgspec


class Tokens(Answer, frozen=True, kw_only=True):
    """What a generation took, as the model's service counted it, else as we did."""

    prompt_tokens: int
    completion_tokens: int


class StepTaken(Answer, frozen=True, kw_only=True):
    """One thing that was tried, and how it ended."""

    origin: Literal["context", "model", "cache", "agent", "draft", "facts", "none"]
    detail: str


class ContextItem(Answer, frozen=True, kw_only=True):
    """Code that the model reads."""

    path: str
    """Relative to its root."""
    start_line: int
    """From 1, as `endLine`, which is included."""
    end_line: int
    kind: str
    name: str
    reason: str
    score: float
    relevance: float
    tokens: int
    text: str


class LeftOut(Answer, frozen=True, kw_only=True):
    """Code that came up and is not sent."""

    path: str
    name: str
    reason: str
    why: str
    score: float


class Replaced(Answer, frozen=True, kw_only=True):
    """Secrets that were replaced before sending."""

    path: str
    kind: str
    count: int


class ContextResult(Answer, frozen=True, kw_only=True):
    """What the model reads beside the instruction."""

    items: list[ContextItem]
    here: str
    """The text around the place itself."""
    here_tokens: int
    tokens: int
    budget: int
    left_out: list[LeftOut]
    redactions: list[Replaced]


class PromptMessage(Answer, frozen=True, kw_only=True):
    """One message of a prompt."""

    role: str
    text: str


class SecondChoice(Answer, frozen=True, kw_only=True):
    """What the person may choose instead."""

    reason: str
    command: str


class WishResult(Answer, frozen=True, kw_only=True):
    """What came of a wish at a place. Only `task` and `outcome` are always there."""

    task: str | None
    """Under which the result is kept."""
    outcome: Literal["applied", "proposed", "previewed", "explained", "refused", "stale", "failed", "ready", "unknown"]
    """`ready`: kept, not applied. `unknown`: the editor did not answer."""
    reason: str | UnsetType = UNSET
    edit: dict[str, Any] | UnsetType = UNSET
    """A WorkspaceEdit of the protocol, where it was not to be applied."""
    hunks: list[HunkItem] | UnsetType = UNSET
    """The parts of that edit."""
    left: int | UnsetType = UNSET
    """Of an applied result: how many hunks of it still wait."""
    text: str | UnsetType = UNSET
    """Of `contexten.explain`: the explanation, as Markdown."""
    document: str | UnsetType | None = UNSET
    """Of `contexten.context` with `show`: the URI of what was opened."""
    origin: Literal["context", "model", "cache", "agent", "draft", "facts", "none"] | UnsetType = UNSET
    source: str | UnsetType = UNSET
    """Where the answer came from, for a person."""
    steps: list[StepTaken] | UnsetType = UNSET
    usage: Tokens | UnsetType = UNSET
    stages: dict[str, float] | UnsetType = UNSET
    """Milliseconds of each stage."""
    context: ContextResult | UnsetType = UNSET
    prompt: list[PromptMessage] | UnsetType = UNSET
    """Of a dry run: what would be sent."""
    tokens: int | UnsetType = UNSET
    """Of a dry run: how long the prompt is."""
    agent: SecondChoice | UnsetType = UNSET
    """That an agent may do it better; nothing was started."""


class WrittenResult(WishResult, frozen=True, kw_only=True):
    """What came of one request of a batch, or of a new file."""

    code: str | UnsetType = UNSET
    """The code that was written."""
    diff: str | UnsetType = UNSET
    unknown: list[str] | UnsetType = UNSET
    """Names in `related` that mean nothing."""


class BatchResult(Answer, frozen=True, kw_only=True):
    """One result for each request, in their order."""

    results: list[WrittenResult]


class SymbolItem(Answer, frozen=True, kw_only=True):
    """A definition, a file, or something that is imported from outside of the workspace."""

    name: str
    kind: str
    path: str
    """Relative to its root; empty for what is outside."""
    line: int
    """From 1, as `endLine`."""
    end_line: int
    signature: str
    doc: str


class UseItem(Answer, frozen=True, kw_only=True):
    """One place where a definition is used."""

    path: str
    line: int
    """From 1."""
    kind: str
    by: str
    """Whose code it stands in."""
    text: str
    """The line, without secrets."""


class SymbolsResult(Answer, frozen=True, kw_only=True):
    """An answer about definitions."""

    about: SymbolItem | None
    """What the question was taken to be about."""
    symbols: list[SymbolItem]
    usages: list[UseItem]
    total: int
    """How many there are, listed or not."""
    others: list[str]
    """What the name could mean besides."""
    summary: str


class SpentItem(Answer, frozen=True, kw_only=True):
    """Tokens and money."""

    calls: int
    cached: int
    prompt_tokens: int
    completion_tokens: int
    dollars: float
    unpriced: int
    """Calls of a model whose price is not known."""


class TaskItem(Answer, frozen=True, kw_only=True):
    """One Task."""

    id: str
    title: str
    uri: str
    state: Literal["queued", "working", "ready", "applied", "stale", "refused", "failed", "cancelled"]
    created: float
    """Seconds since the epoch."""
    reason: str
    source: str
    files: list[str]
    """URIs of what the kept result changes."""
    log: list[str]
    spent: SpentItem | None
    diff: str | UnsetType = UNSET
    """Where one Task was asked for: its result, on the texts that it was made on."""


class TasksResult(Answer, frozen=True, kw_only=True):
    """Tasks, oldest first."""

    tasks: list[TaskItem]


class TaskEnd(Answer, frozen=True, kw_only=True):
    """What became of a Task."""

    task: str
    outcome: Literal["cancelled", "discarded", "applied", "proposed", "ready", "stale", "unknown", "refused"]
    reason: str | UnsetType = UNSET
    edit: dict[str, Any] | UnsetType = UNSET
    """A WorkspaceEdit of the protocol, where it was not to be applied."""
    hunks: list[HunkItem] | UnsetType = UNSET
    left: int | UnsetType = UNSET
    """How many hunks still wait."""


class ClearedResult(Answer, frozen=True, kw_only=True):
    """How much was forgotten."""

    outcome: Literal["cleared"]
    packs: int
    answers: int
    facts: int


class IndexSize(Answer, frozen=True, kw_only=True):
    """How much is indexed."""

    files: int
    symbols: int
    pending: int | UnsetType = UNSET
    """Changes on disk that are not taken in yet, and one for a scan."""


class ReindexResult(Answer, frozen=True, kw_only=True):
    """The index after reading all files."""

    outcome: Literal["done", "queued"]
    index: IndexSize
    reason: str | UnsetType = UNSET


class OpenDocument(Answer, frozen=True, kw_only=True):
    """An open document as the server has it."""

    uri: str
    version: int | None
    sha256: str
    """Over UTF-8."""
    in_sync: bool


class ModelState(Answer, frozen=True, kw_only=True):
    """The configured model."""

    usable: bool
    name: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    """Why it cannot be used, and what to do."""


class StatusResult(Answer, frozen=True, kw_only=True):
    """The server's own view."""

    version: str
    position_encoding: Literal["utf-8", "utf-16", "utf-32"]
    roots: list[str]
    documents: list[OpenDocument]
    index: IndexSize
    tasks: dict[str, int]
    """How many Tasks are in each state."""
    memory: int
    """Bytes."""
    models: list[ModelState]
    runs: list[ListedRun]
    """The latest runs of agents."""
    inline_completion: dict[str, Any]
    cache: dict[str, Any]
    performance: dict[str, Any]
    circuits: dict[str, Any]


RESULTS: Mapping[str, type[msgspec.Struct]] = {
    "contexten.generate": WishResult,
    "contexten.refactor": WishResult,
    "contexten.fix": WishResult,
    "contexten.document": WishResult,
    "contexten.test": WishResult,
    "contexten.explain": WishResult,
    "contexten.context": WishResult,
    "contexten.generateModule": WrittenResult,
    "contexten.symbols": SymbolsResult,
    "contexten.generateBatch": BatchResult,
    "contexten.agent.launch": LaunchResult,
    "contexten.agent.runs": RunsResult,
    "contexten.agent.logs": LogResult,
    "contexten.agent.pull": PullResult,
    "contexten.cancel": TaskEnd,
    "contexten.tasks": TasksResult,
    "contexten.task.apply": TaskEnd,
    "contexten.task.discard": TaskEnd,
    "contexten.cache.clear": ClearedResult,
    "contexten.reindex": ReindexResult,
    "contexten.status": StatusResult,
}
