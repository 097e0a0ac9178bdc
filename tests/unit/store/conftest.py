from __future__ import annotations

import pytest

from contexten.store import Store


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def store(folder):
    store = Store.open(folder)
    yield store
    store.close()
