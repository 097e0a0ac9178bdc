"""Keys, each bound to the origin it was given for: from the environment, the keyring or a file of the person's own.

**Invariant:** a key is found only for the origin it was stored for; nothing in a workspace is read (no
`.env`), and no key appears in a repr, a log or an error.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from contexten.errors import ConfigError
from contexten.llm.endpoints import OPENAI, OPENROUTER, Endpoint, Origin, is_azure, parse_origin
from contexten.llm.keyfile import key_file, read_keys, write_key
from contexten.trace import logger

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from keyring.backend import KeyringBackend

SERVICE = "contexten"
"""The service name in the keyring; the user name is the origin."""

LOCAL_KEY = "local"
"""What a local server gets, which asks for some key but does not look at it."""

CODEGEN = "https://api.codegen.com"
"""Where the Codegen API lives unless the person's environment says otherwise."""

_CODEGEN_TOKENS = ("CODEGEN_API_TOKEN", "CODEGEN_TOKEN")
_CODEGEN_BASES = ("CODEGEN_BASE_URL", "CODEGEN_API_BASE_URL")

_log = logger("llm.keys")


@dataclass(frozen=True, slots=True)
class Key:
    """A key and where it came from."""

    value: str = field(repr=False)
    source: str


def with_key(endpoint: Endpoint, *, environ: Mapping[str, str] | None = None) -> Endpoint:
    """The endpoint with its origin's key, if there is one. Can wait for the keyring: not for the loop."""
    if endpoint.key:
        return endpoint
    key = find_key(endpoint.origin, environ=environ)
    if key is None and endpoint.is_loopback:
        # Without a source: where the server does look at it, the person is told to set a key, not that theirs is wrong.
        key = Key(LOCAL_KEY, "")
    return endpoint if key is None else replace(endpoint, key=key.value, key_source=key.source)


def with_new_key(endpoint: Endpoint, *, environ: Mapping[str, str] | None = None) -> Endpoint | None:
    """The endpoint with its origin's key as it is stored now; None where that is still the same one.

    A key that was given with the endpoint, and not found here, stays. Can wait for the keyring: not for the loop.
    """
    if endpoint.key_source or endpoint.key == LOCAL_KEY:
        key = find_key(endpoint.origin, environ=environ)
        if key is not None and key.value != endpoint.key:
            return replace(endpoint, key=key.value, key_source=key.source)
    return None


def find_key(origin: Origin, *, environ: Mapping[str, str] | None = None) -> Key | None:
    """The key of a model's `origin`: from the environment, the keyring, then the key file; None without one.

    Raises ConfigError when the key found has characters that no key has, or the key file is not the person's alone.
    """
    bound = _bound_variables(origin, os.environ if environ is None else environ)
    return _found(origin, bound, os.environ if environ is None else environ)


def find_codegen_key(base_url: str = "", *, environ: Mapping[str, str] | None = None) -> Key | None:
    """The Codegen API's token for `base_url` (empty: where that API lives), as `find_key` finds a model's.

    The token of the environment belongs to the address that the same environment names, whatever settings say.
    """
    known = os.environ if environ is None else environ
    home = codegen_base_url(known)
    origin = parse_origin(base_url or home)
    return _found(origin, _CODEGEN_TOKENS if origin == parse_origin(home) else (), known)


def codegen_base_url(environ: Mapping[str, str] | None = None) -> str:
    """Where the Codegen API lives by the person's environment."""
    known = os.environ if environ is None else environ
    return next((value for name in _CODEGEN_BASES if (value := known.get(name, "").strip())), CODEGEN)


def store_key(origin: Origin, key: str, *, in_file: bool = False) -> None:
    """Keep `key` for `origin` in the system's keyring, or in the key file. Raises ConfigError when that is not safe."""
    value = _checked(key.strip(), "The key")
    if not value:
        raise ConfigError("The key is empty: nothing was stored.")
    if in_file:
        write_key(key_file(), str(origin), value)
        return
    for backend in _safe_backends():
        try:
            cast("Any", backend).set_password(SERVICE, str(origin), value)
        except Exception as error:  # noqa: BLE001  keyring backends raise whatever their platform raises
            _log.debug("keyring %s did not store: %s", type(backend).__name__, type(error).__name__)
        else:
            return
    raise ConfigError(
        f"This system has no safe keyring: use 'contexten key set --file {origin}', "
        f"or set {variable_for(origin)} in the environment."
    )


def delete_key(origin: Origin) -> bool:
    """Forget the key of `origin` in the keyring and in the key file; false when there was none.

    Raises ConfigError where the key file is not the person's alone.
    """
    deleted = write_key(key_file(), str(origin), None)
    for backend in _safe_backends():
        try:
            backend.delete_password(SERVICE, str(origin))
        except Exception as error:  # noqa: BLE001  also raised when there is nothing to delete
            _log.debug("keyring %s did not delete: %s", type(backend).__name__, type(error).__name__)
        else:
            deleted = True
    return deleted


def variable_for(origin: Origin) -> str:
    """The environment variable that a key for `origin` is read from."""
    return next((name for name, owner in _BOUND if owner(origin)), "CONTEXTEN_API_KEY")


def _is_openai(origin: Origin) -> bool:
    return origin == parse_origin(OPENAI.base_url)


def _is_openrouter(origin: Origin) -> bool:
    return origin == parse_origin(OPENROUTER.base_url)


_BOUND = (
    ("OPENAI_API_KEY", _is_openai),
    ("AZURE_OPENAI_API_KEY", is_azure),
    ("OPENROUTER_API_KEY", _is_openrouter),
)


def _found(origin: Origin, variables: Iterable[str], environ: Mapping[str, str]) -> Key | None:
    return _from_environment(variables, environ) or _from_keyring(origin) or _from_file(origin)


def _bound_variables(origin: Origin, environ: Mapping[str, str]) -> list[str]:
    """The variables of the environment that hold a key for a model's `origin`, the person's own first."""
    own = ["CONTEXTEN_API_KEY"] if _is_own(origin, environ) else []
    return own + [name for name, owner in _BOUND if owner(origin)]


def _from_environment(variables: Iterable[str], environ: Mapping[str, str]) -> Key | None:
    for name in variables:
        value = environ.get(name, "").strip()
        if value:
            return Key(_checked(value, name), name)
    return None


def _from_file(origin: Origin) -> Key | None:
    value = read_keys(key_file()).get(str(origin), "")
    return Key(_checked(value, "The key in the key file"), "the key file") if value else None


def _is_own(origin: Origin, environ: Mapping[str, str]) -> bool:
    try:
        return parse_origin(environ.get("CONTEXTEN_BASE_URL", "").strip() or OPENAI.base_url) == origin
    except ConfigError:
        # A bad address has no key; whoever reads the address as a setting says so.
        return False


def _checked(value: str, name: str) -> str:
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ConfigError(f"{name} has a character that no key has, such as a space or a line break: set it again.")
    return value


def _from_keyring(origin: Origin) -> Key | None:
    for backend in _safe_backends():
        try:
            value = backend.get_password(SERVICE, str(origin))
        except Exception as error:  # noqa: BLE001  a locked or broken keyring must not stop a person with no key in it
            _log.debug("keyring %s did not answer: %s", type(backend).__name__, type(error).__name__)
            continue
        if value:
            return Key(_checked(value, "The key in the keyring"), "the keyring")
    return None


def _safe_backends() -> tuple[KeyringBackend, ...]:
    try:
        import keyring

        chosen: Any = keyring.get_keyring()
    except Exception as error:  # noqa: BLE001  a missing or broken keyring is the same as an empty one
        _log.debug("no keyring: %s", type(error).__name__)
        return ()
    chained = getattr(chosen, "backends", None) if type(chosen).__module__.endswith(".chainer") else None
    return tuple(one for one in (chained or (chosen,)) if _is_safe(one))


def _is_safe(backend: object) -> bool:
    """Whether a backend keeps secrets from others: keyrings.alt writes plain or weakly scrambled files."""
    kind = type(backend)
    if kind.__module__.startswith("keyrings.alt") or "plaintext" in kind.__name__.lower():
        _log.warning("the keyring %s keeps keys unencrypted and is not used", kind.__name__)
        return False
    return not kind.__module__.endswith((".null", ".fail"))
