"""What is new in a version of an article: its paragraphs are remembered by one number each."""

from __future__ import annotations

import zlib
from difflib import SequenceMatcher

import numpy as np

from cleaners.model import Article, Changes


def mark_paragraphs(article: Article) -> bytes:
    """Four bytes for the title and for each paragraph: enough to see later which of them are others."""
    marks = [
        zlib.crc32(text.encode("utf-8", "surrogatepass"))
        for text in (article.title or "", *article.paragraphs)
    ]
    return np.array(marks, "<u4").tobytes()


def find_changes(version: str, before: bytes, after: bytes) -> Changes:
    """What changed since a version, by the marks of both; a run that was replaced is changed as far as both reach.

    >>> one, two = (Article("a", "v", "s", tuple(text), title="Rain") for text in ("abcd", "aXcde"))
    >>> find_changes("1f2e", mark_paragraphs(one), mark_paragraphs(two))
    Changes(version='1f2e', title=False, added=(5,), removed=(), changed=(2,))
    """
    old, new = (np.frombuffer(marks, "<u4").tolist() for marks in (before, after))
    added: list[int] = []
    removed: list[int] = []
    changed: list[int] = []
    for kind, a, b, c, d in SequenceMatcher(None, old[1:], new[1:], autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        both = min(b - a, d - c)
        changed += range(c + 1, c + both + 1)
        removed += range(a + both + 1, b + 1)
        added += range(c + both + 1, d + 1)
    return Changes(version, old[0] != new[0], tuple(added), tuple(removed), tuple(changed))
