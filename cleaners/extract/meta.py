"""Reads the meta elements of a page: Open Graph, article:*, Dublin Core, Parse.ly, Sailthru and plain names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cleaners.extract.page import FlatPage
from cleaners.extract.values import clean_value

MAX_METAS = 500

Meta = Mapping[str, Sequence[str]]

TITLE = (
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "headline",
)
PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time",
    "datepublished", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dc.date.created", "dc.date", "dcterms.date", "cxenseparse:recs:publishtime", "pubdate", "publishdate",
    "publish-date", "publish_date", "publication_date", "publication-date", "published_at", "article_date_original",
    "originalpublicationdate", "article.published", "article.created", "ptime", "datecreated", "date", "article-date",
    "citation_publication_date", "citation_online_date", "citation_date", "published", "published-date",
    "published_date", "published_time", "published_time_telegram", "publishedtime", "publishtime", "publish_time",
    "publisheddate", "publicationdate", "pub_date", "sort_date", "w-published-date", "dcterms.available",
    "shareaholic:article_published_time", "article_publish_date", "gtm_publicationdate", "release_date",
)  # fmt: skip
MODIFIED = (
    "article:modified_time", "article:modified", "og:updated_time", "datemodified", "dcterms.modified", "dc.modified",
    "dc.date.modified", "article.updated", "lastmod", "last-modified", "last_updated_date", "utime", "modified-date",
    "modified_date", "modified", "updated", "updated_time", "shareaholic:article_modified_time",
)  # fmt: skip
AUTHOR = ("author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "article:author",
          "cxenseparse:author", "citation_author", "og:article:author")  # fmt: skip
SECTION = ("article:section", "parsely-section", "cxenseparse:section", "dc.subject", "section")
TAGS = ("article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags")
SITE_NAME = ("og:site_name", "application-name", "twitter:app:name:iphone", "publisher", "dc.publisher")
IMAGE = (
    "og:image:secure_url",
    "og:image:url",
    "og:image",
    "twitter:image:src",
    "twitter:image",
    "parsely-image-url",
)
DESCRIPTION = (
    "og:description",
    "description",
    "twitter:description",
    "dc.description",
    "sailthru.description",
)
LANGUAGE = ("og:locale", "content-language", "dc.language", "dcterms.language", "language")


def read_meta(page: FlatPage) -> Meta:
    """Contents of the meta elements by lower-case name, property, itemprop or http-equiv, in page order.

    >>> from cleaners.extract.page import read_page
    >>> dict(read_meta(read_page('<head><meta property="og:title" content=" A &amp; B "></head>')))
    {'og:title': ['A & B']}
    """
    meta: dict[str, list[str]] = {}
    for element in page.find_tag("meta")[:MAX_METAS]:
        attributes = page.read_attributes(element)
        # Some sites mix the two up.
        content = clean_value(attributes.get("content") or attributes.get("value"))
        for attribute in ("property", "name", "itemprop", "http-equiv") if content else ():
            name = attributes.get(attribute, "").strip().lower()
            if name and content:
                meta.setdefault(name, []).append(content)
    return meta


def list_contents(meta: Meta, names: Iterable[str]) -> list[str]:
    """Contents of the named meta elements, in the order of the names.

    >>> list_contents({"date": ["2026"], "pubdate": ["2025"]}, ("pubdate", "date"))
    ['2025', '2026']
    """
    return [content for name in names for content in meta.get(name, ())]
