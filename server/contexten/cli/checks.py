"""The looks that `contexten doctor` takes at the machine: Python, packages, grammars, cache, git, editors, settings."""

from __future__ import annotations

import json
import platform
import re
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from contexten import __version__
from contexten.cli.finding import Finding, State
from contexten.extensions.codegen.config import CodegenAutogenConfig
from contexten.extensions.codegen.documented import KEYS, VARIABLES
from contexten.extensions.codegen.settings import SETTINGS
from contexten.syntax.languages import LANGUAGES
from contexten.workspace.git import git_output

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contexten.store.store import Store

_OLDEST = (3, 11)
_REQUIREMENT = re.compile(r"^[A-Za-z0-9._-]+")
_GRAMMARS = 60.0
"""Seconds in which all grammars load, on a slow disk too."""
_VERSION = 10.0
_EDITORS = {
    **dict.fromkeys(("nvim", "emacs", "code", "codium", "hx", "helix", "zed", "subl", "kak-lsp"), "--version"),
    "kak": "-version",
}
"""The programs of the editors that have a page, and how each tells its version."""
_PRIVATE = 0o077
_FROM = {
    "model_name": ("CONTEXTEN_MODEL",),
    "model_base_url": ("CONTEXTEN_BASE_URL",),
    "cache_team_url": ("CONTEXTEN_TEAM_CACHE_URL",),
    "agent_base_url": ("CODEGEN_BASE_URL", "CODEGEN_API_BASE_URL"),
}
"""The variables that fill a field beside those of the founding document."""
_NETWORK = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
_TLS = ("SSL_CERT_FILE", "SSL_CERT_DIR")


def python() -> Finding:
    """The interpreter that runs this."""
    version = platform.python_version()
    facts = {"version": version, "executable": sys.executable, "contexten": __version__}
    detail = f"Python {version} at {sys.executable}, contexten {__version__}"
    if sys.version_info < _OLDEST:
        return Finding("python", State.BAD, detail, "Install Python 3.11 or later.", facts)
    return Finding("python", State.OK, detail, facts=facts)


def packages() -> Finding:
    """The packages that Contexten needs, by the names its own metadata gives."""
    wanted = [item for item in metadata.requires("contexten") or () if "extra ==" not in item]
    names = [match.group() for item in wanted if (match := _REQUIREMENT.match(item))]
    found = {name: _version_of(name) for name in names}
    missing = sorted(name for name, version in found.items() if not version)
    facts = {"versions": found}
    if missing:
        step = "Install contexten again: 'pip install --force-reinstall contexten'."
        return Finding("packages", State.BAD, f"not installed: {', '.join(missing)}", step, facts)
    return Finding("packages", State.OK, f"all {len(found)} are installed", facts=facts)


def grammars(names: Sequence[str] = ()) -> Finding:
    """Whether each grammar loads and parses, in a process of its own: a broken one can end it."""
    wanted = list(names) or [language.id for language in LANGUAGES]
    loaded, reason = _loaded(wanted)
    broken: dict[str, str] = {}
    for name in wanted if reason else ():
        _, why = _loaded([name])
        if why:
            broken[name] = why
    facts = {"loaded": len(wanted) - len(broken) if reason else len(loaded), "broken": broken}
    if broken:
        told = "; ".join(f"{name}: {why}" for name, why in broken.items())
        step = "Install the package of that grammar again; files of its language are served as plain text until then."
        return Finding("grammars", State.BAD, told, step, facts)
    return Finding("grammars", State.OK, f"all {len(wanted)} load and parse", facts=facts)


def cache(store: Store, folder: Path) -> Finding:
    """The folder of the store: whose it is, who can read it, and whether it is used."""
    facts = {"folder": str(folder)}
    if store.degraded:
        return Finding("cache", State.BAD, store.degraded, "Nothing is kept between runs until then.", facts)
    try:
        mode = stat.S_IMODE(folder.stat().st_mode)
        files = {path.name: stat.S_IMODE(path.lstat().st_mode) for path in sorted(folder.iterdir()) if path.is_file()}
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding("cache", State.BAD, f"{folder}: {error.strerror}", "Name another folder.", facts)
    facts |= {"mode": f"{mode:04o}", "files": {name: f"{kind:04o}" for name, kind in files.items()}, "free": free}
    detail = f"{folder}, mode {mode:04o}, {free / 1e9:.1f} GB free"
    if any(kind & _PRIVATE for kind in (mode, *files.values())):
        return Finding("cache", State.BAD, f"{detail}: others can read it", f"Run 'chmod -R go= {folder}'.", facts)
    return Finding("cache", State.OK, detail, facts=facts)


def git(root: Path) -> Finding:
    """Git, which tells what files change together and where a repository comes from."""
    program = shutil.which("git")
    if program is None:
        return Finding("git", State.NOTE, "not on PATH", "Install git; what changes together is then used as context.")
    version = _first_line((program, "--version")).removeprefix("git version ")
    inside = git_output(str(root), ("rev-parse", "--is-inside-work-tree"), seconds=2.0, most=100).strip() == b"true"
    where = "in a repository" if inside else "not in a repository"
    return Finding("git", State.OK, f"{version}, {root} is {where}", facts={"version": version, "repository": inside})


def editors() -> Finding:
    """The editors on PATH."""
    found: dict[str, str] = {name: program for name in _EDITORS if (program := shutil.which(name)) is not None}
    commands = [(program, _EDITORS[name]) for name, program in found.items()]
    with ThreadPoolExecutor() as pool:
        versions = dict(zip(found, pool.map(_first_line, commands), strict=True))
    if not found:
        return Finding("editors", State.NOTE, "none of those that have a page is on PATH", "See docs/editors.")
    told = ", ".join(f"{name} ({version})" if version else name for name, version in versions.items())
    return Finding("editors", State.OK, told, facts={"versions": versions})


def settings(environment: Mapping[str, str]) -> Finding:
    """What differs from the defaults on the command line, and which variable says so; an editor's come on top."""
    default, current = CodegenAutogenConfig(), CodegenAutogenConfig.from_env(environment)
    in_force = {
        setting.key: {"value": _shown(value), "from": _variable(setting.field, environment)}
        for setting in SETTINGS
        if (value := getattr(current, setting.field)) != getattr(default, setting.field)
    }
    told = ", ".join(f"{key} = {item['value']} ({item['from']})" for key, item in in_force.items())
    return Finding("settings", State.OK, told or "all are the defaults", facts={"settings": in_force})


def network(environment: Mapping[str, str]) -> Finding:
    """The variables that change whom connections trust, and those of proxies, which are not used."""
    proxies = {name: _shown(environment[name]) for name in _NETWORK if environment.get(name)}
    trusted = {name: environment[name] for name in _TLS if environment.get(name)}
    gone = [name for name, path in trusted.items() if not Path(path).exists()]
    told = ", ".join(f"{name}={value}" for name, value in (proxies | trusted).items())
    facts = {"variables": proxies | trusted}
    if gone:
        step = f"Mend or remove {', '.join(gone)}: what it names is not there."
        return Finding("network", State.BAD, told, step, facts)
    if proxies:
        step = "Contexten connects directly and uses no proxy. Where only a proxy leads out, name an endpoint inside."
        return Finding("network", State.NOTE, told, step, facts)
    return Finding("network", State.OK, told or "direct, with the system's certificates", facts=facts)


def _version_of(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _loaded(names: Sequence[str]) -> tuple[list[str], str]:
    """Those of the grammars that load in one process, and why that process ended early; empty where it did not."""
    command = (sys.executable, "-m", "contexten.cli.grammars", *names)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_GRAMMARS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return [], f"does not load within {_GRAMMARS:.0f} s"
    loaded: list[str] = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode < 0:
        return loaded, f"crashes (signal {-done.returncode})"
    last = done.stderr.strip().splitlines()[-1:]
    return loaded, "" if done.returncode == 0 else "".join(last) or f"ends with code {done.returncode}"


def _first_line(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, timeout=_VERSION, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace").partition("\n")[0].strip()


def _variable(field: str, environment: Mapping[str, str]) -> str:
    names = [*_FROM.get(field, ()), *(name for name, key in VARIABLES.items() if KEYS[key] == field)]
    return next((name for name in names if environment.get(name)), "environment")


def _shown(value: object) -> str:
    """A value without what a URL may hold beside its address."""
    text = str(value)
    parts = urlsplit(text)
    if not parts.netloc:
        # A proxy may be written without a scheme.
        return text.rpartition("@")[2]
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
