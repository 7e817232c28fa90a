"""Cleaning a plain text can be undone: the input comes back byte for byte."""

from __future__ import annotations

import gzip
import json
import subprocess
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.model import Media, Page, Rejected, Rules
from cleaners.process import trace_page
from cleaners.undo import record_undo
from crawler.config import load_rules
from crawler.store import undo_input
from crawler.store.articles.undo import encode_undo
from tests.support.khyber import start_khyber
from tests.support.shared import REPOSITORY, read_set, scale

ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-be",
    "cp1252",
    "cp1256",
    "mac-roman",
    "shift_jis",
    "koi8-r",
)
TEXTS = {
    "plain": "Bridge reopens\n\nThe bridge was opened again on Monday, the ministry said.\n",
    "damaged": "PESHAWAR:Â The border was\r\nopened on “Monday”, cafÃ© owners said.\u2028It &amp; he \u200b said so.\t \r",
    "urdu": "وزیر اعظم نے پیر کو کہا کہ سرحد کھل گئی ہے۔\r\nوزارت گفت که مرز می‌تواند باز شود.",
    "two": "The talks ended on Friday in Doha.\nRain hits Swat valley\nUpdated 2 May 2026\nFollow\n"
    "Rain fell for a third day on Saturday in the valley, officials said.\n",
}


@cache
def rules() -> Rules:
    return load_rules(REPOSITORY / "config")


def undone(body: bytes) -> bytes | None:
    """What undoing gives; None for an input that never became a row of blocks."""
    import hashlib

    page = Page(body, Media.TEXT, input="a.txt")
    undo = record_undo(page, trace_page(page, rules()))
    return None if undo is None else undo_input(encode_undo(undo, hashlib.sha256(body).hexdigest()))


@given(st.text(max_size=300), st.sampled_from(ENCODINGS))
def test_any_text_comes_back(text: str, encoding: str) -> None:
    body = text.encode(encoding, "replace")
    assert undone(body) in (body, None)


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"The bridge was opened on Monday. "]),
)
def test_any_bytes_come_back(body: bytes, start: bytes) -> None:
    assert undone(start + body) in (start + body, None)


@pytest.mark.parametrize("name", sorted(TEXTS))
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_texts_come_back_in_every_encoding(name: str, encoding: str) -> None:
    body = TEXTS[name].encode(encoding, "replace")
    assert undone(body) == body


@pytest.mark.parametrize("name", ["the_news", "tribune", "wcxb-residual", "wcxb-dump"])
def test_real_texts_come_back(name: str) -> None:
    for row in read_set(name, limit=scale(80)):
        body = row["dirty"].encode()
        assert undone(body) in (body, None), row["key"]


def test_pages_and_rejected_texts_have_no_record() -> None:
    page = Page(b"<p>The bridge was opened on Monday, the ministry said.</p>", Media.HTML)
    assert record_undo(page, trace_page(page, rules())) is None
    empty = Page(b"", Media.TEXT)
    trace = trace_page(empty, rules())
    assert isinstance(trace.outcomes[0], Rejected)
    assert record_undo(empty, trace) is None


def test_a_changed_record_is_refused() -> None:
    body = TEXTS["plain"].encode()
    page = Page(body, Media.TEXT)
    undo = record_undo(page, trace_page(page, rules()))
    assert undo is not None
    data = encode_undo(undo, "0" * 64)
    for broken in (data, data[:-9], b"", gzip.compress(b"{}"), gzip.compress(b'{"schema": "undo/9"}')):
        with pytest.raises(ValueError, match=r"undo|record"):
            undo_input(broken)


def khyber(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    process = start_khyber(*arguments)
    out, errors = process.read()
    return subprocess.CompletedProcess(arguments, process.wait(), out, errors)


def test_the_command_rebuilds_every_input(tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    for number, (name, text) in enumerate(sorted(TEXTS.items())):
        (inputs / f"{name}.txt").write_bytes(text.encode("utf-8-sig" if number % 2 else "utf-16"))
    out = tmp_path / "out"
    done = khyber("clean", str(inputs), "--out", str(out), "--format", "files,parquet")
    assert done.returncode == 0, done.stderr
    articles = sorted((out / "text").rglob("*.json"))
    named = {path: json.loads(path.read_text(encoding="utf-8")) for path in articles}
    two = [article["undo"] for article in named.values() if article["input"] == "two.txt"]
    assert len(two) == 2
    assert len(set(two)) == 1, "articles of one input share one record"
    assert len(list((out / "undo").iterdir())) == len(TEXTS)
    for path, article in named.items():
        back = khyber("undo", str(path))
        assert back.returncode == 0, back.stderr
        assert back.stdout == (inputs / article["input"]).read_bytes()
    assert (
        khyber("undo", str(articles[0].with_suffix(".txt"))).stdout == khyber("undo", str(articles[0])).stdout
    )
    target = tmp_path / "back.txt"
    assert khyber("undo", str(articles[0]), "--out", str(target)).returncode == 0
    assert target.read_bytes() == (inputs / named[articles[0]]["input"]).read_bytes()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, b"cannot be undone"),
        (b"{}", b"names no undo record"),
        (b'{"undo": "../../secret"}', b"key"),
        (b'{"undo": "undo/none.json.gz"}', b"cannot be undone"),
        (b"no json", b"cannot be undone"),
    ],
)
def test_what_cannot_be_undone_is_a_usage_error(tmp_path: Path, content: bytes | None, says: bytes) -> None:
    path = tmp_path / "text" / "file" / "a.json"
    path.parent.mkdir(parents=True)
    if content is not None:
        path.write_bytes(content)
    done = khyber("undo", str(path))
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert khyber("undo", str(tmp_path / "a.json")).returncode == 2
