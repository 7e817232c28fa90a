"""The input `-`: what comes on stdin, as a file that can be read twice."""

from __future__ import annotations

import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cleaners.decoding import SAMPLE_BYTES, sniff_media
from crawler.errors import InputError

GZIP = b"\x1f\x8b"


@contextmanager
def keep_stdin(inputs: Sequence[str]) -> Iterator[list[str]]:
    """The inputs, with a temporary file in the place of `-`; it is gone afterwards.

    Its name, by which articles name their input, shows what was found in it: `stdin.txt`, `stdin.html` or `stdin.warc`,
    with `.gz` where it is packed. Raises InputError without a stdin.
    """
    if "-" not in inputs:
        yield list(inputs)
        return
    if sys.stdin is None:
        raise InputError("-: there is no standard input: name a file")
    with tempfile.TemporaryDirectory(prefix="khyber-") as folder:
        kept = Path(folder, "stdin")
        with kept.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        with kept.open("rb") as file:
            named = kept.with_name(name_by(file.read(SAMPLE_BYTES)))
        kept.rename(named)
        yield [str(named) if name == "-" else name for name in inputs]


def name_by(start: bytes) -> str:
    """Name of a file that begins with these bytes.

    >>> name_by(b"<!doctype html><p>a"), name_by(b"Rain fell."), name_by(b"WARC/1.1\\r\\n")
    ('stdin.html', 'stdin.txt', 'stdin.warc')
    """
    packed = start.startswith(GZIP)
    if packed:
        try:
            start = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, SAMPLE_BYTES)
        except zlib.error:
            start = b""  # reading the file will name what is wrong with it
    kind = "warc" if start.startswith(b"WARC/") else {"html": "html", "text": "txt"}[sniff_media(start)]
    return f"stdin.{kind}{'.gz' if packed else ''}"
