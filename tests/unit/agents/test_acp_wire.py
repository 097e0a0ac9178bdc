"""Whatever an agent writes: sound messages come out, the rest is told, and nothing raises."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from contexten.agents.acp.journal import Journal
from contexten.agents.acp.model import Limits
from contexten.agents.acp.wire import Wire

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=3),
    max_leaves=5,
)
ANY = st.dictionaries(st.sampled_from(["id", "method", "params", "result", "error", "code", "message"]), JSON)
REQUEST = st.fixed_dictionaries({"id": st.integers() | st.text(max_size=3), "method": st.text(max_size=5)})
LINE = st.one_of(
    REQUEST.map(lambda message: json.dumps(message).encode()),
    ANY.map(lambda message: json.dumps(message).encode()),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=30).map(lambda data: data.replace(b"\n", b"")),
)


async def received(lines):
    limits = Limits(stray_lines=1000)
    reader = asyncio.StreamReader(limit=limits.message)
    reader.feed_data(b"".join(line + b"\n" for line in lines))
    reader.feed_eof()
    strays = []
    wire = Wire(reader, None, limits, strays.append)
    found = []
    while (message := await wire.receive()) is not None:
        found.append(message)
    return found, strays, wire.fault


@given(st.lists(LINE, max_size=8))
def test_every_line_is_a_sound_message_or_a_stray_one(lines):
    found, strays, fault = asyncio.run(received(lines))
    assert fault == ""
    blank = sum(not line.decode("utf-8", "replace").strip() for line in lines)
    assert len(found) + len(strays) + blank == len(lines)
    for message in found:
        assert isinstance(message.get("method", ""), str)
        assert "method" in message or "id" in message
        json.dumps(message).encode()
        assert isinstance(message.get("id"), int | str | None)


@given(st.lists(REQUEST, max_size=8))
def test_requests_come_out_as_they_were_written(messages):
    found, strays, fault = asyncio.run(received([json.dumps(message).encode() for message in messages]))
    assert (found, strays, fault) == ([json.loads(json.dumps(message)) for message in messages], [], "")


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=10)), max_size=30),
    st.integers(0, 40),
    st.integers(0, 9),
)
def test_pages_of_a_log_are_slices_of_it(said, skip, limit):
    journal = Journal()
    for kind, text in said:
        journal.add(kind, text)
    whole = journal.page(skip=0, limit=1000, newest_first=False)
    assert [(line.kind, line.text) for line in whole.lines] == said
    assert whole.total == len(said)
    assert journal.page(skip=skip, limit=limit, newest_first=False).lines == whole.lines[skip : skip + limit]
    assert journal.page(skip=skip, limit=limit, newest_first=True).lines == whole.lines[::-1][skip : skip + limit]


def test_a_log_drops_its_oldest_lines_and_says_so():
    journal = Journal()
    for number in range(20_050):
        journal.add("tool", str(number))
    page = journal.page(skip=48, limit=4, newest_first=False)
    assert page.total == 20_050
    assert [line.text for line in page.lines] == ["The first 50 lines were not kept.", "50", "51"]
    assert journal.page(skip=0, limit=1, newest_first=True).lines[0].text == "20049"


def test_a_log_of_long_lines_stays_small():
    journal = Journal()
    for _ in range(2_000):
        journal.stream("message", "x" * 30_000)
        journal.add("tool", "y" * 30_000)
    kept = journal.page(skip=0, limit=5_000, newest_first=False).lines
    assert sum(len(line.text) for line in kept) <= 8_000_000


def test_the_package_of_the_protocol_is_not_loaded_before_the_first_run():
    code = "import contexten.lsp.commands.table, contexten.cli.main, contexten.extensions.codegen.integration, sys\n"
    code += "raise SystemExit('acp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
