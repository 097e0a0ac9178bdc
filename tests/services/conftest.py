"""Real services, started by the tests. A missing program fails the test: one that is skipped holds no promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.redis_server import RedisServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """An empty redis-server on loopback, ended after the test."""
    server = RedisServer(tmp_path / "redis")
    server.start()
    yield server
    server.stop()
