"""An sshd of the test's own: on a free loopback port, with its own host key, for the one who runs the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


class SshServer:
    """It lets in who has the key `mine`; the client's settings are a file of the test's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        for name in ("host", "another_host", "mine", "stranger"):
            _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name))
        _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "sesame", "-f", str(folder / "locked"))
        shutil.copy(folder / "mine.pub", folder / "allowed")

    @property
    def client(self) -> str:
        """What a person writes into `core.sshCommand`."""
        return f"ssh -F {self._folder / 'client'}"

    @property
    def log(self) -> str:
        """What the server noted."""
        return (self._folder / "log").read_text(errors="replace")

    def url(self, path: Path) -> str:
        """The address of a repository."""
        return f"ssh://{pwd.getpwuid(os.getuid()).pw_name}@localhost:{self.port}{path}"

    def uses(self, key: str) -> None:
        """The client shows this key and no other."""
        settings = (
            f"UserKnownHostsFile {self._folder / 'known'}",
            "GlobalKnownHostsFile /dev/null",
            "IdentitiesOnly yes",
            "IdentityAgent none",
            f"IdentityFile {self._folder / key}",
        )
        (self._folder / "client").write_text("\n".join(settings) + "\n")

    def is_known_as(self, key: str) -> None:
        """The client has seen this key of the host before."""
        kind, value, *_ = (self._folder / f"{key}.pub").read_text().split()
        (self._folder / "known").write_text(f"[localhost]:{self.port} {kind} {value}\n")

    def start(self) -> None:
        program = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin")
        if program is None:
            pytest.fail("There is no sshd: run .ci/install-services.")
        settings = (
            f"Port {self.port}",
            "ListenAddress 127.0.0.1",
            f"HostKey {self._folder / 'host'}",
            f"AuthorizedKeysFile {self._folder / 'allowed'}",
            "PidFile none",
            "StrictModes no",
            "UsePAM no",
            "PermitRootLogin yes",
            "LogLevel VERBOSE",
        )
        (self._folder / "server").write_text("\n".join(settings) + "\n")
        command = [program, "-D", "-e", "-f", str(self._folder / "server")]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self._wait()

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def _wait(self) -> None:
        until = time.monotonic() + 60.0
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                break
            if "Server listening" in self.log:
                return
            time.sleep(0.05)
        pytest.fail(f"sshd did not start (.ci/install-services makes what it needs): {self.log[-500:]}")


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
