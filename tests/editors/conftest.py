"""Real editors and a real package. A missing editor fails the test: one that is skipped holds no promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from editors.programs import (
    Program,
    helix,
    kakoune,
    newer_emacs,
    newer_emacs_with_lsp_mode,
    newer_neovim,
    newest_neovim,
    older_emacs,
    older_neovim,
)
from editors.running import left_behind
from editors.stage import Desk, Models, prepared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(params=[older_neovim, newer_neovim, newest_neovim], ids=["0.7", "0.10", "0.12"])
def neovim(request: pytest.FixtureRequest) -> Program:
    """Neovim as Debian 12, Debian 13 and the next one have it."""
    return request.param()


@pytest.fixture
def neovim_012() -> Program:
    """The newest Neovim."""
    return newest_neovim()


@pytest.fixture
def neovim_010() -> Program:
    """Neovim as Debian 13 has it."""
    return newer_neovim()


@pytest.fixture(params=["28", "30"])
def emacs(request: pytest.FixtureRequest) -> Program:
    """Emacs as Debian 12 (with eglot as a package) and Debian 13 have it."""
    return older_emacs() if request.param == "28" else newer_emacs()


@pytest.fixture(params=["8", "9"])
def lsp_mode(request: pytest.FixtureRequest) -> Program:
    """Emacs with lsp-mode as Debian 12 and Debian 13 have it."""
    return older_emacs() if request.param == "8" else newer_emacs_with_lsp_mode()


@pytest.fixture
def hx() -> Program:
    """Helix as Debian 13 has it."""
    return helix()


@pytest.fixture
def kak() -> Program:
    """Kakoune as Debian 12 has it."""
    return kakoune()


@pytest.fixture
def model() -> Iterator[Models]:
    """A model server that a test gives its answers."""
    models = Models()
    yield models
    models.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A copy of an installed package, and an empty home. Fails where a process outlives its editor."""
    made = prepared(tmp_path)
    yield made
    assert left_behind("CONTEXTEN_CACHE_DIR", made.environment["CONTEXTEN_CACHE_DIR"]) == []
