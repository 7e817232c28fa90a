"""Whether bytes without a name or a header hold a page or a plain text."""

from __future__ import annotations

import re

from cleaners.model import Media

SAMPLE_BYTES = 64 * 1024
"""How much is looked at: a page shows what it is in its head, and a piece of one in its first paragraphs."""

_DOCUMENT = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.I)
_OPENS = re.compile(
    rb"<(?:p|div|article|section|main|h[1-6]|table|ul|ol|figure|meta|link|script|style|title)[\s>/]", re.I
)
_CLOSES = re.compile(rb"</(?:p|div|article|section|main|h[1-6]|li|td|table|ul|ol|figure)\s*>", re.I)
_FEWEST = 3  # closing tags of blocks: texts that quote a tag or two, or kept a `<br>`, stay texts
_WORDS_A_TAG = 60  # pages had fewer words for each, articles about HTML more (95 and 362)


def sniff_media(body: bytes) -> Media:
    """Distinguish a page, or a piece of one, from plain text by its markup.

    A page has the tags of a document; a piece of one begins with the tag of a block or has many that close. A text
    stays one with a few tags in it, even one about HTML.

    >>> [sniff_media(body).value for body in (b"<!DOCTYPE html><p>a", b"<p>One.</p>", b"Use the <b>bold</b> tag, or <p>.")]
    ['html', 'html', 'text']

    Source: the MIME Sniffing Standard, section 7.1, whose tags are looked for at the very beginning only.
    """
    sample = body[:SAMPLE_BYTES]
    if b"\0" in sample:
        sample = sample.replace(b"\0", b"")  # UTF-16: its tags are ASCII letters with NUL bytes between them
    start = sample[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\t\n\r\f ")
    if _OPENS.match(start) or _DOCUMENT.search(sample):
        return Media.HTML
    closing = len(_CLOSES.findall(sample))
    return Media.HTML if closing >= max(_FEWEST, len(sample.split()) / _WORDS_A_TAG) else Media.TEXT
