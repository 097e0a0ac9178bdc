"""The key file is used only where nobody but the person can have read or written it."""

from __future__ import annotations

import json
import logging
import os
import stat

import pytest

from contexten.errors import ConfigError
from contexten.llm.endpoints import parse_origin
from contexten.llm.keyfile import key_file, read_keys, write_key
from contexten.llm.keys import delete_key, find_key, store_key
from support.owners import given_away

CANARY = "sk-" + "canary-in-a-file-42"
MINE = parse_origin("https://models.example/v1")
OTHER = parse_origin("https://models.example:8443/v1")


@pytest.fixture
def file():
    store_key(MINE, CANARY, in_file=True)
    return key_file()


def test_a_key_in_the_file_belongs_to_its_origin(file):
    key = find_key(MINE, environ={})
    assert (key.value, key.source) == (CANARY, "the key file")
    assert find_key(OTHER, environ={}) is None
    assert CANARY not in repr(key)


def test_it_lies_in_the_folder_for_configuration(monkeypatch, tmp_path):
    monkeypatch.setenv("CONTEXTEN_CONFIG_DIR", str(tmp_path / "own"))
    assert key_file() == tmp_path / "own" / "keys.json"
    monkeypatch.delenv("CONTEXTEN_CONFIG_DIR")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert key_file().name == "keys.json"
    assert key_file().parent.name == "contexten"


@pytest.mark.parametrize("umask", [0, 0o022, 0o277])
def test_file_and_folder_are_the_persons_alone_whatever_the_umask(monkeypatch, tmp_path, umask):
    folder = tmp_path / "config" / "contexten"
    folder.parent.mkdir()
    monkeypatch.setenv("CONTEXTEN_CONFIG_DIR", str(folder))
    old = os.umask(umask & 0o077)
    try:
        store_key(MINE, CANARY, in_file=True)
        os.umask(umask)
        store_key(OTHER, CANARY, in_file=True)
    finally:
        os.umask(old)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "keys.json").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["keys.json"]
    assert read_keys(folder / "keys.json") == {str(MINE): CANARY, str(OTHER): CANARY}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666, 0o610])
def test_a_file_that_others_can_use_is_refused(file, mode):
    file.chmod(mode)
    with pytest.raises(ConfigError, match="can be read by others") as caught:
        find_key(MINE, environ={})
    assert CANARY not in str(caught.value)
    with pytest.raises(ConfigError, match="can be read by others"):
        store_key(OTHER, CANARY, in_file=True)


def test_a_file_of_another_user_is_refused(file, monkeypatch):
    given_away(file, monkeypatch)
    with pytest.raises(ConfigError, match="belongs to another user"):
        find_key(MINE, environ={})


def test_a_file_in_a_folder_of_another_user_is_refused(file, monkeypatch):
    given_away(file.parent, monkeypatch)
    with pytest.raises(ConfigError, match="belongs to another user"):
        find_key(MINE, environ={})


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_file_in_a_folder_that_others_write_to_is_refused(file, mode):
    file.parent.chmod(mode)
    with pytest.raises(ConfigError, match="others can write to"):
        find_key(MINE, environ={})


def test_a_link_is_refused_wherever_it_leads(file, tmp_path):
    target = tmp_path / "elsewhere.json"
    file.rename(target)
    file.symlink_to(target)
    with pytest.raises(ConfigError, match="is a link"):
        find_key(MINE, environ={})
    with pytest.raises(ConfigError, match="is a link"):
        store_key(OTHER, CANARY, in_file=True)
    assert json.loads(target.read_text()) == {str(MINE): CANARY}


def test_a_linked_folder_is_not_written_to(monkeypatch, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.setenv("CONTEXTEN_CONFIG_DIR", str(tmp_path / "link"))
    with pytest.raises(ConfigError, match=r"is a link or no folder; name another folder in CONTEXTEN_CONFIG_DIR"):
        store_key(MINE, CANARY, in_file=True)
    assert list((tmp_path / "real").iterdir()) == []


def test_a_pipe_is_refused_and_does_not_block(file):
    file.unlink()
    os.mkfifo(file, 0o600)
    with pytest.raises(ConfigError, match="no ordinary file"):
        find_key(MINE, environ={})


@pytest.mark.parametrize("content", ["", "[]", '{"a": ', "\x00" * 50, "[" * 100_000])
def test_a_damaged_file_is_said_and_shows_nothing(file, content):
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(ConfigError, match="is damaged"):
        find_key(MINE, environ={})


def test_the_environment_and_the_keyring_go_first_so_a_bad_file_stops_nobody(file):
    file.chmod(0o666)
    environ = {"CONTEXTEN_API_KEY": "sk-" + "other", "CONTEXTEN_BASE_URL": "https://models.example/v1"}
    assert find_key(MINE, environ=environ).source == "CONTEXTEN_API_KEY"


def test_a_key_is_replaced_and_forgotten_and_the_others_stay(file):
    store_key(OTHER, CANARY, in_file=True)
    store_key(MINE, "sk-" + "newer", in_file=True)
    assert read_keys(file) == {str(MINE): "sk-" + "newer", str(OTHER): CANARY}
    assert delete_key(MINE)
    assert not delete_key(MINE)
    assert read_keys(file) == {str(OTHER): CANARY}


def test_a_failed_write_keeps_the_old_file_and_leaves_no_other(file, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="cannot be written: No space left on device"):
        write_key(file, str(MINE), "sk-" + "newer")
    assert read_keys(file) == {str(MINE): CANARY}
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_no_key_of_the_file_is_logged(file, caplog):
    with caplog.at_level(logging.DEBUG):
        find_key(MINE, environ={})
        delete_key(MINE)
    assert CANARY not in caplog.text
