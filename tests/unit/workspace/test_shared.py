"""An exported index serves every copy of the folder, wherever it stands."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from contexten.errors import ClientError, DiskError
from contexten.index.entry import facts_of, pack_entry, sheet_of, unpack_entry
from contexten.index.extract import entry_key, entry_of_text
from contexten.index.sound import is_sound
from contexten.index.squeeze import squeezed, unsqueezed
from contexten.index.uses import pack_uses
from contexten.store import Store
from contexten.store.bundle import Bundle, Part, write_bundle
from contexten.syntax.columns import Columns
from contexten.syntax.languages import by_id
from contexten.workspace import Workspace
from contexten.workspace import scan as scan_module
from contexten.workspace.shared import export_index, import_index

SERVER = str(Path(__file__).parents[3] / "server")
FILES = 40


def fill(folder: Path, *, changed: int = -1) -> Path:
    for number in range(FILES):
        file = folder / f"p{number % 5}" / f"m{number}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = f"from p0 import m0\nclass C{number}:\n    def f(self, a: int): return g{number}(self, a)\n"
        file.write_text(text + ("fresh = 1\n" if number == changed else ""))
    (folder / "web.ts").write_text("export function show(name: string): number { return draw(name).size }\n")
    (folder / ".env").write_text("TOKEN=very-secret-value\n")
    (folder / "__init__.py").write_text("")
    (folder / "p0" / "__init__.py").write_text("")
    return folder


def scanned(root: Path, store: Store):
    workspace = Workspace([str(root)], store)
    return workspace, workspace.scan(workers=0)


def answers(workspace: Workspace, root: Path):
    index = workspace.snapshot().index
    names = sorted(os.path.relpath(path, root) for path in index.paths())
    return names, [index.facts(str(root / name)) for name in names]


@pytest.fixture
def exported(tmp_path):
    store = Store.open(tmp_path / "ci-cache")
    root = fill(tmp_path / "machine-of-the-ci" / "build-4711")
    done = export_index(*scanned(root, store), tmp_path / "index.ctx")
    store.close()
    assert done.parts == FILES + 2, "two empty files have one text"
    return tmp_path / "index.ctx"


@pytest.fixture
def cache(tmp_path):
    store = Store.open(tmp_path / "my-cache")
    yield store
    store.close()


def parts_of(path: Path) -> list[Part]:
    with Bundle(path) as bundle:
        return list(bundle.parts())


def test_a_copy_at_another_path_is_not_parsed(exported, tmp_path, cache):
    imported = import_index(cache, exported)
    assert (imported.added, imported.known, imported.damaged, imported.foreign) == (FILES + 2, 0, 0, 0)
    copy = fill(tmp_path / "elsewhere" / "worktree")
    workspace, report = scanned(copy, cache)
    assert (report.parsed, report.reused) == (0, FILES + 3)
    assert answers(workspace, copy) == answers(scanned(copy, Store.open(None))[0], copy)


def test_only_what_differs_is_parsed_on_another_branch(exported, tmp_path, cache):
    import_index(cache, exported)
    assert scanned(fill(tmp_path / "branch", changed=7), cache)[1].parsed == 1
    assert scanned(fill(tmp_path / "other branch", changed=8), cache)[1].parsed == 1
    assert scanned(fill(tmp_path / "third", changed=7), cache)[1].parsed == 0


def test_a_branch_switch_and_back_parses_what_is_new_once(tmp_path, cache):
    root = fill(tmp_path / "work")
    assert scanned(root, cache)[1].parsed == FILES + 3
    assert scanned(fill(root, changed=3), cache)[1].parsed == 1
    assert scanned(fill(root), cache)[1].parsed == 0
    assert scanned(fill(root, changed=3), cache)[1].parsed == 0


def test_no_path_and_no_secret_is_in_the_file(exported):
    data = exported.read_bytes()
    for part in parts_of(exported):
        entry = unpack_entry(part.value)
        assert entry is not None
        data += b"".join(unsqueezed(packed) for packed in (entry.outline, entry.uses, entry.sheet))
    assert b"C17" in data
    for word in (b"machine-of-the-ci", b"build-4711", b"m17.py", b"very-secret", b"TOKEN"):
        assert word not in data


def test_the_same_texts_give_the_same_file(exported, tmp_path):
    again = fill(tmp_path / "again")
    for store in (Store.open(None), Store.open(tmp_path / "own")):
        export_index(*scanned(again, store), tmp_path / "again.ctx")
        assert (tmp_path / "again.ctx").read_bytes() == exported.read_bytes()
        store.close()


def test_a_warm_index_exports_what_a_fresh_one_does(exported, tmp_path, cache):
    root = fill(tmp_path / "warm")
    scanned(root, cache)
    cache.blobs.clear()
    workspace, report = scanned(root, cache)
    assert report.parsed <= FILES + 3
    export_index(workspace, report, tmp_path / "warm.ctx")
    assert (tmp_path / "warm.ctx").read_bytes() == exported.read_bytes()


def test_a_used_store_keeps_what_it_has(exported, tmp_path, cache):
    scanned(fill(tmp_path / "mine", changed=7), cache)
    before = cache.blobs.size()[0]
    imported = import_index(cache, exported)
    assert (imported.added, imported.known) == (1, FILES + 1)
    assert cache.blobs.size()[0] == before + 1
    assert import_index(cache, exported).added == 0


@pytest.mark.parametrize("seed", range(12))
def test_damage_is_counted_and_costs_only_parsing(exported, tmp_path, cache, seed):
    rng = random.Random(seed)  # noqa: S311
    data = bytearray(exported.read_bytes())
    for _ in range(rng.choice([1, 8])):
        start = rng.randrange(24, len(data))
        data[start : start + 20] = rng.randbytes(20)
    if seed % 3 == 0:
        del data[len(data) // 2 :]
    exported.write_bytes(data)
    imported = import_index(cache, exported)
    assert 0 < imported.damaged < FILES
    assert imported.added == FILES + 2 - imported.damaged
    copy = fill(tmp_path / "copy")
    workspace, report = scanned(copy, cache)
    assert report.parsed >= imported.damaged
    assert answers(workspace, copy) == answers(scanned(copy, Store.open(None))[0], copy)


def test_parts_of_another_version_are_counted_and_not_kept(exported, cache):
    parts = parts_of(exported)
    old = [replace(part, tag="older") if number % 2 else part for number, part in enumerate(parts)]
    write_bundle(exported, [*old, replace(parts[0], language="cobol")])
    imported = import_index(cache, exported)
    assert imported.other_version == len(parts) // 2 + 1
    assert imported.added == cache.blobs.size()[0] == len(parts) - len(parts) // 2


def test_parts_of_another_shape_are_counted_and_not_kept(exported, cache):
    parts = parts_of(exported)
    entry = unpack_entry(parts[0].value)
    assert entry is not None
    bomb = msgspec.structs.replace(entry, uses=squeezed(bytes(80_000_000)))
    strange = [
        replace(parts[0], value=b"no entry"),
        replace(parts[1], value=pack_entry(bomb)),
        replace(parts[2], digest="../../etc/passwd"),
    ]
    write_bundle(exported, [*strange, *parts[3:]])
    imported = import_index(cache, exported)
    assert (imported.foreign, imported.added) == (3, len(parts) - 3)


def test_an_entry_whose_numbers_point_nowhere_is_not_sound():
    language = by_id("python")
    assert language is not None
    entry = entry_of_text(
        b"import sys\nclass Round(Shape):\n    def area(self, x: int) -> C: return g(x.y)\n", language
    )
    assert is_sound(pack_entry(entry), "python")
    assert not is_sound(pack_entry(entry), "go")
    encode = msgspec.msgpack.Encoder().encode
    sheet, facts = sheet_of(entry), facts_of(entry)
    looped = tuple(msgspec.structs.replace(item, parent=0) for item in facts.definitions)
    outline = squeezed(encode(msgspec.structs.replace(facts, definitions=looped, references=())))
    fewer = Columns.of(facts.references[:-1])
    uses = squeezed(pack_uses(fewer))
    wrong = [
        {"definitions": 9},
        {"uses": uses},
        {"language": "go"},
        {"outline": outline},
        *(
            {"sheet": squeezed(encode(msgspec.structs.replace(sheet, **change)))}
            for change in (
                {"strings": sheet.strings[:3]},
                {"symbols": sheet.symbols[:-4]},
                {"symbols": sheet.symbols + b"\xff" * 60},
                {"words": sheet.words[4:]},
                {"package": 4_000},
                {"inherits": b"\x01\x00\x00\x00\x63\x00\x00\x00"},
                {"signatures": b""},
                {"uses": sheet.uses[:-4]},
            )
        ),
    ]
    for change in wrong:
        assert not is_sound(pack_entry(msgspec.structs.replace(entry, **change)), "python"), change


def test_a_store_that_cannot_keep_anything_is_an_error(exported, cache):
    pages = cache._database._connection.execute("PRAGMA page_count").fetchone()[0]
    cache._database._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskError, match="disk is full"):
        import_index(cache, exported)


def test_what_is_no_index_is_refused(tmp_path, cache):
    (tmp_path / "text").write_text("hello")
    with pytest.raises(ClientError, match="no exported index"):
        import_index(cache, tmp_path / "text")


def test_a_file_that_the_parser_did_not_survive_is_not_exported(tmp_path, monkeypatch):
    root = fill(tmp_path / "root")
    store = Store.open(None)
    original = scan_module.entry_of_text

    def breaking(data, language):
        if b"C17" in data:
            raise ValueError
        return original(data, language)

    monkeypatch.setattr(scan_module, "entry_of_text", breaking)
    assert export_index(*scanned(root, store), tmp_path / "b").parts == FILES + 1
    digests = {part.digest for part in parts_of(tmp_path / "b")}
    language = by_id("python")
    assert language is not None
    assert len({entry_key(digest, language) for digest in digests}) == FILES + 1


def test_two_processes_that_switch_branches_share_one_store(tmp_path):
    one, two = fill(tmp_path / "one", changed=1), fill(tmp_path / "two", changed=2)
    code = (
        "import pathlib, sys\n"
        "from contexten.store import Store\n"
        "from contexten.workspace import Workspace\n"
        "store = Store.open(pathlib.Path(sys.argv[1]))\n"
        "print(Workspace([sys.argv[2]], store).scan(workers=0).parsed, store.degraded)\n"
    )

    def run(root: Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "cache"), str(root)],
            env={**os.environ, "PYTHONPATH": SERVER},
            stdout=subprocess.PIPE,
            text=True,
        )

    def parsed(roots: list[Path]) -> list[int]:
        return [int(running.communicate(timeout=60)[0].strip()) for running in [run(root) for root in roots]]

    first = parsed([one, two])
    assert FILES + 4 <= sum(first) <= 2 * (FILES + 3), "each parsed what the other had not finished"
    shutil.copytree(one, tmp_path / "three")
    fill(one, changed=2)
    fill(two, changed=1)
    assert parsed([one, two, tmp_path / "three"]) == [0, 0, 0]
