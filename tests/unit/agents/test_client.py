"""What goes to Codegen's API and what comes back, each request and answer held to its OpenAPI document."""

from __future__ import annotations

import httpx2
import pytest

from contexten.agents.codegen.door import Access
from contexten.agents.model import RunRequest
from contexten.errors import (
    AgentBadAnswer,
    AgentMissing,
    AgentOverloaded,
    AgentRefused,
    AgentTimeout,
    AgentUnconfirmed,
    AgentUnreachable,
    ConfigError,
)
from support.codegen_api import ORGANISATION, Fault, Script

PROMPT = "Rename the function total to sum_of_prices everywhere"
OLD = "old"
IMAGE = "data:image/png;base64,aGVsbG8="


async def test_a_bare_run_sends_the_prompt_and_nothing_else(desk):
    api = desk.serve()
    run = await desk.client(api).create(ORGANISATION, RunRequest(PROMPT))
    asked = api.created[0]
    assert asked.body == {"prompt": PROMPT}
    assert asked.headers["authorization"] == f"Bearer {api.token}"
    assert asked.headers["content-type"] == "application/json"
    assert (run.id, run.status) == (1000, "ACTIVE")


async def test_all_that_a_run_can_be_given_is_sent(desk):
    api = desk.serve()
    request = RunRequest(
        PROMPT, images=(IMAGE,), metadata={"from": "test"}, repo_id=5, model="gpt-x", agent_type="claude_code"
    )
    await desk.client(api).create(ORGANISATION, request)
    assert api.created[0].body == {
        "prompt": PROMPT,
        "images": [IMAGE],
        "metadata": {"from": "test"},
        "repo_id": 5,
        "model": "gpt-x",
        "agent_type": "claude_code",
    }


async def test_a_run_is_looked_at_listed_and_resumed(desk):
    pull = {"id": 3, "url": "https://example.org/pull/3", "title": "Rename", "head_branch_name": "rename"}
    api = desk.serve(Script(("ACTIVE", "COMPLETE"), result="renamed", pulls=[pull]))
    client = desk.client(api)
    run = await client.create(ORGANISATION, RunRequest(PROMPT))
    seen = await client.get(ORGANISATION, run.id)
    assert (seen.status, seen.result) == ("COMPLETE", "renamed")
    assert [one.head_branch_name for one in seen.github_pull_requests or ()] == ["rename"]
    page = await client.runs(ORGANISATION, user=1, source="API")
    assert [one.id for one in page.items] == [run.id]
    await client.resume(ORGANISATION, run.id, "And the tests", [IMAGE])
    assert api.asked("resume")[0].body == {"agent_run_id": run.id, "prompt": "And the tests", "images": [IMAGE]}


async def test_a_run_is_stopped_allowed_again_and_taken_off_its_pull_request(desk):
    api = desk.serve()
    client = desk.client(api)
    run = await client.create(ORGANISATION, RunRequest(PROMPT))
    await client.ban(ORGANISATION, run.id)
    assert (await client.get(ORGANISATION, run.id)).status == "CANCELLED"
    await client.unban(ORGANISATION, run.id)
    await client.remove_from_pull(ORGANISATION, run.id)
    assert [one.operation for one in api.requests if one.method == "POST"] == ["create", "ban", "unban", "remove"]


async def test_logs_come_from_the_alpha_path_page_by_page(desk):
    lines = [{"message_type": "ACTION", "thought": f"step {number}"} for number in range(230)]
    api = desk.serve(Script(logs=lines))
    client = desk.client(api)
    run = await client.create(ORGANISATION, RunRequest(PROMPT))
    found = [entry.thought async for entry in client.all_logs(ORGANISATION, run.id)]
    assert found == [line["thought"] for line in lines]
    newest = await client.logs(ORGANISATION, run.id, limit=1, newest_first=True)
    assert newest.logs[0].thought == "step 229"
    assert {one.path.split("/organizations")[0] for one in api.asked("logs")} == {"/v1/alpha"}


async def test_logs_come_from_the_plain_path_where_the_alpha_one_is_gone(desk):
    api = desk.serve(Script(logs=[{"message_type": "ACTION"}]), logs_at="/v1")
    client = desk.client(api)
    run = await client.create(ORGANISATION, RunRequest(PROMPT))
    for _ in range(2):
        assert len((await client.logs(ORGANISATION, run.id)).logs) == 1
    prefixes = [one.path.split("/organizations")[0] for one in api.asked("logs")]
    assert prefixes == ["/v1/alpha", "/v1", "/v1"]


async def test_a_missing_run_does_not_change_the_path_of_the_logs(desk):
    api = desk.serve(Script(logs=[{"message_type": "ACTION"}]))
    client = desk.client(api)
    run = await client.create(ORGANISATION, RunRequest(PROMPT))
    with pytest.raises(AgentMissing, match="does not know this run"):
        await client.logs(ORGANISATION, 5)
    assert len((await client.logs(ORGANISATION, run.id)).logs) == 1


async def test_lists_are_read_to_their_end(desk):
    api = desk.serve(repositories=[f"acme/part-{number}" for number in range(205)])
    client = desk.client(api)
    assert [one.id for one in await client.repositories(ORGANISATION)] == list(range(1, 206))
    assert [one.query["skip"] for one in api.asked("repos")] == ["0", "100", "200"]
    assert [one.id for one in await client.organisations()] == [ORGANISATION]
    assert [one.github_username for one in await client.users(ORGANISATION)] == ["person-1", "person-2"]
    assert (await client.user(ORGANISATION, 2)).id == 2
    assert (await client.me()).id == 1


async def test_a_pull_request_is_closed_by_its_number_or_by_its_repository(desk):
    api = desk.serve()
    client = desk.client(api)
    assert (await client.set_pull_state(ORGANISATION, 4, "closed")).state == "closed"
    await client.set_pull_state(ORGANISATION, 4, "ready_for_review", repository=9)
    assert [one.path.split("/11/")[1] for one in api.asked("edit_pull")] == ["prs/4", "repos/9/prs/4"]
    with pytest.raises(AgentRefused, match=r"'merged'.*use one of closed, draft, open, ready_for_review"):
        await client.set_pull_state(ORGANISATION, 4, "merged")


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (401, AgentRefused, "does not accept the token.*CODEGEN_API_TOKEN"),
        (402, AgentRefused, "no agent runs left"),
        (403, AgentRefused, "no access to organisation 11.*CODEGEN_ORG_ID"),
        (404, AgentMissing, "has no repository"),
        (409, AgentRefused, "HTTP 409"),
        (422, AgentRefused, "does not accept the request"),
        (429, AgentOverloaded, "no more requests just now: try again in 7 s"),
        (500, AgentUnconfirmed, "HTTP 500.*did not say whether the run was started"),
        (503, AgentUnconfirmed, "HTTP 503.*did not say whether the run was started"),
    ],
)
async def test_each_refusal_of_a_new_run_has_its_own_sentence(desk, status, kind, said):
    api = desk.serve(faults=[Fault("create", status, headers={"Retry-After": "7"} if status == 429 else {})])
    with pytest.raises(kind, match=said) as caught:
        await desk.client(api).create(ORGANISATION, RunRequest(PROMPT))
    assert len(api.created) == 1, "a new run is asked for once, whatever comes back"
    assert str(caught.value).endswith(".")
    assert api.token not in str(caught.value)
    assert "sum_of_prices" not in str(caught.value)


async def test_a_field_that_is_not_accepted_is_named(desk):
    detail = [{"loc": ["body", "repo_id"], "msg": "Input should be a valid integer", "type": "int_parsing"}]
    api = desk.serve(faults=[Fault("create", 422, body={"detail": detail})])
    with pytest.raises(AgentRefused, match=r"\(repo_id: Input should be a valid integer\)"):
        await desk.client(api).create(ORGANISATION, RunRequest(PROMPT))


@pytest.mark.parametrize("echo", [PROMPT, "the token-of-the-test", "x\x1b[2J"])
async def test_an_error_repeats_neither_prompt_nor_token_nor_control_characters(desk, echo):
    api = desk.serve(faults=[Fault("create", 422, body={"detail": [{"loc": ["body"], "msg": echo, "type": "x"}]})])
    with pytest.raises(AgentRefused, match=r"accept the request: correct") as caught:
        await desk.client(api).create(ORGANISATION, RunRequest(PROMPT))
    assert "(" not in str(caught.value)


@pytest.mark.parametrize("status", [500, 502, 429, None])
async def test_a_look_is_repeated_until_it_is_answered(desk, status):
    api = desk.serve()
    client = desk.client(api)
    run = await client.create(ORGANISATION, RunRequest(PROMPT))
    api.faults.append(Fault("get", status, times=2))
    assert (await client.get(ORGANISATION, run.id)).id == run.id
    assert len(api.asked("get")) == 3


async def test_a_look_is_not_repeated_for_ever(desk):
    api = desk.serve(faults=[Fault("get", 503, times=-1)])
    with pytest.raises(AgentOverloaded, match="HTTP 503"):
        await desk.client(api).get(ORGANISATION, 1)
    assert len(api.asked("get")) == 3


@pytest.mark.parametrize("acts", [True, False])
async def test_a_creation_whose_answer_is_lost_is_unconfirmed_and_not_repeated(desk, acts):
    api = desk.serve(faults=[Fault("create", None, acts=acts)])
    with pytest.raises(AgentUnconfirmed, match="broke off"):
        await desk.client(api).create(ORGANISATION, RunRequest(PROMPT))
    assert len(api.created) == 1


async def test_a_creation_that_is_not_answered_in_time_is_unconfirmed(desk):
    api = desk.serve(faults=[Fault("create", 200, acts=True, delay=3.0)])
    with pytest.raises(AgentUnconfirmed, match="did not say in time"):
        await desk.client(api, total=1.0).create(ORGANISATION, RunRequest(PROMPT))


async def test_a_creation_whose_answer_names_no_run_is_unconfirmed(desk):
    api = desk.serve(faults=[Fault("create", 200, acts=True), Fault("create", 201, body=b"<html>", acts=True)])
    client = desk.client(api)
    assert (await client.create(ORGANISATION, RunRequest(PROMPT))).id == 1000
    with pytest.raises(AgentUnconfirmed, match="names none"):
        await client.create(ORGANISATION, RunRequest(PROMPT))


async def test_where_nothing_listens_nothing_was_started(desk):
    with pytest.raises(AgentUnreachable, match=r"Nothing answers at 127\.0\.0\.1:9"):
        await desk.client().create(ORGANISATION, RunRequest(PROMPT))


async def test_a_look_that_takes_too_long_says_so(desk):
    api = desk.serve(faults=[Fault("get", 200, delay=3.0, times=-1)])
    with pytest.raises(AgentTimeout, match=r"within 0\.5 s"):
        await desk.client(api, total=0.5).get(ORGANISATION, 1)


async def test_an_answer_that_is_not_of_the_protocol_says_so(desk):
    api = desk.serve(faults=[Fault("get", 203, body={"id": "not a number"})])
    with pytest.raises(AgentBadAnswer, match="not what its API describes"):
        await desk.client(api).get(ORGANISATION, 1)


async def test_an_answer_is_read_up_to_a_limit(desk, monkeypatch):
    monkeypatch.setattr("contexten.agents.codegen.door.MAX_ANSWER", 1 << 20)
    api = desk.serve(faults=[Fault("get", 203, body=b" " * (3 << 20))])
    with pytest.raises(AgentBadAnswer, match="larger than 1 MB"):
        await desk.client(api).get(ORGANISATION, 1)


async def test_a_redirect_is_refused_and_the_token_stays_here(desk):
    other = desk.serve()
    api = desk.serve(faults=[Fault("*", 307, headers={"Location": f"{other.base_url}/v1/users/me"}, times=-1)])
    with pytest.raises(AgentRefused, match="redirects, which is refused"):
        await desk.client(api).me()
    assert other.requests == []


async def test_a_token_that_was_changed_meanwhile_is_read_again_once(desk):
    api = desk.serve()
    asked = []

    async def renew():
        asked.append(1)
        return api.token

    client = desk.client(api, token=OLD, renew=renew)
    assert (await client.create(ORGANISATION, RunRequest(PROMPT))).id == 1000
    assert (await client.me()).id == 1
    assert len(asked) == 1
    assert len(api.runs) == 1


async def test_a_token_that_stays_wrong_is_refused(desk):
    api = desk.serve()

    async def renew():
        return "wrong too"

    with pytest.raises(AgentRefused, match="does not accept the token"):
        await desk.client(api, token=OLD, renew=renew).me()
    assert len(api.asked("me")) == 2


async def test_proxies_of_the_environment_are_not_used(desk, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    api = desk.serve()
    assert (await desk.client(api).me()).id == 1


async def test_a_service_that_keeps_failing_is_left_alone_for_a_while(desk):
    api = desk.serve(faults=[Fault("get", 500, times=-1)])
    client = desk.client(api)
    for _ in range(2):
        with pytest.raises(AgentOverloaded):
            await client.get(ORGANISATION, 1)
    asked = len(api.requests)
    with pytest.raises(AgentOverloaded, match=r"kept failing and is left alone for [0-9]+ s"):
        await client.create(ORGANISATION, RunRequest(PROMPT))
    assert (asked, len(api.requests)) == (5, 5), "and a new run is certainly not started"


@pytest.mark.parametrize(
    "base_url",
    ["http://codegen.example", "ftp://codegen.example", "https://user@codegen.example", "codegen", "https://"],
)
def test_an_address_that_is_not_safe_is_refused(desk, base_url):
    with pytest.raises(ConfigError, match="The base URL of Codegen"):
        desk.client(base_url=base_url)


def test_no_token_and_no_prompt_stand_in_a_repr():
    access = Access("https://codegen.example", "very-secret")
    assert "very-secret" not in repr(access)
    assert PROMPT not in repr(RunRequest(PROMPT, images=(IMAGE,)))


async def test_the_document_that_judges_finds_what_is_wrong(desk):
    api = desk.serve()
    async with httpx2.AsyncClient(base_url=api.base_url, headers={"authorization": f"Bearer {api.token}"}) as http:
        for body in ({}, {"prompt": 1}, {"prompt": "x", "agent_type": "other"}, {"prompt": "x", "unknown": 1}):
            answer = await http.post(f"/v1/organizations/{ORGANISATION}/agent/run", json=body)
            assert answer.status_code == 422
        assert (await http.get(f"/v1/organizations/{ORGANISATION}/agent/runs?limit=101")).status_code == 422
        assert (await http.get("/v1/organizations/eleven/agent/runs")).status_code == 422
    assert len(api.violations) == 6
    api.violations.clear()
    assert api.runs == []
