"""Is a page an article at all? First what is surely none, then what the page model weighs."""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.extract.evidence import Evidence
from cleaners.extract.page_kinds.measures import NAMES, Row, measure_page
from cleaners.extract.page_kinds.rules import Finding, find_sure_sign
from cleaners.extract.page_kinds.score import weigh_page
from cleaners.extract.visible import PageBlock
from cleaners.model import Reason

SIGNS = {
    "linked_alike": 3.0,  # linked headlines
    "prices": 2.0,
    "shop_labels": 3.0,
    "page_numbers": 1.0,
    "teasers": 0.3,  # share of the gaps between paragraphs
    "pictures": 1.0,  # for every 100 characters of writing
    "address_lists": 1.0,
}
"""From how much of a measure on a page lists something; of 1,009 annotated pages the model refused none without."""


def judge_page(
    blocks: Sequence[PageBlock], chosen: Sequence[int], evidence: Evidence, title: str | None, *, dated: bool
) -> Finding | None:
    """Why a page is no article: a reason and a line for people; None where it may be one.

    `chosen` are the numbers of the story's blocks in order, `title` its headline, `dated` whether the page says when
    it was published. Losing an article is worse than keeping a listing: both parts speak only when they are sure.
    """
    sure = find_sure_sign(blocks, chosen, evidence, dated=dated)
    if sure is not None:
        return sure
    row = measure_page(blocks, chosen, evidence, title, dated=dated)
    weighed = weigh_page(row) if lists_anything(row) else None
    return (Reason.LISTING, f"read as a list or a shop: {weighed}") if weighed else None


def lists_anything(row: Row) -> bool:
    """Whether the measures of a page show any list at all: a bare page with a few lines is none."""
    measures = dict(zip(NAMES, row, strict=True))
    return any((measures[name] or 0.0) >= least for name, least in SIGNS.items())
