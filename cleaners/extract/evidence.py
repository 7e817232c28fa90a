"""What a page declares of itself: its JSON-LD, its meta elements, its links, the names of its site."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from cleaners.addresses import check_canonical, resolve_address
from cleaners.extract import meta as names
from cleaners.extract.jsonld import Node, find_article, find_page, list_types, read_jsonld
from cleaners.extract.meta import Meta, list_contents, read_meta
from cleaners.extract.page import FlatPage
from cleaners.extract.values import clean_value, drop_repeats, list_values
from cleaners.model import Page, SourceRules

_SITE_TYPES = frozenset({"WebSite", "NewsMediaOrganization"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """`article` and `described` are the JSON-LD objects of the story and of its page (empty without one), `types`
    every JSON-LD type, `url` the page's own address, `base` what relative ones are resolved against."""

    article: Node
    described: Node
    types: frozenset[str]
    meta: Meta
    titles: tuple[str, ...]
    site_names: tuple[str, ...]
    url: str | None
    base: str | None
    canonical: str | None
    language: str | None

    @property
    def names_only_itself(self) -> bool:
        """Whether nothing but `<title>`, often the site's name alone, gives the headline."""
        return not self.article and not list_contents(self.meta, names.TITLE)

    @property
    def is_dated_article(self) -> bool:
        """Whether JSON-LD says that the page is an article, or meta elements when it was published."""
        return bool(self.article) or bool(list_contents(self.meta, names.PUBLISHED))


def read_evidence(flat: FlatPage, page: Page, source: SourceRules | None) -> Evidence:
    """Collect what a page declares; `flat` are its columns, `page` gives its address."""
    nodes = read_jsonld(flat.tokens.scripts)
    meta = read_meta(flat)
    article = find_article(nodes)
    url = page.final_url or page.url
    bases = (resolve_address(flat.read_attributes(one).get("href"), url) for one in flat.find_tag("base"))
    base = next(filter(None, bases), url)
    printed_title = next((clean_value(flat.read_text(one)) for one in flat.find_tag("title")), None)
    root = flat.read_attributes(0)
    titles = [
        *list_values(article.get("headline")),
        *list_contents(meta, names.TITLE),
        *filter(None, [printed_title]),
    ]
    return Evidence(
        article=article,
        described=find_page(nodes),
        types=frozenset(name for node in nodes for name in list_types(node)),
        meta=meta,
        titles=drop_repeats(titles),
        site_names=_list_site_names(nodes, article, meta, url, source),
        url=url,
        base=base,
        canonical=_find_canonical(flat, meta, url, base),
        language=root.get("lang") or root.get("xml:lang") or None,
    )


def _list_site_names(
    nodes: list[Node], article: Node, meta: Meta, url: str | None, source: SourceRules | None
) -> tuple[str, ...]:
    declared = [
        name for node in nodes if _SITE_TYPES.intersection(list_types(node)) for name in list_values(node)
    ]
    host = (urlsplit(url).hostname or "") if url else ""
    host = host.removeprefix("www.")
    own = source.site_names if source else ()
    return drop_repeats(
        filter(
            None,
            [
                *own,
                *list_contents(meta, names.SITE_NAME),
                *list_values(None if _is_person(article.get("publisher")) else article.get("publisher")),
                *declared,
                host,
                host.split(".", 1)[0],
            ],
        )
    )


def _is_person(publisher: object) -> bool:
    """Whether somebody publishes under their own name: the author, then, not a site."""
    return isinstance(publisher, dict) and "Person" in list_types(publisher)


def _find_canonical(flat: FlatPage, meta: Meta, url: str | None, base: str | None) -> str | None:
    declared = [one for one in flat.find_tag("link") if b"canonical" in flat.read_tag(one).lower()]
    links = [
        attributes.get("href")
        for attributes in map(flat.read_attributes, declared)
        if "canonical" in attributes.get("rel", "").lower().split()
    ]
    claims = [*links, *meta.get("og:url", ())]
    resolved = (resolve_address(claim, base) for claim in claims)
    return next(filter(None, (check_canonical(claim, url) for claim in resolved)), None)
