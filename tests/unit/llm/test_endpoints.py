"""Which URLs can be a model's address, and what their origin is."""

from __future__ import annotations

import pytest

from contexten.errors import ConfigError
from contexten.llm.endpoints import LOCAL_SERVERS, OPENAI, WELL_KNOWN, Endpoint, parse_origin, well_known

GOOD = {
    "https://api.openai.com/v1": "https://api.openai.com",
    "https://API.OpenAI.com:443/v1/": "https://api.openai.com",
    "HTTPS://api.openai.com./v1": "https://api.openai.com",
    "https://host:8443": "https://host:8443",
    "http://localhost:11434/v1": "http://localhost:11434",
    "http://LOCALHOST/v1": "http://localhost",
    "http://127.0.0.1:8080": "http://127.0.0.1:8080",
    "http://127.8.9.1:8080": "http://127.8.9.1:8080",
    "http://[::1]:1234/v1": "http://[::1]:1234",
    "http://[0:0:0:0:0:0:0:1]:1234/v1": "http://[::1]:1234",
    "https://xn--bcher-kva.example/v1": "https://xn--bcher-kva.example",
    "https://model_server.internal/v1": "https://model_server.internal",
}

BAD = {
    "": "must start with https",
    "api.openai.com/v1": "must start with https",
    "ftp://api.openai.com": "must start with https",
    "file:///etc/passwd": "must start with https",
    "https://": "no valid host",
    "https://:443/v1": "no valid host",
    "https://a b.com": "a space",
    "https://a.com\\@b.com": "backslash",
    "https://a.com\n.b.com": "control character",
    "https://bücher.example/v1": "xn--",
    "https://аpi.openai.com/v1": "xn--",
    "https://user@api.openai.com/v1": "user name",
    "https://user:pw@api.openai.com/v1": "user name",
    "https://api.openai.com@evil.example/v1": "user name",
    "https://api.openai.com/v1?key=1": "must end with its path",
    "https://api.openai.com/v1#x": "must end with its path",
    "https://api.openai.com:0/v1": "port 0",
    "https://api.openai.com:99999/v1": "not a URL",
    "https://api.openai.com:abc/v1": "not a URL",
    "https://[::1/v1": "not a URL",
    "http://api.openai.com/v1": "not encrypted",
    "http://192.168.1.5:11434/v1": "not encrypted",
    "http://0.0.0.0:11434/v1": "not encrypted",
    "http://127.0.0.1.evil.example/v1": "not encrypted",
    "http://localhost.evil.example/v1": "not encrypted",
    "http://127.1:8080/v1": "no valid host",
    "http://2130706433/v1": "no valid host",
    "http://0x7f000001/v1": "no valid host",
    "https://-a.example": "no valid host",
    "https://a..b": "no valid host",
    "https://a%2eb.example": "no valid host",
}


@pytest.mark.parametrize(("url", "origin"), GOOD.items())
def test_the_origin_is_normalised(url, origin):
    assert str(parse_origin(url)) == origin


@pytest.mark.parametrize(("url", "reason"), BAD.items())
def test_a_url_that_cannot_be_an_address_is_refused_with_the_reason(url, reason):
    with pytest.raises(ConfigError, match=reason):
        parse_origin(url)
    with pytest.raises(ConfigError):
        Endpoint(url, "m")


def test_the_reason_does_not_repeat_a_password_or_a_query():
    secret = "hunter" + "2-secret"
    for url in (f"https://me:{secret}@host/v1", f"https://host/v1?key={secret}", f"ftp://a@{secret}@h"):
        with pytest.raises(ConfigError) as caught:
            parse_origin(url)
        assert secret not in str(caught.value)


def test_an_origin_printed_and_parsed_again_is_the_same():
    for url in GOOD:
        assert parse_origin(str(parse_origin(url))) == parse_origin(url)


def test_the_key_and_the_headers_are_not_in_the_repr():
    secret = "sk-" + "canary"
    endpoint = Endpoint("https://host/v1", "m", key=secret, headers={"x-api-key": secret})
    assert secret not in repr(endpoint)
    assert secret not in str(endpoint)


@pytest.mark.parametrize("value", ["a b", "a\r\nX: y", "é", "a\x00"])
def test_a_key_that_cannot_be_sent_is_refused_without_being_shown(value):
    with pytest.raises(ConfigError, match="The key has a character") as caught:
        Endpoint("https://host/v1", "m", key=value)
    assert value not in str(caught.value)


@pytest.mark.parametrize(("name", "value"), [("X\r\nY", "v"), ("", "v"), ("X Y", "v"), ("X", "v\r\nZ: 1"), ("X", "é")])
def test_a_header_that_cannot_be_sent_is_refused(name, value):
    with pytest.raises(ConfigError, match="cannot be sent"):
        Endpoint("https://host/v1", "m", headers={name: value})


def test_a_model_needs_a_name():
    with pytest.raises(ConfigError, match="no name"):
        Endpoint("https://host/v1", " ")


def test_well_known_servers_are_recognised_by_their_origin():
    assert well_known(parse_origin("https://api.openai.com/v2")) is OPENAI
    assert well_known(parse_origin("https://my.openai.azure.com")).name == "Azure OpenAI"
    assert well_known(parse_origin("http://localhost:11434")).name == "Ollama"
    assert well_known(parse_origin("http://[::1]:1234")).name == "LM Studio"
    assert well_known(parse_origin("https://host:11434")) is None
    assert well_known(parse_origin("https://openai.azure.com.evil.example")) is None


def test_only_servers_elsewhere_need_a_key():
    assert {one.name for one in WELL_KNOWN if one.needs_key} == {"OpenAI", "Azure OpenAI", "OpenRouter"}
    assert all(parse_origin(one.base_url).is_loopback for one in LOCAL_SERVERS)
    assert all((one.key_variable is not None) == one.needs_key for one in WELL_KNOWN)
