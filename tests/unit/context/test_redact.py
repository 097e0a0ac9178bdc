"""Known secrets are replaced wherever they stand; ordinary code is left alone; the way back is exact."""

from __future__ import annotations

import sysconfig
import time
from pathlib import Path
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexten.context.redact import Redactor, find_secrets, redact_text, restore
from contexten.context.redact.rules import RULES
from contexten.context.redact.scan import _plausible  # pyright: ignore[reportPrivateUsage]
from contexten.text import encode
from evaluation.secrets import is_kept, recalls
from support.planted import DIGITS, HEX, KINDS, Planted, planted, planted_by_name, rng_of, some

FURTHER = [
    "connect(host='h', credential='{}', retries=3)\n",
    'headers = {{"X-Thing": "{}"}}\n',
    "fetch('https://api.example.org/v1?k={}')\n",
    "const thing: string = `{}`;\n",
    "-    thing: {}\n+    thing: read()\n",
    "ERROR worker: cannot log in with {}, giving up\n",
]
ASSIGNED = {
    "python": 'PASSWORD = "{}"\n',
    "keyword": "connect(password='{}')\n",
    "typescript": 'const dbPassword: string = "{}";\n',
    "dict": '{{"db_password": "{}"}}\n',
    "go": 'password := "{}"\n',
    "url": 'db = "postgres://app:{}@db.internal:5432/app"\n',
}


@pytest.mark.parametrize("kind", KINDS)
def test_keys_with_a_form_of_their_own_are_found_wherever_they_stand(kind: str) -> None:
    (found,) = recalls(planted(25, {kind: KINDS[kind]}))
    assert found.share >= 0.99, found.kept[:2]


def test_at_least_99_percent_of_keys_are_found_by_their_name() -> None:
    found = recalls(planted_by_name(50))
    assert min(recall.share for recall in found) >= 0.98, found
    assert sum(len(recall.kept) for recall in found) <= 0.01 * sum(recall.planted for recall in found)


@pytest.mark.parametrize("template", FURTHER)
def test_keys_are_found_in_further_places(template: str) -> None:
    kept = []
    for kind, make in KINDS.items():
        key = make(rng_of(kind))
        kept += [kind] if is_kept(Planted(kind, "", "", template.format(key), key)) else []
    assert kept == []


@pytest.mark.parametrize("syntax", ASSIGNED)
def test_a_literal_password_is_found_by_its_name(syntax: str) -> None:
    rng = rng_of(syntax)
    for _ in range(50):
        secret = "h" + some(rng, ascii_lowercase, 6) + some(rng, DIGITS, 2)
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
    rng = rng_of(1)
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
    secret = KINDS["github"](rng_of(2))
    result = redact_text(f'doc = "<SECRET:github:1>"; key = "{secret}"')
    assert result.text == 'doc = "<SECRET:github:1>"; key = "<SECRET:github:2>"'
    assert restore(result.text, result.secrets) == f'doc = "<SECRET:github:1>"; key = "{secret}"'


@given(st.lists(st.one_of(st.text(max_size=30), st.sampled_from(sorted(KINDS))), max_size=6), st.integers(0, 99))
def test_restoring_is_exact_and_redacting_twice_changes_nothing(parts: list[str], seed: int) -> None:
    rng = rng_of(seed)
    text = "\n".join(f'k = "{KINDS[part](rng)}"' if part in KINDS else part for part in parts)
    result = redact_text(text)
    assert restore(result.text, result.secrets) == text
    assert redact_text(result.text).text == result.text


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("DB_PASSWORD=tr0ub4dor", "deploy/app.properties"),
        ("  password: tr0ub4dor", "deploy/values.yaml"),
        ("+DB_PASSWORD=tr0ub4dor", "deploy/app.env.ini"),
        ('api_key = "fGhTrWqZxCvBnMkLpOiUyTrE"', "app/settings.py"),
        ("HEROKU = '01234567-" + "89ab-cdef-0123-456789abcdef'", "app/settings.py"),
    ],
)
def test_what_has_no_form_is_known_by_its_name_and_place(line: str, path: str) -> None:
    assert "<SECRET:" in redact_text(line, path).text


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("password: ${DB_PASSWORD}", "deploy/values.yaml"),
        ("password = %(db_password)s", "deploy/app.ini"),
        ("secretName: my-release-secret", "deploy/values.yaml"),
        ("PASSWORD_HASHERS = ['a.b.PBKDF2SHA1PasswordHasher', 'a.b.BCryptSHA256PasswordHasher']", "settings.py"),
        ('validate_passwords("new_password1", "new_password2")', "forms.py"),
        ('SECRET_KEY_PREFIX = "django-insecure-"', "base.py"),
        ('api_key_header = "XAuthenticationTokenForServiceAccounts"', "app/settings.py"),
    ],
)
def test_names_and_slots_are_no_values(line: str, path: str) -> None:
    assert redact_text(line, path).text == line


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
    rng = rng_of(7)
    text = "\n".join(some(rng, HEX, 200) + word for word in rng.sample(WORDS * 20, len(WORDS) * 20))
    assert _plausible(text.encode()) == list(RULES)


def test_what_was_replaced_before_is_hidden_in_other_texts_too() -> None:
    secret = KINDS["github"](rng_of(3))
    redactor = Redactor.knowing({"<SECRET:github:1>": secret}, taken=["<SECRET:github:2>"])
    assert redactor.hide(f'1: a = "{secret}"\n2: b = "{secret[:20]}') == (
        '1: a = "<SECRET:github:1>"\n2: b = "<SECRET:github:1>'
    )
    other = KINDS["github"](rng_of(4))
    assert redactor.redact(f"{secret} {other}") == "<SECRET:github:1> <SECRET:github:3>"
    assert redactor.hide(f"{other} ends") == "<SECRET:github:3> ends"


def test_free_text_is_looked_through_with_all_rules() -> None:
    assert Redactor().free_text("DB_PASSWORD=tr0ub4dor") == "DB_PASSWORD=<SECRET:password:1>"
    assert Redactor().free_text("rename get_token to read_token, and keep the password field") == (
        "rename get_token to read_token, and keep the password field"
    )
