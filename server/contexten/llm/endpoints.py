"""Where a model is served: origins, endpoints, and the servers everybody knows.

**Invariant:** an Endpoint's base URL was checked: https, or http to this machine only; without user, query
and fragment.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import SplitResult, urlsplit

from contexten.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["openai", "azure"]

AZURE_API_VERSION = "2024-10-21"
"""The newest stable data-plane version of Azure OpenAI's dated API."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port, normalised: lower case, no final dot, the port always a number (RFC 6454)."""

    scheme: str
    host: str
    port: int

    @property
    def authority(self) -> str:
        """Host and port as a person writes them; the port only when it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether the host can only be this machine."""
        address = _address(self.host)
        return self.host == "localhost" if address is None else address.is_loopback

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One model behind one base URL; checks the URL and raises ConfigError."""

    base_url: str
    """With the path, e.g. `https://api.openai.com/v1`; for Azure the resource's own URL."""
    model: str
    """The model's name; for Azure the deployment's."""
    key: str | None = field(default=None, repr=False)
    key_source: str = ""
    """Where the key came from, for messages: `OPENAI_API_KEY`, `the keyring`."""
    kind: Kind = "openai"
    api_version: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """Further headers; they can hold secrets and are sent to the same origin only."""

    def __post_init__(self) -> None:
        parse_origin(self.base_url)
        if not self.model.strip():
            raise ConfigError("The model has no name: set one, e.g. CONTEXTEN_MODEL=gpt-4.1.")
        if self.key is not None and not _fits_header(self.key):
            raise ConfigError("The key has a character that no key has, such as a space or a line break: set it again.")
        for name, value in self.headers.items():
            if not (_HEADER_NAME.fullmatch(name) and _fits_header(value.replace(" ", ""))):
                raise ConfigError(f"The header {_shown(name)!r} cannot be sent: use letters, digits and - in its name.")

    @property
    def origin(self) -> Origin:
        """Scheme, host and port of the base URL."""
        return parse_origin(self.base_url)

    @property
    def is_loopback(self) -> bool:
        """Whether nothing sent to it leaves this machine."""
        return self.origin.is_loopback

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be shown: the key and the further headers' values except words too short to hide."""
        return tuple(one for one in (self.key or "", *self.headers.values()) if len(one) > 5)

    @property
    def server(self) -> WellKnown | None:
        """The well-known server that lives at this origin, if one does."""
        return well_known(self.origin)


@dataclass(frozen=True, slots=True)
class WellKnown:
    """A server that people run or subscribe to."""

    name: str
    base_url: str
    needs_key: bool
    key_variable: str | None = None
    """Environment variable that holds its key."""


OPENAI = WellKnown("OpenAI", "https://api.openai.com/v1", needs_key=True, key_variable="OPENAI_API_KEY")
AZURE = WellKnown(
    "Azure OpenAI", "https://RESOURCE.openai.azure.com", needs_key=True, key_variable="AZURE_OPENAI_API_KEY"
)
OPENROUTER = WellKnown("OpenRouter", "https://openrouter.ai/api/v1", needs_key=True, key_variable="OPENROUTER_API_KEY")
LOCAL_SERVERS = (
    WellKnown("Ollama", "http://127.0.0.1:11434/v1", needs_key=False),
    WellKnown("llama.cpp", "http://127.0.0.1:8080/v1", needs_key=False),
    WellKnown("vLLM", "http://127.0.0.1:8000/v1", needs_key=False),
    WellKnown("LM Studio", "http://127.0.0.1:1234/v1", needs_key=False),
)
WELL_KNOWN = (OPENAI, AZURE, OPENROUTER, *LOCAL_SERVERS)


def parse_origin(url: str) -> Origin:
    """The origin of `url`. Raises ConfigError with the reason when the URL cannot be a model's address."""
    if not url.isascii():
        raise ConfigError(f"The base URL {_shown(url)!r} has letters outside ASCII: write the host in its xn-- form.")
    if re.search(r"[\x00-\x20\x7f\\]", url):
        raise ConfigError(f"The base URL {_shown(url)!r} has a space, a backslash or a control character in it.")
    parts, port = _split(url)
    _refuse_extras(url, parts)
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        raise ConfigError(f"The base URL {_shown(url)!r} must start with https:// (or http:// on this machine).")
    origin = Origin(scheme, _host(url, parts.hostname), _DEFAULT_PORTS[scheme] if port is None else port)
    if scheme == "http" and not origin.is_loopback:
        raise ConfigError(f"The base URL {_shown(url)!r} is not encrypted and leaves this machine: use https://.")
    return origin


def is_azure(origin: Origin) -> bool:
    """Whether the origin is an Azure OpenAI resource."""
    return origin.scheme == "https" and origin.host.endswith(".openai.azure.com")


def well_known(origin: Origin) -> WellKnown | None:
    """The well-known server at `origin`; a local one is known by its port, under any name of this machine."""
    if is_azure(origin):
        return AZURE
    if origin.is_loopback:
        return next((one for one in LOCAL_SERVERS if parse_origin(one.base_url).port == origin.port), None)
    return next((one for one in (OPENAI, OPENROUTER) if parse_origin(one.base_url) == origin), None)


def _fits_header(value: str) -> bool:
    return value.isascii() and value.isprintable() and " " not in value


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ConfigError(f"The base URL {_shown(url)!r} is not a URL: check the host and the port.") from error
    if port == 0:
        raise ConfigError(f"The base URL {_shown(url)!r} has port 0: write the real one.")
    return parts, port


def _refuse_extras(url: str, parts: SplitResult) -> None:
    if "@" in parts.netloc:
        raise ConfigError(
            f"The base URL {_shown(url)!r} has a user name in it: put the key in the environment or the keyring."
        )
    if "?" in url or "#" in url:
        raise ConfigError(f"The base URL {_shown(url)!r} must end with its path: leave out what follows ? or #.")


def _host(url: str, name: str | None) -> str:
    host = (name or "").lower().removesuffix(".")
    address = _address(host)
    if address is not None:
        return str(address)
    # A last label of digits is an IPv4 number in disguise (WHATWG URL): 127.1, 0x7f.1, 2130706433.
    looks_numeric = re.fullmatch(r"[0-9]+|0x[0-9a-f]*", host.rpartition(".")[2]) is not None
    if looks_numeric or len(host) > 253 or not _NAME.fullmatch(host):
        raise ConfigError(f"The base URL {_shown(url)!r} has no valid host name, e.g. https://api.openai.com/v1.")
    return host


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _shown(url: str) -> str:
    """The URL without user, query and fragment: these are where people put secrets."""
    without_tail = re.split(r"[?#]", url, maxsplit=1)[0]
    return re.sub(r"//[^/]*@", "//…@", without_tail)[:120]
