"""What a local agent may see of a workspace, and where it may write."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from contexten.agents.acp.model import Denied, Found
from contexten.extensions.codegen.agent_place import AgentPlace
from contexten.store import Store
from contexten.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path


class Desk:
    def __init__(self, tmp_path: Path):
        self.tmp = tmp_path
        self.root = tmp_path / "root"
        self.root.mkdir()
        self.store = Store.open(None)
        self.write("shop.py", "total = 1\n")
        self.roots = [str(self.root)]
        self.workspace: Workspace | None = None

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def place(self) -> AgentPlace:
        self.workspace = Workspace(self.roots, self.store)
        self.workspace.scan(workers=0)
        return AgentPlace(str(self.root), self.take)

    async def take(self):
        return self.workspace.snapshot()

    def at(self, name: str) -> str:
        return f"{self.root}/{name}"


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    yield desk
    if desk.workspace is not None:
        desk.workspace.stop()
        desk.workspace.wait()
    desk.store.close()


async def test_a_file_is_there_by_its_name_in_the_folder(desk):
    place = desk.place()
    assert await place.look(desk.at("shop.py")) == Found("shop.py", "total = 1\n")
    assert await place.target(desk.at("sub/new.py")) == Found("sub/new.py", None)
    assert await place.look(desk.at("missing.py")) == Found("missing.py", None)


async def test_an_open_buffer_counts_before_the_disk(desk):
    place = desk.place()
    desk.workspace.open(desk.at("shop.py"), "python", "total = 2\n", 1)
    assert await place.look(desk.at("shop.py")) == Found("shop.py", "total = 2\n")


async def test_what_changed_on_the_disk_since_the_scan_is_read_as_it_is(desk):
    place = desk.place()
    desk.write("shop.py", "total = 33\n")
    assert await place.look(desk.at("shop.py")) == Found("shop.py", "total = 33\n")


HOSTILE = (
    "/etc/passwd",
    "/dev/zero",
    "/proc/self/environ",
    "{root}/../outside.py",
    "{root}/sub/../../outside.py",
    "{root}/./shop.py",
    "{root}",
    "{root}/",
    "shop.py",
    "",
    "//etc/passwd",
    "file:///etc/passwd",
    "{root}/a\0b",
    "{root}/a\nb",
    "{root}-other/x.py",
    "{root}/fifo",
    "{root}/socket",
    "{root}/link_out",
    "{root}/folder_out/outside.py",
    "{root}/link_loop",
    "{root}/link_to_secret",
    "{root}/.git/config",
    "{root}/.env",
    "{root}/.ENV",
    "{root}/id_rsa",
    "{root}/.ssh/config",
    "{root}/denied.py",
    "{root}/shop.py/inside",
    "{root}/CON",
    "{root}/shop.py:stream",
    "C:\\x.py",
    "{root}/\ud800.py",
)


@pytest.fixture
def hostile(desk):
    (desk.tmp / "outside.py").write_text("secret = 1\n", encoding="utf-8")
    (desk.tmp / "root-other").mkdir()
    (desk.tmp / "root-other" / "x.py").write_text("secret = 1\n", encoding="utf-8")
    os.mkfifo(desk.root / "fifo")
    os.mknod(desk.root / "socket", 0o140600)
    os.symlink(desk.tmp / "outside.py", desk.root / "link_out")
    os.symlink(desk.tmp, desk.root / "folder_out")
    os.symlink(desk.root / "link_loop", desk.root / "link_loop")
    for name in (".git/config", ".env", ".ENV", "id_rsa", ".ssh/config", "denied.py"):
        desk.write(name, "secret = 1\n")
    os.symlink(desk.root / ".env", desk.root / "link_to_secret")
    desk.write(".cursorignore", "denied.py\n")
    return desk


@pytest.mark.parametrize("path", HOSTILE)
async def test_what_an_agent_must_not_have_is_neither_read_nor_written(hostile, path):
    place = hostile.place()
    asked = path.replace("{root}", str(hostile.root))
    assert isinstance(await place.target(asked), Denied)
    found = await place.look(asked)
    assert isinstance(found, Denied) or found.text is None


async def test_a_link_inside_the_folder_is_read_but_not_written(desk):
    os.symlink(desk.root / "shop.py", desk.root / "link.py")
    place = desk.place()
    assert await place.look(desk.at("link.py")) == Found("shop.py", "total = 1\n")
    assert await place.target(desk.at("link.py")) == Denied("it is a link")


async def test_a_new_file_that_differs_in_case_alone_is_not_written(desk):
    found = await desk.place().target(desk.at("SHOP.py"))
    assert isinstance(found, Denied)
    assert "upper and lower case" in found.reason


async def test_what_is_no_text_is_neither_read_nor_written(desk):
    (desk.root / "picture.py").write_bytes(b"\x89PNG\0\0\xff")
    place = desk.place()
    assert await place.look(desk.at("picture.py")) == Denied("it is no text, or too large")
    assert await place.target(desk.at("picture.py")) == Denied("it is no text, or too large")


async def test_another_folder_of_the_workspace_is_read_but_not_written(desk):
    other = desk.tmp / "other"
    other.mkdir()
    (other / "lib.py").write_text("x = 1\n", encoding="utf-8")
    desk.roots.append(str(other))
    place = desk.place()
    assert await place.look(str(other / "lib.py")) == Found("../other/lib.py", "x = 1\n")
    assert await place.target(str(other / "lib.py")) == Denied("it lies outside of the workspace folders")


async def test_a_secret_in_a_text_is_shown_as_a_placeholder_and_put_back(desk):
    secret = "gh" + "p_" + "a1B2c3D4e5" * 3 + "F6g7H8"
    place = desk.place()
    shown = place.shown(Found("shop.py", f'token = "{secret}"\n'))
    assert secret not in shown
    assert "<SECRET:" in shown
    assert place.restored(shown.replace("token", "key")) == f'key = "{secret}"\n'


async def test_what_an_agent_writes_to_the_disk_by_itself_is_noticed(desk):
    desk.write("gone.py", "x = 1\n")
    desk.write("same.py", "x = 1\n")
    place = desk.place()
    await place.begin()
    desk.write("shop.py", "total = 100\n")
    desk.write("sub/new.py", "x = 1\n")
    (desk.root / "gone.py").unlink()
    assert await place.touched() == ("gone.py", "shop.py", "sub/new.py")
