"""A generation as JSON: the one shape in which commands, the command line and other tools are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contexten.extensions.codegen.autogenlib.context_injector import relevances
from contexten.extensions.codegen.outcome import (
    Applied,
    Explained,
    Failed,
    Generation,
    Outcome,
    Previewed,
    Proposed,
    Refused,
    Stale,
)

if TYPE_CHECKING:
    from contexten.context.model import ContextPack
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

Result = dict[str, Any]


def title_of(snapshot: Snapshot, target: Target) -> str:
    """What a Task is called, for a person."""
    name = target.name or (target.symbol.name if target.symbol else "")
    about = f" '{name}'" if name else ""
    return f"{target.intent.value}{about} in {snapshot.relative(target.path)}"


def described(snapshot: Snapshot, generation: Generation) -> Result:
    """The part that every generation answers, whatever came of it."""
    outcome = generation.outcome
    name, reason = _named(outcome)
    result: Result = {
        "task": None if isinstance(outcome, Previewed | Explained) else generation.task,
        "outcome": name,
        "origin": generation.origin.value,
        "source": generation.source,
        "steps": [{"origin": step.origin.value, "detail": step.detail} for step in generation.steps],
        "usage": {
            "promptTokens": generation.usage.prompt_tokens or generation.prompt_tokens,
            "completionTokens": generation.usage.completion_tokens,
        },
        "stages": generation.stages,
        "context": packed(snapshot, generation.pack),
    }
    text = {"text": outcome.text} if isinstance(outcome, Explained) else {}
    return result | text | ({"reason": reason} if reason else {})


def previewed(generation: Generation) -> Result:
    """What a dry run adds: the prompt as it would be sent."""
    return {
        "prompt": [{"role": message.speaker.value, "text": message.text} for message in generation.messages],
        "tokens": generation.prompt_tokens,
    }


def packed(snapshot: Snapshot, pack: ContextPack) -> Result:
    """A ContextPack: paths relative to their root, lines 1-based and inclusive."""
    return {
        "items": [
            {
                "path": snapshot.relative(item.path),
                "startLine": item.start_line + 1,
                "endLine": item.end_line + 1,
                "kind": item.kind.value,
                "name": item.name,
                "reason": item.reason,
                "score": item.score,
                "relevance": round(relevance, 3),
                "tokens": item.tokens,
                "text": item.text,
            }
            for item, relevance in zip(pack.items, relevances(pack), strict=True)
        ],
        "here": pack.here,
        "hereTokens": pack.here_tokens,
        "tokens": pack.tokens,
        "budget": pack.budget,
        "leftOut": [
            {
                "path": snapshot.relative(item.path),
                "name": item.name,
                "reason": item.reason,
                "why": item.why,
                "score": item.score,
            }
            for item in pack.left_out
        ],
        "redactions": [
            {"path": snapshot.relative(item.path), "kind": item.kind, "count": item.count} for item in pack.redactions
        ],
    }


def _named(outcome: Outcome) -> tuple[str, str]:
    match outcome:
        case Proposed() | Applied() | Previewed():
            return type(outcome).__name__.lower(), ""
        case Refused(reason):
            return "refused", reason
        case Stale(reason):
            return "stale", reason
        case Failed(error):
            return "failed", error
        case Explained(_, reason):
            return "explained", reason
