"""The pieces of a streamed completion, read without trust: of a conversation or of a text with a gap.

Source of the shapes: https://platform.openai.com/docs/api-reference/chat-streaming and
https://platform.openai.com/docs/api-reference/completions; Mistral answers its gaps in the first one.

**Invariant:** whatever a server sends, the result is a Chunk or a ModelError.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from contexten.llm.protocol import FinishReason, Usage

if TYPE_CHECKING:
    from contexten.errors import ModelError
    from contexten.llm.faults import Faults

_FINISHES = {
    "stop": FinishReason.STOP,
    "eos": FinishReason.STOP,
    "eos_token": FinishReason.STOP,
    "stop_sequence": FinishReason.STOP,
    "end_turn": FinishReason.STOP,
    "length": FinishReason.LENGTH,
    "max_tokens": FinishReason.LENGTH,
    "model_length": FinishReason.LENGTH,
    "content_filter": FinishReason.FILTER,
    "safety": FinishReason.FILTER,
}
"""OpenAI's own words first, then those of servers that pass their engine's words on."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One event of the stream."""

    text: str = ""
    thinking: bool = False
    """It carries reasoning, which is a sign of life but not part of the answer."""
    refused: bool = False
    """The model declines in OpenAI's `refusal` field."""
    finish: FinishReason | None = None
    usage: Usage | None = None


def read_chunk(data: str, faults: Faults, *, started: bool) -> Chunk:
    """Read the data of one event; `started`: text came before. Raises the ModelError it stands for."""
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError):
        raise faults.broke_off("breaks off in the middle of a piece or is not JSON: try again") from None
    if not isinstance(value, Mapping):
        raise faults.bad("is not a chat completion: check that the base URL is an OpenAI-compatible one")
    fields = cast("Mapping[str, Any]", value)
    if fields.get("error"):
        raise faults.of_error_object(fields, started=started)
    choice = _first_choice(fields.get("choices"), faults)
    delta = _mapping(choice.get("delta"))
    return Chunk(
        text=_text(delta.get("content") or choice.get("text"), faults),
        thinking=any(delta.get(name) for name in ("reasoning_content", "reasoning")),
        refused=bool(delta.get("refusal")),
        finish=_finish(choice.get("finish_reason"), faults),
        usage=_usage(fields.get("usage")),
    )


def error_of_whole(body: bytes, faults: Faults) -> ModelError:
    """The error for a body that is no event stream though one was asked for."""
    if body.lstrip()[:1] == b"<":
        return faults.bad("is a web page: check the base URL, which usually ends in /v1")
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return faults.bad("is neither a stream nor complete JSON: check the base URL, or try again")
    fields = _mapping(value)
    if fields.get("error"):
        return faults.of_error_object(fields, started=False)
    if isinstance(fields.get("choices"), list):
        return faults.bad("came in one piece instead of a stream: use a server or gateway that can stream")
    return faults.bad("is not a chat completion: check that the base URL is an OpenAI-compatible one")


def _first_choice(choices: object, faults: Faults) -> Mapping[str, Any]:
    # Azure's first chunk and the chunk with the usage have no choices.
    if choices is None or choices == []:
        return {}
    if not isinstance(choices, list):
        raise faults.bad("is not a chat completion: check that the base URL is an OpenAI-compatible one")
    first = cast("list[object]", choices)[0]
    return _mapping(first)


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _text(content: object, faults: Faults) -> str:
    if content is None or isinstance(content, str):
        # A lone surrogate (from a \ud800 escape) is no text; it could not be written to any file.
        return (content or "").encode("utf-8", "replace").decode("utf-8")
    raise faults.bad("has a piece that is not text: choose a model that answers in text")


def _finish(reason: object, faults: Faults) -> FinishReason | None:
    if reason is None or reason == "":
        return None
    word = str(reason)
    if word in {"tool_calls", "function_call"}:
        raise faults.bad("asks to call a tool, and there is none: try again or choose another model")
    known = _FINISHES.get(word.lower())
    if known is None:
        raise faults.bad(f"ended for a reason that is not known{faults.quote(word)}, try again")
    return known


def _usage(usage: object) -> Usage | None:
    if not isinstance(usage, Mapping):
        return None
    counts = cast("Mapping[str, object]", usage)
    return Usage(_count(counts.get("prompt_tokens")), _count(counts.get("completion_tokens")))


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
