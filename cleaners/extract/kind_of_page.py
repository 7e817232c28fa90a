"""Tells pages that are no article: listings, shops, programmes. Says no only when several signs agree.

The thresholds were set on 1,009 annotated pages so that hardly one of 791 articles is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import urlsplit

from cleaners.extract.evidence import Evidence
from cleaners.extract.scope import MAX_LINKED, is_solid
from cleaners.extract.visible import PageBlock
from cleaners.model import Kind

_SHOP = frozenset(
    {"Product", "ProductGroup", "CollectionPage", "ItemList", "SearchResultsPage", "OfferCatalog", "Store"}
)
_PROGRAMME = frozenset(
    {"VideoObject", "AudioObject", "RadioEpisode", "TVEpisode", "PodcastEpisode", "ImageGallery"}
)

MAX_PROGRAMME = 600  # characters: the description of a programme
MANY_LINKS = 0.3  # link share of a page, or of its story, from which it may be a listing
MOST_LINKS = 0.6
MAX_LISTING = 400  # characters of writing on a listing
MIN_PARAGRAPHS = 2  # of writing that even a short story has
MIN_TEASER = 40  # characters
MIN_TEASERS = 5
MIN_BETWEEN = 0.8  # of the gaps between teasers that hold a linked headline


def find_no_story(
    blocks: Sequence[PageBlock], chosen: Sequence[int], evidence: Evidence, *, dated: bool
) -> str | None:
    """Say why a page holds no story, in a line for people; None when it may hold one.

    `chosen` are the numbers of the story's blocks in order; `dated` tells whether the page says when it was
    published: a short story with a date is a brief, not a listing.
    """
    story = [blocks[number] for number in chosen if blocks[number].kind is not Kind.CAPTION]
    size = sum(len(block.text) for block in story)
    solid = [len(block.text) for block in story if is_solid(block)]
    writing = sum(solid)
    kinds = " ".join(evidence.meta.get("og:type", ())).lower()
    if (
        size < MAX_PROGRAMME
        and not evidence.article
        and (evidence.types & _PROGRAMME or kinds.startswith("video"))
    ):
        return f"a programme with a description of {size} characters"
    linked, page_linked = _measure_links(story), _measure_links(blocks)
    of_links = f"{linked:.0%} of the text is links"
    if evidence.is_dated_article:
        return of_links if linked > MOST_LINKS and writing < MAX_LISTING else None
    if _measure_teasers(blocks, chosen) >= MIN_BETWEEN:
        return "teasers, each under a linked headline"
    little = f"{page_linked:.0%} of the page is links, and {writing} characters are writing"
    if "article" in kinds:
        return little if page_linked > MOST_LINKS and writing < MAX_LISTING and not dated else None
    if linked > MANY_LINKS:
        return of_links
    if page_linked <= MANY_LINKS:
        return None
    if writing < MAX_LISTING and len(solid) < MIN_PARAGRAPHS and not dated:
        return little
    if evidence.types & _SHOP or "product" in kinds:
        return f"a page of goods or a list, {page_linked:.0%} of it links"
    if evidence.url and urlsplit(evidence.url)[2:4] in (("", ""), ("/", "")):
        return f"a front page, {page_linked:.0%} of it links"
    return None


def _measure_links(blocks: Sequence[PageBlock]) -> float:
    size = sum(len(block.text) for block in blocks)
    return sum(len(block.text) * block.link_share for block in blocks) / size if size else 0.0


def _measure_teasers(blocks: Sequence[PageBlock], chosen: Sequence[int]) -> float:
    """Share of the gaps between paragraphs that hold a linked headline; 0 for few paragraphs."""
    kinds = (Kind.PROSE, Kind.LIST_ITEM, Kind.QUOTATION)
    teasers = [
        number
        for number in chosen
        if blocks[number].kind in kinds
        and len(blocks[number].text) >= MIN_TEASER
        and blocks[number].link_share < MAX_LINKED
    ]
    if len(teasers) < MIN_TEASERS:
        return 0.0
    headed = sum(any(map(_is_linked_headline, blocks[one + 1 : two])) for one, two in pairwise(teasers))
    return headed / (len(teasers) - 1)


def _is_linked_headline(block: PageBlock) -> bool:
    return block.link_share > 0.9 and len(block.text.split()) >= 3
