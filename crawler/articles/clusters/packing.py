"""Sketches as bytes of a column, and back."""

from __future__ import annotations

import struct

import numpy as np

from crawler.articles.clusters.sketch import Sample, Sketch

_HEAD = struct.Struct("<6I")


def pack_sketch(sketch: Sketch) -> bytes:
    """Lengths and limits of the samples, then their values, all as little-endian numbers of four bytes."""
    head = _HEAD.pack(*(number for sample in sketch for number in (len(sample.values), sample.limit)))
    return head + b"".join(sample.values.astype("<u4").tobytes() for sample in sketch)


def unpack_sketch(data: bytes) -> Sketch:
    """The sketch that was packed.

    >>> from crawler.articles.clusters.sketch import sketch_text
    >>> sketch = sketch_text("Two men and 3 women were taken to hospital", "en")
    >>> unpack_sketch(pack_sketch(sketch)).numbers.values.tolist() == sketch.numbers.values.tolist()
    True
    """
    head = _HEAD.unpack_from(data)
    values = np.frombuffer(data, "<u4", offset=_HEAD.size)
    ends = np.cumsum(head[::2]).tolist()
    starts = [0, *ends]
    samples = (Sample(values[a:b], limit) for a, b, limit in zip(starts, ends, head[1::2], strict=False))
    return Sketch(*samples)
