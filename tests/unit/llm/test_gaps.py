"""A text with a gap: what is sent for it, and how its answer is read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexten.errors import ConfigError, ModelRefused
from contexten.llm.protocol import Delta, Finish, FinishReason, Gap, ModelRequest, Usage
from contexten.llm.templates import TEMPLATES, Template, broken_up, ends_of, gap_of, template_of
from support.model_client import QUICK
from support.model_server import Reply

GAP = Gap("def add(a, b):\n    ", "\n\nprint(add(1, 2))\n")


async def ask(provider, gap=GAP, **limits):
    request = ModelRequest((), deadlines=QUICK, gap=gap, **limits)
    events = [event async for event in provider.stream(request)]
    assert isinstance(events[-1], Finish)
    return "".join(event.text for event in events if isinstance(event, Delta)), events[-1]


async def test_the_texts_around_the_gap_are_sent_and_the_answer_is_streamed(desk):
    server = desk.serve(Reply(text="return a + b"))
    text, finish = await ask(desk.provider(server, model="qwen"), max_tokens=33, temperature=0.1)
    assert (text, finish) == ("return a + b", Finish(FinishReason.STOP, Usage(11, 7)))
    asked = server.requests[0]
    assert asked.path == "/v1/completions"
    assert asked.json == {
        "model": "qwen",
        "prompt": GAP.prompt,
        "suffix": GAP.suffix,
        "stream": True,
        "max_tokens": 33,
        "temperature": 0.1,
        "stream_options": {"include_usage": True},
    }


async def test_mistrals_endpoint_answers_as_in_a_conversation(desk):
    server = desk.serve(Reply(text="return a + b"))
    text, _ = await ask(desk.provider(server, base_url=f"{server.base_url}/fim"))
    assert text == "return a + b"
    assert server.requests[0].path == "/v1/fim/completions"


async def test_nothing_to_fill_in_is_an_answer(desk):
    text, finish = await ask(desk.provider(desk.serve(Reply(text=""))))
    assert (text, finish.reason) == ("", FinishReason.STOP)


async def test_a_server_that_takes_no_suffix_is_quoted(desk):
    words = json.dumps({"error": {"message": "suffix is not currently supported", "type": "BadRequestError"}})
    with pytest.raises(ModelRefused, match="suffix is not currently supported"):
        await ask(desk.provider(desk.serve(Reply(status=400, body=words))))


async def test_a_parameter_that_is_refused_in_fastapis_words_is_left_out(desk):
    problem = {"type": "extra_forbidden", "loc": ["body", "stream_options"], "msg": "Extra inputs are not permitted"}
    server = desk.serve(Reply(status=422, body=json.dumps({"detail": [{**problem, "input": {}}]})), Reply(text="x"))
    assert (await ask(desk.provider(server)))[0] == "x"
    assert [("stream_options" in asked.json) for asked in server.requests] == [True, False]


async def test_an_answer_in_one_piece_is_no_stream(desk):
    whole = {"choices": [{"index": 0, "text": "x", "finish_reason": "stop"}]}
    with pytest.raises(Exception, match="in one piece instead of a stream"):
        await ask(desk.provider(desk.serve(Reply(body=json.dumps(whole)))))


@pytest.mark.parametrize(
    ("name", "prompt"),
    [
        ("qwen", "<|fim_prefix|>a = <|fim_suffix|>\nb<|fim_middle|>"),
        ("starcoder", "<fim_prefix>a = <fim_suffix>\nb<fim_middle>"),
        ("deepseek", "<｜fim▁begin｜>a = <｜fim▁hole｜>\nb<｜fim▁end｜>"),
        ("codellama", "<PRE> a =  <SUF>\nb <MID>"),
        ("CodeGemma", "<|fim_prefix|>a = <|fim_suffix|>\nb<|fim_middle|>"),
        ("codestral", "[SUFFIX]\nb[PREFIX]a = "),
        ("<B>{prefix}<H>{suffix}<E>", "<B>a = <H>\nb<E>"),
    ],
)
async def test_a_template_puts_both_into_the_prompt(desk, name, prompt):
    gap = gap_of(template_of(name), "a = ", "\nb")
    server = desk.serve(Reply(text="1"))
    await ask(desk.provider(server), gap)
    assert server.requests[0].json["prompt"] == prompt
    assert "suffix" not in server.requests[0].json
    assert server.requests[0].json.get("stop", []) == list(template_of(name).ends)


@pytest.mark.parametrize("name", ["qwen3", "{prefix}", "{prefix}{prefix}{suffix}", "x"])
def test_what_is_no_template_is_told(name):
    with pytest.raises(ConfigError, match="qwen, starcoder"):
        template_of(name)


def test_text_that_looks_like_a_hole_stays_text():
    assert gap_of(Template("<<A>>{prefix}<<B>>{suffix}"), "{suffix}", "{prefix}").prompt == "<<A>>{suffix}<<B>>{prefix}"


def test_behind_the_last_line_the_suffix_is_not_left_out():
    assert gap_of(None, "x", "").suffix == "\n"


async def test_an_error_repeats_neither_the_text_nor_the_key(desk):
    key = "sk-" + "canary-4711-do-not-leak"
    words = json.dumps({"error": {"message": f"cannot read {GAP.prompt * 3}{GAP.suffix * 3} with {key}"}})
    provider = desk.provider(desk.serve(Reply(status=400, body=words)), key=key, key_source="OPENAI_API_KEY")
    gap = Gap(GAP.prompt * 3, GAP.suffix * 3)
    with pytest.raises(ModelRefused) as caught:
        await ask(provider, gap)
    assert key not in str(caught.value)
    assert gap.prompt[:24] not in str(caught.value)
    assert gap.suffix[:24] not in str(caught.value)


MARKS = sorted({mark for known in TEMPLATES.values() for mark in known.marks})
PIECES = st.lists(
    st.one_of(st.sampled_from(MARKS), st.sampled_from(["<", "|", "<|", "x", "\n", "[", "\\"])), max_size=8
)


@given(st.sampled_from([*TEMPLATES.values(), None]), PIECES.map("".join), PIECES.map("".join))
def test_code_never_says_a_mark_of_the_model(template, before, after):
    """Or a file of the workspace could end the prompt and begin another one."""
    gap = gap_of(template, before, after)
    if template is None:
        assert not [mark for mark in ends_of(None) if mark in gap.prompt + gap.suffix]
    else:
        literals = [part for part in template.gap("", "").prompt.split() if part]
        assert all(gap.prompt.count(mark) == "".join(literals).count(mark) for mark in template.marks)


def test_a_broken_up_mark_can_be_read():
    assert broken_up("a <|fim_pad|> b", ("<|fim_pad|>",)) == "a <\\|fim_pad|> b"
