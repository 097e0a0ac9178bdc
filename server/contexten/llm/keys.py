"""Keys, each bound to the origin it was given for.

**Invariant:** a key is found only for the origin it was stored for; nothing in a workspace is read (no
`.env`), and no key appears in a repr, a log or an error.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from contexten.errors import ConfigError
from contexten.llm.endpoints import OPENAI, OPENROUTER, Endpoint, Origin, is_azure, parse_origin
from contexten.trace import logger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keyring.backend import KeyringBackend

SERVICE = "contexten"
"""The service name in the keyring; the user name is the origin."""

LOCAL_KEY = "local"
"""What a local server gets, which asks for some key but does not look at it."""

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


def find_key(origin: Origin, *, environ: Mapping[str, str] | None = None) -> Key | None:
    """The key stored for `origin`: from the environment, then from the keyring; None without one.

    Raises ConfigError when the key found has characters that no key has.
    """
    return _from_environment(origin, os.environ if environ is None else environ) or _from_keyring(origin)


def store_key(origin: Origin, key: str) -> None:
    """Keep `key` for `origin` in the system's keyring. Raises ConfigError when there is no safe one."""
    value = _checked(key.strip(), "The key")
    if not value:
        raise ConfigError("The key is empty: nothing was stored.")
    for backend in _safe_backends():
        try:
            cast("Any", backend).set_password(SERVICE, str(origin), value)
        except Exception as error:  # noqa: BLE001  keyring backends raise whatever their platform raises
            _log.debug("keyring %s did not store: %s", type(backend).__name__, type(error).__name__)
        else:
            return
    raise ConfigError(f"This system has no safe keyring: set {variable_for(origin)} in the environment instead.")


def delete_key(origin: Origin) -> bool:
    """Forget the key of `origin` in the keyring; false when there was none."""
    deleted = False
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


def _from_environment(origin: Origin, environ: Mapping[str, str]) -> Key | None:
    own = [("CONTEXTEN_API_KEY", _is_own(origin, environ))]
    bound = [(name, owner(origin)) for name, owner in _BOUND]
    for name, is_bound in own + bound:
        value = environ.get(name, "").strip() if is_bound else ""
        if value:
            return Key(_checked(value, name), name)
    return None


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
