"""Spans of a WARC file: whoever reads them one by one, on whatever machine, gets what a whole reading gives."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

from crawler.store import open_store
from crawler.store.ranges import RangeReader
from crawler.store.warc.frames import Damage, Frame, iter_frames
from crawler.store.warc.page import encode_page
from tests.support.samples import make_page

LIMIT = 1 << 20


def read_in_spans(data: bytes, length: int) -> list[Frame | Damage]:
    starts = range(0, len(data), length)
    return [
        frame
        for at in starts
        for frame in iter_frames(io.BytesIO(data), LIMIT, (at, min(at + length, len(data))))
    ]


def archive(pages: int) -> bytes:
    return b"".join(encode_page(make_page(number)) for number in range(pages))


@pytest.mark.parametrize("length", [1, 100, 333, 1000, 10**6])
def test_spans_give_each_record_once(length: int) -> None:
    data = archive(4 if length == 1 else 12)
    whole = list(iter_frames(io.BytesIO(data), LIMIT))
    assert len(whole) == (4 if length == 1 else 12)
    assert read_in_spans(data, length) == whole


def test_spans_give_each_damage_once() -> None:
    chance = random.Random(7)  # noqa: S311 - the same places in every run
    data = bytearray(archive(12))
    for _ in range(6):
        data[chance.randrange(len(data))] ^= 0xFF
    data = data[: -len(data) // 50]
    whole = list(iter_frames(io.BytesIO(bytes(data)), LIMIT))
    assert any(isinstance(frame, Damage) for frame in whole)
    assert any(isinstance(frame, Frame) for frame in whole)
    for length in (97, 400, 1500):
        assert read_in_spans(bytes(data), length) == whole


def test_a_plain_file_comes_whole_with_its_first_span() -> None:
    import gzip

    data = gzip.decompress(archive(5))
    assert read_in_spans(data, 300) == list(iter_frames(io.BytesIO(data), LIMIT))


def test_an_object_is_read_here_and_there(store_url: str, tmp_path: Path) -> None:
    data = random.Random(1).randbytes(700_000)  # noqa: S311 - any bytes
    store = open_store(store_url)
    store.put_bytes("raw/a.bin", data)
    stream = io.BufferedReader(RangeReader(store, "raw/a.bin", len(data)))
    for offset, length in ((0, 10), (262_140, 10), (699_990, 100), (5, 600_000), (700_000, 1)):
        stream.seek(offset)
        assert stream.read(length) == data[offset : offset + length]
    assert store.get_range("raw/a.bin", 3, 4) == data[3:7]
    with pytest.raises(FileNotFoundError):
        store.get_range("raw/none.bin", 0, 1)
