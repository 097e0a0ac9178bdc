"""Known secrets are replaced wherever they stand; ordinary code is left alone; the way back is exact."""

from __future__ import annotations

import base64
import random
import string
import sysconfig
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexten.context.redact import Redactor, find_secrets, redact_text, restore
from contexten.context.redact.rules import RULES
from contexten.context.redact.scan import _plausible  # pyright: ignore[reportPrivateUsage]
from contexten.text import encode

if TYPE_CHECKING:
    from collections.abc import Callable

ALNUM = string.ascii_letters + string.digits
LOWER_HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + string.digits
URL_SAFE = ALNUM + "_-"


def _rng(seed: int | str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - repeatable on purpose


def _some(rng: random.Random, alphabet: str, count: int) -> str:
    return "".join(rng.choice(alphabet) for _ in range(count))


def _jwt(rng: random.Random) -> str:
    head, body = (
        base64.urlsafe_b64encode(f'{{"{n}":"{_some(rng, ALNUM, 12)}"}}'.encode()).decode().rstrip("=") for n in "ab"
    )
    return f"{head}.{body}.{_some(rng, URL_SAFE, 43)}"


def _pem(rng: random.Random) -> str:
    name = "PRIVATE" + " KEY"
    lines = "\\n".join(_some(rng, ALNUM + "+/", 64) for _ in range(5))
    return f"-----BEGIN {name}-----\\n{lines}\\n-----END {name}-----"


KINDS: dict[str, Callable[[random.Random], str]] = {
    "aws": lambda r: "AK" + "IA" + _some(r, UPPER, 16),
    "github": lambda r: "gh" + "p_" + _some(r, ALNUM, 36),
    "github fine-grained": lambda r: "github" + "_pat_" + _some(r, ALNUM, 22) + "_" + _some(r, ALNUM, 59),
    "gitlab": lambda r: "gl" + "pat-" + _some(r, URL_SAFE, 20),
    "slack": lambda r: "xo" + f"xb-{_some(r, string.digits, 12)}-{_some(r, string.digits, 12)}-{_some(r, ALNUM, 24)}",
    "stripe": lambda r: "sk" + "_live_" + _some(r, ALNUM, 24),
    "openai": lambda r: "sk" + "-proj-" + _some(r, URL_SAFE, 48),
    "openai classic": lambda r: "sk" + "-" + _some(r, ALNUM, 48),
    "anthropic": lambda r: "sk" + "-ant-api03-" + _some(r, URL_SAFE, 93) + "AA",
    "google": lambda r: "AI" + "za" + _some(r, URL_SAFE, 35),
    "azure storage": lambda r: _some(r, ALNUM + "+/", 86) + "==",
    "jwt": _jwt,
    "private key": _pem,
    "npm": lambda r: "np" + "m_" + _some(r, ALNUM, 36),
    "pypi": lambda r: "py" + "pi-AgEIcHlwaS5vcmc" + _some(r, URL_SAFE, 70),
    "hugging face": lambda r: "h" + "f_" + _some(r, ALNUM, 34),
    "twilio": lambda r: "S" + "K" + _some(r, LOWER_HEX, 32),
    "sendgrid": lambda r: "S" + "G." + _some(r, URL_SAFE, 22) + "." + _some(r, URL_SAFE, 43),
    "telegram": lambda r: _some(r, "123456789", 9) + ":A" + "A" + _some(r, URL_SAFE, 33),
    "discord": lambda r: "M" + _some(r, ALNUM, 25) + "." + _some(r, URL_SAFE, 6) + "." + _some(r, URL_SAFE, 36) + "x",
    "groq": lambda r: "gs" + "k_" + _some(r, ALNUM, 52),
    "digitalocean": lambda r: "do" + "p_v1_" + _some(r, LOWER_HEX, 64),
    "databricks": lambda r: "da" + "pi" + _some(r, LOWER_HEX, 32),
    "shopify": lambda r: "shp" + "at_" + _some(r, LOWER_HEX, 32),
    "linear": lambda r: "lin" + "_api_" + _some(r, ALNUM, 40),
    "vault": lambda r: "hv" + "s." + _some(r, URL_SAFE, 90),
    "docker": lambda r: "dckr" + "_pat_" + _some(r, URL_SAFE, 27),
}
SYNTAXES = {
    "call": 'client = Client("{}")\n',
    "keyword": "connect(host='h', credential='{}', retries=3)\n",
    "dict": 'headers = {{"X-Thing": "{}"}}\n',
    "env": "export THING={}\n",
    "yaml": "service:\n  thing: {}\n",
    "json": '{{"thing": "{}", "n": 1}}\n',
    "comment": "# used to be {} before\n",
    "url": "fetch('https://api.example.org/v1?k={}')\n",
    "typescript": "const thing: string = `{}`;\n",
    "diagnostic": 'Argument of type "{}" is not assignable\n',
}
ASSIGNED = {
    "python": 'PASSWORD = "{}"\n',
    "keyword": "connect(password='{}')\n",
    "typescript": 'const dbPassword: string = "{}";\n',
    "dict": '{{"db_password": "{}"}}\n',
    "go": 'password := "{}"\n',
    "url": 'db = "postgres://app:{}@db.internal:5432/app"\n',
}


@pytest.mark.parametrize("kind", KINDS)
def test_at_least_99_percent_of_planted_keys_are_found(kind: str) -> None:
    rng = _rng(kind)
    planted = [(template, KINDS[kind](rng)) for template in SYNTAXES.values() for _ in range(20)]
    kept = [secret for template, secret in planted if secret in redact_text(template.format(secret)).text]
    assert len(kept) <= len(planted) * 0.01, kept[:2]


@pytest.mark.parametrize("syntax", ASSIGNED)
def test_a_literal_password_is_found_by_its_name(syntax: str) -> None:
    rng = _rng(syntax)
    for _ in range(50):
        secret = "h" + _some(rng, string.ascii_lowercase, 6) + _some(rng, string.digits, 2)
        assert secret not in redact_text(ASSIGNED[syntax].format(secret)).text


@pytest.mark.parametrize(
    "code",
    [
        "password = get_password()",
        'password = os.environ["DB_PASSWORD"]',
        'parser.add_argument("--password", help="the password to use")',
        'token = "access_token"',
        'url = "https://user:${PASSWORD}@host/"',
        'PASSWORD_FIELD = "user.password"',
        "secret_key: str = settings.secret_key",
        'raise ValueError("password must not be empty")',
    ],
)
def test_code_that_only_talks_of_secrets_is_left_alone(code: str) -> None:
    assert redact_text(code).text == code


def test_an_unquoted_value_counts_only_in_a_configuration_file() -> None:
    line = "API_TOKEN=" + "q7Zp" + "4Kd9" + "Wm2x" + "81Lt\n"
    assert redact_text(line, "deploy/.env.production").text == "API_TOKEN=<SECRET:secret:1>\n"
    assert redact_text(line, "deploy/run.py").text == line


def test_placeholders_are_typed_stable_and_given_back() -> None:
    rng = _rng(1)
    one, two = KINDS["github"](rng), KINDS["github"](rng)
    redactor = Redactor()
    first = redactor.redact(f'a = "{one}"; b = "{two}"', "a.py")
    second = redactor.redact(f'c = "{two}"', "b.py")
    assert first == 'a = "<SECRET:github:1>"; b = "<SECRET:github:2>"'
    assert second == 'c = "<SECRET:github:2>"'
    assert [(item.path, item.kind, item.count) for item in redactor.redactions] == [
        ("a.py", "github", 2),
        ("b.py", "github", 1),
    ]
    assert restore(second, redactor.secrets) == f'c = "{two}"'


def test_a_placeholder_that_the_text_already_holds_is_not_reused() -> None:
    secret = KINDS["github"](_rng(2))
    result = redact_text(f'doc = "<SECRET:github:1>"; key = "{secret}"')
    assert result.text == 'doc = "<SECRET:github:1>"; key = "<SECRET:github:2>"'
    assert restore(result.text, result.secrets) == f'doc = "<SECRET:github:1>"; key = "{secret}"'


@given(st.lists(st.one_of(st.text(max_size=30), st.sampled_from(sorted(KINDS))), max_size=6), st.integers(0, 99))
def test_restoring_is_exact_and_redacting_twice_changes_nothing(parts: list[str], seed: int) -> None:
    rng = _rng(seed)
    text = "\n".join(f'k = "{KINDS[part](rng)}"' if part in KINDS else part for part in parts)
    result = redact_text(text)
    assert restore(result.text, result.secrets) == text
    assert redact_text(result.text).text == result.text


def test_ordinary_code_raises_almost_no_alarm_and_scanning_is_fast() -> None:
    folder = Path(sysconfig.get_paths()["stdlib"])
    texts = [path.read_text("utf-8", "replace") for path in sorted(folder.glob("*.py"))[:170]]
    texts += [
        path.read_text("utf-8", "replace") for path in sorted(folder.glob("[a-h]*/*.py")) if "test" not in path.parts
    ]
    started = time.process_time()
    hits = [hit for text in texts for hit in find_secrets(text)]
    seconds = time.process_time() - started
    assert sum(map(len, texts)) > 2_000_000
    assert len(hits) <= 10
    assert sum(map(len, texts)) / seconds > 2_000_000


WORDS = sorted({word for rule in RULES for word in rule.keywords})
PIECES = st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS).map(str.upper), st.text(max_size=12))
CUT = st.tuples(st.sampled_from(WORDS), st.integers(0, 6)).map(lambda cut: cut[0][cut[1] :])


@given(st.lists(st.one_of(PIECES, CUT), max_size=8).map("".join))
def test_the_rules_that_run_are_those_of_which_a_keyword_occurs(text: str) -> None:
    lowered = encode(text).lower()
    assert _plausible(lowered) == [
        rule for rule in RULES if not rule.keywords or any(word.encode() in lowered for word in rule.keywords)
    ]


def test_every_keyword_at_once_is_found_in_a_long_text() -> None:
    rng = _rng(7)
    text = "\n".join(_some(rng, LOWER_HEX, 200) + word for word in rng.sample(WORDS * 20, len(WORDS) * 20))
    assert _plausible(text.encode()) == list(RULES)
