"""First bytes of files that are no text: documents, archives, pictures, sound, films, databases."""

from __future__ import annotations

_SIGNATURES = (
    b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a",
    b"II*\x00", b"MM\x00*", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd",
    b"BZh91AY&SY", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x7fELF", b"wOFF", b"wOF2", b"OggS", b"ID3",
    b"fLaC", b"SQLite format 3\x00", b"PAR1", b"\x1aE\xdf\xa3", b"\x00\x00\x01\x00", b"{\\rtf",
)  # fmt: skip
_CONTAINERS = ((b"RIFF", slice(8, 12), (b"WEBP", b"WAVE", b"AVI ")), (b"", slice(4, 8), (b"ftyp",)))


def find_signature(body: bytes) -> bytes | None:
    """The bytes that show that a body is no text, None without such. White space and a mark may stand before.

    >>> find_signature(b"  %PDF-1.7"), find_signature(b"RIFF....WEBPVP8 "), find_signature(b"<html>")
    (b'%PDF-', b'WEBP', None)

    Source: the MIME Sniffing Standard, and the patterns of file(1).
    """
    start = body[:64].lstrip(b"\xef\xbb\xbf\t\n\r ")
    for signature in _SIGNATURES:
        if start.startswith(signature):
            return signature
    for prefix, place, kinds in _CONTAINERS:
        if body.startswith(prefix) and body[place] in kinds:
            return body[place]
    return None
