"""The agency's name behind the last sentence of a story."""

from __future__ import annotations

import re
from dataclasses import replace

from cleaners.blocks.row import Context, cut, live
from cleaners.fields import find_agency
from cleaners.model import STORY, Blocks, Removal

SENTENCE = re.compile(r"with (?:additional )?input", re.IGNORECASE)


def remove_agency_credits(blocks: Blocks, context: Context) -> Blocks:
    """Take the agency's credit off the end of a story, into `agency`.

    Goes: `./ REL`, `— Reuters`, `(AFP)` behind the last sentence, or alone in its last line.
    Stays: `With additional input from APP`, a sentence of the story; agencies inside a sentence or before the last block.

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_agency_credits, "Officials in Kabul denied it./ REL")
    ['+ Officials in Kabul denied it.', '- / REL']

    Source: `cleaners.fields.find_agency`.
    """
    last = max((at for at, block in live(blocks) if block.kind in STORY), default=None)
    credit = find_agency(blocks[last].text, agencies_of(context)) if last is not None else None
    if last is None or credit is None or SENTENCE.match(blocks[last].text[credit.start :].lstrip(" (")):
        return blocks
    removal = Removal("remove_agency_credits", "credit of the agency, read into agency")
    if not blocks[last].text[: credit.start].strip():
        changed: Blocks = (replace(blocks[last], removal=removal),)
    else:
        story, rest = cut(blocks[last], credit.start)
        changed = (story, replace(rest, removal=removal))
    return (*blocks[:last], *changed, *blocks[last + 1 :])


def agencies_of(context: Context) -> tuple[str, ...]:
    """Agencies that the source's file names."""
    return context.source.agencies if context.source else ()
