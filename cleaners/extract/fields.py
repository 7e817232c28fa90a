"""Everything known of an article besides its story, by weight of evidence: JSON-LD, meta elements, the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners.addresses import resolve_address
from cleaners.extract import meta as names
from cleaners.extract.dates import DateReader, find_dates
from cleaners.extract.evidence import Evidence
from cleaners.extract.images import MAX_IMAGES
from cleaners.extract.meta import list_contents
from cleaners.extract.people import find_people
from cleaners.extract.surroundings import Surroundings
from cleaners.extract.values import drop_repeats, list_values
from cleaners.model import Fields, Page, SourceRules

MAX_TAGS = 30
MAX_TAG = 60  # characters; a longer one is a sentence

_COMMAS = re.compile(r"\s*[,،;؛]\s*")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z]{4})?(?:[-_]([a-z]{2}))?(?![a-z])", re.I)
_THREE_LETTERS = {
    "eng": "en", "urd": "ur", "pus": "ps", "pbt": "ps", "pst": "ps", "pbu": "ps", "fas": "fa", "per": "fa",
    "pes": "fa", "prs": "fa", "ara": "ar",
}  # fmt: skip


def read_fields(
    evidence: Evidence,
    around: Surroundings,
    images: Sequence[str],
    title: str | None,
    page: Page,
    source: SourceRules | None,
) -> Fields:
    """The fields of an article. Captions and summary are left to the blocks of these kinds.

    The language is the page's claim, for `detect_language` to weigh.
    """
    article, meta = evidence.article, evidence.meta
    reader = DateReader(source.timezone if source else None, page.fetched_at)
    url = evidence.canonical or evidence.url
    dates = find_dates((article, evidence.described), meta, around, url, reader)
    agencies = source.agencies if source else ()
    byline = find_people(
        article, meta, around.bylines, around.lines, around.closing, agencies, evidence.site_names
    )
    language, region = read_language(evidence)
    sections = [*list_values(article.get("articleSection")), *list_contents(meta, names.SECTION)]
    return Fields(
        title=title,
        authors=byline.authors,
        agency=byline.agency,
        published=dates.published,
        published_from=dates.published_from,
        modified=dates.modified,
        language=language,
        language_region=region,
        section=next(iter(sections), None),
        tags=_list_tags(evidence),
        canonical_url=evidence.canonical,
        images=_list_images(evidence, images),
    )


def read_language(evidence: Evidence) -> tuple[str | None, str | None]:
    """The language a page claims as ISO 639-1, and `AF` where it claims Dari."""
    claims = [*filter(None, [evidence.language]), *list_values(evidence.article.get("inLanguage"))]
    for claim in [*claims, *list_contents(evidence.meta, names.LANGUAGE)]:
        match = _LANGUAGE.match(claim.strip())
        if match is None:
            continue
        code, region = match[1].lower(), (match[2] or "").upper()
        if code == "prs" or (code in ("fa", "fas", "per") and region == "AF"):
            return "fa", "AF"
        language = code if len(code) == 2 else _THREE_LETTERS.get(code)
        if language:
            return language, None
    return None, None


def _list_tags(evidence: Evidence) -> tuple[str, ...]:
    declared = [*list_contents(evidence.meta, names.TAGS), *list_values(evidence.article.get("keywords"))]
    tags = (tag for value in declared for tag in _COMMAS.split(value))
    return drop_repeats(tag for tag in tags if tag and len(tag) <= MAX_TAG)[:MAX_TAGS]


def _list_images(evidence: Evidence, printed: Sequence[str]) -> tuple[str, ...]:
    image = evidence.article.get("image")
    declared = [
        *list_contents(evidence.meta, names.IMAGE),
        *list_values(image, "url"),
        *list_values(image, "contentUrl"),
    ]
    resolved = (resolve_address(address, evidence.base) for address in declared)
    return drop_repeats([*filter(None, resolved), *printed])[:MAX_IMAGES]
