"""What kind of page an article was read from, as far as its HTML shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from cleaners.article.verdict import WALL
from cleaners.extract.evidence import Evidence
from cleaners.extract.page import PageBlock
from cleaners.fields.letters import fold_digits
from cleaners.model import PageKind

_MEDIA = {
    **dict.fromkeys(("VideoObject", "TVEpisode", "Movie", "Clip"), PageKind.VIDEO),
    **dict.fromkeys(("AudioObject", "PodcastEpisode", "RadioEpisode"), PageKind.AUDIO),
    **dict.fromkeys(("ImageGallery", "MediaGallery"), PageKind.GALLERY),
}
_LIVE = re.compile(r"(?:^|[-_/])live(?:$|[-_/])")
_STAMP = re.compile(r"[^\d]{0,24}(?:[01]?\d|2[0-3])[:.][0-5]\d(?!\d)")
MIN_STAMPS = 4  # entries of a live blog
MAX_STAMP = 40  # characters
WALL_BEFORE, WALL_AFTER = 2, 8  # blocks around the end of a story where a paywall says so
MAX_WALL = 300  # characters
_ELSEWHERE = frozenset({"navigation", "header", "footer", "comments", "related stories", "newsletter"})


def name_kind(blocks: Sequence[PageBlock], chosen: Sequence[int], evidence: Evidence) -> PageKind:
    """The kind of a page that holds an article; `chosen` are the numbers of the story's blocks in order.

    A live blog declares itself (`LiveBlogPosting`), or its address does and times stand between its entries. A story
    is paywalled where JSON-LD says that it is not free, or where its end asks to subscribe. Film, broadcast and
    gallery count only where nothing declares an article: many stories hold a film.
    """
    if "LiveBlogPosting" in evidence.types or _is_live(blocks, chosen, evidence):
        return PageKind.LIVE_BLOG
    if str(evidence.article.get("isAccessibleForFree")).lower() == "false" or _ends_at_wall(blocks, chosen):
        return PageKind.PAYWALLED
    declared = " ".join(evidence.meta.get("og:type", ())).lower()
    if declared.startswith("video"):
        return PageKind.VIDEO
    if evidence.article or "article" in declared:
        return PageKind.ARTICLE
    return next((kind for name, kind in _MEDIA.items() if name in evidence.types), PageKind.ARTICLE)


def _is_live(blocks: Sequence[PageBlock], chosen: Sequence[int], evidence: Evidence) -> bool:
    address = evidence.url or evidence.canonical
    if not chosen or not address or not _LIVE.search(urlsplit(address).path.lower()):
        return False
    between = (block.text for block in blocks[chosen[0] : chosen[-1] + 1])
    stamps = sum(len(text) <= MAX_STAMP and _STAMP.match(fold_digits(text)) is not None for text in between)
    return stamps >= MIN_STAMPS


def _ends_at_wall(blocks: Sequence[PageBlock], chosen: Sequence[int]) -> bool:
    if not chosen:
        return False
    near = blocks[max(0, chosen[-1] - WALL_BEFORE) : chosen[-1] + WALL_AFTER]
    return any(
        len(block.text) <= MAX_WALL and block.region not in _ELSEWHERE and WALL.search(block.text) is not None
        for block in near
    )
