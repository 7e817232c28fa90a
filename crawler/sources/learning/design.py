"""The designs of a source: where the pages of each have their story, and what stands in it and beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from cleaners.extract.align import make_key
from cleaners.model import Kind, SourceRules, Template
from crawler.sources.learning.body import elect_body, find_body
from crawler.sources.learning.observe import Observed
from crawler.sources.learning.paths import list_inner_paths, list_paths
from crawler.sources.learning.values import elect_byline, elect_date, elect_title
from crawler.sources.learning.vote import View, elect_cover, find_elements, nominate

MAX_DESIGNS = 4
MIN_PAGES, MIN_SHARE = 4, 0.1  # of the pages learned from, that make a design
MIN_LINE_PAGES, MIN_LINE_SHARE = 3, 0.15  # pages on which a line of the body recurs
LINKED = 0.9  # link share of a block that is a link to something else
SHORTER, LONGER = 2, 3  # how many times shorter or longer than any seen a story may be


@dataclass(frozen=True, slots=True)
class Design:
    """A template with its evidence: the `pages` of it, `of` all that were learned from; on how many pages each path
    is, and each line; fewest and most characters of the stories `seen`; keys of the texts that recur in them.
    """

    template: Template
    pages: int
    of: int
    counts: Mapping[str, int]
    seen: tuple[int, int]
    recurring: frozenset[str]


def learn_designs(pages: Sequence[Observed], source: SourceRules) -> list[Design]:
    """Learn up to four designs from pages with a story, that of most pages first; the order of pages has no effect."""
    least = max(MIN_PAGES, round(MIN_SHARE * len(pages)))
    designs: list[Design] = []
    rest = sorted(pages, key=lambda page: page.page.body)
    while len(rest) >= least and len(designs) < MAX_DESIGNS:
        path = elect_body(rest, least)
        if path is None:
            break
        bodies = {at: body for at, page in enumerate(rest) if (body := find_body(page, path)) is not None}
        designs.append(
            learn_design(path, [(rest[at], body) for at, body in bodies.items()], source, len(pages))
        )
        rest = [page for at, page in enumerate(rest) if at not in bodies]
    return designs


def learn_design(
    path: str, pages: Sequence[tuple[Observed, HtmlElement]], source: SourceRules, of: int
) -> Design:
    """Everything else about the pages whose story is at a path."""
    least = max(2, round(MIN_SHARE * len(pages)))
    observed = [page for page, _ in pages]
    single = {
        "title": elect_title(observed),
        "byline": elect_byline(observed, source),
        "date": elect_date(observed, source),
    }
    recurring = find_recurring(pages)
    strip = elect_cover(*propose_strip(pages, recurring, least), least)
    read = [one.path for name, one in single.items() if one and name != "title"]
    beside = elect_cover(*propose_beside(pages, read), 1)
    lines = find_lines(pages, recurring, [one.path for one in strip])
    sizes = sorted(page.count_letters(page.story) for page in observed)
    template = Template(
        body=path,
        letters=(max(1, sizes[0] // SHORTER), sizes[-1] * LONGER),
        **{name: one.path if one else None for name, one in single.items()},
        beside=tuple(one.path for one in beside),
        strip=tuple(one.path for one in strip),
        lines=tuple(lines),
    )
    elected = [*strip, *beside, *(one for one in single.values() if one)]
    counts = {one.path: one.pages for one in elected} | lines
    return Design(template, len(pages), of, counts, (sizes[0], sizes[-1]), frozenset(recurring))


def propose_strip(
    pages: Sequence[tuple[Observed, HtmlElement]], recurring: Collection[str], least: int
) -> tuple[list[View], dict[str, int]]:
    """What is never story inside the bodies, with paths from there that at least so many pages propose."""
    views = [View(page, body, list_strays(page, body, recurring)) for page, body in pages]
    return views, nominate((propose(view, list_inner_paths) for view in views), least)


def propose_beside(
    pages: Sequence[tuple[Observed, HtmlElement]], read: Sequence[str]
) -> tuple[list[View], dict[str, int]]:
    """What the general way takes in between headline and body, with paths; one page is enough, for few have a
    standfirst, and a path counts only if it leads to nothing else on any page. What is `read` as byline or date at
    these paths is left out."""
    views = []
    for page, body in pages:
        known = page.list_blocks(element for path in read for element in find_elements(path, page.root))
        views.append(View(page, page.root, list_beside(page, body) - known))
    return views, nominate((propose(view, list_paths) for view in views), 1)


def propose(view: View, describe: Callable[[HtmlElement], dict[str, int]]) -> dict[str, int]:
    """Paths to the wanted blocks of a page, and to the elements around them that hold nothing else."""
    tops = {element: None for number in sorted(view.wanted) for element in climb(view, number)}
    return {path: rank for top in tops for path, rank in describe(top).items()}


def climb(view: View, number: int) -> Iterator[HtmlElement]:
    """The element of a block and those around it, as long as all in them is wanted."""
    element = view.page.blocks[number].element
    while (
        element is not None and element is not view.start and view.page.list_blocks([element]) <= view.wanted
    ):
        yield element
        element = element.getparent()


def list_strays(page: Observed, body: HtmlElement, recurring: Collection[str]) -> frozenset[int]:
    """Blocks inside a body that the general way leaves out, that recur on other pages, or that are all link.

    What it takes in for the cleaners to read (bylines, dates) or to label (captions) is none, and neither is a
    heading for being a link.
    """
    inside = page.list_blocks([body])

    def strays(number: int) -> bool:
        block = page.blocks[number]
        linked = block.link_share >= LINKED and block.kind is not Kind.HEADING
        return linked or make_key(block.text) in recurring

    return frozenset((inside - page.live) | set(filter(strays, inside & page.story)))


def list_beside(page: Observed, body: HtmlElement) -> frozenset[int]:
    """Blocks between headline and body that the general way takes in, captions aside."""
    first = page.spans[body][0]
    between = range(first if page.title is None else page.title + 1, first)
    return frozenset(
        number for number in between if number in page.live and page.blocks[number].kind is not Kind.CAPTION
    )


def find_recurring(pages: Sequence[tuple[Observed, HtmlElement]]) -> dict[str, int]:
    """Texts (as keys) that stand in the stories of several pages of a design, with the number of pages."""
    seen: Counter[str] = Counter()
    for page, body in pages:
        seen.update({make_key(page.blocks[number].text) for number in page.story & page.list_blocks([body])})
    least = max(MIN_LINE_PAGES, round(MIN_LINE_SHARE * len(pages)))
    return {key: count for key, count in seen.items() if key and count >= least}


def find_lines(
    pages: Sequence[tuple[Observed, HtmlElement]], recurring: Mapping[str, int], strip: Sequence[str]
) -> dict[str, int]:
    """The recurring lines of prose that no path takes out, with the number of pages; a heading may recur in stories."""
    wording: dict[str, str] = {}
    for page, body in pages:
        gone = page.list_blocks(element for path in strip for element in find_elements(path, body))
        for number in page.story & page.list_blocks([body]) - gone:
            block = page.blocks[number]
            if (key := make_key(block.text)) in recurring and block.kind in (Kind.PROSE, Kind.LIST_ITEM):
                wording[key] = min(block.text, wording.get(key, block.text))
    ordered = sorted(wording, key=lambda key: (-recurring[key], wording[key]))
    return {wording[key]: recurring[key] for key in ordered}
