"""How one endpoint wants its parameters: not all that speak OpenAI's protocol take the same ones.

**Invariant:** each step of `without` drops or renames one parameter, so three refusals end the search.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contexten.llm.faults import Said
    from contexten.llm.protocol import Gap, ModelRequest


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which optional parameters the endpoint takes."""

    has_usage: bool = True
    """It can count tokens in a stream (`stream_options`)."""
    has_temperature: bool = True
    """Reasoning models refuse another temperature than their own."""
    limit: str = "max_tokens"
    """Reasoning models want `max_completion_tokens`, which counts what they think as well."""

    def parameters(self, model: str, request: ModelRequest) -> dict[str, Any]:
        """The body of the request."""
        body: dict[str, Any] = {"model": model, "stream": True, self.limit: request.max_tokens}
        body |= _conversation(request) if request.gap is None else _gap(request.gap)
        if self.has_temperature:
            body["temperature"] = request.temperature
        if self.has_usage:
            body["stream_options"] = {"include_usage": True}
        return body

    def without(self, refusal: Said) -> Dialect | None:
        """The dialect to try after this refusal; None when it is not about one of these parameters."""
        if refusal.is_too_long:
            return None
        if self.has_usage and (refusal.names("stream_options") or refusal.names("include_usage")):
            return replace(self, has_usage=False)
        if self.limit == "max_tokens" and refusal.names("max_tokens"):
            return replace(self, limit="max_completion_tokens")
        if self.has_temperature and refusal.names("temperature"):
            return replace(self, has_temperature=False)
        return None


def _conversation(request: ModelRequest) -> dict[str, Any]:
    return {"messages": [{"role": str(message.speaker), "content": message.text} for message in request.messages]}


def _gap(gap: Gap) -> dict[str, Any]:
    # A server that knows no suffix refuses the parameter itself, so it is not sent where there is none.
    suffix = {"suffix": gap.suffix} if gap.suffix else {}
    return {"prompt": gap.prompt, **suffix, **({"stop": list(gap.stops)} if gap.stops else {})}
