"""Writers that are killed, disks that fill up: readers see whole files or none."""

from __future__ import annotations

import hashlib
import os
import random
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from cleaners.model import Page
from crawler.errors import StoreError
from crawler.store import ArticleWriter, WarcArchive, open_store, read_warc, recover_spool
from tests.support.samples import make_article, make_page

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]

WRITE_FOREVER = """
import hashlib, os, sys
from pathlib import Path
from crawler.store import open_store
store, sources = open_store(sys.argv[1]), []
for size in (20_000_000, 200_000):
    body = os.urandom(1000) * (size // 1000)
    sources.append(Path(f"{sys.argv[2]}-{size}"))
    sources[-1].write_bytes(hashlib.sha256(body).digest() + body)
for number in range(10**6):
    store.put_file(f"{os.getpid()}/{number}", sources[number % 2], if_absent=bool(number & 2))
    print(f"{os.getpid()}/{number}", flush=True)
"""

ARCHIVE_FOREVER = """
import sys
from pathlib import Path
from crawler.store import WarcArchive, open_store
from tests.support.samples import make_page
archive = WarcArchive(open_store(sys.argv[1]), sys.argv[3], Path(sys.argv[2]))
for number in range(10**6):
    archive.append(make_page(number))
    if number % 50 == 49:
        archive.rotate()
    print(number, flush=True)
"""


def run_and_kill(script: str, *arguments: str, after_lines: int, then_seconds: float) -> list[str]:
    """Lines that a Python script printed before it was killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    lines = [process.stdout.readline() for _ in range(after_lines)]
    time.sleep(then_seconds)
    os.kill(process.pid, signal.SIGKILL)
    lines += process.stdout.read().splitlines(keepends=True)
    process.stdout.close()
    process.wait()
    assert process.returncode == -signal.SIGKILL
    return [line.strip() for line in lines if line.endswith("\n")]


def test_a_killed_writer_leaves_whole_objects_only(store_url, tmp_path):
    chance = random.Random(7)  # noqa: S311
    acknowledged = []
    for _ in range(4 if store_url.startswith("s3://") else 8):
        acknowledged += run_and_kill(
            WRITE_FOREVER, store_url, str(tmp_path / "source"),
            after_lines=1 + chance.randrange(3), then_seconds=chance.random() * 0.1,
        )  # fmt: skip
    store = open_store(store_url)
    found = {info.key for info in store.iter_keys("")}
    for key in found:
        with store.open_read(key) as stream:
            promised = stream.read(32)
            assert hashlib.file_digest(stream, "sha256").digest() == promised
    assert set(acknowledged) <= found


def test_old_temporary_files_are_swept_and_new_ones_left(tmp_path):
    partial = tmp_path / "store" / ".partial"
    partial.mkdir(parents=True)
    for name, age in (("old", 3700), ("new", 3500)):
        (partial / name).write_bytes(b"x")
        os.utime(partial / name, (time.time() - age,) * 2)
    store = open_store(str(tmp_path / "store"))
    assert [path.name for path in partial.iterdir()] == ["new"]
    assert list(store.iter_keys("")) == []


def test_a_killed_crawl_loses_no_page_that_was_appended(tmp_path):
    store, spool = open_store(str(tmp_path / "store")), tmp_path / "spool"
    chance = random.Random(7)  # noqa: S311
    for run in range(4):
        lines = run_and_kill(
            ARCHIVE_FOREVER, store.url, str(spool), f"run-{run}",
            after_lines=20 + chance.randrange(100), then_seconds=chance.random() * 0.05,
        )  # fmt: skip
        recover_spool(store, spool)
        archived = []
        for info in store.iter_keys(f"raw/margalla/2026-11-20/run-{run}-"):
            with store.open_read(info.key) as stream:
                archived += list(read_warc(stream))
        # Pages of one file stand in order; "run-1-10" comes before "run-1-2".
        assert all(isinstance(page, Page) for page in archived)
        addresses = {page.final_url for page in archived}
        assert {make_page(int(line)).final_url for line in lines} <= addresses
        assert len(addresses) == len(archived)
    assert not list(spool.rglob("*.warc.gz"))


# --- full disks


@contextmanager
def files_up_to(size: int):
    """No file of this process can grow above `size` bytes: writing fails as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def small_disk(tmp_path):
    """A real file system of 512 KiB, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mount.returncode:
        pytest.skip("only root may mount a small disk; files_up_to covers the same failure")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def visible(folder: Path) -> dict[str, int]:
    store = open_store(str(folder))
    return {info.key: info.size for info in store.iter_keys("")}


def test_a_write_that_fails_half_way_leaves_nothing(tmp_path):
    store = open_store(str(tmp_path / "store"))
    store.put_bytes("a", b"old")
    source = tmp_path / "source"
    source.write_bytes(b"x" * 200_000)
    for act in (
        lambda: store.put_bytes("a", b"x" * 200_000),
        lambda: store.put_file("b", source, if_absent=True),
    ):
        with files_up_to(100_000), pytest.raises(StoreError, match=r"cannot write .*: the file is larger"):
            act()
    assert visible(tmp_path / "store") == {"a": 3}
    assert list((tmp_path / "store" / ".partial").iterdir()) == []


def test_a_full_disk_is_named_and_leaves_whole_files_only(small_disk):
    store = open_store(str(small_disk))
    written = {}

    def fill():
        for number in range(100):
            store.put_bytes(f"n/{number}", os.urandom(20_000))
            written[f"n/{number}"] = 20_000

    with pytest.raises(StoreError, match="the disk is full: free some space"):
        fill()
    assert visible(small_disk) == written
    assert len(written) > 5
    store.delete("n/0")
    store.put_bytes("n/0", b"room again")


def test_articles_wait_for_room(small_disk):
    store = open_store(str(small_disk))
    store.put_bytes("ballast", os.urandom(380_000))
    door = ArticleWriter(store, "run-1", {"jsonl"})
    door.write(make_article(1, paragraphs=(os.urandom(60_000).hex(),)))
    with pytest.raises(StoreError, match="disk is full"):
        door.flush()
    assert set(visible(small_disk)) == {"ballast"}
    store.delete("ballast")
    door.close()
    assert set(visible(small_disk)) == {"jsonl/run-1-1.jsonl"}


def test_reading_from_s3_without_room_for_it_is_named(s3_url):
    store = open_store(s3_url)
    store.put_bytes("big", b"x" * 17_000_000)
    with files_up_to(100_000), pytest.raises(StoreError, match="cannot write a temporary file in /"):
        store.open_read("big")


def test_pages_after_a_full_disk_are_readable(tmp_path):
    store = open_store(str(tmp_path / "store"))
    archive = WarcArchive(store, "run-1", tmp_path / "spool")
    archive.append(make_page(1))
    with files_up_to(20_000), pytest.raises(StoreError, match="cannot write"):
        archive.append(make_page(2, body=os.urandom(100_000)))
    ref = archive.append(make_page(3))
    archive.close()
    with store.open_read(ref.key) as stream:
        assert list(read_warc(stream)) == [make_page(1), make_page(3)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_named(tmp_path):
    (tmp_path / "store").mkdir(0o500)
    with pytest.raises(StoreError, match="no permission: make the folder writable"):
        open_store(str(tmp_path / "store")).check()


def test_published_files_follow_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        store = open_store(str(tmp_path / "store"))
        store.put_bytes("a", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "store" / "a").stat().st_mode & 0o777 == 0o640
