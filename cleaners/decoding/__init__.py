"""From the bytes of a page to its text: refuses what is no text, and finds the encoding of what is one."""

from __future__ import annotations

from cleaners.decoding.charset import decode
from cleaners.decoding.sniff import SAMPLE_BYTES, sniff_media

__all__ = ["SAMPLE_BYTES", "decode", "sniff_media"]
