"""Ask a provider in a test."""

from __future__ import annotations

from contexten.llm.protocol import Deadlines, Delta, Message, ModelRequest, Provider, Speaker

QUICK = Deadlines(connect=2, first_token=5, idle=5, total=10)


def ask(prompt: str, deadlines: Deadlines = QUICK) -> ModelRequest:
    """A request of one user message."""
    return ModelRequest((Message(Speaker.USER, prompt),), deadlines=deadlines)


async def read_text(provider: Provider, prompt: str = "go") -> str:
    """The whole answer."""
    return "".join([event.text async for event in provider.stream(ask(prompt)) if isinstance(event, Delta)])


async def first_error(provider: Provider, prompt: str = "go") -> Exception:
    """The error that a call ends with; closes the provider."""
    try:
        text = await read_text(provider, prompt)
    except Exception as error:  # noqa: BLE001  any error is the result
        return error
    finally:
        await provider.aclose()
    raise AssertionError(f"no error, but {text!r}")
