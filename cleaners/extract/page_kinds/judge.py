"""Is a page an article at all? First what is surely none, then what the page model weighs."""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.extract.evidence import Evidence
from cleaners.extract.page import FlatPage, PageBlock
from cleaners.extract.page_kinds.measures import NAMES, Row, measure_page
from cleaners.extract.page_kinds.rules import Finding, find_sure_sign
from cleaners.extract.page_kinds.score import weigh_page
from cleaners.extract.page_kinds.teasers import measure_teasers
from cleaners.model import Reason

MIN_BRIEF, MIN_DATED_BRIEF = 160, 90  # characters of paragraphs in a row that even a brief has
MIN_HEADLINE = 4.0  # words of its headline
MIN_TAKEN_UP = 0.3  # of the long words of its headline that its opening uses
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
    page: FlatPage,
    blocks: Sequence[PageBlock],
    chosen: Sequence[int],
    evidence: Evidence,
    title: str | None,
    *,
    dated: bool,
) -> Finding | None:
    """Why a page is no article: a reason and a line for people; None where it may be one.

    `chosen` are the numbers of the story's blocks in order, `title` its headline, `dated` whether the page says when
    it was published. Losing an article is worse than keeping a listing: both parts speak only when they are sure.
    """
    sure = find_sure_sign(page, blocks, chosen, evidence, dated=dated)
    if sure is not None:
        return sure
    if (
        dated
        and title
        and is_declared_article(evidence)
        and measure_teasers(blocks, chosen) < SIGNS["teasers"]
    ):
        return None  # however short: losing an article is worse
    row = measure_page(page, blocks, chosen, evidence, title, dated=dated)
    weighed = weigh_page(row) if lists_anything(row) and not reads_like_brief(row) else None
    return (Reason.LISTING, f"read as a list or a shop: {weighed}") if weighed else None


def is_declared_article(evidence: Evidence) -> bool:
    """Whether JSON-LD or Open Graph calls the page an article."""
    return bool(evidence.article) or "article" in " ".join(evidence.meta.get("og:type", ())).lower()


def lists_anything(row: Row) -> bool:
    """Whether the measures of a page show any list at all: a bare page with a few lines is none."""
    measures = dict(zip(NAMES, row, strict=True))
    return any((measures[name] or 0.0) >= least for name, least in SIGNS.items())


def reads_like_brief(row: Row) -> bool:
    """Whether a page without signs of a shop has a headline and some lines that take it up: the model learned from
    long articles, and short news must not be lost among the headlines around it."""
    measures = {name: value or 0.0 for name, value in zip(NAMES, row, strict=True)}
    taken_up = row[NAMES.index("headline_taken_up")]
    return (
        measures["longest_run"] >= (MIN_DATED_BRIEF if measures["dated"] else MIN_BRIEF)
        and measures["headline_words"] >= MIN_HEADLINE
        and (taken_up is None or taken_up >= MIN_TAKEN_UP)
        and measures["teasers"] < SIGNS["teasers"]
        and measures["prices"] < SIGNS["prices"]
        and measures["shop_labels"] < SIGNS["shop_labels"]
    )
