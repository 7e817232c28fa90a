"""A hostile web server: what it answers for articles, by row of the list of network faults, and the right outcome.

A case's name is its row and what it does. Generators, not bytes, where an answer is large.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import repeat

from tests.support.crawling import write_story
from tests.support.raw_site import Answer, Asked, Reply, respond

MIB = 1024 * 1024
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
STORY = write_story("Nowhere").encode()
PACKED = gzip.compress(STORY, mtime=0)


@dataclass(frozen=True, slots=True)
class Case:
    """What the server answers for one article, and the reason under which it is counted; None: it is an article."""

    reply: Reply
    reason: str | None


def answer(body: bytes, *headers: str, length: int | None = None) -> Answer:
    """A page with a length, right or wrong, and any headers."""
    lines = "".join(f"{line}\r\n" for line in headers)
    size = len(body) if length is None else length
    return Answer(HEAD + f"Content-Length: {size}\r\n{lines}\r\n".encode() + body)


def packed(body: bytes, encoding: str) -> Answer:
    """A page with a Content-Encoding, true or false."""
    return answer(body, f"Content-Encoding: {encoding}")


def redirect(target: str) -> Answer:
    """A redirect to anywhere."""
    return respond(b"", 302, Location=target)


def chunked(chunks: bytes) -> Answer:
    """A page in chunks as given."""
    return Answer(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)


def chunk(data: bytes) -> bytes:
    """One chunk as it should be."""
    return b"%x\r\n%s\r\n" % (len(data), data)


class Lazy:
    """An answer that takes long to make, made when it is first wanted."""

    def __init__(self, make: Callable[[], Answer]) -> None:
        self._make = make

    def __call__(self, asked: Asked) -> Answer:
        return self.answer

    @cached_property
    def answer(self) -> Answer:
        return self._make()


def make_ready(reply: Reply) -> Reply:
    """The same, made: a server that answers for the first time is not to be slow."""
    return reply.answer if isinstance(reply, Lazy) else reply


@cache
def make_gzip_bomb(mebibytes: int) -> bytes:
    """Zeros, in as many members as needed: a gzip file may have many."""
    return gzip.compress(bytes(64 * MIB), mtime=0) * (mebibytes // 64)


def make_zstd_bomb(mebibytes: int) -> bytes:
    """A Zstandard frame of repeated zeros: 4 bytes for each 128 KiB (RFC 8878, section 3.1.1)."""
    blocks = [b"\x02\x00\x10\x00"] * (8 * mebibytes - 1)
    return b"\x28\xb5\x2f\xfd\x00\x38" + b"".join(blocks) + b"\x03\x00\x10\x00"


def make_brotli_bomb(mebibytes: int) -> bytes:
    """Empty metadata blocks without end: bytes that only a brotli reader can judge (RFC 7932, section 9.2)."""
    return b"\x0b" + b"\x06" * mebibytes


def stream(head: bytes, piece: bytes, count: int) -> Answer:
    """A head, then a piece over and over."""

    def pieces() -> Iterable[bytes]:
        return repeat(piece, count)

    return Answer(head, more=pieces)


CUT_DEFLATE = zlib.compress(STORY)[:-30]
BIG_HEADER = b"X-Filler: " + b"x" * 8000 + b"\r\n"
COOKIES = [f"Set-Cookie: c{number}={number}" for number in range(5000)]

CASES: dict[str, Case] = {
    "35-gzip-bomb": Case(Lazy(lambda: packed(make_gzip_bomb(2048), "gzip")), "too_large"),
    "35-deflate-bomb": Case(Lazy(lambda: packed(zlib.compress(bytes(64 * MIB)), "deflate")), "too_large"),
    "36-brotli-bomb": Case(packed(make_brotli_bomb(3), "br"), "unreachable"),
    "37-zstd-bomb": Case(packed(make_zstd_bomb(1024), "zstd"), "unreachable"),
    "38-gzip-in-gzip": Case(
        Lazy(lambda: packed(gzip.compress(gzip.compress(bytes(64 * MIB)), mtime=0), "gzip, gzip")),
        "too_large",
    ),
    "38-packed-three-times": Case(packed(PACKED, "gzip, gzip, gzip"), "unreachable"),
    "38-packed-twice": Case(packed(gzip.compress(PACKED), "gzip, gzip"), None),
    "39-cut-deflate": Case(packed(CUT_DEFLATE, "deflate"), "unreachable"),
    "39-cut-gzip": Case(packed(PACKED[:-30], "gzip"), "unreachable"),
    "40-no-gzip": Case(packed(STORY, "gzip"), "unreachable"),
    "41-foreign-encoding": Case(packed(STORY, "foo"), "unreachable"),
    "42-chunk-bad": Case(chunked(b"zz\r\nstory"), "unreachable"),
    "42-chunk-cut": Case(chunked(b"ffff\r\n" + STORY), "unreachable"),
    "42-chunk-huge": Case(chunked(b"f" * 400 + b"\r\n" + STORY), "unreachable"),
    "42-chunk-lying": Case(chunked(b"3\r\n" + STORY + b"\r\n0\r\n\r\n"), "unreachable"),
    "42-chunk-negative": Case(chunked(b"-5\r\n" + STORY), "unreachable"),
    "42-cut-body": Case(answer(STORY, length=99_999), "unreachable"),
    "42-no-length-no-end": Case(Answer(HEAD + b"\r\n" + STORY[:-20]), "unreachable"),
    "42-too-long": Case(stream(HEAD + b"\r\n<html>", b"x" * MIB, 200), "too_large"),
    "42-too-long-announced": Case(answer(b"x" * 100_000, length=20_000_000), "too_large"),
    "42-zz-good": Case(respond(STORY), None),
    "43-garbage": Case(Answer(b"\x00\x01\x02 no http at all\r\n\r\n"), "unreachable"),
    "43-http-0.9": Case(Answer(STORY), "unreachable"),
    "43-nothing": Case(Answer(b""), "unreachable"),
    "43-reset": Case(Answer(HEAD, reset=True), "unreachable"),
    "43-two-lengths": Case(answer(b"story", "Content-Length: 9"), "unreachable"),
    "44-length-and-chunks": Case(
        Answer(HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(STORY) + chunk(b"")),
        None,
    ),
    "45-chunks-of-one-byte": Case(
        chunked(
            b"".join(chunk(STORY[n : n + 1]) for n in range(len(STORY))) + chunk(b" ") * 40_000 + chunk(b"")
        ),
        None,
    ),
    "46-headers-200-mb": Case(stream(HEAD, BIG_HEADER, 25_000), "unreachable"),
    "46-continue-without-end": Case(
        stream(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, 8000), "unreachable"
    ),
    "46-one-long-header": Case(stream(HEAD + b"X-Filler: ", b"x" * MIB, 200), "unreachable"),
    "47-hang": Case(Answer(HEAD, wait=9), "unreachable"),
    "47-slow-body": Case(Answer(HEAD + b"\r\n" + STORY, drip=0.2), "unreachable"),
    "47-slow-head": Case(Answer(HEAD + STORY, drip=0.2), "unreachable"),
    "48-cookies": Case(answer(STORY, *COOKIES), None),
    "49-to-itself": Case(redirect("/a/49-to-itself"), "redirect_loop"),
    "49-circle": Case(redirect("/b/1"), "redirect_loop"),
    "50-redirects": Case(redirect("/c/1"), "redirect_loop"),
    "51-decimal": Case(redirect("http://2130706434/"), "forbidden"),
    "51-elsewhere": Case(redirect("http://example.org/"), "forbidden"),
    "51-hexadecimal": Case(redirect("http://0x7f000002/"), "forbidden"),
    "51-loopback": Case(redirect("http://127.0.0.2/"), "forbidden"),
    "51-mapped": Case(redirect("http://[::ffff:127.0.0.1]/"), "forbidden"),
    "51-metadata": Case(redirect("http://169.254.169.254/latest/meta-data/"), "forbidden"),
    "51-meta-refresh": Case(
        respond('<html><head><meta http-equiv="refresh" content="0;url=http://127.0.0.2/"></head></html>'),
        "empty",
    ),
    "51-octal": Case(redirect("http://0177.0.0.2/"), "forbidden"),
    "51-shared": Case(redirect("http://100.64.0.1/"), "forbidden"),
    "51-short": Case(redirect("http://127.2/"), "forbidden"),
    "51-six": Case(redirect("http://[::1]/"), "forbidden"),
    "52-data": Case(redirect("data:text/html,x"), "http_status"),
    "52-file": Case(redirect("file:///etc/passwd"), "http_status"),
    "54-half-an-address": Case(redirect("http://[::1"), "http_status"),
    "54-port": Case(redirect("http://127.0.0.1:99999/"), "http_status"),
    "54-user": Case(redirect("http://user:secret@127.0.0.1/"), "forbidden"),
    "55-no-content": Case(Answer(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"), "empty"),
    "55-part-of-it": Case(respond(STORY, 206), "http_status"),
    "55-zz-good": Case(respond(STORY), None),
}
"""In order of their names, in which a crawl asks for them."""

EXTRA: dict[str, Reply] = {
    "/b/1": redirect("/b/2"),
    "/b/2": redirect("/a/49-circle"),
    **{f"/c/{number}": redirect(f"/c/{number + 1}") for number in range(1, 25)},
}
"""Where redirects lead to."""
