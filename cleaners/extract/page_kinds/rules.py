"""Pages that surely are no article, each by several signs that agree.

The thresholds were set on 1,009 annotated pages so that hardly one of 791 articles is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.extract.evidence import Evidence
from cleaners.extract.page import FlatPage, PageBlock
from cleaners.extract.page_kinds.address import Address, read_address
from cleaners.extract.page_kinds.teasers import is_linked_headline, measure_teasers
from cleaners.extract.scope import is_solid
from cleaners.model import Kind, Reason

_LISTS = frozenset(
    {"CollectionPage", "SearchResultsPage", "OfferCatalog", "ProductGroup"}
)  # no article has these
_SHOP = _LISTS | {"Product", "ItemList", "Store"}
_PROGRAMME = frozenset(
    {"VideoObject", "AudioObject", "RadioEpisode", "TVEpisode", "PodcastEpisode", "ImageGallery"}
)

MAX_PROGRAMME = 600  # characters: the description of a programme
MANY_LINKS = 0.3  # link share of a page, or of its story, from which it may be a listing
MOST_LINKS = 0.6
MAX_LISTING = 400  # characters of writing on a listing
MIN_BETWEEN = 0.8  # of the gaps between teasers that hold a linked headline
MIN_RESULTS = 3  # linked headlines of a page of search results

Finding = tuple[Reason, str]


def find_sure_sign(
    page: FlatPage, blocks: Sequence[PageBlock], chosen: Sequence[int], evidence: Evidence, *, dated: bool
) -> Finding | None:
    """Why a page surely is no article, with a line for people; None where that is not sure.

    `chosen` are the numbers of the story's blocks in order; `dated` is whether the page says when it was
    published: a short story with a date is a brief, not a listing.
    """
    story = [blocks[number] for number in chosen if blocks[number].kind is not Kind.CAPTION]
    kinds = " ".join(evidence.meta.get("og:type", ())).lower()
    size = sum(len(block.text) for block in story)
    if size < MAX_PROGRAMME and not evidence.article and _is_programme(evidence, kinds):
        return Reason.MEDIA, f"a programme with a description of {size} characters"
    address = read_address(evidence.url or evidence.canonical)
    if not evidence.is_dated_article and (what := _find_declared_list(blocks, evidence, kinds, address)):
        return Reason.LISTING, what
    if (
        not evidence.is_dated_article
        and not dated
        and not any(map(is_solid, story))
        and _asks_to_sign_in(page)
    ):
        return Reason.LOGIN, "a form that asks for a password, and no paragraph"
    return _find_links(blocks, chosen, story, evidence, kinds, address, dated)


def _is_programme(evidence: Evidence, kinds: str) -> bool:
    return bool(evidence.types & _PROGRAMME) or kinds.startswith("video")


def _asks_to_sign_in(page: FlatPage) -> bool:
    return any(b'type="password"' in page.read_tag(element) for element in page.find_tag("input"))


def _find_declared_list(
    blocks: Sequence[PageBlock], evidence: Evidence, kinds: str, address: Address | None
) -> str | None:
    if named := sorted(evidence.types & _LISTS):
        return f"the page calls itself {named[0]}"
    if "product.group" in kinds or "product:group" in kinds:
        return "the page calls itself a group of products"
    if address is not None and address.searches and sum(map(is_linked_headline, blocks)) >= MIN_RESULTS:
        return "results of a search"
    return None


def _find_links(
    blocks: Sequence[PageBlock],
    chosen: Sequence[int],
    story: Sequence[PageBlock],
    evidence: Evidence,
    kinds: str,
    address: Address | None,
    dated: bool,
) -> Finding | None:
    """Pages of links: the less they declare an article, the fewer links will do."""
    solid = [len(block.text) for block in story if is_solid(block)]
    writing = sum(solid)
    linked, page_linked = measure_links(story), measure_links(blocks)
    of_links = f"{linked:.0%} of the text is links"
    if evidence.is_dated_article:
        return (Reason.LISTING, of_links) if linked > MOST_LINKS and writing < MAX_LISTING else None
    if measure_teasers(blocks, chosen) >= MIN_BETWEEN:
        return Reason.LISTING, "teasers, each under a linked headline"
    little = f"{page_linked:.0%} of the page is links, and {writing} characters are writing"
    if "article" in kinds:
        few = page_linked > MOST_LINKS and writing < MAX_LISTING and not dated
        return (Reason.LISTING, little) if few else None
    if linked > MANY_LINKS:
        return Reason.LISTING, of_links
    if page_linked <= MANY_LINKS:
        return None
    if not solid and not dated:
        return Reason.LISTING, little
    if evidence.types & _SHOP or "product" in kinds:
        return Reason.LISTING, f"a page of goods or a list, {page_linked:.0%} of it links"
    if address is not None and address.front:
        return Reason.LISTING, f"a front page, {page_linked:.0%} of it links"
    return None


def measure_links(blocks: Sequence[PageBlock]) -> float:
    """Share (0 to 1) of the letters of these blocks that stand in links; 0 of none."""
    size = sum(len(block.text) for block in blocks)
    return sum(len(block.text) * block.link_share for block in blocks) / size if size else 0.0
