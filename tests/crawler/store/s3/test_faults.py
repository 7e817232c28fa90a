"""What S3 does to a client on a bad day: nothing is lost, doubled, torn or told to the wrong people."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import socket
import subprocess
import sys
import traceback
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from crawler.errors import StoreError
from crawler.store import ArticleWriter, open_store
from crawler.store.s3.store import S3Store
from tests.support.fault_proxy import Fault, run_fault_proxy
from tests.support.s3_server import SECRET_KEY
from tests.support.samples import make_article

ROOT = Path(__file__).parents[4]
BIG = 16 * 1024 * 1024 + 5


@pytest.fixture
def proxy(s3_server, s3_url, monkeypatch):
    with run_fault_proxy(s3_server.endpoint) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", proxy.endpoint)
        monkeypatch.setattr("crawler.store.s3.backoff.FIRST_PAUSE_SECONDS", 0.05)
        yield proxy


@pytest.fixture
def store(proxy, s3_url):
    store = S3Store(s3_url, patience_seconds=20)
    store.check()
    return store


@pytest.fixture
def big_file(tmp_path):
    path = tmp_path / "big"
    path.write_bytes(b"0123456789abcdef" * (BIG // 16) + b"tail!")
    return path


@pytest.fixture
def open_uploads(s3_server, s3_url):
    def count() -> int:
        answer = s3_server.client.list_multipart_uploads(Bucket=s3_url.split("/")[2])
        return len(answer.get("Uploads", []))

    return count


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (503, "SlowDown"),
        (503, "ServiceUnavailable"),
        (500, "InternalError"),
        (502, "BadGateway"),
        (429, "TooManyRequests"),
    ],
)
def test_a_store_that_asks_to_slow_down_is_asked_again(proxy, store, caplog, status, code):
    proxy.faults.append(Fault("status", "PUT", "/a", times=4, status=status, code=code))
    assert not store.put_bytes("a", b"x", if_absent=True).existed
    assert store.get_bytes("a") == b"x"
    assert "trying again in" in caplog.text


def test_many_at_once_outlive_faults_of_a_few(proxy, store):
    proxy.faults += [
        Fault("status", "PUT", "/n/", times=5),
        Fault("no answer", "PUT", "/n/", times=3),
        Fault("cut upload", "PUT", "/n/", times=3),
        Fault("status", "PUT", "/n/", times=3, status=409, code="ConditionalRequestConflict"),
    ]
    objects = {f"n/{number}": bytes([number]) * 1000 for number in range(30)}
    assert not any(put.existed for put in store.put_many(objects, if_absent=True))
    assert all(fault.times == 0 for fault in proxy.faults)
    assert {info.key: store.get_bytes(info.key) for info in store.iter_keys("n/")} == objects


def test_many_at_once_end_with_the_first_that_cannot_be_had(proxy, s3_url):
    store = S3Store(s3_url, patience_seconds=0)
    proxy.faults.append(Fault("status", "PUT", times=1000, status=403, code="AccessDenied"))
    with pytest.raises(StoreError, match="access denied"):
        store.put_many({f"n/{number}": b"" for number in range(500)})
    assert sum(method == "PUT" for method, _ in proxy.seen) < 250


def test_one_article_is_read_without_a_listing(proxy, store):
    store.put_bytes("text/dawn/2026-11-20/a.json", b"{}")
    proxy.seen.clear()
    assert store.get_bytes("text/dawn/2026-11-20/a.json") == b"{}"
    ((method, path),) = proxy.seen
    assert (method, path.rpartition("/")[2]) == ("GET", "a.json")


WRITE_ALL = """
import sys
from crawler.store import ArticleWriter, open_store
from tests.support.samples import make_article
store, who = open_store(sys.argv[1]), sys.argv[2]
won = [store.put_bytes(f"race/{n}", f"{who} {n}".encode(), if_absent=True).existed for n in range(60)]
with ArticleWriter(store, "run-1", {"parquet", "jsonl", "files"}) as door:
    for n in range(60):
        door.write(make_article(n if n % 2 else n + 1000 * int(who)))
        if n % 10 == 9:
            door.flush()
print([n for n, existed in enumerate(won) if not existed])
"""


@pytest.mark.slow
def test_two_processes_never_overwrite_each_other(s3_url):
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE_ALL, s3_url, who], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        for who in ("1", "2")
    ]
    wins = [json.loads(racer.communicate()[0]) for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0]
    assert sorted(wins[0] + wins[1]) == list(range(60))
    store = open_store(s3_url)
    for who, won in zip(("1", "2"), wins, strict=True):
        assert all(store.get_bytes(f"race/{n}") == f"{who} {n}".encode() for n in won)
    mine = {n for n in range(60) if n % 2} | {n + 1000 * who for who in (1, 2) for n in range(0, 60, 2)}
    ids = {f"{n:016x}" for n in mine}
    parts = [io.BytesIO(store.get_bytes(info.key)) for info in store.iter_keys("articles/")]
    assert {row for part in parts for row in pq.read_table(part).column("id").to_pylist()} == ids
    lines = [line for info in store.iter_keys("jsonl/") for line in store.get_bytes(info.key).splitlines()]
    assert {json.loads(line)["id"] for line in lines} == ids
    assert len(list(store.iter_keys("text/"))) == 2 * len(ids)


def test_patience_ends(proxy, s3_url):
    store = S3Store(s3_url, patience_seconds=0)
    proxy.faults.append(Fault("status", "PUT", times=1000, status=503, code="ServiceUnavailable"))
    with pytest.raises(StoreError, match="the server answers ServiceUnavailable"):
        store.put_bytes("a", b"x")
    proxy.faults.clear()
    assert not store.exists("a")


@pytest.mark.parametrize("if_absent", [True, False])
def test_a_lost_answer_to_ones_own_write_is_a_success(proxy, store, if_absent):
    proxy.faults.append(Fault("no answer", "PUT", "/a"))
    put = store.put_bytes("a", b"mine", if_absent=if_absent)
    assert not put.existed
    assert store.get_bytes("a") == b"mine"
    assert sum(method == "PUT" and "/a" in path for method, path in proxy.seen) == 2


def test_a_lost_answer_after_another_writer_was_first_is_a_defeat(proxy, store, s3_server, s3_url):
    store.put_bytes("a", b"mine", if_absent=True)
    proxy.faults.append(Fault("no answer", "PUT", "/a"))
    assert store.put_bytes("a", b"mine", if_absent=True).existed


def test_a_lost_answer_at_the_end_of_a_large_upload(proxy, store, big_file, open_uploads):
    proxy.faults.append(Fault("no answer", "POST", "uploadId="))
    put = store.put_file("big", big_file, if_absent=True)
    assert not put.existed
    with store.open_read("big") as stream:
        assert stream.read() == big_file.read_bytes()
    assert open_uploads() == 0


def test_a_conflict_with_another_writer_is_asked_again(proxy, store, big_file):
    conflict = {"status": 409, "code": "ConditionalRequestConflict", "times": 2}
    proxy.faults += [
        Fault("status", "PUT", "/a", **conflict),
        Fault("status", "POST", "uploadId=", **conflict),
    ]
    assert not store.put_bytes("a", b"x", if_absent=True).existed
    assert not store.put_file("big", big_file, if_absent=True).existed


def test_a_cut_upload_leaves_nothing_and_is_repeated(proxy, store):
    proxy.faults.append(Fault("cut upload", "PUT", "/a"))
    assert not store.put_bytes("a", b"x" * 100_000, if_absent=True).existed
    assert store.get_bytes("a") == b"x" * 100_000


@pytest.mark.parametrize("kind", ["cut body", "flip body"])
def test_spoilt_answers_are_noticed_and_asked_for_again(proxy, store, kind):
    store.put_bytes("a", b"0123456789" * 1000)
    proxy.faults.append(Fault(kind, "GET", "/a", times=2))
    assert store.get_bytes("a") == b"0123456789" * 1000
    assert proxy.faults[0].times == 0


def test_a_spoilt_answer_to_a_large_read_is_noticed_too(proxy, store, big_file):
    store.put_file("big", big_file)
    proxy.faults.append(Fault("flip body", "GET", "/big"))
    with store.open_read("big") as stream:
        assert stream.read() == big_file.read_bytes()
    assert proxy.faults[0].times == 0


def test_a_failed_large_upload_is_aborted(proxy, store, big_file, open_uploads):
    proxy.faults.append(Fault("status", "PUT", "partNumber=2", status=403, code="AccessDenied"))
    with pytest.raises(StoreError, match="access denied"):
        store.put_file("big", big_file)
    assert not store.exists("big")
    assert open_uploads() == 0


def test_where_nothing_may_be_deleted_old_names_stay(proxy, store, caplog):
    for title in ("Old name", "New name"):
        with ArticleWriter(store, "run-1", {"files"}) as door:
            proxy.faults.append(Fault("status", "DELETE", times=2, status=403, code="AccessDenied"))
            door.write(make_article(1, title=title))
    assert len(list(store.iter_keys("text/"))) == 4
    assert "its old file stays" in caplog.text


def test_large_uploads_race_too(store, big_file):
    assert not store.put_file("big", big_file, if_absent=True).existed
    store.delete("big")
    store.put_bytes("big", b"other")
    put = store.put_file("big", big_file, if_absent=True)
    assert put.existed
    assert store.get_bytes("big") == b"other"


def test_objects_that_others_wrote_have_a_sum_too(store, s3_server, s3_url):
    bucket = s3_url.split("/")[2]
    s3_server.client.put_object(Bucket=bucket, Key="some/prefix/a", Body=b"theirs")
    put = store.put_bytes("a", b"ours", if_absent=True)
    assert put.existed
    assert put.sha256 == hashlib.sha256(b"theirs").hexdigest()


def test_nobody_listens(s3_url, monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", endpoint)
    with pytest.raises(StoreError) as caught:
        open_store(s3_url).check()
    assert endpoint in str(caught.value)
    assert "AWS_ENDPOINT_URL" in str(caught.value)


# --- credentials


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"AWS_SECRET_ACCESS_KEY": "canary-wrong-secret"}, "the secret key is wrong"),
        ({"AWS_ACCESS_KEY_ID": "canary-unknown-key"}, "the access key is unknown"),
        ({"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}, "no AWS credentials"),
        ({"AWS_SECRET_ACCESS_KEY": None}, "no AWS credentials"),
        ({"AWS_PROFILE": "canary-profile"}, "check AWS_PROFILE"),
        ({"AWS_ENDPOINT_URL_S3": "canary not a url"}, "check AWS"),
    ],
)  # fmt: skip
def test_wrong_set_ups_fail_early_with_advice(s3_url, monkeypatch, changes, advice):
    for name, value in changes.items():
        if value is None:
            monkeypatch.delenv(name)
        else:
            monkeypatch.setenv(name, value)
    with pytest.raises(StoreError, match=advice) as caught:
        open_store(s3_url).check()
    assert "\n" not in str(caught.value)
    assert "canary" not in "".join(traceback.format_exception(caught.value))


def test_secrets_are_in_no_log_and_no_error(s3_url, s3_server, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    for name in ("botocore", "boto3", "urllib3"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.NOTSET)
    texts = []
    tokens = [None, "canary-session-token"]
    endpoints = [s3_server.endpoint, s3_server.endpoint.replace("//", "//user:canary-password@")]
    for token in tokens:
        for endpoint in endpoints:
            monkeypatch.setenv("AWS_ENDPOINT_URL_S3", endpoint)
            if token:
                monkeypatch.setenv("AWS_SESSION_TOKEN", token)
            try:
                store = S3Store(s3_url, patience_seconds=0)
                texts.append(repr(store) + store.url + store.location("a"))
                store.check()
                store.put_bytes("a", b"x")
                store.get_bytes("a")
                list(store.iter_keys(""))
            except StoreError as error:
                texts.append("".join(traceback.format_exception(error)))
    everything = "".join(texts) + caplog.text
    assert "s3://" in everything
    assert "canary" not in everything
    assert SECRET_KEY not in everything


@pytest.mark.parametrize(
    "url", ["s3://key:canary@bucket/x", "s3://bucket/x?secret=canary", "ftp://u:canary@h/x"]
)
def test_addresses_with_secrets_are_refused_without_being_repeated(url):
    with pytest.raises(ValueError, match="s3://bucket/prefix") as caught:
        open_store(url)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("url", ["", "s3://", "s3:///x", "s3://bucket/../x", "gs://bucket/x", "a\0b"])
def test_wrong_addresses(url):
    with pytest.raises(ValueError):
        open_store(url)


def test_a_custom_endpoint_is_asked_by_path(proxy, store):
    store.put_bytes("a", b"")
    assert all(path.startswith("/test-") for _, path in proxy.seen)
