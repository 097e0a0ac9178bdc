"""Whatever the model does: one clear sentence, nothing is lost, and the next request is answered."""

import pytest
import pytest_asyncio

from support.desk import CURSOR, desk
from support.model_server import Reply

pytestmark = pytest.mark.asyncio(loop_scope="module")

SOURCE = f'"""Sums."""\n\n\ndef add(a, b):\n    {CURSOR}raise NotImplementedError\n'
TEXT = SOURCE.replace(CURSOR, "")
GOOD = "```python\ndef add(a, b):\n    return a + b\n```"
ERROR = '{"error": {"message": "no"}}'


def status(code, headers=None):
    return Reply(status=code, body=ERROR, headers=headers or {})


FAULTS = {
    "no key": (status(401), "wants a key (401): set CONTEXTEN_API_KEY."),
    "no such model": (status(404), "check the model's name and the path of the base URL."),
    "come back later": (status(429, {"Retry-After": "1"}), "takes no more requests now: try again in 1 s."),
    "come back now": (status(429, {"Retry-After": "0"}), "takes no more requests now: try again."),
    "failing": (status(500), "is overloaded or failing (500): try again later."),
    "elsewhere": (status(302, {"Location": "http://127.0.0.1:1/"}), "set the base URL to the final address."),
    "closed at once": (Reply(reset=True), "closed the connection without an answer: try again."),
    "cut off": (Reply(text=GOOD, cut=True, finish=None, done=False), "broke off before it was complete: try again."),
    "no finish": (Reply(text=GOOD, finish=None, done=False), "broke off before it was complete: try again."),
    "content filter": (Reply(text=GOOD, finish="content_filter"), "Word the instruction differently."),
    "length": (Reply(text=GOOD, finish="length"), "Raise 'contexten.model.maxTokens' or ask for less."),
    "empty": (Reply(text=""), "is empty: try again, or choose another model."),
    "garbage": (Reply(raw=[b"\x00\xff\xfe garbage \n\n"]), "broke off before it was complete: try again."),
    "a web page": (Reply(body="<html>Login</html>"), "check the base URL, which usually ends in /v1."),
}
REFUSED = {
    "prose": "I am sorry, I cannot do that.",
    "a syntax error": "```python\ndef add(a, b):\n    return (a +\n```",
    "another function": "```python\ndef other():\n    return 1\n```",
    "blocks that fit nowhere": "<<<<<<< SEARCH\n    nowhere\n=======\n    return 1\n>>>>>>> REPLACE",
    "a diff of something else": "```diff\n--- a/x\n+++ b/x\n@@ -90,2 +90,2 @@\n-nope\n+yes\n```",
    "code left out": "```python\ndef add(a, b):\n    # ... existing code ...\n```",
}


ONCE = {"draft": {"fallback": False}, "cache": {"enabled": False}, "model": {"retries": 0}}
"""One fault is looked at, not what a retry makes of it."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory):
    root = tmp_path_factory.mktemp("faults") / "project"
    root.mkdir()
    async with desk(root, settings={"contexten": ONCE}) as made:
        yield made


async def told(place, path):
    """The result of asking at the mark, with the only sentence that was shown."""
    uri = place.open(path, SOURCE)
    seen = len(place.editor.messages)
    result = await place.ask("generate", uri)
    assert place.editor.messages[seen:] == [result["reason"]]
    assert result["reason"].endswith(".")
    assert place.text(uri) == TEXT
    return uri, result


async def and_the_next_one_works(place, uri):
    place.says(GOOD)
    assert (await place.ask("generate", uri))["outcome"] == "applied"
    assert "return a + b" in place.text(uri)
    place.close(uri)


@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_is_one_sentence_with_the_next_step(place, name):
    reply, sentence = FAULTS[name]
    place.says(reply)
    asked = len(place.model.requests)
    uri, result = await told(place, "fault.py")
    assert result["outcome"] == "failed"
    assert result["reason"].endswith(sentence)
    assert len(place.model.requests) == asked + 1
    await and_the_next_one_works(place, uri)


@pytest.mark.parametrize("name", REFUSED)
async def test_a_useless_answer_is_asked_for_once_more_and_then_refused(place, name):
    place.says(REFUSED[name])
    asked = len(place.model.requests)
    uri, result = await told(place, "refused.py")
    assert result["outcome"] == "refused"
    assert result["reason"].endswith("; ask again, word the instruction differently or use another model.")
    assert len(place.model.requests) == asked + 2
    await and_the_next_one_works(place, uri)


async def test_a_mended_answer_is_taken(place):
    place.says(REFUSED["a syntax error"], GOOD)
    uri = place.open("mended.py", SOURCE)
    result = await place.ask("generate", uri)
    assert (result["outcome"], result["steps"][-1]["detail"][-11:]) == ("applied", "asked twice")
    assert "syntax" in place.model.requests[-1].json["messages"][-1]["content"]
    place.close(uri)


async def test_an_answer_that_changes_nothing_is_said(place):
    place.says("```python\ndef add(a, b):\n    raise NotImplementedError\n```")
    uri, result = await told(place, "same.py")
    assert result["outcome"] == "refused"
    assert "changes nothing" in result["reason"]
    place.close(uri)


async def test_a_model_that_cannot_be_reached_is_said_and_a_draft_stands_in(tmp_path):
    (tmp_path / "project").mkdir()
    async with desk(tmp_path / "project", environment={"CONTEXTEN_BASE_URL": "http://127.0.0.1:9/v1"}) as place:
        uri = place.open("doc.py", f"def half(number):\n    {CURSOR}return number / 2\n")
        result = await place.ask("document", uri)
        assert (result["outcome"], result["origin"]) == ("applied", "draft")
        assert result["steps"][0]["detail"] == "Nothing answers at 127.0.0.1:9: is the model server running?"
        refactored = await place.ask("refactor", uri, instruction="faster")
        assert (refactored["outcome"], refactored["reason"]) == ("failed", result["steps"][0]["detail"])


async def test_a_failure_that_passes_is_asked_again_and_the_step_says_so(tmp_path):
    (tmp_path / "project").mkdir()
    limited = status(429, {"x-ratelimit-reset-tokens": "20ms", "x-ratelimit-remaining-tokens": "0"})
    async with desk(tmp_path / "project", limited, status(500), GOOD) as place:
        uri = place.open("again.py", SOURCE)
        result = await place.ask("generate", uri)
        assert (result["outcome"], len(place.model.requests)) == ("applied", 3)
        assert result["steps"][-1]["detail"].endswith(", asked 3 times: 429, 500, then answered")


async def test_a_model_that_keeps_failing_is_left_alone_and_the_next_request_says_for_how_long(tmp_path):
    (tmp_path / "project").mkdir()
    async with desk(tmp_path / "project", status(500), settings={"contexten": {"draft": {"enabled": False}}}) as place:
        uri = place.open("down.py", SOURCE)
        reasons = [(await place.ask("generate", uri))["reason"] for _ in range(3)]
        assert len(place.model.requests) == 5
        assert "(500)" in reasons[0]
        assert "is left alone: try again in" in reasons[2]
        circuits = (await place.editor.execute("contexten.status"))["circuits"]
        assert circuits[f"{place.model.origin} scripted"] in {"OPEN", "HALF_OPEN"}


async def test_a_bad_key_is_asked_once_and_goes_to_no_other_model(tmp_path):
    (tmp_path / "project").mkdir()
    chain = {"fallback": {"chain": ["model", "model:other", "draft"]}}
    async with desk(tmp_path / "project", status(401), settings={"contexten": chain}) as place:
        result = await place.ask("generate", place.open("key.py", SOURCE))
        assert (result["outcome"], len(result["steps"]), len(place.model.requests)) == ("failed", 1, 1)


async def test_another_model_of_the_chain_answers_and_both_steps_are_told(tmp_path):
    (tmp_path / "project").mkdir()
    chain = {"fallback": {"chain": ["model", "model:other"]}, "model": {"retries": 0}}
    other = Reply(text=GOOD, when='"model":"other"')
    async with desk(tmp_path / "project", status(503), other, settings={"contexten": chain}) as place:
        result = await place.ask("generate", place.open("other.py", SOURCE))
        assert (result["outcome"], result["source"].split()[0]) == ("applied", "other")
        assert [step["origin"] for step in result["steps"]] == ["model", "model"]
        assert "503" in result["steps"][0]["detail"]
