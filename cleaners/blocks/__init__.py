"""Boilerplate cleaners: one module a kind, each from a row of blocks to a row of blocks.

A cleaner never deletes a block. It returns the row with `removal` set on some blocks, with a block cut in two,
or with another kind; `join` of the row stays the same. Cleaners run in the order of `config/cleaning.toml`,
again and again until none changes anything, so that a clean article stays as it is.
"""

from __future__ import annotations

from cleaners.blocks.captions import mark_captions
from cleaners.blocks.comments import remove_comment_boxes
from cleaners.blocks.credits import remove_agency_credits
from cleaners.blocks.greetings import remove_greetings
from cleaners.blocks.head import mark_title, remove_bylines, remove_country_codes, remove_date_lines
from cleaners.blocks.legal import remove_legal_text
from cleaners.blocks.links import remove_bare_links, remove_related_links
from cleaners.blocks.menus import remove_menus
from cleaners.blocks.ornaments import remove_ornaments
from cleaners.blocks.promos import remove_source_promos
from cleaners.blocks.recurring import remove_recurring_lines
from cleaners.blocks.repeats import remove_pull_quotes, remove_repeated_titles
from cleaners.blocks.row import Cleaner, Context, join, segment
from cleaners.blocks.service import remove_service_lines
from cleaners.blocks.share_bars import remove_share_bars
from cleaners.blocks.tail import remove_side_columns
from cleaners.blocks.unlikely import remove_unlikely_lines

__all__ = ["CLEANERS", "Cleaner", "Context", "join", "segment"]

CLEANERS: dict[str, Cleaner] = {
    cleaner.__name__: cleaner
    for cleaner in (
        remove_country_codes,
        remove_ornaments,
        remove_greetings,
        remove_source_promos,
        remove_share_bars,
        remove_bare_links,
        remove_related_links,
        remove_service_lines,
        remove_menus,
        remove_legal_text,
        remove_date_lines,
        remove_bylines,
        remove_comment_boxes,
        remove_recurring_lines,
        remove_side_columns,
        remove_unlikely_lines,
        mark_captions,
        remove_repeated_titles,
        mark_title,
        remove_pull_quotes,
        remove_agency_credits,
    )
}
"""Every cleaner by name."""
