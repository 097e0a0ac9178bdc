"""No test may reach beyond this machine; no test sees the person's own keys, settings or caches."""

from __future__ import annotations

import hypothesis
import pytest
from pytest_socket import disable_socket, enable_socket, socket_allow_hosts

# A timing never fails a test: others are at work on the same machine.
hypothesis.settings.register_profile(
    "contexten", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("contexten")


@pytest.fixture(autouse=True)
def closed_network(monkeypatch, tmp_path_factory):
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    for name in (
        "OPENAI_API_KEY",
        "AZURE_OPENAI_API_KEY",
        "OPENROUTER_API_KEY",
        "CONTEXTEN_API_KEY",
        "CONTEXTEN_BASE_URL",
        "CONTEXTEN_MODEL",
        "CODEGEN_ORG_ID",
        "CODEGEN_API_TOKEN",
        "CODEGEN_TOKEN",
        "CODEGEN_BASE_URL",
        "CODEGEN_API_BASE_URL",
        "CODEGEN_TIMEOUT",
        "CODEGEN_MAX_RETRIES",
        "CONTEXTEN_AGENTS",
        "CONTEXTEN_AGENT_VARIABLES",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CONTEXTEN_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setenv("CONTEXTEN_CONFIG_DIR", str(tmp_path_factory.mktemp("config")))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    yield
    enable_socket()


__all__ = ["closed_network", "disable_socket"]
