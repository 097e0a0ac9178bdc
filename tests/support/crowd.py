"""Many generations at once, and a model server where one request in five goes wrong, each time in another way.

As a process of its own, for benchmarks: `python -m support.crowd --first 0.3 --rate 60 --faults` prints the line that
`support.model_server` prints, and serves until killed.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sys
import threading
from collections import Counter

from support.model_server import Asked, ModelServer, Reply

EVERY = 5
"""One request of so many goes wrong."""
HTML = {"Content-Type": "text/html"}
FAULTS = {
    "429 with Retry-After": Reply(status=429, body="{}", headers={"Retry-After": "0.2"}),
    "500": Reply(status=500, body="{}"),
    "529": Reply(status=529, body="{}"),
    "broken stream": Reply(text="half", finish=None, cut=True),
    "slow drip": Reply(text="slow" * 99, drip=True, pause=0.1),
    "HTML with 200": Reply(body="<html>Login</html>", headers=HTML),
    "reset": Reply(reset=True),
    "hanging": Reply(delay=600),
}
TOKENS = 40
_LETTERS = 4


def crowd_fixture(count: int) -> str:
    """A fixture with one class of so many unfinished methods, `item_0` first; the cursor is in that one."""
    methods = [
        f'    def item_{number}(self, cents: int) -> int:\n        """Number {number}."""\n'
        f"        {'$0' if number == 0 else ''}raise NotImplementedError\n"
        for number in range(count)
    ]
    return "#- crowd.py\nclass Crowd:\n" + "\n".join(methods)


class CrowdAnswers:
    """Answers any request for a body with one of TOKENS tokens at `rate` tokens a second, after `first` seconds."""

    def __init__(self, *, first: float = 0.0, rate: float = 0.0, faulty: bool = False) -> None:
        self.faults: Counter[str] = Counter()
        """How often each fault was given."""
        self._first = first
        self._pause = 1 / rate if rate else 0.0
        self._faulty = faulty
        self._kinds = itertools.cycle(FAULTS)
        self._asked = 0
        self._lock = threading.Lock()

    def __call__(self, asked: Asked) -> Reply:
        with self._lock:
            self._asked += 1
            if self._faulty and self._asked % EVERY == 0:
                kind = next(self._kinds)
                self.faults[kind] += 1
                return FAULTS[kind]
        return Reply(raw=_events(asked), first=self._first, pause=self._pause)


def _events(asked: Asked) -> list[bytes]:
    """One chunk for each token, as servers send them: the role with the first one, the end with the last one."""
    tokens = _tokens(asked)
    chunks = [_event({"content": token}) for token in tokens]
    chunks[0] = _event({"role": "assistant", "content": ""}) + chunks[0]
    usage = {"prompt_tokens": len(asked.body) // _LETTERS, "completion_tokens": len(tokens)}
    chunks[-1] += _event({}, finish="stop") + _data({"choices": [], "usage": usage}) + b"data: [DONE]\n\n"
    return chunks


def _event(delta: dict[str, str], finish: str | None = None) -> bytes:
    return _data({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


def _data(value: object) -> bytes:
    return f"data: {json.dumps(value)}\n\n".encode()


def _tokens(asked: Asked) -> list[str]:
    """The answer in TOKENS pieces; it says which definition it is for, so that no two are alike."""
    name = re.search(r"`(\w+)`", asked.json["messages"][-1]["content"].rpartition("Task:")[2])
    body = f'```python\nnumber = len("{name[1] if name else ""}")\nreturn number\n```'
    text = body + "\n" * max(0, TOKENS * _LETTERS - len(body))
    size = -(-len(text) // TOKENS)
    return [text[at : at + size] for at in range(0, len(text), size)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=float, default=0.0)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--faults", action="store_true")
    options = parser.parse_args()
    answers = CrowdAnswers(first=options.first, rate=options.rate, faulty=options.faults)
    with ModelServer(answers) as server:
        sys.stdout.write(json.dumps({"port": server.port, "base_url": server.base_url}) + "\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
