"""Names of stored files: what a key may be, and how text from outside becomes part of one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import quote

MAX_PART_BYTES = 255
"""Longest name that ext4, XFS, APFS and NTFS all take."""

MAX_KEY_BYTES = 900
"""S3 allows 1,024 bytes (User Guide, "Naming Amazon S3 objects"); the rest is left to the store's prefix."""

SLUG_CHARACTERS = 60
SLUG_BYTES = 120
PART_BYTES = 100


def check_key(key: str) -> str:
    r"""Return `key` if it names a file inside every kind of store, else raise ValueError with advice.

    Refused: empty keys and parts (so also absolute ones), parts that start with a dot (`..`, and hidden
    names, which the stores keep for themselves), backslashes, control characters, lone surrogates, and names
    that some file system finds too long.

    >>> check_key("raw/dawn/2026-11-20/run-1.warc.gz")
    'raw/dawn/2026-11-20/run-1.warc.gz'
    >>> check_key("../etc/passwd")
    Traceback (most recent call last):
    ValueError: key '../etc/passwd': part '..' starts with a dot; encode names from outside with encode_part
    """
    for part in key.split("/"):
        if problem := _find_problem(part):
            raise ValueError(f"key {key[:200]!a}: part {part[:200]!a} {problem}; {_ADVICE}")
    if len(key.encode()) > MAX_KEY_BYTES:
        raise ValueError(f"key {key[:200]!a}... is longer than {MAX_KEY_BYTES} bytes; {_ADVICE}")
    return key


def check_prefix(prefix: str) -> str:
    """Return `prefix` if some valid key can start with it, else raise ValueError.

    >>> check_prefix(""), check_prefix("text/da"), check_prefix("text/")
    ('', 'text/da', 'text/')
    """
    if prefix:
        check_key(prefix + "x" if prefix.endswith("/") else prefix)
    return prefix


def encode_part(text: str) -> str:
    """Turn any text into one part of a key, as Hive partitions are written: `%XX` for all that is unusual.

    Names of up to 100 bytes can be read back with `urllib.parse.unquote`; of a longer one stay a few letters
    and 32 digits of its SHA-256, so that two long names stay two.

    >>> encode_part("dawn"), encode_part("../../etc"), encode_part("")
    ('dawn', '%2E.%2F..%2Fetc', '_')
    """
    name = quote(text, safe="", errors="replace") or "_"
    if name.startswith("."):
        name = "%2E" + name[1:]
    if len(name) > PART_BYTES:
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
        # Cutting inside a %XX would leave what readers of Hive partitions refuse.
        name = re.sub(r"%.*", "", name[:40]) + "-" + digest
    return name


def make_slug(title: str | None) -> str:
    """Turn a headline into a file name for people: lower-case letters and digits of any script, and hyphens.

    At most 60 characters and 120 bytes, cut between words where possible; never empty.

    >>> make_slug("Kabul's 2nd bridge: Reopened!"), make_slug("د کابل پُل")
    ('kabul-s-2nd-bridge-reopened', 'د-کابل-پل')
    >>> make_slug("...")
    'untitled'
    """
    folded = unicodedata.normalize("NFKC", (title or "")[: 10 * SLUG_CHARACTERS]).lower()
    # Vowel signs and dots above are marks of the letter before them, not a place to cut the word.
    marks = () if folded.isascii() else [c for c in set(folded) if unicodedata.category(c).startswith("M")]
    for mark in marks:
        folded = folded.replace(mark, "")
    slug = ""
    for word in _WORD.findall(folded):
        longer = f"{slug}-{word}" if slug else _cut(word)
        if not _fits(longer):
            break
        slug = longer
    return slug or "untitled"


_WORD = re.compile(r"[^\W_]+")
_NEVER_IN_PARTS = re.compile(r"[\\\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Backslash, and the categories Cc and Cs of Unicode."""

_ADVICE = "encode names from outside with encode_part"


def _find_problem(part: str) -> str | None:
    if not part:
        return "is empty"
    if part.startswith("."):
        return "starts with a dot"
    if _NEVER_IN_PARTS.search(part):
        return "holds a backslash, a control character or half a character"
    if len(part.encode()) > MAX_PART_BYTES:
        return f"is longer than {MAX_PART_BYTES} bytes"
    return None


def _fits(slug: str) -> bool:
    return len(slug) <= SLUG_CHARACTERS and len(slug.encode()) <= SLUG_BYTES


def _cut(word: str) -> str:
    return word[:SLUG_CHARACTERS].encode()[:SLUG_BYTES].decode(errors="ignore")
