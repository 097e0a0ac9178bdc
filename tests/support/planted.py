"""Made-up keys in the formats of known issuers, and the syntaxes in which people leave them.

Every key is put together from parts when it is asked for, so that no look-alike stands in this repository. The formats
are written from the issuers' documentation and not from our own rules, so that a rule that is too narrow shows.
"""

from __future__ import annotations

import base64
import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass

ALNUM = string.ascii_letters + string.digits
DIGITS = string.digits
HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + string.digits
LOWER = string.ascii_lowercase + string.digits
BASE32 = string.ascii_uppercase + "234567"
BASE64 = ALNUM + "+/"
URL_SAFE = ALNUM + "_-"

Maker = Callable[[random.Random], str]


@dataclass(frozen=True, slots=True)
class Planted:
    """One key in its place."""

    kind: str
    syntax: str
    path: str
    text: str
    secret: str

    @property
    def hidden(self) -> str:
        """The part of it that must not be seen: of an address the end, of a PEM block what stands inside."""
        if self.secret.startswith("-----BEGIN"):
            return self.secret.split("\\n", 1)[1].rpartition("\\n-----")[0]
        if self.secret.startswith("postgres://"):
            return self.secret.removeprefix("postgres://app:").partition("@")[0]
        return self.secret.rpartition("/")[2] if self.secret.startswith("https://") else self.secret


def rng_of(seed: int | str) -> random.Random:
    """Random, and the same in every run."""
    return random.Random(seed)  # noqa: S311 - repeatable on purpose


def some(rng: random.Random, alphabet: str, count: int) -> str:
    """So many letters of an alphabet."""
    return "".join(rng.choice(alphabet) for _ in range(count))


def made(*parts: str | tuple[str, int]) -> Maker:
    """A key of fixed parts and of so many letters of an alphabet."""
    return lambda rng: "".join(part if isinstance(part, str) else some(rng, *part) for part in parts)


def _jwt(rng: random.Random) -> str:
    head, body = (
        base64.urlsafe_b64encode(f'{{"{n}":"{some(rng, ALNUM, 12)}"}}'.encode()).decode().rstrip("=") for n in "ab"
    )
    return f"{head}.{body}.{some(rng, URL_SAFE, 43)}"


def _pem(name: str) -> Maker:
    def make(rng: random.Random) -> str:
        lines = "\\n".join(some(rng, BASE64, 64) for _ in range(5))
        return f"-----BEGIN {name}-----\\n{lines}\\n-----END {name}-----"

    return make


def _uuid(rng: random.Random) -> str:
    return "-".join(some(rng, HEX, count) for count in (8, 4, 4, 4, 12))


def _password(rng: random.Random) -> str:
    """What a person types: a word's length of letters, some digits, a sign."""
    return some(rng, string.ascii_letters, 6) + some(rng, DIGITS, 3) + rng.choice("!_-+*")


_PRIVATE = "PRIVATE" + " KEY"

KINDS: dict[str, Maker] = {
    "aws access key": made("AK" + "IA", (UPPER, 16)),
    "aws session key": made("AS" + "IA", (BASE32, 16)),
    "github": made("gh" + "p_", (ALNUM, 36)),
    "github app": made("gh" + "s_", (ALNUM, 36)),
    "github fine-grained": made("github" + "_pat_", (ALNUM, 22), "_", (ALNUM, 59)),
    "gitlab": made("gl" + "pat-", (URL_SAFE, 20)),
    "slack bot": made("xo" + "xb-", (DIGITS, 12), "-", (DIGITS, 12), "-", (ALNUM, 24)),
    "slack user": made("xo" + "xp-", (DIGITS, 12), "-", (DIGITS, 12), "-", (DIGITS, 12), "-", (HEX, 32)),
    "slack app": made("xa" + "pp-1-A", (UPPER, 10), "-", (DIGITS, 13), "-", (HEX, 64)),
    "slack webhook": made("https://hooks.slack" + ".com/services/T", (UPPER, 8), "/B", (UPPER, 8), "/", (ALNUM, 24)),
    "stripe": made("sk" + "_live_", (ALNUM, 24)),
    "stripe restricted": made("rk" + "_live_", (ALNUM, 99)),
    "stripe webhook": made("wh" + "sec_", (ALNUM, 32)),
    "openai": made("sk" + "-proj-", (URL_SAFE, 48)),
    "openai long": made("sk" + "-proj-", (URL_SAFE, 74), "T3Blbk" + "FJ", (URL_SAFE, 74)),
    "openai classic": made("sk" + "-", (ALNUM, 20), "T3Blbk" + "FJ", (ALNUM, 20)),
    "anthropic": made("sk" + "-ant-api03-", (URL_SAFE, 93), "AA"),
    "openrouter": made("sk" + "-or-v1-", (HEX, 64)),
    "google": made("AI" + "za", (URL_SAFE, 35)),
    "google client secret": made("GOC" + "SPX-", (URL_SAFE, 28)),
    "google client id": made((DIGITS, 12), "-", (LOWER, 32), ".apps.google" + "usercontent.com"),
    "google access token": made("ya" + "29.a0", (URL_SAFE, 120)),
    "azure storage": made((BASE64, 86), "=="),
    "azure client secret": made((ALNUM, 3), "8" + "Q~", (ALNUM + "_.~-", 33), (ALNUM, 1)),
    "jwt": _jwt,
    "rsa private key": _pem("RSA " + _PRIVATE),
    "private key": _pem(_PRIVATE),
    "openssh private key": _pem("OPENSSH " + _PRIVATE),
    "npm": made("np" + "m_", (ALNUM, 36)),
    "pypi": made("py" + "pi-AgEIcHlwaS5vcmc", (URL_SAFE, 70)),
    "hugging face": made("h" + "f_", (ALNUM, 34)),
    "twilio": made("S" + "K", (HEX, 32)),
    "twilio account": made("A" + "C", (HEX, 32)),
    "sendgrid": made("S" + "G.", (URL_SAFE, 22), ".", (URL_SAFE, 43)),
    "telegram": made((string.digits[1:], 10), ":A" + "A", (URL_SAFE, 33)),
    "discord": made("M", (ALNUM, 25), ".", (URL_SAFE, 6), ".", (URL_SAFE, 37), (ALNUM, 1)),
    "discord webhook": made("https://discord" + ".com/api/webhooks/", (DIGITS, 18), "/", (URL_SAFE, 68)),
    "groq": made("gs" + "k_", (ALNUM, 52)),
    "xai": made("xa" + "i-", (ALNUM, 80)),
    "perplexity": made("pp" + "lx-", (ALNUM, 48)),
    "replicate": made("r" + "8_", (ALNUM, 37)),
    "digitalocean": made("do" + "p_v1_", (HEX, 64)),
    "databricks": made("da" + "pi", (HEX, 32)),
    "shopify": made("shp" + "at_", (HEX, 32)),
    "square": made("sq" + "0atp-", (URL_SAFE, 22)),
    "mailgun": made("ke" + "y-", (HEX, 32)),
    "mailchimp": made((HEX, 32), "-u" + "s14"),
    "linear": made("lin" + "_api_", (ALNUM, 40)),
    "notion": made("nt" + "n_", (ALNUM, 46)),
    "figma": made("fi" + "gd_", (URL_SAFE, 40)),
    "airtable": made("pa" + "t", (ALNUM, 14), ".", (HEX, 64)),
    "grafana": made("gl" + "sa_", (ALNUM, 32), "_", (HEX, 8)),
    "new relic": made("NR" + "AK-", (UPPER, 27)),
    "sentry": made("sntry" + "u_", (HEX, 64)),
    "postman": made("PM" + "AK-", (HEX, 24), "-", (HEX, 34)),
    "terraform": made((ALNUM, 14), ".atlas" + "v1.", (URL_SAFE, 67)),
    "vault": made("hv" + "s.", (URL_SAFE, 90)),
    "docker": made("dckr" + "_pat_", (URL_SAFE, 27)),
    "rubygems": made("ruby" + "gems_", (HEX, 48)),
    "atlassian": made("ATA" + "TT3xFfGF0", (URL_SAFE, 170), "=", (HEX.upper(), 8)),
    "planetscale": made("psc" + "ale_tkn_", (URL_SAFE, 43)),
    "doppler": made("dp" + ".pt.", (ALNUM, 43)),
    "age": made("AGE-SECRET" + "-KEY-1", ("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58)),
    "database url": lambda r: f"postgres://app:{_password(r).strip('!*+')}Q7@db.internal:5432/app",
}
"""What is known by its own form, wherever it stands."""

NAMED: dict[str, tuple[str, Maker]] = {
    "aws secret key": ("aws_secret_access_key", made((BASE64, 40))),
    "azure account key": ("azure_storage_account_key", made((BASE64, 86), "==")),
    "heroku": ("heroku_api_key", _uuid),
    "datadog": ("datadog_api_key", made((HEX, 32))),
    "cloudflare": ("cloudflare_api_token", made((URL_SAFE, 40))),
    "algolia": ("algolia_admin_api_key", made((HEX, 32))),
    "okta": ("okta_api_token", made("00", (URL_SAFE, 40))),
    "django secret key": ("SECRET_KEY", made((LOWER + "!@$^&*(-_=+)", 50))),
    "twilio auth token": ("twilio_auth_token", made((HEX, 32))),
    "client secret": ("client_secret", made((ALNUM, 32))),
    "api key": ("api_key", made((ALNUM, 24))),
    "password": ("db_password", _password),
    "passphrase": ("passphrase", _password),
}
"""What is known only by the name that it is given."""

SYNTAXES: dict[str, tuple[str, str]] = {
    "call": ('client = Client("{}")\n', "app/main.py"),
    "environment": ("export THING={}\n", "deploy/run.sh"),
    "yaml": ("service:\n  thing: {}\n  other: 1\n", "deploy/values.yaml"),
    "json": ('{{"thing": "{}", "n": 1}}\n', "app/config.json"),
    "comment": ("# used to be {} before\n", "app/old.py"),
    "message": ('Argument of type "{}" is not assignable to parameter "n"\n', ""),
}
"""Each with the file it stands in; none: free text, such as an instruction or a diagnostic."""

NAMED_SYNTAXES: dict[str, tuple[str, str]] = {
    "assignment": ('{name} = "{}"\n', "app/settings.py"),
    "keyword": ("connect(host='h', {name}='{}', retries=3)\n", "app/main.py"),
    "typed": ('const {name}: string = "{}";\n', "app/main.ts"),
    "environment": ("{name}={}\n", "deploy/settings.properties"),
    "yaml": ("service:\n  {name}: {}\n  other: 1\n", "deploy/values.yaml"),
    "json": ('{{"{name}": "{}", "n": 1}}\n', "app/config.json"),
}


def planted(count: int, kinds: dict[str, Maker] | None = None) -> Iterator[Planted]:
    """`count` keys of every kind in each of its six syntaxes."""
    for kind, make in (KINDS if kinds is None else kinds).items():
        rng = rng_of(kind)
        for syntax, (template, path) in SYNTAXES.items():
            for _ in range(count):
                secret = make(rng)
                yield Planted(kind, syntax, path, template.format(secret), secret)


def planted_by_name(count: int) -> Iterator[Planted]:
    """`count` keys of every kind that only its name gives away, in each of six syntaxes."""
    for kind, (name, make) in NAMED.items():
        rng = rng_of(kind)
        for syntax, (template, path) in NAMED_SYNTAXES.items():
            for _ in range(count):
                secret = make(rng)
                shown = name.upper() if syntax == "environment" else name
                yield Planted(kind, syntax, path, template.format(secret, name=shown), secret)
