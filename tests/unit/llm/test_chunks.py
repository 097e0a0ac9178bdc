"""Whatever a server sends as an event, the result is a Chunk or one ModelError."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexten.errors import ModelBadAnswer, ModelError
from contexten.llm.chunks import Chunk, error_of_whole, read_chunk
from contexten.llm.endpoints import Endpoint
from contexten.llm.faults import Faults
from contexten.llm.protocol import FinishReason, Usage

FAULTS = Faults(Endpoint("http://127.0.0.1:8000/v1", "m"))

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
CHOICE = st.fixed_dictionaries({}, optional={"delta": ANY, "finish_reason": ANY, "index": ANY})
DELTA = st.fixed_dictionaries({}, optional={"content": ANY, "refusal": ANY, "reasoning_content": ANY})
EVENT = st.fixed_dictionaries(
    {},
    optional={
        "choices": ANY | st.lists(CHOICE | st.builds(lambda delta: {"delta": delta}, DELTA), max_size=2),
        "usage": ANY | st.fixed_dictionaries({}, optional={"prompt_tokens": ANY, "completion_tokens": ANY}),
        "error": ANY | st.fixed_dictionaries({}, optional={"message": ANY, "code": ANY, "type": ANY, "param": ANY}),
    },
)


@given(ANY | EVENT, st.booleans())
def test_any_json_is_a_chunk_or_one_error(value, started):
    try:
        chunk = read_chunk(json.dumps(value), FAULTS, started=started)
    except ModelError as error:
        sentence = str(error)
    else:
        assert isinstance(chunk.text, str)
        chunk.text.encode("utf-8")
        assert chunk.usage is None or min(chunk.usage.prompt_tokens, chunk.usage.completion_tokens) >= 0
        return
    assert sentence.endswith(".")
    assert sentence.isprintable()
    assert len(sentence) < 400


@given(
    st.binary(max_size=200)
    | ANY.map(lambda value: json.dumps(value).encode())
    | EVENT.map(lambda v: json.dumps(v).encode())
)
def test_any_whole_body_is_one_error(body):
    assert str(error_of_whole(body, FAULTS)).endswith(".")


def test_an_ordinary_chunk_is_read():
    data = {
        "choices": [{"delta": {"content": "hi"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": -1},
    }
    assert read_chunk(json.dumps(data), FAULTS, started=False) == Chunk(
        "hi", finish=FinishReason.STOP, usage=Usage(3, 0)
    )


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("stop", FinishReason.STOP),
        ("eos", FinishReason.STOP),
        ("length", FinishReason.LENGTH),
        ("MAX_TOKENS", FinishReason.LENGTH),
        ("content_filter", FinishReason.FILTER),
        ("SAFETY", FinishReason.FILTER),
        ("", None),
        (None, None),
    ],
)
def test_servers_words_for_the_end_are_understood(word, reason):
    data = {"choices": [{"delta": {}, "finish_reason": word}]}
    assert read_chunk(json.dumps(data), FAULTS, started=True).finish is reason


def test_a_lone_surrogate_becomes_a_question_mark():
    assert read_chunk('{"choices":[{"delta":{"content":"a\\ud800b"}}]}', FAULTS, started=False).text == "a?b"


def test_an_event_that_is_not_json_is_a_bad_answer():
    with pytest.raises(ModelBadAnswer, match="not JSON"):
        read_chunk("{", FAULTS, started=False)
