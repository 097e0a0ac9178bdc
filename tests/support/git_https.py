"""A git server over real TLS on loopback: git's own `http-backend` behind a password, with a certificate of its own.

    with GitHttps(folder) as server:                # serves the repositories below `folder`
        server.url("remote.git")                    # https://localhost:PORT/remote.git
        server.authority                            # what a person has to trust: a path for http.sslCAInfo
        server.answer = gone                        # what it does instead, from now on

It notes every request it gets, with the password that came along.
"""

from __future__ import annotations

import base64
import os
import shutil
import ssl
import subprocess
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

import trustme

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

USER, PASSWORD = "person", "open " + "sesame"


@dataclass(frozen=True)
class Asked:
    """One request, and the name and password it brought."""

    path: str
    login: str


@dataclass
class GitHttps:
    """The server; leaving it closes it and lets go whoever waits for an answer."""

    folder: Path
    host: str = "localhost"
    signer: trustme.CA = field(default_factory=trustme.CA)
    until: datetime | None = None
    """When its certificate ends."""
    is_private: bool = True
    """Whether it wants the password."""
    tls: bool = True
    answer: Callable[[Handler], None] | None = None
    asked: list[Asked] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)
    is_reached: threading.Event = field(default_factory=threading.Event)
    """Set with the first request."""

    def __enter__(self) -> Self:
        """Start it."""
        self._server = _Server(("127.0.0.1", 0), type("Bound", (Handler,), {"git": self}))
        if self.tls:
            self._server.context = self._certified()
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self.is_over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def authority(self) -> str:
        """A file with the certificate of who signed the server's."""
        return str(self.folder / "authority.pem")

    def url(self, name: str) -> str:
        """The address of a repository."""
        return f"{'https' if self.tls else 'http'}://localhost:{self._server.server_port}/{name}"

    def _certified(self) -> ssl.SSLContext:
        self.signer.cert_pem.write_to_path(self.authority)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.signer.issue_cert(self.host, not_after=self.until).configure_cert(context)
        return context


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    context: ssl.SSLContext | None = None

    def finish_request(self, request, client_address) -> None:
        """The handshake belongs to the connection's own thread, so that a client without one holds up nobody."""
        if self.context is None:
            super().finish_request(request, client_address)
            return
        with self.context.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, request, client_address) -> None:
        """A client that went away, or did not like the certificate, is no fault of the server."""


class Handler(BaseHTTPRequestHandler):
    """One request."""

    git: GitHttps

    def do_GET(self) -> None:
        """The list of branches."""
        self._answered()

    def do_POST(self) -> None:
        """What the client wants and has."""
        self._answered()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing on the terminal."""

    def said(self, status: int, *headers: tuple[str, str], body: bytes = b"") -> None:
        """Answer with `body`."""
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def from_git(self, most: int | None = None) -> None:
        """What `git http-backend` answers; after `most` bytes the connection breaks."""
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.git.folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_PROJECT_ROOT": str(self.git.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        ran = subprocess.run(
            [shutil.which("git") or "git", "http-backend"],
            input=body,
            env=environment,
            capture_output=True,
            check=False,
        )
        head, _, content = ran.stdout.partition(b"\r\n\r\n")
        headers = [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n")]
        status = next((int(value.split()[0]) for name, value in headers if name == "Status"), 200)
        self.send_response(status)
        for name, value in headers:
            if name != "Status":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:most])

    def _answered(self) -> None:
        kind, _, told = self.headers.get("Authorization", "").partition(" ")
        login = base64.b64decode(told).decode() if kind == "Basic" else self.headers.get("Authorization", "")
        self.git.asked.append(Asked(self.path, login))
        self.git.is_reached.set()
        if self.git.answer is not None:
            self.git.answer(self)
        elif self.git.is_private and login != f"{USER}:{PASSWORD}":
            self.said(401, ("WWW-Authenticate", 'Basic realm="git"'))
        else:
            self.from_git()
