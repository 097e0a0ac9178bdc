"""A key goes only to the origin it was stored for."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from contexten.errors import ConfigError
from contexten.llm.endpoints import Endpoint, parse_origin
from contexten.llm.keys import (
    LOCAL_KEY,
    codegen_base_url,
    delete_key,
    find_codegen_key,
    find_key,
    store_key,
    variable_for,
    with_key,
)

SERVER = str(Path(__file__).parents[3] / "server")
CANARY = "sk-" + "canary-0123456789"
OPENAI = parse_origin("https://api.openai.com/v1")
OTHER = parse_origin("https://models.example/v1")
AZURE = parse_origin("https://mine.openai.azure.com")

FOREIGN = [
    "https://api.openai.com:8443/v1",
    "https://api.openai.com.evil.example/v1",
    "https://evil-api.openai.com/v1",
    "https://openai.com/v1",
    "https://openrouter.ai.evil.example/api/v1",
    "https://eu.openrouter.ai/api/v1",
    "https://openrouter.ai:444/api/v1",
    "https://openai.azure.com/",
    "https://evilopenai.azure.com/",
    "https://x.openai.azure.com.evil.example/",
    "http://localhost:11434/v1",
    "http://127.0.0.1:443/v1",
]


class Memory(KeyringBackend):
    """A real backend of the keyring package that keeps entries in this process."""

    priority = 1

    def __init__(self):
        self.entries = {}

    def get_password(self, service, username):
        return self.entries.get((service, username))

    def set_password(self, service, username, password):
        self.entries[service, username] = password

    def delete_password(self, service, username):
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError("none")


class Locked(Memory):
    def get_password(self, service, username):
        raise RuntimeError("locked: " + CANARY)

    set_password = delete_password = get_password


@pytest.fixture
def use():
    before = keyring.get_keyring()
    yield lambda backend: (keyring.set_keyring(backend), backend)[1]
    keyring.set_keyring(before)


@pytest.mark.parametrize("url", FOREIGN)
def test_keys_of_the_environment_go_to_no_other_origin(url):
    environ = dict.fromkeys(
        ["OPENAI_API_KEY", "AZURE_OPENAI_API_KEY", "OPENROUTER_API_KEY", "CONTEXTEN_API_KEY"], CANARY
    )
    assert find_key(parse_origin(url), environ=environ) is None


@pytest.mark.parametrize(
    ("origin", "variable"),
    [
        (OPENAI, "OPENAI_API_KEY"),
        (AZURE, "AZURE_OPENAI_API_KEY"),
        (parse_origin("https://openrouter.ai/api/v1"), "OPENROUTER_API_KEY"),
    ],
)
def test_each_variable_belongs_to_its_service(origin, variable):
    key = find_key(origin, environ={variable: f" {CANARY}\n"})
    assert (key.value, key.source) == (CANARY, variable)
    assert variable_for(origin) == variable


def test_our_own_variable_belongs_to_our_own_base_url():
    environ = {"CONTEXTEN_API_KEY": CANARY, "CONTEXTEN_BASE_URL": "https://models.example/v1"}
    assert find_key(OTHER, environ=environ).value == CANARY
    assert find_key(OPENAI, environ=environ) is None
    assert find_key(parse_origin("https://models.example:8443"), environ=environ) is None


def test_without_a_base_url_our_own_variable_belongs_to_openai_and_goes_first():
    environ = {"CONTEXTEN_API_KEY": CANARY, "OPENAI_API_KEY": "sk-" + "other"}
    assert find_key(OPENAI, environ=environ).source == "CONTEXTEN_API_KEY"
    assert find_key(OTHER, environ=environ) is None


def test_a_bad_base_url_has_no_key():
    assert find_key(OPENAI, environ={"CONTEXTEN_API_KEY": CANARY, "CONTEXTEN_BASE_URL": "http://x.example"}) is None


def test_openais_own_base_url_variable_is_ignored():
    environ = {"OPENAI_API_KEY": CANARY, "OPENAI_BASE_URL": "https://models.example/v1"}
    assert find_key(OTHER, environ=environ) is None


@pytest.mark.parametrize("value", ["sk a", "sk-\r\nX-Evil: 1", "sk-é"])
def test_a_key_that_cannot_be_a_header_is_an_error_that_does_not_show_it(value):
    with pytest.raises(ConfigError, match="OPENAI_API_KEY has a character") as caught:
        find_key(OPENAI, environ={"OPENAI_API_KEY": value})
    assert value not in str(caught.value)


def test_a_dotenv_file_is_not_read(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text(f"OPENAI_API_KEY={CANARY}\n")
    monkeypatch.chdir(tmp_path)
    assert find_key(OPENAI) is None


def test_a_key_in_the_keyring_belongs_to_its_origin(use):
    memory = use(Memory())
    store_key(OTHER, CANARY)
    assert memory.entries == {("contexten", "https://models.example"): CANARY}
    key = find_key(OTHER, environ={})
    assert (key.value, key.source) == (CANARY, "the keyring")
    assert find_key(OPENAI, environ={}) is None
    assert find_key(parse_origin("https://models.example:8443"), environ={}) is None


def test_the_environment_goes_before_the_keyring(use):
    use(Memory())
    store_key(OPENAI, "sk-" + "old")
    assert find_key(OPENAI, environ={"OPENAI_API_KEY": CANARY}).value == CANARY


def test_a_deleted_key_is_gone(use):
    use(Memory())
    store_key(OTHER, CANARY)
    assert delete_key(OTHER)
    assert find_key(OTHER, environ={}) is None
    assert not delete_key(OTHER)


def test_an_empty_key_is_not_stored(use):
    use(Memory())
    with pytest.raises(ConfigError, match="empty"):
        store_key(OTHER, "  ")


def test_a_broken_keyring_is_like_an_empty_one_and_tells_nothing(use, caplog):
    use(Locked())
    with caplog.at_level(logging.DEBUG):
        assert find_key(OTHER, environ={}) is None
        assert not delete_key(OTHER)
        with pytest.raises(
            ConfigError, match=r"key set --file https://models\.example', or set CONTEXTEN_API_KEY"
        ) as caught:
            store_key(OTHER, CANARY)
    assert CANARY not in caplog.text + str(caught.value)


def test_a_missing_keyring_package_is_like_an_empty_one(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert find_key(OTHER, environ={}) is None


@pytest.mark.parametrize(
    ("module", "name"), [("keyrings.alt.file", "EncryptedKeyring"), ("some.where", "PlaintextKeyring")]
)
def test_a_keyring_that_writes_plain_files_is_refused(use, module, name):
    backend = use(type(name, (Memory,), {"__module__": module})())
    backend.entries["contexten", str(OTHER)] = CANARY
    assert find_key(OTHER, environ={}) is None
    with pytest.raises(ConfigError, match="no safe keyring"):
        store_key(OPENAI, CANARY)
    assert len(backend.entries) == 1


def test_in_a_chain_only_the_safe_keyrings_are_used(use):
    plain = type("PlaintextKeyring", (Memory,), {"__module__": "keyrings.alt.file"})()
    safe = Memory()
    chainer = type("ChainerBackend", (Memory,), {"__module__": "keyring.backends.chainer"})()
    chainer.backends = [plain, safe]
    use(chainer)
    store_key(OTHER, CANARY)
    assert (plain.entries, len(safe.entries)) == ({}, 1)


@pytest.mark.parametrize("name", ["CODEGEN_API_TOKEN", "CODEGEN_TOKEN"])
def test_the_codegen_token_belongs_to_the_codegen_api(name):
    key = find_codegen_key(environ={name: CANARY})
    assert (key.value, key.source) == (CANARY, name)
    assert CANARY not in repr(key)
    assert find_codegen_key("https://api.codegen.com/v1", environ={name: CANARY}).value == CANARY
    assert find_codegen_key("https://api.codegen.com.evil.example", environ={name: CANARY}) is None
    assert find_codegen_key("https://api.codegen.com:8443", environ={name: CANARY}) is None


@pytest.mark.parametrize("name", ["CODEGEN_BASE_URL", "CODEGEN_API_BASE_URL"])
def test_the_codegen_token_follows_the_address_that_the_environment_names(name):
    environ = {"CODEGEN_API_TOKEN": CANARY, name: "https://agents.example/api"}
    assert codegen_base_url(environ) == "https://agents.example/api"
    assert find_codegen_key(environ=environ).value == CANARY
    assert find_codegen_key("https://agents.example", environ=environ).value == CANARY
    assert find_codegen_key("https://api.codegen.com", environ=environ) is None


def test_no_model_gets_the_codegen_token_and_no_agent_a_models_key():
    environ = {"CODEGEN_API_TOKEN": CANARY, "CODEGEN_TOKEN": CANARY}
    assert find_key(parse_origin("https://api.codegen.com"), environ=environ) is None
    models = {"OPENAI_API_KEY": CANARY, "CONTEXTEN_API_KEY": CANARY}
    assert find_codegen_key("https://api.openai.com/v1", environ=models) is None
    assert find_codegen_key(environ=models) is None


def test_a_codegen_token_is_kept_in_the_keyring_and_in_the_file_like_any_other(use):
    use(Memory())
    home = parse_origin(codegen_base_url({}))
    store_key(home, "sk-" + "file", in_file=True)
    assert find_codegen_key(environ={}).source == "the key file"
    store_key(home, CANARY)
    assert find_codegen_key(environ={}).source == "the keyring"
    assert find_codegen_key(environ={"CODEGEN_TOKEN": "sk-" + "mine"}).source == "CODEGEN_TOKEN"


def test_a_local_server_gets_a_dummy_key():
    endpoint = with_key(Endpoint("http://localhost:11434/v1", "m"), environ={"OPENAI_API_KEY": CANARY})
    assert (endpoint.key, endpoint.key_source) == (LOCAL_KEY, "")


def test_an_endpoint_elsewhere_without_a_key_has_none():
    assert with_key(Endpoint("https://models.example/v1", "m"), environ={"OPENAI_API_KEY": CANARY}).key is None


def test_an_endpoint_gets_its_key_and_says_where_from():
    endpoint = with_key(Endpoint("https://api.openai.com/v1", "m"), environ={"OPENAI_API_KEY": CANARY})
    assert (endpoint.key, endpoint.key_source) == (CANARY, "OPENAI_API_KEY")
    assert with_key(endpoint, environ={}) is endpoint


def test_a_key_is_not_in_its_repr():
    assert CANARY not in repr(find_key(OPENAI, environ={"OPENAI_API_KEY": CANARY}))


def test_the_keyring_is_imported_only_when_it_is_asked():
    code = "import sys, contexten.llm.keys, contexten.llm.openai_compatible, contexten.llm.detect; "
    code += "print([name for name in ('keyring', 'openai', 'httpx2') if name in sys.modules])"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": SERVER}
    )
    assert out.stdout.strip() == "[]"
