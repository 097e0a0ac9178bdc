"""A scripted Codegen API over real sockets on loopback, held to the published OpenAPI document.

In a test:

    with CodegenApi(Script(statuses=("ACTIVE", "COMPLETE"), result="return 1")) as api:
        ... base_url=api.base_url, token=api.token ...
        assert api.created[0].body["prompt"] == "..."

Each run that is created takes the next script; the last one is repeated for ever. A Fault spoils the requests that it
is for.
Every request and every answer is checked against `codegen-openapi3.json`; what breaks it is in `api.violations`, and
leaving the `with` block fails where that is not empty. From another process:

    python -m support.codegen_api --script file.json      (in the folder tests; `api_process` does it)

prints `{"port": N, "base_url": "http://127.0.0.1:N", "token": "…"}` as the first line of stdout and serves until
killed; the script is a list of objects with the keys of `Script`. `GET /_requests` then answers what was asked so far.
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict, deque
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl, urlsplit

from support.codegen_answers import message, page, repository, user
from support.codegen_document import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pytest

ORGANISATION = 11
LIMITS = {"create": (10, 60.0), "resume": (10, 60.0), "logs": (60, 60.0), "edit_pull": (30, 60.0)}
READS = (60, 30.0)


@dataclass(frozen=True)
class Script:
    """How one run goes."""

    statuses: Sequence[str | None] = ("ACTIVE", "COMPLETE")
    """One for each look, the last one for ever; the first is the answer to its creation."""
    seconds: Sequence[float] | None = None
    """When each status begins, in seconds after the creation, instead of one for each look."""
    result: str | None = "done"
    """Given from the last status on."""
    summary: str | None = None
    pulls: Sequence[dict[str, Any]] = ()
    logs: Sequence[dict[str, Any]] = ()
    metadata: bool = True
    """Whether the metadata of the creation are given back."""


@dataclass
class Fault:
    """What happens to requests of one operation instead of a good answer."""

    on: str
    """`create`, `get`, `list`, `resume`, `logs`, `ban`, `unban`, `remove`, `repos`, `organisations`, …; `*`: all."""
    status: int | None = None
    """None: the connection is closed without an answer."""
    times: int = 1
    acts: bool = False
    """Whether the request does its work before it fails."""
    delay: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    operation: str
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    raw: bytes
    at: float

    @property
    def body(self) -> Any:
        return json.loads(self.raw) if self.raw else None


@dataclass
class _Run:
    id: int
    script: Script
    prompt: str
    metadata: dict[str, Any] | None
    made: float
    looks: int = 0
    stopped: bool = False

    def status(self) -> str | None:
        statuses = self.script.statuses
        if self.stopped:
            return "CANCELLED"
        if self.script.seconds is None:
            return statuses[min(self.looks, len(statuses) - 1)]
        age = time.monotonic() - self.made
        return statuses[max(index for index, begin in enumerate(self.script.seconds) if begin <= age or index == 0)]

    def shown(self, organisation: int) -> dict[str, Any]:
        status = self.status()
        is_last = status == self.script.statuses[-1]
        pulls = [{"created_at": "2026-01-01T00:00:00Z", **pull} for pull in self.script.pulls]
        return {
            "id": self.id,
            "organization_id": organisation,
            "status": status,
            "created_at": "2026-01-01T00:00:00Z",
            "web_url": f"https://codegen.example/runs/{self.id}",
            "result": self.script.result if is_last else None,
            "summary": self.script.summary if is_last else None,
            "source_type": "API",
            "github_pull_requests": pulls if is_last else [],
            "metadata": self.metadata if self.script.metadata else None,
        }


class CodegenApi:
    """Serve one organisation with scripted runs on a loopback port; a thread for each connection."""

    def __init__(
        self,
        *scripts: Script,
        faults: Sequence[Fault] = (),
        organisations: Sequence[int] = (ORGANISATION,),
        repositories: Sequence[str] = ("acme/shop",),
        logs_at: str = "/v1/alpha",
        limited: bool = False,
        port: int = 0,
    ) -> None:
        """`limited`: whether the API's own limits are enforced; `repositories`: full names, with ids from 1 on."""
        self.token = "token-" + "of-the-test"
        self.requests: list[Asked] = []
        self.violations: list[str] = []
        self.faults = list(faults)
        self.on_create: Callable[[str], None] = lambda _moment: None
        """Called with `before` and `after` a run is created, before the answer is sent."""
        self._scripts = list(scripts) or [Script()]
        self._organisations = list(organisations)
        self._repositories = list(repositories)
        self._logs_at = logs_at
        self._limited = limited
        self._runs: dict[int, _Run] = {}
        self._taken: dict[str, deque[float]] = defaultdict(deque)
        self._document = Document()
        self._lock = threading.RLock()
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def created(self) -> list[Asked]:
        """The creations that reached the API, refused ones too."""
        return self.asked("create")

    @property
    def runs(self) -> list[_Run]:
        """The runs that there are."""
        return list(self._runs.values())

    def asked(self, operation: str) -> list[Asked]:
        return [one for one in list(self.requests) if one.operation == operation]

    def received(self) -> bytes:
        """Everything that any client sent so far, for canary tests."""
        return b"\n".join(one.path.encode() + json.dumps(one.headers).encode() + one.raw for one in list(self.requests))

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_error: object) -> None:
        self.close()
        assert kind is not None or self.violations == [], self.violations

    def answer(self, asked: Asked) -> tuple[int, dict[str, str], Any] | None:
        """Status, headers and body for one request; None: close the connection."""
        fault = self._fault(asked)
        answer = None
        if fault is None or fault.acts:
            answer = self._checked(asked)
        if fault is None:
            return answer
        time.sleep(fault.delay)
        if fault.status == 200:
            return answer or self._checked(asked)
        return None if fault.status is None else (fault.status, fault.headers, fault.body or message(fault.status))

    def name(self, method: str, path: str) -> str:
        """The short name of a request's operation; empty where there is none."""
        return self._document.operation(method, path)[0]

    def _checked(self, asked: Asked) -> tuple[int, dict[str, str], Any]:
        name, operation, path = self._document.operation(asked.method, asked.path)
        if operation is None or not name or (name == "logs" and not asked.path.startswith(f"{self._logs_at}/org")):
            return 404, {}, {"detail": "Not Found"}
        errors = self._document.request_errors(operation, path, asked.query, asked.raw, asked.headers)
        with self._lock:
            self.violations += [f"{name}: {error['loc']} {error['msg']}" for error in errors]
            status, headers, body = (422, {}, {"detail": errors}) if errors else self._served(name, asked, path)
            self.violations += [f"{name} {error}" for error in self._document.answer_errors(operation, status, body)]
        if name == "create" and status == 200:
            self.on_create("after")
        return status, headers, body

    def _served(self, name: str, asked: Asked, path: dict[str, str]) -> tuple[int, dict[str, str], Any]:
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return 401, {}, {"detail": "Invalid token"}
        wait = self._over_limit(name)
        if wait is not None:
            return 429, {"Retry-After": f"{wait:.0f}"}, message(429)
        if "org_id" in path and int(path["org_id"]) not in self._organisations:
            return 403, {}, message(403)
        run = self._run(path, asked)
        if run is None and ("agent_run_id" in path or name in {"resume", "ban", "unban", "remove"}):
            return 404, {}, message(404)
        return 200, {}, self._good(name, asked, path, run)

    def _good(self, name: str, asked: Asked, path: dict[str, str], run: _Run | None) -> Any:
        organisation = int(path.get("org_id", self._organisations[0] if self._organisations else 0))
        match name:
            case "create":
                self.on_create("before")
                return self._create(asked.body).shown(organisation)
            case "get" | "resume":
                assert run is not None
                run.looks = run.looks + 1 if name == "get" else 0
                return run.shown(organisation)
            case "list":
                return page([one.shown(organisation) for one in reversed(self._runs.values())], asked.query)
            case "logs":
                assert run is not None
                return self._log(run, organisation, asked.query)
            case "ban" | "unban" | "remove":
                assert run is not None
                run.stopped = name != "unban"
                return {}
            case _:
                return self._directory(name, asked, path)

    def _directory(self, name: str, asked: Asked, path: dict[str, str]) -> Any:
        match name:
            case "repos":
                shown = [repository(number, full, path) for number, full in enumerate(self._repositories, 1)]
                return page(shown, asked.query)
            case "organisations":
                shown = [{"id": one, "name": f"org-{one}", "settings": {}} for one in self._organisations]
                return page(shown, asked.query)
            case "me" | "user":
                return user(int(path.get("user_id", 1)))
            case "users":
                return page([user(1), user(2)], asked.query)
            case "edit_pull":
                return {"success": True, "number": int(path["pr_id"]), "state": asked.body["state"]}
        raise AssertionError(name)

    def _create(self, body: dict[str, Any]) -> _Run:
        script = self._scripts[min(len(self._runs), len(self._scripts) - 1)]
        number = 1000 + len(self._runs)
        run = _Run(number, script, body["prompt"], body.get("metadata"), time.monotonic())
        self._runs[number] = run
        return run

    def _run(self, path: dict[str, str], asked: Asked) -> _Run | None:
        named = path.get("agent_run_id") or (asked.body or {}).get("agent_run_id")
        return None if named is None else self._runs.get(int(named))

    def _log(self, run: _Run, organisation: int, query: dict[str, str]) -> dict[str, Any]:
        lines = [{"agent_run_id": run.id, **line} for line in run.script.logs]
        lines = lines[::-1] if query.get("reverse") == "true" else lines
        skip, limit = int(query.get("skip", 0)), int(query.get("limit", 100))
        shown = {name: value for name, value in run.shown(organisation).items() if name in _LOGGED}
        return {**shown, "logs": lines[skip : skip + limit], "total_logs": len(lines)}

    def _fault(self, asked: Asked) -> Fault | None:
        with self._lock:
            for fault in self.faults:
                if fault.on in {asked.operation, "*"} and fault.times != 0:
                    fault.times -= 1
                    return fault
        return None

    def _over_limit(self, name: str) -> float | None:
        if not self._limited:
            return None
        most, window = LIMITS.get(name, READS)
        taken, now = self._taken["create" if name == "resume" else name], time.monotonic()
        while taken and taken[0] <= now - window:
            taken.popleft()
        if len(taken) >= most:
            return taken[0] + window - now
        taken.append(now)
        return None


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., CodegenApi]]:
    """A function that serves an API, to which the person's environment then points; checked and closed at the end."""
    opened: list[CodegenApi] = []

    def serve(*scripts: Script, **options: Any) -> CodegenApi:
        api = CodegenApi(*scripts, **options)
        opened.append(api)
        monkeypatch.setenv("CODEGEN_BASE_URL", api.base_url)
        monkeypatch.setenv("CODEGEN_API_TOKEN", api.token)
        monkeypatch.setenv("CODEGEN_ORG_ID", str(ORGANISATION))
        return api

    yield serve
    for api in opened:
        api.close()
    assert [violation for api in opened for violation in api.violations] == []


@contextmanager
def api_process(folder: Path, scripts: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The API as a process of its own, as another program meets it; what its first line says."""
    file = folder / "codegen-script.json"
    file.write_text(json.dumps(scripts), "utf-8")
    command = [sys.executable, "-m", "support.codegen_api", "--script", str(file)]
    tests = Path(__file__).parents[1]
    process = subprocess.Popen(command, cwd=tests, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


_LOGGED = {"id", "organization_id", "status", "created_at", "web_url", "result", "metadata"}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *arguments: Any) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(*arguments)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def server_close(self) -> None:
        super().server_close()
        for connection in self._open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no error of the server; anything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def _handler(api: CodegenApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _handle(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("content-length", "0"))
            raw = self.rfile.read(length)
            if len(raw) < length:
                # The client died in the middle: that is no request, as with any server.
                self.close_connection = True
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            name = api.name(self.command, parts.path)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            asked = Asked(name, self.command, parts.path, query, headers, raw, time.monotonic())
            if parts.path == "/_requests":
                answer = 200, {}, [{**asdict(one), "raw": one.raw.decode("utf-8", "replace")} for one in api.requests]
            else:
                api.requests.append(asked)
                answer = api.answer(asked)
            self._send(answer)

        def _send(self, answer: tuple[int, dict[str, str], Any] | None) -> None:
            if answer is None:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, headers, body = answer
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_PUT = _handle  # noqa: N815

        def log_message(self, *_arguments: Any) -> None:
            """Nothing is written: stdout belongs to the first line, stderr to faults."""

    return Handler


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve scripted agent runs on loopback.")
    parser.add_argument("--script", type=Path, help="JSON file; without it every run completes at the first look")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    entries = json.loads(options.script.read_text("utf-8")) if options.script else []
    with CodegenApi(*(Script(**entry) for entry in entries), port=options.port) as api:
        sys.stdout.write(json.dumps({"port": api.port, "base_url": api.base_url, "token": api.token}) + "\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
