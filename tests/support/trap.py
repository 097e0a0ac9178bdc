"""A port that nobody should talk to: counts connections and keeps every byte that comes."""

from __future__ import annotations

import socket
import threading
from typing import Self


class Trap:
    """Listens on loopback; `names` are hosts that lead here while it is `set_up`."""

    def __init__(self) -> None:
        self.connections = 0
        self.received = b""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self.port: int = self._listener.getsockname()[1]
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()
        self._listener.close()

    def lead_here(self, monkeypatch, *endings: str) -> None:
        """Resolve every host name that ends so to this machine, in this process."""
        resolve = socket.getaddrinfo

        def misled(host, *rest, **more):
            name = host.decode() if isinstance(host, bytes) else str(host)
            return resolve("127.0.0.1" if name.lower().rstrip(".").endswith(endings) else host, *rest, **more)

        monkeypatch.setattr(socket, "getaddrinfo", misled)

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            self.connections += 1
            with connection:
                connection.settimeout(0.5)
                try:
                    self.received += connection.recv(65536)
                except OSError:
                    continue
