"""The editors: where they are, how they are started. A missing one fails the test that asks for it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

INSTALL = "run .ci/install-editors"


@dataclass(frozen=True)
class Program:
    """An editor: how it is started, and what its environment needs."""

    version: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


def older_neovim() -> Program:
    """Neovim 0.7 as Debian 12 has it."""
    return _known(Program("0.7", (_found("nvim"),)))


def older_emacs() -> Program:
    """Emacs 28 as Debian 12 has it, with eglot and lsp-mode from their packages."""
    packages = Path("/usr/share/emacs/site-lisp/elpa")
    loaded = (*_packages(packages, "eglot"), *_packages(packages, "lsp-mode"))
    return _known(Program("28", (_found("emacs"), "--batch", "-Q", *dict.fromkeys(loaded))))


def newer_neovim() -> Program:
    """Neovim 0.10 as Debian 13 has it."""
    return _neovim("0.10", _tree("trixie", "nvim"))


def newest_neovim() -> Program:
    """Neovim 0.12 as the Debian after that has it."""
    return _neovim("0.12", _tree("forky", "nvim"))


def _neovim(version: str, tree: Path) -> Program:
    """Run from its tree by the tree's own loader, without chroot."""
    runtime = {"VIMRUNTIME": str(tree / "usr/share/nvim/runtime")}
    return _known(Program(version, (*_loader(tree), str(tree / "usr/bin/nvim")), runtime))


def newer_emacs() -> Program:
    """Emacs 30, with the eglot that it brings."""
    tree = _tree("trixie", "emacs-nox")
    share = tree / "usr/share/emacs/30.1"
    library = tree / "usr/libexec/emacs/30.1/x86_64-linux-gnu"
    dump = next(library.glob("*.pdmp"), None)
    if dump is None:
        pytest.fail(f"There is no Emacs 30.1 in {tree}: {INSTALL}.")
    environment = {
        "EMACSLOADPATH": str(share / "lisp"),
        "EMACSDATA": str(share / "etc"),
        "EMACSPATH": str(library),
    }
    start = (*_loader(tree), str(tree / "usr/bin/emacs-nox"), "--dump-file", str(dump), "--batch", "-Q")
    return _known(Program("30", start, environment))


def newer_emacs_with_lsp_mode() -> Program:
    """Emacs 30 with Debian 13's lsp-mode."""
    emacs = newer_emacs()
    loaded = _packages(_tree("trixie", "emacs-nox") / "usr/share/emacs/site-lisp/elpa", "lsp-mode")
    return Program(emacs.version, (*emacs.command, *loaded), emacs.environment)


def helix() -> Program:
    """Helix as Debian 13 has it, run by the tree's own loader. It wants a terminal."""
    tree = _tree("trixie", "hx")
    runtime = {"HELIX_RUNTIME": str(tree / "usr/lib/hx/runtime"), "TERM": "xterm-256color"}
    return _known(Program("25.01", (*_loader(tree), str(tree / "usr/lib/hx/hx")), runtime))


def kakoune() -> Program:
    """Kakoune as Debian 12 has it."""
    return Program("2022", (_found("kak"),))


def _packages(folder: Path, needed: str) -> tuple[str, ...]:
    """What makes Emacs load packages from `folder`; fails without `needed`."""
    found = [str(package) for package in sorted(folder.glob("*")) if package.is_dir()]
    if not any(Path(package).name.startswith(f"{needed}-") for package in found):
        pytest.fail(f"There is no {needed} in {folder}: {INSTALL}.")
    return tuple(f"--directory={package}" for package in found)


def _tree(release: str, program: str) -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    tree = Path(cache) / "contexten-ci" / release
    if not (tree / "usr/bin" / program).exists():
        pytest.fail(f"There is no {program} in {tree}: {INSTALL}.")
    return tree


def _loader(tree: Path) -> tuple[str, ...]:
    libraries = [tree / "lib/x86_64-linux-gnu", tree / "usr/lib/x86_64-linux-gnu"]
    loader = tree / "lib64/ld-linux-x86-64.so.2"
    return (str(loader), "--library-path", os.pathsep.join(map(str, libraries)))


def _known(program: Program) -> Program:
    """The program, if it is the version that the tests speak of."""
    shown = subprocess.run(
        [*program.command, "--version"],
        env={**os.environ, **program.environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    first = shown.stdout.splitlines()[0] if shown.stdout else shown.stderr
    if not re.search(rf"(NVIM v|GNU Emacs |helix ){re.escape(program.version)}\.", first):
        pytest.fail(f"{program.command[0]} says '{first}', and {program.version} is needed: {INSTALL}.")
    return program


def _found(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.fail(f"There is no {name}: {INSTALL}.")
    return path
