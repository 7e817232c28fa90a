"""The agency's name behind the last sentence of a story."""

from __future__ import annotations

from dataclasses import replace

from cleaners.blocks.row import Context, cut, live
from cleaners.fields import find_agency
from cleaners.model import STORY, Blocks, Removal


def remove_agency_credits(blocks: Blocks, context: Context) -> Blocks:
    """Take the agency's credit off the end of a story, into `agency`.

    Goes: `./ REL`, `— Reuters`, `(AFP)` behind the last sentence of each article, or alone in its last line.
    Stays: agencies named inside a sentence or before the last block.

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_agency_credits, "Officials in Kabul denied it./ REL")
    ['+ Officials in Kabul denied it.', '- / REL']

    Source: `cleaners.fields.find_agency`.
    """
    last = {block.part: at for at, block in live(blocks) if block.kind in STORY}
    known = context.source.agencies if context.source else ()
    removal = Removal("remove_agency_credits", "credit of the agency, read into agency")
    row = []
    for at, block in enumerate(blocks):
        credit = find_agency(block.text, known) if last.get(block.part) == at else None
        if credit is None:
            row.append(block)
        elif not block.text[: credit.start].strip():
            row.append(replace(block, removal=removal))
        else:
            story, rest = cut(block, credit.start)
            row += story, replace(rest, removal=removal)
    return tuple(row)
