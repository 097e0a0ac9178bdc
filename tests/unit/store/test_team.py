"""The team's level without a server that works: whatever answers, or does not, costs a short wait and a miss."""

from __future__ import annotations

import socket
import threading

import pytest

from contexten.calls.breaker import CircuitBreaker
from contexten.errors import ConfigError
from contexten.store.team import Team, parse_address


class Stranger:
    """Listens on loopback and says `answer` to whatever it is told; None: it says nothing."""

    def __init__(self, answer):
        self._answer = answer
        self.calls = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            self.calls += 1
            if self._answer is not None:
                connection.recv(1000)
                connection.sendall(self._answer)

    def close(self):
        # A thread that is left waiting for a closed listener can wake up at another one that got its number.
        self._listener.shutdown(socket.SHUT_RDWR)
        for connection in self._open:
            connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()
        for connection in self._open:
            connection.close()


@pytest.fixture
def stranger():
    made = []

    def make(answer):
        made.append(Stranger(answer))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.mark.parametrize(
    ("url", "shown", "is_local"),
    [
        ("redis://cache.example", "redis://cache.example:6379", False),
        ("rediss://user:pass@cache.example:7000/2?ssl_cert_reqs=none", "rediss://cache.example:7000", False),
        ("redis://127.0.0.1:7000", "redis://127.0.0.1:7000", True),
        ("redis://[::1]:7000", "redis://::1:7000", True),
        ("redis://localhost", "redis://localhost:6379", True),
        ("redis://localhost.example", "redis://localhost.example:6379", False),
        ("unix:///run/redis.sock", "unix:///run/redis.sock", True),
    ],
)
def test_an_address_shows_where_and_nothing_else(url, shown, is_local):
    address = parse_address(url)
    assert (address.shown, address.is_local) == (shown, is_local)
    assert repr(address) == f"Address({shown!r})"


@pytest.mark.parametrize(
    "url", ["", "http://u:secret@host", "redis://", "redis://u:secret@host:port", "cache.example", "redis://["]
)
def test_what_is_no_address_is_an_error_that_does_not_show_it(url):
    with pytest.raises(ConfigError) as raised:
        parse_address(url)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"$-5\r\n",
        b"+OK\r\n",
        b":12\r\n",
        b"-ERR u:secret\r\n",
        b"*99999999\r\n",
    ],
)
def test_a_stranger_that_answers_anything_is_a_miss(stranger, answer, caplog):
    other = stranger(answer)
    team = Team(parse_address(other.url), timeout=0.2)
    assert team.get("k") is None
    assert "secret" not in caplog.text
    team.close()


def test_a_port_where_nobody_listens_is_tried_once_in_a_while():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    now = [0.0]
    team = Team(
        parse_address(f"redis://127.0.0.1:{port}"),
        breaker=CircuitBreaker(1, 30, first_timeout=30, clock=lambda: now[0], chance=lambda: 0.0),
    )
    for _ in range(5):
        assert team.get("k") is None
        assert not team.put("k", b"v", made=1.0, ttl=60)
    assert team.failures == 1
    assert "does not answer" in team.trouble
    now[0] = 30.0
    assert team.trouble == ""
    team.get("k")
    assert team.failures == 2


def test_while_one_call_waits_the_others_of_a_failed_server_do_not_pile_up(stranger):
    other = stranger(None)
    breaker = CircuitBreaker(1, 30, first_timeout=30, clock=lambda: 0.0, chance=lambda: 0.0)
    team = Team(parse_address(other.url), timeout=0.3, breaker=breaker)
    team.get("k")
    threads = [threading.Thread(target=team.get, args=("k",)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert other.calls == 1
    team.close()
