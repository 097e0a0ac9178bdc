"""A bundle gives back what was written, whatever happened to its file."""

import os
import random
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexten.errors import ClientError, DiskError
from contexten.store import bundle as bundle_module
from contexten.store.bundle import Bundle, Part, write_bundle

SERVER = str(Path(__file__).parents[3] / "server")
PARTS = [Part("python", f"{number:064x}", "tag", bytes([number]) * (number * 40)) for number in range(30)]


def read(path):
    with Bundle(path) as bundle:
        return bundle.count, list(bundle.parts())


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


@given(st.lists(st.builds(Part, TEXT, TEXT, TEXT, st.binary(max_size=200) | st.just(b"CTXPART\n" * 3)), max_size=8))
def test_all_parts_come_back_in_their_order(tmp_path_factory, parts):
    path = tmp_path_factory.mktemp("bundle") / "b"
    assert write_bundle(path, parts) == (len(parts), sum(len(part.value) for part in parts))
    assert read(path) == (len(parts), parts)


def test_the_file_is_the_persons_alone_and_nothing_else_is_left(tmp_path):
    old = os.umask(0)
    try:
        write_bundle(tmp_path / "b", PARTS)
    finally:
        os.umask(old)
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o600


@pytest.mark.parametrize("seed", range(60))
def test_damage_costs_only_the_parts_it_touches(tmp_path, seed):
    rng = random.Random(seed)  # noqa: S311
    path = tmp_path / "b"
    write_bundle(path, PARTS)
    data = bytearray(path.read_bytes())
    touched = sorted(rng.randrange(24, len(data)) for _ in range(rng.choice([1, 3, 10])))
    for place in touched:
        data[place] ^= rng.randrange(1, 256)
    path.write_bytes(data)
    count, found = read(path)
    assert count == len(PARTS)
    assert set(found) <= set(PARTS)
    assert len(found) >= len(PARTS) - len(touched)


@pytest.mark.parametrize("place", [24, 25, 90, 1_500, 9_999])
def test_a_cut_file_gives_what_comes_before_the_cut(tmp_path, place):
    path = tmp_path / "b"
    write_bundle(path, PARTS)
    whole = path.read_bytes()
    path.write_bytes(whole[:place])
    count, found = read(path)
    assert count == len(PARTS)
    assert found == PARTS[: len(found)]
    path.write_bytes(whole[:24] + whole[place:])
    assert read(path)[1] == PARTS[len(PARTS) - len(read(path)[1]) :]


@pytest.mark.parametrize("content", [b"", b"CTXSHARE", b"text " * 100, bytes(24)])
def test_another_file_is_refused_by_name(tmp_path, content):
    path = tmp_path / "b"
    path.write_bytes(content)
    with pytest.raises(ClientError, match="no exported index"):
        Bundle(path)


def test_another_format_is_refused_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle_module, "FORMAT", 2)
    write_bundle(tmp_path / "b", PARTS)
    monkeypatch.undo()
    with pytest.raises(ClientError, match="another version"):
        Bundle(tmp_path / "b")


def test_a_folder_a_pipe_and_nothing_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name in ("", "pipe", "missing"):
        with pytest.raises(ClientError):
            Bundle(tmp_path / name)


def test_what_is_too_large_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle_module, "MAX_PART", 500)
    monkeypatch.setattr(bundle_module, "MAX_BYTES", 1_000)
    count, size = write_bundle(tmp_path / "b", PARTS)
    assert size <= 1_000
    found = read(tmp_path / "b")[1]
    assert len(found) == count
    assert max(len(part.value) for part in found) <= 500


def test_a_part_that_says_it_is_huge_is_not_read(tmp_path, monkeypatch):
    write_bundle(tmp_path / "b", PARTS)
    monkeypatch.setattr(bundle_module, "MAX_PART", 500)
    assert read(tmp_path / "b")[1] == [part for part in PARTS if len(part.value) <= 500]


def test_a_failed_export_leaves_the_old_file_and_no_other(tmp_path):
    path = tmp_path / "b"
    write_bundle(path, PARTS[:3])

    def failing():
        yield PARTS[0]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_bundle(path, failing())
    assert read(path)[1] == PARTS[:3]
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_a_full_disk_is_one_error_and_leaves_nothing(tmp_path):
    code = (
        "import pathlib, resource, signal, sys\n"
        "from contexten.errors import DiskError\n"
        "from contexten.store.bundle import Part, write_bundle\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))\n"
        "try:\n"
        "    write_bundle(pathlib.Path(sys.argv[1]), [Part('python', 'd', 't', bytes(50_000))])\n"
        "except DiskError as error:\n"
        "    sys.stdout.write(str(error))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "b")],
        env={**os.environ, "PYTHONPATH": SERVER},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "cannot be written" in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_one_error(tmp_path):
    with pytest.raises(DiskError, match="cannot be written"):
        write_bundle(tmp_path / "missing" / "b", PARTS)
