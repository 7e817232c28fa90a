"""The markup of a story's body: one block of Markdown a paragraph, no more of Markdown than the sites need.

A no-break space is written `~`, so that each site can print it in its own wrong way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaners.model import Kind

LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
PREFIXES = {"## ": Kind.HEADING, "> ": Kind.QUOTATION, "- ": Kind.LIST_ITEM, "| ": Kind.TABLE}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text, and where it links to."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph, heading, quotation, list item or table row of a story; `cells` of a row are its runs."""

    kind: Kind
    runs: tuple[Run, ...]


def parse_body(body: str) -> tuple[Piece, ...]:
    """Read a story's body. Lines of one block are joined; list items and table rows take a line each.

    >>> [(str(piece.kind), print_plain(piece)) for piece in parse_body("One [link](/a).\\n\\n- x\\n- y~z")]
    [('prose', 'One link.'), ('list_item', 'x'), ('list_item', 'y z')]
    """
    pieces = []
    for block in filter(None, (block.strip() for block in body.split("\n\n"))):
        kind = PREFIXES.get(block[:2], PREFIXES.get(block[:3], Kind.PROSE))
        lines = block.splitlines() if kind in (Kind.LIST_ITEM, Kind.TABLE) else [" ".join(block.splitlines())]
        pieces += [Piece(kind, _read_runs(line, kind)) for line in lines]
    return tuple(pieces)


def print_plain(piece: Piece) -> str:
    """The text of a piece as its reader should get it: cells of a row joined by ` | `, `~` a plain space."""
    return (" | " if piece.kind is Kind.TABLE else "").join(run.text for run in piece.runs).replace("~", " ")


def _read_runs(line: str, kind: Kind) -> tuple[Run, ...]:
    if kind is Kind.TABLE:
        return tuple(Run(cell.strip()) for cell in line.strip("| ").split("|"))
    prefix = next((mark for mark, marked in PREFIXES.items() if marked is kind), "")
    line = line.removeprefix(prefix)
    runs, end = [], 0
    for link in LINK.finditer(line):
        runs += [Run(line[end : link.start()]), Run(link[1], link[2])]
        end = link.end()
    return tuple(run for run in (*runs, Run(line[end:])) if run.text)
