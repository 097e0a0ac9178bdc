"""Context in bulk: the form of the answers, bad requests, and files that change on disk."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contexten.context.batch import Batch
from contexten.store import Store
from support.fixture import parse_fixture
from support.workspaces import write_fixture

if TYPE_CHECKING:
    from pathlib import Path

Place = dict[str, str | int]

SOURCE = """
    #- pkg/client.py
    class Client:
        def send_request(self, url: str) -> bytes:
            return b""
    #- pkg/main.py
    from pkg.client import Client

    def fetch(client: Client, url: str) -> bytes:
        $0pass
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    fixture = write_fixture(SOURCE, tmp_path)
    assert fixture == parse_fixture(SOURCE)
    return {"root": str(tmp_path), "file": "pkg/main.py", "line": 3, "character": 4, "budget_tokens": 200}


@pytest.fixture
def batch() -> Batch:
    return Batch(Store.open(None))


def test_an_answer_names_relative_paths_and_one_based_lines(batch: Batch, place: Place) -> None:
    answer = json.loads(batch.answer_line(json.dumps(place)))
    found = next(item for item in answer["items"] if "send_request" in item["text"])
    assert (found["path"], found["start_line"], found["end_line"]) == ("pkg/client.py", 2, 2)
    assert found.keys() == {"path", "start_line", "end_line", "kind", "reason", "score", "tokens", "text"}
    assert "# pkg/client.py\nclass Client\n    def send_request(self, url: str) -> bytes\n" in str(answer["text"])
    assert answer["tokens"] <= 200
    assert answer["elapsed_ms"] > 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"root": "relative"}, "root"),
        ({"file": "../outside.py"}, "outside"),
        ({"file": "pkg/missing.py"}, "missing.py"),
        ({"line": "three"}, "line"),
        ({"line": True}, "line"),
        ({"budget_tokens": -1}, "budget_tokens"),
    ],
)
def test_a_bad_request_is_one_error_and_the_next_one_is_answered(
    batch: Batch, place: Place, changed: dict[str, object], words: str
) -> None:
    answer = json.loads(batch.answer_line(json.dumps({**place, **changed})))
    assert answer.keys() == {"error"}
    assert words in answer["error"]
    assert "items" in json.loads(batch.answer_line(json.dumps(place)))


@pytest.mark.parametrize("line", ["{", "[]", "null", '"text"'])
def test_what_is_no_request_is_one_error(batch: Batch, line: str) -> None:
    assert json.loads(batch.answer_line(line)).keys() == {"error"}


def test_a_file_rewritten_between_requests_is_read_again(batch: Batch, place: Place, tmp_path: Path) -> None:
    batch.answer(place)
    (tmp_path / "pkg/main.py").write_text("from pkg.client import Other\n\n\ndef fetch(client):\n    pass\n")
    (tmp_path / "pkg/client.py").write_text("class Other:\n    def transmit(self): ...\n")
    assert "error" not in batch.answer({**place, "file": "pkg/client.py", "line": 0})
    answer = batch.answer({**place, "line": 4})
    assert "transmit" in str(answer["text"])
    assert "send_request" not in str(answer["text"])
