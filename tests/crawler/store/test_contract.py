"""One contract for both homes: every test here runs in a folder and on a real S3 server."""

from __future__ import annotations

import hashlib
import threading
from datetime import UTC, datetime, timedelta

import pytest

from crawler.errors import StoreError
from crawler.store import open_store


@pytest.fixture
def store(store_url):
    store = open_store(store_url)
    store.check()
    return store


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def keys(store, prefix: str = "") -> list[str]:
    return [info.key for info in store.iter_keys(prefix)]


def test_check_leaves_nothing_visible(store):
    assert keys(store) == []


def test_put_then_get(store):
    put = store.put_bytes("text/dawn/a.txt", "کابل\n".encode())
    assert (put.key, put.sha256, put.existed) == ("text/dawn/a.txt", sha256("کابل\n".encode()), False)
    assert store.get_bytes("text/dawn/a.txt") == "کابل\n".encode()


def test_an_empty_object_is_an_object(store):
    assert not store.put_bytes("a/empty", b"").existed
    assert store.exists("a/empty")
    assert store.get_bytes("a/empty") == b""


def test_names_in_the_languages_of_the_beat(store):
    key = "text/dawn/2026-11-20/هبت‌الله-د-کابل-پُل-%2F+ ~'&.txt"
    store.put_bytes(key, b"x")
    assert keys(store, "text/dawn/") == [key]
    assert store.get_bytes(key) == b"x"


def test_equal_bytes_are_not_written_again(store):
    store.put_bytes("a", b"same")
    assert store.put_bytes("a", b"same").existed
    assert store.put_bytes("a", b"same", if_absent=True).existed


def test_many_at_once_are_what_each_alone_would_be(store):
    store.put_bytes("n/3", b"other")
    store.put_bytes("n/4", b"4")
    objects = {f"n/{number}": str(number).encode() for number in range(20)}
    puts = store.put_many(objects, if_absent=True)
    assert [put.key for put in puts] == list(objects)
    assert {put.key: put.sha256 for put in puts if put.existed} == {
        "n/3": sha256(b"other"),
        "n/4": sha256(b"4"),
    }
    assert [put.key for put in store.put_many(objects) if not put.existed] == ["n/3"]
    assert {key: store.get_bytes(key) for key in keys(store, "n/")} == objects
    assert store.put_many({}) == []
    with pytest.raises(ValueError, match="starts with a dot"):
        store.put_many({"m": b"", "../n": b""})
    assert not store.exists("m")


def test_other_bytes_replace_unless_asked_not_to(store):
    store.put_bytes("a", b"first")
    refused = store.put_bytes("a", b"second", if_absent=True)
    assert (refused.existed, refused.sha256) == (True, sha256(b"first"))
    assert store.get_bytes("a") == b"first"
    replaced = store.put_bytes("a", b"second")
    assert (replaced.existed, replaced.sha256) == (False, sha256(b"second"))
    assert store.get_bytes("a") == b"second"


@pytest.mark.parametrize("size", [0, 1000, 33 * 1024 * 1024 + 7], ids=["empty", "small", "several parts"])
def test_put_file(store, tmp_path, size):
    source = tmp_path / "source"
    source.write_bytes(bytes(range(256)) * (size // 256) + b"x" * (size % 256))
    put = store.put_file("raw/big.warc.gz", source)
    assert (put.existed, put.sha256) == (False, sha256(source.read_bytes()))
    with store.open_read("raw/big.warc.gz") as stream:
        assert hashlib.file_digest(stream, "sha256").hexdigest() == put.sha256
    assert store.put_file("raw/big.warc.gz", source, if_absent=True).existed
    assert store.put_file("raw/big.warc.gz", source).existed
    source.write_bytes(b"other")
    assert store.put_file("raw/big.warc.gz", source, if_absent=True).sha256 == put.sha256


def test_open_read_can_seek(store):
    store.put_bytes("a", b"0123456789")
    with store.open_read("a") as stream:
        assert stream.seek(0, 2) == 10
        stream.seek(4)
        assert stream.read(2) == b"45"


def test_what_is_not_there(store):
    assert not store.exists("no/such")
    with pytest.raises(FileNotFoundError, match="no/such"):
        store.get_bytes("no/such")
    with pytest.raises(FileNotFoundError, match="no/such"):
        store.open_read("no/such")
    store.delete("no/such")


def test_delete(store):
    store.put_bytes("a/b", b"x")
    store.delete("a/b")
    assert keys(store) == []
    assert not store.exists("a/b")


def test_iter_keys_takes_any_start_of_a_key(store):
    for key in ("a/b/1", "a/b/2", "a/bc/1", "a-1", "b"):
        store.put_bytes(key, key.encode())
    assert sorted(keys(store)) == ["a-1", "a/b/1", "a/b/2", "a/bc/1", "b"]
    assert sorted(keys(store, "a/b")) == ["a/b/1", "a/b/2", "a/bc/1"]
    assert keys(store, "a/b/") == ["a/b/1", "a/b/2"]
    assert keys(store, "a/b/1") == ["a/b/1"]
    assert keys(store, "no/") == []
    assert keys(store, "b/") == []


def test_iter_keys_describes(store):
    store.put_bytes("a", b"12345")
    (info,) = store.iter_keys("")
    assert info.size == 5
    assert abs(info.modified - datetime.now(UTC)) < timedelta(minutes=5)


def test_iter_keys_reads_every_page(store_url):
    store = open_store(store_url)
    if store_url.startswith("s3://"):
        store._client.meta.events.register(
            "before-parameter-build.s3.ListObjectsV2", lambda params, **_: params.setdefault("MaxKeys", 3)
        )
    for number in range(10):
        store.put_bytes(f"n/{number}", b"")
    assert keys(store, "n/") == [f"n/{number}" for number in range(10)]


def test_two_stores_beside_each_other_do_not_meet(store_url):
    one, other = open_store(store_url), open_store(store_url + "-more")
    one.put_bytes("a", b"one")
    assert keys(other) == []
    assert not other.exists("a")


def test_location_is_for_people(store, store_url):
    assert store.location("runs/1/report.html") == f"{store_url}/runs/1/report.html"
    assert store.url == store_url


@pytest.mark.parametrize(
    "key", ["", "/etc/passwd", "../a", "a//b", "a/../b", "a\0b", "a\\b", ".hidden", "a/"]
)
def test_wrong_keys_touch_nothing(store, key):
    for act in (
        lambda: store.put_bytes(key, b"x"),
        lambda: store.get_bytes(key),
        lambda: store.exists(key),
        lambda: store.delete(key),
    ):
        with pytest.raises(ValueError, match="key"):
            act()
    assert keys(store) == []


def test_of_eight_writers_one_wins(store_url):
    stores = [open_store(store_url) for _ in range(8)]
    stores[0].check()  # the first write into a bucket is slow, and it is not what this test is about
    for round_number in range(2 if store_url.startswith("s3://") else 20):
        key = f"race/{round_number}"
        results = [None] * len(stores)
        start = threading.Barrier(len(stores))

        def write(number, key=key, results=results, start=start):
            start.wait()
            results[number] = stores[number].put_bytes(key, f"writer {number}".encode(), if_absent=True)

        threads = [threading.Thread(target=write, args=(number,)) for number in range(len(stores))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        winners = [number for number, put in enumerate(results) if not put.existed]
        assert len(winners) == 1
        assert stores[0].get_bytes(key) == f"writer {winners[0]}".encode()
        assert {put.sha256 for put in results} == {sha256(f"writer {winners[0]}".encode())}


def test_check_fails_early_and_says_where(store_url, tmp_path):
    if store_url.startswith("s3://"):
        url = "s3://no-such-bucket/x"
    else:
        (tmp_path / "file").write_text("a file where the store should be")
        url = str(tmp_path / "file")
    with pytest.raises(StoreError) as caught:
        open_store(url).check()
    assert "\n" not in str(caught.value)
    assert url.split("/x")[0] in str(caught.value)
