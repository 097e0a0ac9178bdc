"""A scripted agent of the Agent Client Protocol, as a program of its own; it shares no code with the package.

    python -m support.acp_agent SCRIPT REPORT

SCRIPT is a JSON file: `{"steps": [...], "sign_in": [...], "version": 1, "ignore": ["TERM", "cancel", "eof"]}`. Each
step is an object with one of the keys below; the prompt's turn ends after the last one. REPORT gets one JSON line for
each thing that happened: `{"initialize": …}`, `{"prompt": …}`, `{"answer": …}`, `{"pid": …}`, `{"cancelled": true}`.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

SESSION = "session-1"


class Cancelled(Exception):
    """The client cancelled the turn."""


class Agent:
    def __init__(self, script: dict[str, Any], report: Path):
        self.script = script
        self.report_path = report
        self.ignore = set(script.get("ignore", ()))
        self.signed_in = not script.get("sign_in")
        self.ids = 0
        self.buffer = b""

    def report(self, **what: Any) -> None:
        with self.report_path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(what) + "\n")

    def send(self, message: dict[str, Any]) -> None:
        self.raw(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")

    def raw(self, data: bytes) -> None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()

    def line(self, seconds: float | None = None) -> dict[str, Any] | None:
        """The next message; None where none came within `seconds`."""
        while b"\n" not in self.buffer:
            ready, _, _ = select.select([0], [], [], seconds)
            if not ready:
                return None
            piece = os.read(0, 65536)
            if not piece:
                if "eof" in self.ignore:
                    time.sleep(3600)
                self.report(closed=True)
                sys.exit(0)
            self.buffer += piece
        line, _, self.buffer = self.buffer.partition(b"\n")
        return json.loads(line)

    def hear(self, message: dict[str, Any]) -> None:
        if message.get("method") == "session/cancel":
            self.report(cancelled=True)
            if "cancel" not in self.ignore:
                raise Cancelled

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        self.ids += 1
        self.send({"id": self.ids, "method": method, "params": {"sessionId": SESSION, **params}})
        while True:
            message = self.line()
            if message.get("id") == self.ids and "method" not in message:
                answer = message.get("result", {"error": message.get("error")})
                self.report(answer=answer, to=method)
                return answer
            self.hear(message)

    def update(self, what: str, /, **fields: Any) -> None:
        update = {"sessionUpdate": what, **fields}
        self.send({"method": "session/update", "params": {"sessionId": SESSION, "update": update}})

    def wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            message = self.line(left)
            if message is not None:
                self.hear(message)

    def step(self, step: dict[str, Any]) -> None:
        name, value = next(iter(step.items()))
        more = {key: item for key, item in step.items() if key != name}
        getattr(self, f"on_{name}")(value, **more)

    def on_say(self, text: str, **more: Any) -> None:
        self.update("agent_message_chunk", content={"type": "text", "text": text}, **more)

    def on_think(self, text: str) -> None:
        self.update("agent_thought_chunk", content={"type": "text", "text": text})

    def on_plan(self, entries: list[list[str]]) -> None:
        told = [{"content": text, "priority": "medium", "status": status} for text, status in entries]
        self.update("plan", entries=told)

    def on_tool(self, title: str, **more: Any) -> None:
        self.update("tool_call", toolCallId="call-1", title=title, **more)

    def on_tool_done(self, status: str, **more: Any) -> None:
        self.update("tool_call_update", toolCallId="call-1", status=status, **more)

    def on_update(self, update: dict[str, Any]) -> None:
        self.send({"method": "session/update", "params": {"sessionId": SESSION, "update": update}})

    def on_read(self, path: str, **more: Any) -> None:
        self.ask("fs/read_text_file", path=path, **more)

    def on_write(self, path: str, text: str) -> None:
        self.ask("fs/write_text_file", path=path, content=text)

    def on_edit(self, path: str, old: str, new: str) -> None:
        """Read, replace, write: what agents do."""
        text = self.ask("fs/read_text_file", path=path)["content"]
        assert old in text, text
        self.ask("fs/write_text_file", path=path, content=text.replace(old, new))

    def on_permit(self, title: str, options: list[list[str]], **more: Any) -> None:
        told = [{"optionId": kind, "name": name, "kind": kind} for name, kind in options]
        self.ask("session/request_permission", toolCall={"toolCallId": "call-1", "title": title, **more}, options=told)

    def on_call(self, method: str, params: dict[str, Any]) -> None:
        self.ask(method, **params)

    def on_flood(self, count: int, method: str, options: Any = ()) -> None:
        """Ask without waiting for answers."""
        for number in range(count):
            call = {"toolCallId": "x", "title": f"t{number}"}
            params = {"sessionId": SESSION, "toolCall": call, "options": list(options)}
            self.send({"id": f"flood-{number}", "method": method, "params": params})

    def on_run(self, command: list[str], **more: Any) -> None:
        made = self.ask("terminal/create", command=command[0], args=command[1:], **more)
        if "terminalId" in made:
            self.ask("terminal/wait_for_exit", terminalId=made["terminalId"])
            self.ask("terminal/output", terminalId=made["terminalId"])
            self.ask("terminal/release", terminalId=made["terminalId"])

    def on_lines(self, count: int) -> None:
        for number in range(count):
            self.update("tool_call", toolCallId=f"call-{number}", title=f"step {number}")

    def on_raw(self, text: str) -> None:
        self.raw(text.encode("utf-8", "surrogateescape"))

    def on_huge(self, size: int) -> None:
        self.raw(b'{"jsonrpc": "2.0", "method": "' + b"x" * size + b'"}\n')

    def on_sleep(self, seconds: float) -> None:
        self.wait(seconds)

    def on_exit(self, code: int) -> None:
        sys.stderr.write("out of paper\n")
        sys.stderr.flush()
        os._exit(code)

    def on_spawn(self, seconds: float, escape: bool = False, holds_pipes: bool = False) -> None:
        """Start a program that goes on by itself; with `escape` in a process group of its own."""
        command = [sys.executable, "-c", f"import signal, time; signal.signal(15, 1); time.sleep({seconds})"]
        pipe = None if holds_pipes else subprocess.DEVNULL
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, start_new_session=escape)
        self.report(pid=child.pid)

    def on_disk(self, path: str, text: str) -> None:
        """Write without asking the client."""
        Path(path).write_text(text, encoding="utf-8")

    def serve(self) -> None:
        while True:
            message = self.line()
            method, id_ = message.get("method"), message.get("id")
            if method == "initialize":
                self.report(initialize=message["params"], environment=dict(os.environ), pid=os.getpid())
                for step in self.script.get("first", ()):
                    self.step(step)
                version = self.script.get("version", 1)
                methods = self.script.get("sign_in", [])
                self.send({"id": id_, "result": {"protocolVersion": version, "authMethods": methods}})
            elif method == "authenticate" and self.script.get("no_sign_in"):
                self.send({"id": id_, "error": {"code": -32603, "message": "Method not implemented."}})
            elif method == "authenticate":
                self.report(authenticate=message["params"])
                self.signed_in = True
                self.send({"id": id_, "result": {}})
            elif method == self.script.get("asks_at", "session/new") and not self.signed_in:
                self.send({"id": id_, "error": {"code": -32000, "message": "Authentication required"}})
            elif method == "session/new":
                self.report(session=message["params"])
                self.send({"id": id_, "result": {"sessionId": SESSION}})
            elif method == "session/prompt":
                self.report(prompt=message["params"]["prompt"])
                self.send({"id": id_, **self.turn()})

    def turn(self) -> dict[str, Any]:
        try:
            for step in self.script.get("steps", ()):
                if "stop" in step:
                    return {"result": {"stopReason": step["stop"]}}
                if "error" in step:
                    return {"error": {"code": -32603, "message": step["error"]}}
                self.step(step)
        except Cancelled:
            return {"result": {"stopReason": "cancelled"}}
        return {"result": {"stopReason": "end_turn"}}


def main() -> None:
    script = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    if "TERM" in script.get("ignore", ()):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Agent(script, Path(sys.argv[2])).serve()


if __name__ == "__main__":
    main()
