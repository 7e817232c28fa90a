"""Where a design prints headline, author and date: the paths whose text reads as what is known of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from lxml.html import HtmlElement

from cleaners.extract.cut import look_at
from cleaners.extract.evidence import read_evidence
from cleaners.extract.fields import read_fields
from cleaners.extract.page import read_page
from cleaners.fields import clean_title
from cleaners.model import Fields, Media, Page, SourceRules
from crawler.sources.learning.observe import Observed
from crawler.sources.learning.paths import list_paths
from crawler.sources.learning.vote import Elected, elect_one, nominate

MIN_SHARE = 0.8  # of the pages that have a value, on which its path must give it
MAX_TEXT = 200  # characters of an element that names an author or a date
MAX_FOUND = 4  # elements at the path of a byline or a date

_MOMENTS = ".//time | .//*[@datetime or @itemprop]"


def elect_title(pages: Sequence[Observed]) -> Elected | None:
    """The path of the headline."""
    titled = [page for page in pages if page.title is not None]

    def agrees(page: Observed, found: list[HtmlElement]) -> bool:
        if len(found) != 1 or page.list_blocks(found) != {page.title}:
            return False
        return clean_title(page.blocks[page.title or 0].text, ()) in (page.fields.title, None)

    def around(page: Observed) -> Iterator[HtmlElement]:
        element = page.blocks[page.title or 0].element
        while page.list_blocks([element]) == {page.title}:
            yield element
            element = element.getparent()

    return elect(titled, around, agrees, len(pages))


def elect_byline(pages: Sequence[Observed], source: SourceRules) -> Elected | None:
    """The path of the byline, where it names the authors that are known from other evidence."""
    signed = [page for page in pages if page.fields.authors]

    def agrees(page: Observed, found: list[HtmlElement]) -> bool:
        return len(found) <= MAX_FOUND and read(page, source, found, ()).authors == page.fields.authors

    def naming(page: Observed) -> Iterator[HtmlElement]:
        for element in list_short(page):
            text = " ".join(element.itertext()).casefold()
            if all(author.casefold() in text for author in page.fields.authors) and agrees(page, [element]):
                yield element

    return elect(signed, naming, agrees, len(signed))


def elect_date(pages: Sequence[Observed], source: SourceRules) -> Elected | None:
    """The path of the date, where it says the day that is known from other evidence."""
    dated = [page for page in pages if page.fields.published]

    def agrees(page: Observed, found: list[HtmlElement]) -> bool:
        published = read(page, source, (), found).published
        return len(found) <= MAX_FOUND and (published or "")[:10] == (page.fields.published or "")[:10]

    def saying(page: Observed) -> Iterator[HtmlElement]:
        for element in list_short(page):
            if any(map(str.isdigit, "".join(element.itertext()))) and agrees(page, [element]):
                yield element

    return elect(dated, saying, agrees, len(dated))


def elect(
    pages: Sequence[Observed],
    propose: Callable[[Observed], Iterable[HtmlElement]],
    agrees: Callable[[Observed, list[HtmlElement]], bool],
    of: int,
) -> Elected | None:
    """The path on which most pages agree, of those to the elements that they propose."""
    proposals = [
        {path: rank for element in propose(page) for path, rank in list_paths(element).items()}
        for page in pages
    ]
    least = max(2, round(MIN_SHARE * of))
    return elect_one(pages, nominate(proposals, least), agrees, MIN_SHARE) if len(pages) >= least else None


def read(
    page: Observed, source: SourceRules, bylines: Sequence[HtmlElement], dates: Sequence[HtmlElement]
) -> Fields:
    """What these elements alone say, with nothing declared around them."""
    bare = Page(b"", Media.HTML, fetched_at=page.page.fetched_at)
    nothing = read_page("<p></p>")
    assert nothing is not None  # noqa: S101
    numbers = {element: number for number, element in enumerate(page.elements)}
    evidence = read_evidence(nothing, bare, source)
    around = look_at(page.flat, *([numbers[one] for one in found] for found in (bylines, dates)))
    return read_fields(evidence, around, (), None, bare, source)


def list_short(page: Observed) -> Iterator[HtmlElement]:
    """Elements with little text, of single blocks and below, and those that name a moment."""
    found = page.root.xpath(_MOMENTS)
    around = [*(block.element for block in page.blocks), *(found if isinstance(found, list) else [])]
    short = (top for top in dict.fromkeys(around) if len(" ".join(top.itertext())) <= MAX_TEXT)
    yield from dict.fromkeys(element for top in short for element in top.iter())
