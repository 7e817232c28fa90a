"""The archive of pages: what goes in comes out, what is damaged is counted, what is hostile stays small."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import tracemalloc
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.stream_io import BrotliWriter
from fastwarc.warc import ArchiveIterator
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from cleaners.model import Hints, Media, Page, Reason, Rejected, Stage
from crawler.store import WarcArchive, open_store, read_warc, recover_spool
from crawler.store.warc import archive as warc_archive
from crawler.store.warc.page import encode_info, encode_page
from tests.support.samples import make_page


@pytest.fixture
def store(tmp_path):
    return open_store(str(tmp_path / "store"))


def archive_pages(store, tmp_path, pages) -> bytes:
    with WarcArchive(store, "run-1", tmp_path / "spool") as archive:
        refs = [archive.append(page) for page in pages]
    assert len({ref.key for ref in refs}) == 1
    return store.get_bytes(refs[0].key)


def read_all(data: bytes, **options) -> list[Page | Rejected]:
    return list(read_warc(io.BytesIO(data), **options))


def only_pages(outcomes) -> list[Page]:
    return [outcome for outcome in outcomes if isinstance(outcome, Page)]


# --- what goes in comes out


def test_pages_come_back_as_they_were(store_url, tmp_path):
    store = open_store(store_url)
    pages = [make_page(number) for number in range(5)]
    with WarcArchive(store, "run-1", tmp_path / "spool") as archive:
        refs = [archive.append(page) for page in pages]
    assert {ref.key for ref in refs} == {"raw/margalla/2026-11-20/run-1-1.warc.gz"}
    with store.open_read(refs[0].key) as stream:
        assert list(read_warc(stream)) == pages
    assert not list((tmp_path / "spool").rglob("*.warc.gz"))


def test_a_reference_leads_to_its_record(store, tmp_path):
    with WarcArchive(store, "run-1", tmp_path / "spool") as archive:
        refs = [archive.append(make_page(number)) for number in range(3)]
    data = store.get_bytes(refs[1].key)
    assert only_pages(read_all(data[refs[1].offset : refs[1].offset + refs[1].length])) == [make_page(1)]


@pytest.mark.parametrize(
    "page",
    [
        make_page(body=b""),
        make_page(status=404),
        make_page(status=None, final_url=None, source=None, headers=(), hints=Hints()),
        make_page(status=799),
        make_page(
            headers=(("content-encoding", "gzip"), ("content-length", "99"), ("content-type", "text/html"))
        ),
        make_page(headers=(("transfer-encoding", "chunked"), ("x-note", "ünïcode \x01\r\ninjected: yes"))),
        make_page(headers=(("not a token", "x"), ("set-cookie", "a"), ("set-cookie", "b"))),
        make_page(media=Media.TEXT, headers=(("content-type", "application/pdf"),)),
        make_page(url="https://margalla.example/a b\r\nX: y\u202e", final_url="https://margalla.example/خبر"),
        make_page(hints=Hints(title="\ud83d half", authors=("a", "b"), tags=("c",), language="ps")),
        make_page(body=b"WARC/1.1\r\n\r\nContent-Length: 5\r\n\r\n\x1f\x8b\x08 traps " * 50),
    ],
)
def test_odd_pages_come_back_as_they_were(store, tmp_path, page):
    assert read_all(archive_pages(store, tmp_path, [page])) == [page]


@given(
    body=st.binary(max_size=500),
    url=st.text(min_size=1, max_size=50),
    headers=st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=4),
    title=st.text(max_size=50),
)
def test_any_page_comes_back_as_it_was(body, url, headers, title):
    page = make_page(
        body=body,
        url=url,
        headers=tuple((name.lower(), value) for name, value in headers),
        hints=Hints(title=title or None),
    )
    assert read_all(encode_page(replace(page, final_url="https://margalla.example/"))) == [
        replace(page, final_url="https://margalla.example/")
    ]


def test_hints_beyond_measure_are_left_out(store, tmp_path):
    page = make_page(hints=Hints(title="x" * 1_000_000))
    assert read_all(archive_pages(store, tmp_path, [page])) == [replace(page, hints=Hints())]


def test_other_readers_of_warc_understand_the_files(store, tmp_path):
    data = archive_pages(store, tmp_path, [make_page(1), make_page(2)])
    kinds = [
        (record.rec_type, record.rec_headers.protocol)
        for record in WarcioIterator(io.BytesIO(data), check_digests="raise")
    ]
    assert kinds == [("warcinfo", "WARC/1.1"), ("response", "WARC/1.1"), ("response", "WARC/1.1")]
    bodies = []
    for record in ArchiveIterator(io.BytesIO(data), verify_digests=True):
        if record.http_headers:
            assert record.http_headers.status_code == 200
            bodies.append(record.reader.read())
    assert bodies == [make_page(1).body, make_page(2).body]


def test_pages_that_were_not_fetched_are_refused(store, tmp_path):
    archive = WarcArchive(store, "run-1", tmp_path / "spool")
    with pytest.raises(ValueError, match="fetched_at"):
        archive.append(make_page(fetched_at=None))
    with pytest.raises(ValueError, match="url"):
        archive.append(make_page(url=None, final_url=None))


def test_sources_and_days_have_files_of_their_own(store, tmp_path):
    late = datetime(2026, 11, 21, 0, 10, tzinfo=UTC)
    with WarcArchive(store, "run-1", tmp_path / "spool") as archive:
        archive.append(make_page(1))
        archive.append(make_page(2, source="../evil"))
        archive.append(make_page(3, fetched_at=late))
    assert [info.key for info in store.iter_keys("")] == [
        "raw/%2E.%2Fevil/2026-11-20/run-1-1.warc.gz",
        "raw/margalla/2026-11-20/run-1-1.warc.gz",
        "raw/margalla/2026-11-21/run-1-1.warc.gz",
    ]


def test_full_files_are_published_on_the_way(store, tmp_path, monkeypatch):
    monkeypatch.setattr(warc_archive, "SEGMENT_PAGES", 2)
    archive = WarcArchive(store, "run-1", tmp_path / "spool")
    refs = [archive.append(make_page(number)) for number in range(5)]
    assert len(list(store.iter_keys("raw/"))) == 2
    archive.close()
    assert [ref.key[-9:-8] for ref in refs] == ["1", "1", "2", "2", "3"]
    found = [page for info in store.iter_keys("raw/") for page in read_all(store.get_bytes(info.key))]
    assert found == [make_page(number) for number in range(5)]


def test_a_second_archive_of_a_run_goes_on_counting(store, tmp_path):
    for number in range(2):
        with WarcArchive(store, "run-1", tmp_path / "spool") as archive:
            archive.append(make_page(number))
    assert len(list(store.iter_keys("raw/"))) == 2


# --- damage is counted


TWENTY = encode_info("twenty.warc.gz", "test") + b"".join(encode_page(make_page(i)) for i in range(20))


def member_starts(data: bytes) -> list[int]:
    starts, position = [], 0
    while position < len(data):
        starts.append(position)
        unpacker = zlib.decompressobj(31)
        unpacker.decompress(data[position:])
        position = len(data) - len(unpacker.unused_data)
    return starts


def test_a_cut_file_gives_its_whole_records_and_says_what_is_lost():
    starts = member_starts(TWENTY)
    cut = TWENTY[: starts[16] + 100]
    outcomes = read_all(cut, input="cut.warc.gz", source="margalla")
    assert [page.hints for page in only_pages(outcomes)] == [make_page().hints] * 15
    (lost,) = [outcome for outcome in outcomes if isinstance(outcome, Rejected)]
    assert (lost.stage, lost.reason, lost.input, lost.source) == (
        Stage.READ, Reason.UNREADABLE, "cut.warc.gz", "margalla",
    )  # fmt: skip
    assert lost.detail == f"lost 100 bytes at offset {starts[16]}: the file ends in the middle of a record"


def test_a_flipped_bit_costs_one_record():
    starts = [*member_starts(TWENTY), len(TWENTY)]
    for position in range(starts[6], starts[7], 7):
        damaged = bytearray(TWENTY)
        damaged[position] ^= 0x10
        outcomes = read_all(bytes(damaged))
        pages = only_pages(outcomes)
        # The time and system in a gzip header may be anything, and so may the last bits of the last byte before
        # its sum: then every page is what it was. All else is noticed.
        if len(pages) == 20:
            assert pages == [make_page(number) for number in range(20)]
            continue
        assert pages == [make_page(number) for number in range(20) if number != 5]
        (lost,) = [outcome for outcome in outcomes if isinstance(outcome, Rejected)]
        assert f"lost {starts[7] - starts[6]} bytes at offset {starts[6]}" in lost.detail


@pytest.mark.parametrize("first", [b"", b"\0", b"WARC/", b"WARC/1.1\r\n", b"\x1f\x8b"])
def test_damage_at_the_very_start_costs_one_record(first):
    assert len(only_pages(read_all(first + TWENTY[5:]))) == 20
    plain = gzip.decompress(TWENTY)
    assert len(only_pages(read_all(first + plain[12:]))) == 20


@given(data=st.data())
def test_no_damage_is_silent_and_none_spreads(data):
    """Overwrite, insert or remove bytes anywhere: pages beside the place are there, the others reported."""
    starts = [*member_starts(TWENTY), len(TWENTY)]
    start = data.draw(st.integers(0, len(TWENTY) - 1))
    end = min(start + data.draw(st.integers(0, 300)), len(TWENTY))
    outcomes = read_all(TWENTY[:start] + data.draw(st.binary(max_size=300)) + TWENTY[end:])
    pages = only_pages(outcomes)
    # The first record of the file describes it, so page 0 is in the second.
    beside = [
        make_page(i) for i in range(20) if starts[i + 2] <= start or starts[i + 1] >= max(end, start + 1)
    ]
    assert [page for page in pages if page in beside] == beside
    assert all(page in [make_page(number) for number in range(20)] for page in pages)
    cut_between = end == len(TWENTY) and start in starts
    assert len(pages) == 20 or cut_between or any(isinstance(outcome, Rejected) for outcome in outcomes)


def test_plain_files_are_read_and_resumed_too():
    plain = gzip.decompress(TWENTY)
    assert len(only_pages(read_all(plain))) == 20
    starts = [match for match in range(len(plain)) if plain.startswith(b"WARC/1.1\r\n", match)]
    damaged = bytearray(plain)
    damaged[starts[5] + 2] ^= 1
    damaged[starts[9] - 100] ^= 1
    outcomes = read_all(bytes(damaged))
    assert len(only_pages(outcomes)) == 18
    details = [outcome.detail for outcome in outcomes if isinstance(outcome, Rejected)]
    assert len(details) == 2
    assert "no WARC record starts here" in details[0]
    assert "do not match their digest" in details[1]
    assert len(only_pages(read_all(plain[: starts[9] + 50]))) == 8


def test_no_flipped_bit_of_a_plain_file_takes_a_page_away_in_silence():
    """Nothing covers the head of a record there, so its own contradictions must tell."""
    plain = gzip.decompress(TWENTY)
    starts = [match for match in range(len(plain)) if plain.startswith(b"WARC/1.1\r\n", match)]
    three = plain[: starts[4]]
    for place in range(starts[2], starts[3], 3):
        damaged = bytearray(three)
        damaged[place] ^= 1 << place % 7
        outcomes = read_all(bytes(damaged))
        assert len(outcomes) == 3 or any(isinstance(outcome, Rejected) for outcome in outcomes), place
        assert outcomes[0] == make_page(0)


def test_a_response_that_is_not_http_stops_nobody():
    odd = gzip.decompress(make_record(OK + b"\r\n" + HTML)).replace(b"application/http", b"application/odd")
    outcomes = read_all(gzip.compress(odd) + make_record(OK + b"\r\n" + HTML))
    assert [type(outcome) for outcome in outcomes] == [Rejected, Page]
    assert "not HTTP" in outcomes[0].detail


def test_one_gzip_member_for_a_whole_file_is_read_too():
    whole = gzip.compress(gzip.decompress(TWENTY))
    assert len(only_pages(read_all(whole))) == 20
    outcomes = read_all(whole[:-200])
    assert isinstance(outcomes[-1], Rejected)
    assert all(page in [make_page(number) for number in range(20)] for page in only_pages(outcomes))


@pytest.mark.parametrize(
    "junk", [b"", b"\0" * 1000, b"not a warc", b"\x1f\x8b\x08" * 400, gzip.compress(b"x" * 99, mtime=0)]
)
def test_junk_is_no_page(junk):
    outcomes = read_all(junk)
    assert [type(outcome) for outcome in outcomes] == ([Rejected] if junk else [])


def test_streams_that_cannot_seek():
    with subprocess.Popen([sys.executable, "-c", "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # fmt: skip
        process.stdin.write(TWENTY)
        process.stdin.close()
        assert len(only_pages(read_warc(process.stdout))) == 20


# --- files of other people


def make_record(
    http: bytes, kind: bytes = b"response", url: bytes = b"https://e.example/1", extra: bytes = b""
) -> bytes:
    head = (
        b"WARC/1.0\r\nWARC-Type: "
        + kind
        + b"\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        b"WARC-Date: 2026-11-20T10:00:00Z\r\nWARC-Target-URI: " + url + b"\r\n" + extra
    )
    body = b"Content-Type: application/http; msgtype=" + kind + b"\r\nContent-Length: %d\r\n\r\n" % len(http)
    return gzip.compress(head + body + http + b"\r\n\r\n", mtime=0)


HTML = b"<p>The bridge opened.</p>"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def test_a_response_of_another_crawler():
    (page,) = read_all(make_record(OK + b"X-Name: caf\xe9\r\n\r\n" + HTML), input="a.warc.gz", source="s")
    assert page == Page(
        body=HTML,
        media=Media.HTML,
        url="https://e.example/1",
        final_url="https://e.example/1",
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"), ("x-name", "café")),
        fetched_at=datetime(2026, 11, 20, 10, tzinfo=UTC),
        source="s",
        input="a.warc.gz",
    )


def deflate_bare(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def chunked(data: bytes) -> bytes:
    return (
        b"".join(
            b"%x;a=b\r\n%b\r\n" % (len(data[i : i + 7]), data[i : i + 7]) for i in range(0, len(data), 7)
        )
        + b"0\r\n\r\n"
    )


BROTLI = bytes.fromhex("1b1800f88d94a9eb53f350a1c129179f24441156d21265529adb16421a")
ZSTD = bytes.fromhex("28b52ffd2019c900003c703e54686520627269646765206f70656e65642e3c2f703e")


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (b"Content-Encoding: gzip", gzip.compress(HTML, mtime=0)),
        (b"Content-Encoding: X-GZip", gzip.compress(HTML, mtime=0)),
        (b"Content-Encoding: deflate", zlib.compress(HTML)),
        (b"Content-Encoding: deflate", deflate_bare(HTML)),
        (b"Content-Encoding: br", BROTLI),
        (b"Content-Encoding: zstd", ZSTD),
        (b"Content-Encoding: identity", HTML),
        (b"Content-Encoding: gzip, gzip", gzip.compress(gzip.compress(HTML, mtime=0), mtime=0)),
        (b"Content-Encoding: gzip", HTML),
        (b"Content-Encoding: br", HTML),
        (b"Transfer-Encoding: chunked", chunked(HTML)),
        (b"Transfer-Encoding: chunked", HTML),
        (b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip", chunked(gzip.compress(HTML, mtime=0))),
        (b"Content-Length: 25", HTML),
    ],
)  # fmt: skip
def test_encodings_are_taken_off(header, body):
    (page,) = read_all(make_record(OK + header + b"\r\n\r\n" + body))
    assert page.body == HTML


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (b"Content-Encoding: gzip", gzip.compress(HTML, mtime=0)[:-9]),
        (b"Content-Encoding: deflate", zlib.compress(HTML)[:-5]),
        (b"Content-Encoding: br", BROTLI[:-4]),
        (b"Content-Encoding: zstd", ZSTD[:-4]),
        (b"Content-Encoding: foo", gzip.compress(HTML, mtime=0)),
        (b"Content-Encoding: gzip, gzip, gzip, gzip", gzip.compress(HTML, mtime=0)),
        (b"Transfer-Encoding: chunked", chunked(HTML)[:-5]),
        (b"Transfer-Encoding: chunked", chunked(HTML)[:-9]),
        (b"Transfer-Encoding: chunked", b"-5\r\nabc"),
        (b"Transfer-Encoding: chunked", b"ffffffffffffffff\r\nabc"),
        (b"Content-Length: 26", HTML),
    ],
)
def test_cut_bodies_are_never_pages(header, body):
    (outcome,) = read_all(make_record(OK + header + b"\r\n\r\n" + body))
    assert (outcome.stage, outcome.reason) == (Stage.READ, Reason.UNREADABLE)
    assert outcome.url == "https://e.example/1"


def test_records_that_are_no_pages_are_passed_over():
    others = [
        make_record(b"GET / HTTP/1.1\r\nHost: e.example\r\n\r\n", kind=b"request"),
        make_record(b"a: b\r\n", kind=b"metadata"),
        make_record(b"20261120 10.0.0.1", url=b"dns:e.example"),
        make_record(b"HTTP/1.1 301 Moved\r\nLocation: /2\r\nContent-Type: text/html\r\n\r\n<p>moved"),
        make_record(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"),
        make_record(b"HTTP/1.1 200 OK\r\n\r\nno type, no markup"),
    ]
    assert read_all(b"".join(others)) == []


@pytest.mark.parametrize(
    ("http", "extra", "reason"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>gone", b"", Reason.HTTP_STATUS),
        (b"HTTP/1.1 206 Partial Content\r\nContent-Type: text/html\r\n\r\n<p>ha", b"", Reason.HTTP_STATUS),
        (b"<p>no header at all", b"", Reason.UNREADABLE),
        (OK + b"\r\n<p>half", b"WARC-Truncated: length\r\n", Reason.UNREADABLE),
    ],
)  # fmt: skip
def test_responses_that_cannot_be_pages(http, extra, reason):
    (outcome,) = read_all(make_record(http, extra=extra))
    assert outcome.reason == reason


def test_pages_without_a_type_and_with_bare_line_feeds():
    data = make_record(b"HTTP/1.1 200 OK\nX: y\n\n" + HTML) + make_record(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nwords"
    )
    assert [(page.media, page.body) for page in read_all(data)] == [
        (Media.HTML, HTML),
        (Media.TEXT, b"words"),
    ]


def test_a_strangers_field_cannot_break_the_reader():
    for field in (
        b"[]",
        b"{",
        b'{"media": "html", "hints": [1], "url": 5, "headers": 7}',
        b"null",
        b"[" * 9000,
    ):
        (page,) = read_all(make_record(OK + b"\r\n" + HTML, extra=b"Khyber-Page: " + field + b"\r\n"))
        assert page.body == HTML


# --- bombs


def peak_of(data: bytes, **options) -> tuple[list, int]:
    tracemalloc.start()
    try:
        return read_all(data, **options), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["record", "gzip", "br", "chunked gzip"])
def test_bombs_stay_small(kind):
    big = 256 * 1024 * 1024
    zeros = b"\0" * (1 << 20)
    if kind == "record":
        packer = zlib.compressobj(wbits=31)
        head = OK + b"\r\n"
        record = packer.compress(
            gzip.decompress(make_record(b""))[:-4].replace(b"Length: 0", b"Length: %d" % (len(head) + big))
        )
        record += (
            packer.compress(head)
            + b"".join(packer.compress(zeros) for _ in range(big >> 20))
            + packer.flush()
        )
    elif kind == "br":
        packed = io.BytesIO()
        with BrotliWriter(packed) as packer:
            for _ in range(64):
                packer.write(zeros)
        record = make_record(OK + b"Content-Encoding: br\r\n\r\n" + packed.getvalue())
    else:
        packer = zlib.compressobj(wbits=31)
        body = b"".join(packer.compress(zeros) for _ in range(big >> 20)) + packer.flush()
        if kind == "gzip":
            record = make_record(OK + b"Content-Encoding: gzip\r\n\r\n" + body)
        else:
            record = make_record(
                OK + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked_once(body)
            )
    outcomes, peak = peak_of(record + make_record(OK + b"\r\n" + HTML))
    assert [type(outcome) for outcome in outcomes] == [Rejected, Page]
    assert outcomes[0].reason == Reason.TOO_LARGE
    assert peak < 40 * 1024 * 1024


def chunked_once(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(data), data)


def test_a_page_above_the_limit_is_refused_whoever_wrote_it():
    for record in (encode_page(make_page(body=b"<" * 2000)), make_record(OK + b"\r\n" + b"<" * 2000)):
        (outcome,) = read_all(record, max_bytes=1999)
        assert outcome.reason == Reason.TOO_LARGE
        assert len(only_pages(read_all(record, max_bytes=2000))) == 1


# --- killed runs


def test_what_a_killed_run_left_is_published(store_url, tmp_path):
    store, spool = open_store(store_url), tmp_path / "spool"
    archive = WarcArchive(store, "run-1", spool)
    refs = [archive.append(make_page(number)) for number in range(3)]
    path = spool / refs[0].key
    path.write_bytes(path.read_bytes()[:-10])
    assert recover_spool(store, spool) == (refs[0].key,)
    with store.open_read(refs[0].key) as stream:
        assert list(read_warc(stream)) == [make_page(0), make_page(1)]
    assert not list(spool.rglob("*.warc.gz"))
    assert recover_spool(store, spool) == ()


def test_a_kill_between_publishing_and_removing_adds_nothing(store, tmp_path):
    spool = tmp_path / "spool"
    archive = WarcArchive(store, "run-1", spool)
    ref = archive.append(make_page(1))
    store.put_file(ref.key, spool / ref.key)
    recover_spool(store, spool)
    assert [info.key for info in store.iter_keys("")] == [ref.key]


def test_recovered_pages_of_a_run_id_used_twice_are_kept(store, tmp_path):
    spool = tmp_path / "spool"
    ref = WarcArchive(store, "run-1", spool).append(make_page(1))
    store.put_bytes(ref.key, b"another run was here")
    assert recover_spool(store, spool) == ("raw/margalla/2026-11-20/run-1-2.warc.gz",)
    assert store.get_bytes(ref.key) == b"another run was here"


def test_spool_files_without_a_page_are_removed(store, tmp_path):
    spool = tmp_path / "spool"
    ref = WarcArchive(store, "run-1", spool).append(make_page(1))
    path = spool / ref.key
    path.write_bytes(path.read_bytes()[: ref.offset + 20])
    assert recover_spool(store, spool) == ()
    assert not path.exists()


def test_damage_in_the_middle_of_a_spool_file_costs_no_later_page(store, tmp_path):
    spool = tmp_path / "spool"
    archive = WarcArchive(store, "run-1", spool)
    refs = [archive.append(make_page(number)) for number in range(4)]
    data = bytearray((spool / refs[0].key).read_bytes())
    data[refs[1].offset + 30] ^= 4
    (spool / refs[0].key).write_bytes(data)
    recover_spool(store, spool)
    outcomes = read_all(store.get_bytes(refs[0].key))
    assert only_pages(outcomes) == [make_page(0), make_page(2), make_page(3)]


def test_a_store_that_is_away_costs_no_page(store, tmp_path, monkeypatch):
    archive = WarcArchive(store, "run-1", tmp_path / "spool")
    archive.append(make_page(1))
    block = Path(store.url)
    block.write_text("a file where the store should be")
    with pytest.raises(Exception, match="cannot write"):
        archive.rotate()
    block.unlink()
    archive.append(make_page(2))
    archive.rotate()
    found = [page for info in store.iter_keys("raw/") for page in read_all(store.get_bytes(info.key))]
    assert found == [make_page(1), make_page(2)]
