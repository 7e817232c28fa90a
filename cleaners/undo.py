"""Undoing the cleaning of a plain text: what is needed to rebuild its file, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass

from cleaners.blocks import join
from cleaners.model import Blocks, Media, Page, Repair
from cleaners.process import Trace
from cleaners.repair import undo_repairs


@dataclass(frozen=True, slots=True)
class Undo:
    """The whole input of one or more articles: row of blocks, white space behind it, repairs, encoding.

    `mark` are the bytes before the text (a byte order mark). `body` are the bytes themselves where the text does not
    give them again: some could not be read, or the encoding has two ways to write a letter; else None.
    """

    input: str | None
    encoding: str
    mark: bytes
    blocks: Blocks
    tail: str
    repairs: tuple[Repair, ...]
    body: bytes | None = None


def record_undo(page: Page, trace: Trace) -> Undo | None:
    """What undoes the cleaning of a page; None unless it was a plain text that became a row of blocks."""
    if page.media is not Media.TEXT or trace.decoded is None or trace.cleaned is None:
        return None
    cleaned, encoding = trace.cleaned, trace.decoded.encoding
    written = encode(trace.decoded.text, encoding)
    exact = written is not None and page.body.endswith(written)
    mark = page.body[: len(page.body) - len(written)] if exact and written is not None else b""
    body = None if exact else page.body
    return Undo(page.input, encoding, mark, cleaned.blocks, cleaned.tail, cleaned.repairs, body)


def rebuild(undo: Undo) -> bytes:
    """The bytes of the input. Raises ValueError for a record that does not fit together.

    >>> from cleaners.model import Block, Edit
    >>> rebuild(Undo("a.txt", "utf-8", b"", (Block("A b"),), "", (Repair("r", (Edit(1, "\\xa0", " "),)),))).decode()
    'A\\xa0b'
    """
    if undo.body is not None:
        return undo.body
    text = undo_repairs(join(undo.blocks) + undo.tail, undo.repairs)
    written = encode(text, undo.encoding)
    if written is None:
        raise ValueError(f"the text cannot be written as {undo.encoding}: a record of another text?")
    return undo.mark + written


def encode(text: str, encoding: str) -> bytes | None:
    """Bytes of a text, None where the encoding has no way to write it."""
    try:
        return text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return None
