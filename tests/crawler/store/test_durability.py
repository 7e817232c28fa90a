"""What a power cut would leave, step by step: no name before its bytes are on the disk, no return before its name is.

Every step that counts is written down by the calls that make it; a folder or file counts as on the disk once it was
handed to fsync after its last change.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from crawler.store import ArticleWriter, WarcArchive, open_store
from tests.support.samples import make_article, make_page


@dataclass
class Disk:
    """What is on the disk: inodes of files with the size they had at their fsync; and what is not yet."""

    synced: dict[int, int] = field(default_factory=dict)
    named: list[Path] = field(default_factory=list)
    waiting: set[Path] = field(default_factory=set)
    torn: list[str] = field(default_factory=list)

    def sync(self, descriptor: int) -> None:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            folder = Path(f"/proc/self/fd/{descriptor}").readlink()
            self.waiting -= {path for path in self.waiting if path.parent == folder}
        else:
            self.synced[status.st_ino] = status.st_size

    def make_folder(self, path: str | Path, *_: object) -> None:
        self.waiting.add(Path(path))

    def name(self, _temporary: str | Path, name: str | Path) -> None:
        path = Path(name)
        status = path.stat()
        if self.synced.get(status.st_ino) != status.st_size:
            self.torn.append(f"{path}: named before its bytes were on the disk")
        if path.parent in self.waiting:
            self.torn.append(f"{path}: named in a folder that is not on the disk")
        self.named.append(path)
        self.waiting.add(path)


@pytest.fixture
def disk(monkeypatch):
    disk = Disk()

    def watch(name, note):
        really = getattr(os, name)

        def call(*arguments, **options):
            result = really(*arguments, **options)
            note(*arguments)
            return result

        monkeypatch.setattr(os, name, call)

    watch("fsync", disk.sync)
    watch("link", disk.name)
    watch("replace", disk.name)
    watch("mkdir", disk.make_folder)
    return disk


@pytest.fixture
def store(tmp_path, disk):
    return open_store(str(tmp_path / "new" / "store"))


def visible(store) -> set[Path]:
    return {Path(store.location(info.key)) for info in store.iter_keys("")}


def check(disk, store) -> None:
    assert disk.torn == []
    assert disk.waiting == set()
    assert visible(store) <= set(disk.named)


@pytest.mark.parametrize("if_absent", [True, False])
def test_every_way_of_putting(store, disk, tmp_path, if_absent):
    store.put_bytes("a/one", b"1" * 1000, if_absent=if_absent)
    check(disk, store)
    source = tmp_path / "source"
    source.write_bytes(b"2" * 3_000_000)
    store.put_file("a/b/two", source, if_absent=if_absent)
    check(disk, store)
    store.put_many({f"c/{n % 3}/{n}": b"3" * n for n in range(40)}, if_absent=if_absent)
    check(disk, store)
    assert len(visible(store)) == 42


def test_articles_are_there_when_flush_returns(store, disk, monkeypatch):
    monkeypatch.setattr("crawler.store.articles.files.MAX_HELD", 7)
    with ArticleWriter(store, "run-1") as door:
        for number in range(40):
            door.write(make_article(number, published=f"2026-11-{1 + number % 3:02}"))
            if number % 15 == 14:
                door.flush()
                check(disk, store)
    check(disk, store)
    names = [path for path in disk.named if "text" in path.parts]
    for place, name in enumerate(names):
        assert name.suffix == ".txt" or name.with_suffix(".txt") in names[:place]


def test_pages_are_there_when_rotate_returns(store, disk, tmp_path):
    archive = WarcArchive(store, "run-1", tmp_path / "spool")
    for number in range(5):
        archive.append(make_page(number))
    archive.rotate()
    check(disk, store)
    assert len(visible(store)) == 1


def test_a_name_that_a_killed_writer_left_waiting_is_waited_for(store, disk):
    store.put_bytes("a", b"x")
    disk.waiting.add(Path(store.location("a")))
    assert store.put_bytes("a", b"x").existed
    check(disk, store)


def test_the_recorder_notices(store, disk, monkeypatch):
    """A test that could not fail would prove nothing."""
    monkeypatch.setattr("crawler.store.local_write.sync_folder", lambda folder: None)
    store.put_bytes("a", b"x")
    assert disk.waiting == {Path(store.location("a"))}
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    store.put_bytes("b", b"x")
    assert disk.torn
