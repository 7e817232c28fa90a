"""Turns the bytes of a page into text, and notes who decided the encoding.

In order: size, magic bytes, byte order mark, UTF-16 by its NUL bytes, UTF-8 by strict decoding, then what
header, document and source claim, each believed only when its text looks like writing, then a guess. Claims
come after UTF-8: UTF-8 under a Latin-1 header is common, and Latin-1 text does not decode as UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from w3lib.encoding import http_content_type_encoding, read_bom, resolve_encoding

from cleaners.decoding.plausibility import measure_arabic_share, rate_plausibility
from cleaners.decoding.signatures import find_signature
from cleaners.model import Decoded, Media, Page, Reason, Rejected, Rules, Stage

MAX_REPLACED_SHARE = 0.01
"""Share of a text's characters that may be undecodable: above it the page is rejected."""

_BELIEVABLE = 0.9  # plausibility from which a claimed encoding is taken: wrong ones measured below 0.9
_SURELY_RIGHT = 0.97  # right readings measured 0.99 and above, the next best one 0.94
_GUESS_SAMPLE = 6_000  # bytes: charset-normalizer is slow, and more did not change its answer

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_CONTROL_SHARE = 0.1

# The encodings of the WHATWG Encoding Standard by their Python names. Everything else that Python can decode
# (utf-7, idna, rot13, unicode_escape ...) lets harmless bytes turn into markup or is no character encoding.
_ENCODINGS = frozenset(
    """utf-8 cp866 cp874 cp932 cp949 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258
    iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14
    iso8859-15 iso8859-16 koi8-r koi8-u mac-roman mac-cyrillic gb18030 big5hkscs euc_jp iso2022_jp""".split()
)
_META = re.compile(
    rb"<meta\s[^<>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml\s[^<>]*?encoding\s*=\s*[\"']([\w.:-]+)", re.I
)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decode(page: Page, rules: Rules) -> Decoded | Rejected:
    """Decode the bytes of a page.

    Takes a page whose `headers` may name a charset; `rules` holds the size limit and the source's encoding.
    Returns the text, or a rejection (too_large, binary, empty, undecodable). Never raises for any bytes.
    Bytes that the encoding cannot read become U+FFFD and are counted.

    >>> decode(Page("کابل".encode("cp1256") * 40, Media.TEXT), Rules((), (), {})).encoding
    'cp1256'

    Source: https://encoding.spec.whatwg.org/#names-and-labels
    """
    body = page.body
    if len(body) > (limit := rules.limit(page.media)):
        return _reject(page, Reason.TOO_LARGE, f"{len(body):,} bytes, limit {limit:,}")
    if not body.strip(b"\x00\t\n\r\f "):
        return _reject(page, Reason.EMPTY, "no bytes but white space")
    if signature := find_signature(body) or (body[:8] if _is_binary(body) else None):
        return _reject(page, Reason.BINARY, f"starts with {signature!r}: not a text")
    decoded = _decode_unicode(body) or _decode_claimed(body, page, rules) or _decode_guessed(body)
    allowed = MAX_REPLACED_SHARE * len(decoded.text)
    if decoded.replaced > allowed:
        lost = f"{decoded.replaced:,} of {len(decoded.text):,} characters"
        detail = f"{lost} unreadable as {decoded.encoding}, the best reading"
        return _reject(page, Reason.UNDECODABLE, detail)
    return decoded


def _reject(page: Page, reason: Reason, detail: str) -> Rejected:
    return Rejected(Stage.DECODE, reason, page.url, page.input, page.source, detail)


def _is_binary(body: bytes) -> bool:
    sample = body[:4096]
    if len(_CONTROL.findall(sample)) <= _MAX_CONTROL_SHARE * len(sample):
        return False
    return read_bom(body)[0] is None and _guess_utf16(body) is None


def _decode_unicode(body: bytes) -> Decoded | None:
    encoding, bom = read_bom(body)
    if encoding is not None and bom is not None:
        return _decode_with_replacement(body[len(bom) :], encoding, "bom")
    if (utf16 := _guess_utf16(body)) is not None:
        return _decode_with_replacement(body, utf16, "guess")
    try:
        return Decoded(body.decode("utf-8"), "utf-8", "utf-8")
    except UnicodeDecodeError:
        decoded = _decode_with_replacement(body, "utf-8", "utf-8")
    # An 8-bit text has hardly any valid sequence, a UTF-8 page with pasted-in bytes hardly an invalid one.
    return decoded if len(_MULTIBYTE.findall(body)) >= 4 * decoded.replaced else None


def _guess_utf16(body: bytes) -> str | None:
    """UTF-16 without a byte order mark: markup and spaces leave NUL bytes on one side of the pairs only."""
    sample = body[: 1 << 16]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) / 40 or min(even, odd) > max(even, odd) / 20:
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = sample[: len(sample) & ~1].decode(encoding, "replace")
    near = sum(char < "\u0700" for char in text)  # markup, Latin, Cyrillic and Arabic letters
    readable = 2 * near >= len(text) and text.count("\ufffd") <= MAX_REPLACED_SHARE * len(text)
    return encoding if readable else None


def _decode_with_replacement(body: bytes, encoding: str, decided_by: str) -> Decoded:
    text = body.decode(encoding, "replace")
    already_lost = len(re.findall("\ufffd".encode(encoding), body)) if encoding.startswith("utf") else 0
    return Decoded(text, encoding, decided_by, max(0, text.count("\ufffd") - already_lost))


def _list_claims(body: bytes, page: Page, rules: Rules) -> Iterator[tuple[str | None, str]]:
    yield http_content_type_encoding(page.header("content-type")), "header"
    if page.media is Media.HTML:
        for match in _META.finditer(body):
            yield resolve_encoding((match[1] or match[2]).decode("ascii", "replace")), "meta"
    source = rules.source(page.source)
    if source is not None and source.encoding:
        yield resolve_encoding(source.encoding), "source"


def _decode_claimed(body: bytes, page: Page, rules: Rules) -> Decoded | None:
    tried = {"utf-8"}
    for encoding, decided_by in _list_claims(body, page, rules):
        if encoding is None or encoding in tried or encoding not in _ENCODINGS:
            continue
        tried.add(encoding)
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if rate_plausibility(_sample_foreign_bytes(body).decode(encoding, "replace")) >= _BELIEVABLE:
            return Decoded(text, encoding, decided_by)
    return None


def _decode_guessed(body: bytes) -> Decoded:
    """Best reading of bytes that nobody described; UTF-8 with losses when no 8-bit encoding gives writing."""
    sample = _sample_foreign_bytes(body)
    arabic = sample.decode("cp1256", "replace")
    if rate_plausibility(arabic) >= _SURELY_RIGHT and measure_arabic_share(arabic) >= 0.8:
        return _decode_with_replacement(body, "cp1256", "guess")
    if rate_plausibility(sample.decode("cp1252", "replace")) >= _SURELY_RIGHT:
        return _decode_with_replacement(body, "cp1252", "guess")
    import charset_normalizer  # few texts need a guess, and loading it takes a while

    guesses = (resolve_encoding(match.encoding) for match in charset_normalizer.from_bytes(sample))
    names = [name for name in dict.fromkeys(guesses) if name is not None and name in _ENCODINGS][:4]
    rated = [(rate_plausibility(sample.decode(name, "replace")), name) for name in names]
    plausibility, encoding = max(rated, key=lambda pair: pair[0], default=(0.0, "utf-8"))
    return _decode_with_replacement(body, encoding if plausibility >= _BELIEVABLE else "utf-8", "guess")


def _sample_foreign_bytes(body: bytes) -> bytes:
    """The first non-ASCII bytes with some context, so that a sample is not all markup."""
    pieces, size, end = [], 0, 0
    for match in re.finditer(rb"[\x80-\xff]", body):
        if match.start() < end:
            continue
        start, end = max(end, match.start() - 30), match.start() + 90
        pieces.append(body[start:end])
        size += end - start
        if size >= _GUESS_SAMPLE:
            break
    return b"".join(pieces)
