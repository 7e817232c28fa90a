"""Undo records in the store: `undo/<sha256 of the input>.json.gz`, one an input, however many articles it held."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zlib
from typing import Any

from cleaners.model import Block, Edit, Kind, Removal, Repair
from cleaners.undo import Undo, rebuild

SCHEMA = "undo/1"
FOLDER = "undo/"


def make_record(undo: Undo) -> tuple[str, bytes]:
    """Key and bytes of the record to store; inputs that are equal share one."""
    sha256 = hashlib.sha256(rebuild(undo)).hexdigest()
    return f"{FOLDER}{sha256}.json.gz", encode_undo(undo, sha256)


def encode_undo(undo: Undo, sha256: str) -> bytes:
    """Bytes of a record; equal records give equal bytes."""
    plain = {
        "schema": SCHEMA,
        "input": undo.input,
        "sha256": sha256,
        "encoding": undo.encoding,
        "mark": undo.mark.hex(),
        "blocks": [
            [b.gap, b.text, str(b.kind), b.part, [b.removal.cleaner, b.removal.reason] if b.removal else None]
            for b in undo.blocks
        ],
        "tail": undo.tail,
        "repairs": [[r.cleaner, [[e.start, e.before, e.after] for e in r.edits]] for r in undo.repairs],
        "body": None if undo.body is None else base64.b64encode(undo.body).decode("ascii"),
    }
    # Escapes keep halves of pairs, which UTF-8 cannot write.
    return gzip.compress(json.dumps(plain, separators=(",", ":")).encode("ascii"), mtime=0)


def undo_input(data: bytes) -> bytes:
    """The input that a record (`encode_undo`) was made of, checked against its sum.

    Raises ValueError for a record that is damaged or of another kind.
    """
    try:
        plain = json.loads(gzip.decompress(data))
        if plain["schema"] != SCHEMA:
            raise ValueError(f"holds {plain['schema']!r}, not {SCHEMA!r}")
        body = rebuild(_decode(plain))
        sha256 = plain["sha256"]
    except (
        OSError, EOFError, zlib.error, KeyError, TypeError, json.JSONDecodeError, UnicodeDecodeError
    ) as error:  # fmt: skip
        raise ValueError(f"no undo record: {type(error).__name__}: {error}") from None
    if hashlib.sha256(body).hexdigest() != sha256:
        raise ValueError("the record does not give the input that it was made of: it was changed")
    return body


def _decode(plain: dict[str, Any]) -> Undo:
    blocks = tuple(
        Block(text, Kind(kind), gap, removal=Removal(*removal) if removal else None, part=part)
        for gap, text, kind, part, removal in plain["blocks"]
    )
    repairs = tuple(Repair(name, tuple(Edit(*edit) for edit in edits)) for name, edits in plain["repairs"])
    body = None if plain["body"] is None else base64.b64decode(plain["body"])
    mark = bytes.fromhex(plain["mark"])
    return Undo(plain["input"], plain["encoding"], mark, blocks, plain["tail"], repairs, body)
