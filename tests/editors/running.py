"""Starting an editor, waiting for it with a deadline, and seeing that nothing of it stays behind."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

POLL = 0.02


def run(command: Sequence[str], *, folder: Path, environment: Mapping[str, str], seconds: float) -> str:
    """Run `command` to its end and give what it printed; AssertionError when it takes longer or fails."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        end(process.pid)
        output, _ = process.communicate()
        raise AssertionError(f"{command[0]} did not end in {seconds} s; it printed:\n{_text(output)}") from None
    assert process.returncode == 0, f"{command[0]} ended with {process.returncode}; it printed:\n{_text(output)}"
    return _text(output)


def end(pid: int) -> None:
    """Kill the process and all that it started."""
    try:
        process = psutil.Process(pid)
        family = [*process.children(recursive=True), process]
    except psutil.NoSuchProcess:
        return
    for member in family:
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue


def left_behind(variable: str, value: str, *, seconds: float = 60.0) -> list[str]:
    """The command lines of processes with that variable, still there after `seconds`; they are ended."""
    deadline = time.monotonic() + seconds
    while (found := _with_variable(variable, value)) and time.monotonic() < deadline:
        time.sleep(POLL)
    lines = [" ".join(_command_line(process)) for process in found]
    for process in found:
        end(process.pid)
    return lines


def wait_for_file(path: Path, *, seconds: float = 60.0) -> None:
    """Wait until `path` exists; TimeoutError when it does not come."""
    deadline = time.monotonic() + seconds
    while not path.exists():
        if time.monotonic() > deadline:
            raise TimeoutError(f"'{path.name}' was not written")
        time.sleep(POLL)


def _with_variable(variable: str, value: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            theirs = process.pid != os.getpid() and process.environ().get(variable) == value
            if theirs and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def _command_line(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _text(output: bytes) -> str:
    return output.decode("utf-8", "replace").replace("\r\n", "\n")
