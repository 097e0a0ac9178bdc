"""A scripted API, clients and runs against it, and everything closed afterwards."""

from __future__ import annotations

import pytest

from contexten.agents.codegen.backend import CodegenBackend
from contexten.agents.codegen.client import CodegenClient
from contexten.agents.codegen.door import Access
from contexten.agents.model import RunRequest
from contexten.agents.run import AgentRuns
from contexten.agents.steps import RunLimits
from contexten.calls.lines import Line
from contexten.calls.retry import RetryPolicy
from contexten.store import Store
from support.codegen_api import ORGANISATION, CodegenApi

PROMPT = "Rename the function total in shop/prices.py to sum_of_prices everywhere"


class Desk:
    """Start servers, clients and runs."""

    def __init__(self, folder):
        self.store = Store.open(folder)
        self._folder = folder
        self._apis = []
        self._open = []

    def serve(self, *scripts, **options) -> CodegenApi:
        api = CodegenApi(*scripts, **options)
        self._apis.append(api)
        return api

    def client(self, api: CodegenApi | None = None, *, store=None, **fields) -> CodegenClient:
        base_url = api.base_url if api else "http://127.0.0.1:9"
        token = api.token if api else "any"
        access = Access(**{"base_url": base_url, "token": token, "connect": 30.0, "total": 60.0, **fields})
        client = CodegenClient(access, store or self.store, line=Line(), policy=RetryPolicy(first_wait=0.01))
        self._open.append(client)
        return client

    def runs(self, api: CodegenApi, *, store=None, client=None, **limits) -> AgentRuns:
        quick = {"first_pause": 0.02, "longest_pause": 0.1, "confirm": (0.0, 0.05), "allow_paid": True}
        backend = CodegenBackend(client or self.client(api, store=store), ORGANISATION)
        runs = AgentRuns(backend, store or self.store, RunLimits(**{**quick, **limits}))
        self._open.append(runs)
        return runs

    def request(self, **fields) -> RunRequest:
        return RunRequest(**{"prompt": PROMPT, "title": "Rename total", **fields})

    def other_store(self) -> Store:
        """The same folder as another process would open it."""
        return Store.open(self._folder)

    async def close(self):
        for one in reversed(self._open):
            await one.aclose()
        violations = [violation for api in self._apis for violation in api.violations]
        for api in self._apis:
            api.close()
        self.store.close()
        return violations


@pytest.fixture
async def desk(tmp_path):
    desk = Desk(tmp_path / "store")
    yield desk
    assert await desk.close() == [], "a request or an answer is not as the OpenAPI document says"
