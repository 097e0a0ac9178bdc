"""A model's answer, streamed: the text, the end, the counts, and the parameters an endpoint takes."""

from __future__ import annotations

import asyncio
import json

import pytest

from contexten.errors import ModelRefused
from contexten.llm.endpoints import Endpoint
from contexten.llm.openai_compatible import OpenAICompatible
from contexten.llm.protocol import Delta, FinishReason, Usage
from support.model_client import read_text
from support.model_server import Reply


def refuse(parameter: str, message: str) -> Reply:
    error = {
        "message": message,
        "type": "invalid_request_error",
        "param": parameter,
        "code": "unsupported_parameter",
    }
    return Reply(status=400, body=json.dumps({"error": error}))


async def test_the_text_the_finish_and_the_counts_arrive(desk):
    server = desk.serve(Reply(text="def add(a, b):\n    return a + b\n# ✓ 🎉 \u2028 end"))
    answer = await desk.ask(desk.provider(server))
    assert answer.text == "def add(a, b):\n    return a + b\n# ✓ 🎉 \u2028 end"
    assert answer.finish.reason is FinishReason.STOP
    assert answer.finish.usage == Usage(11, 7)
    assert len(answer.deltas) > 2


async def test_the_request_carries_model_messages_and_limits(desk):
    server = desk.serve(Reply(text="x"))
    await desk.ask(desk.provider(server, model="qwen"), max_tokens=77, temperature=0.5)
    asked = server.requests[0]
    assert asked.path == "/v1/chat/completions"
    assert asked.json["model"] == "qwen"
    assert [message["role"] for message in asked.json["messages"]] == ["system", "user"]
    assert (asked.json["max_tokens"], asked.json["temperature"], asked.json["stream"]) == (77, 0.5, True)
    assert asked.headers["authorization"] == "Bearer local"


async def test_a_delta_arrives_before_the_answer_is_complete(desk):
    server = desk.serve(Reply(deltas=["first", "second"], pause=3))
    stream = desk.provider(server).stream(desk.request())
    event = await anext(stream)
    assert event.text == "first"
    assert not server.requests[0].ended.is_set()
    await stream.aclose()


async def test_an_answer_cut_at_the_length_limit_says_so(desk):
    server = desk.serve(Reply(text="half", finish="length"))
    assert (await desk.ask(desk.provider(server))).finish.reason is FinishReason.LENGTH


async def test_a_filtered_answer_says_so(desk):
    server = desk.serve(Reply(text="", finish="content_filter"))
    assert (await desk.ask(desk.provider(server))).finish.reason is FinishReason.FILTER


async def test_a_refusal_of_the_model_is_a_filter(desk):
    refusal = json.dumps({"choices": [{"index": 0, "delta": {"refusal": "I cannot"}, "finish_reason": None}]})
    server = desk.serve(Reply(text="", events=[refusal]))
    assert (await desk.ask(desk.provider(server))).finish.reason is FinishReason.FILTER


async def test_reasoning_is_not_text(desk):
    thought = json.dumps({"choices": [{"index": 0, "delta": {"reasoning_content": "hmm"}, "finish_reason": None}]})
    server = desk.serve(Reply(text="answer", events=[thought]))
    assert (await desk.ask(desk.provider(server))).text == "answer"


async def test_a_stream_without_done_but_with_a_finish_is_complete(desk):
    server = desk.serve(Reply(text="all", done=False, usage=None))
    answer = await desk.ask(desk.provider(server))
    assert (answer.text, answer.finish.usage) == ("all", Usage(0, 0))


async def test_what_breaks_after_the_finish_does_not_matter(desk):
    server = desk.serve(Reply(text="all", done=False, usage=None, cut=True))
    assert (await desk.ask(desk.provider(server))).text == "all"


async def test_silence_after_the_finish_does_not_hold_the_answer_back(desk):
    server = desk.serve(Reply(text="all", done=False, usage=None, silent=600))
    answer = await asyncio.wait_for(desk.ask(desk.provider(server)), 60)
    assert answer.text == "all"


async def test_comments_and_crlf_are_fine(desk):
    piece = b'data: {"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}]}\r\n\r\n'
    server = desk.serve(
        Reply(raw=[b": OPENROUTER PROCESSING\r\n\r\n", piece[:20], piece[20:], b"data: [DONE]\r\n\r\n"])
    )
    assert (await desk.ask(desk.provider(server))).text == "hi"


async def test_a_second_call_uses_the_same_connection(desk):
    server = desk.serve(Reply(text="a"))
    provider = desk.provider(server)
    await desk.ask(provider)
    await desk.ask(provider)
    assert len(server._connections) == 1


async def test_sixteen_calls_at_once_each_get_their_own_answer(desk):
    server = desk.serve(lambda asked: Reply(text=str(asked.json["max_tokens"]), pause=0.01))
    provider = desk.provider(server)
    answers = await asyncio.gather(*(desk.ask(provider, max_tokens=number) for number in range(100, 116)))
    assert [answer.text for answer in answers] == [str(number) for number in range(100, 116)]


async def test_it_does_without_token_counts_where_they_are_refused(desk):
    server = desk.serve(refuse("stream_options", "Unrecognized request argument: stream_options"), Reply(text="x"))
    provider = desk.provider(server)
    assert (await desk.ask(provider)).text == "x"
    assert [("stream_options" in asked.json) for asked in server.requests] == [True, False]


async def test_it_learns_the_parameters_of_a_reasoning_model_once(desk):
    server = desk.serve(
        refuse("max_tokens", "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
        refuse("temperature", "Unsupported value: 'temperature' does not support 0.2 with this model."),
        Reply(text="x"),
    )
    provider = desk.provider(server)
    await desk.ask(provider)
    await desk.ask(provider)
    last = [
        (("max_tokens" in a.json), ("max_completion_tokens" in a.json), ("temperature" in a.json))
        for a in server.requests
    ]
    assert last == [(True, False, True), (False, True, True), (False, True, False), (False, True, False)]


async def test_a_failed_search_for_parameters_is_not_remembered(desk):
    no = refuse("max_tokens", "max_tokens is not for you")
    server = desk.serve(no, refuse("", "something else"), Reply(text="x"))
    provider = desk.provider(server)
    with pytest.raises(ModelRefused, match="something else"):
        await desk.ask(provider)
    await desk.ask(provider)
    assert "max_tokens" in server.requests[2].json


async def test_a_refused_parameter_that_cannot_be_left_out_is_an_error_after_one_call(desk):
    server = desk.serve(refuse("messages", "Invalid 'messages'"))
    with pytest.raises(ModelRefused):
        await desk.ask(desk.provider(server))
    assert len(server.requests) == 1


async def test_azure_gets_its_path_version_and_header(desk):
    server = desk.serve(Reply(text="x"))
    provider = desk.provider(
        server,
        base_url=server.origin,
        kind="azure",
        model="my-deployment",
        key="azure" + "-key",
        api_version="2024-10-21",
    )
    await desk.ask(provider)
    asked = server.requests[0]
    assert asked.path == "/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21"
    assert asked.headers["api-key"] == "azure" + "-key"
    assert "authorization" not in asked.headers


async def test_after_close_the_next_call_connects_again(desk):
    server = desk.serve(Reply(text="x"))
    provider = desk.provider(server)
    await desk.ask(provider)
    await provider.aclose()
    assert (await desk.ask(provider)).text == "x"


async def test_the_name_says_model_and_host(desk):
    provider = desk.provider(base_url="https://api.openai.com/v1", model="gpt-4.1")
    assert (provider.name, provider.model) == ("gpt-4.1 at api.openai.com", "gpt-4.1")
    assert provider.count_tokens("x = 1") > 2


async def test_a_proxy_that_the_person_set_is_used(desk):
    proxy = desk.serve(Reply(text="through the proxy"))
    provider = OpenAICompatible(Endpoint("http://127.0.0.1:9/v1", "m"), proxy=proxy.origin)
    assert await read_text(provider) == "through the proxy"
    await provider.aclose()
    assert proxy.requests[0].path == "http://127.0.0.1:9/v1/chat/completions"


async def test_an_answer_that_comes_in_one_piece_leaves_others_their_turn(desk):
    events = [json.dumps({"choices": [{"delta": {"content": f"{n} "}, "finish_reason": None}]}) for n in range(800)]
    end = json.dumps({"choices": [{"delta": {}, "finish_reason": "stop"}]})
    whole = "".join(f"data: {event}\n\n" for event in (*events, end)).encode()
    provider = desk.provider(desk.serve(Reply(raw=[whole])))
    await provider.ready()
    turns = [0]

    async def turn():
        while True:
            await asyncio.sleep(0)
            turns[0] += 1

    turning = asyncio.ensure_future(turn())
    seen = [turns[0] async for event in provider.stream(desk.request()) if isinstance(event, Delta)]
    turning.cancel()
    assert len(seen) == 800
    assert seen[-1] - seen[0] >= 800 // 8 - 1
