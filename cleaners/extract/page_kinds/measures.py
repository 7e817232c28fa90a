"""Measures of a whole page and of the story chosen on it, for the page model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cleaners.extract.evidence import Evidence
from cleaners.extract.page import FlatPage, PageBlock
from cleaners.extract.page_kinds.address import read_address
from cleaners.extract.page_kinds.teasers import HEADLINE_LINKS, measure_teasers
from cleaners.extract.scope import is_solid
from cleaners.model import Kind

Row = tuple[float | None, ...]

DECLARED = ("declares_article", "declares_type", "dated")
"""Features of what a page says of itself in its head."""
ADDRESSED = ("address_words", "address_lists")
"""Features of its address."""
NAMES = (
    "linked_alike", "one_place", "pictures", "prices", "shop_labels", "page_numbers", "form_blocks", "headline_words",
    "headline_taken_up", "story_share", "longest_run", "teasers", "articles_with_story", *DECLARED, *ADDRESSED,
)  # fmt: skip
"""Names of the features of `measure_page`, in order."""

_SHOP = re.compile(
    r"(?:add to (?:cart|bag|basket|wish ?list)|sort(?: by)?|filters?|filter by|quick (?:view|shop|add|buy)|sold out|"
    r"in stock|out of stock|free shipping|compare|shop (?:now|all)|buy now|view (?:product|details)|choose options|"
    r"select options|price|brand|size|colou?r|sale|save \d|\(?\d[\d,.]*\)? (?:results?|products?|items?|reviews?|"
    r"ratings?|colou?rs?)|showing \d|rated \d|\d(?:\.\d)? out of 5|availability|clear all|best ?sell(?:er|ing)s?|"
    r"new arrivals?)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"[$€£₹¥₨]\s?\d|\d\s?[€£₨]|\b(?:Rs|USD|EUR|GBP|PKR|AFN)\.?\s?\d|\b\d+[.,]\d\d\s?(?:kr|zł|лв)"
)
_DIGIT = re.compile(r"\d")  # asked first, it saves half of the time of the other
_LONG_WORD = re.compile(r"\w{4,}")
_BOILERPLATE = frozenset({"navigation", "footer", "header", "form", "dialog", "consent", "breadcrumb"})
_WRAPPERS = frozenset({"p", "blockquote", "span", "li"})  # their parent is the place of a paragraph
MAX_LABEL = 40  # characters
MAX_PRICED = 60  # characters of a block whose price is looked for: a story may speak of money
MIN_LINKED_SPACES = 3  # in a linked headline
OPENING = 4  # paragraphs in which a story takes up its headline
SMALL = 200  # characters of writing that every page is credited with when its pictures are counted


def measure_page(
    page: FlatPage,
    blocks: Sequence[PageBlock],
    chosen: Sequence[int],
    evidence: Evidence,
    title: str | None,
    *,
    dated: bool,
) -> Row:
    """The features `NAMES` of a page: counts, characters, and shares from 0 to 1; None where there is nothing to say.

    `chosen` are the numbers of the story's blocks in order, `title` its headline, `dated` whether the page says when
    it was published. Costs about as much as reading each block's length.
    """
    story = [blocks[number] for number in chosen if blocks[number].kind is not Kind.CAPTION]
    solid = [block for block in story if is_solid(block)]
    # Some pages hide everything until a script shows it: then what is hidden is the page.
    veiled = any(block.region == "hidden" for block in story)
    shown = blocks if veiled else [block for block in blocks if block.region != "hidden"]
    headline, taken_up = _measure_headline(page, shown, title, solid)
    size = sum(len(block.text) for block in shown)
    return (
        *_measure_open(page, shown),
        headline,
        taken_up,
        sum(len(block.text) for block in story) / (size or 1),
        float(measure_run(blocks, chosen)),
        measure_teasers(blocks, chosen),
        float(len({_find_article(page, block.element) for block in solid} - {None})),
        *_read_declared(evidence, dated),
        *_measure_address(evidence),
    )


def _measure_open(page: FlatPage, blocks: Sequence[PageBlock]) -> Row:
    """What stands outside menus and footers: linked headlines made alike, writing in one place, pictures, prices,
    labels of shops, numbers of further pages; and blocks in forms."""
    alike: Counter[object] = Counter()
    places: Counter[int] = Counter()
    prices = labels = numbers = forms = writing = 0
    for block in blocks:
        region, text = block.region, block.text
        size = len(text)
        labels += size < MAX_LABEL and _SHOP.match(text) is not None
        if block.link_share > HEADLINE_LINKS:
            numbers += text.isdecimal()
        forms += region == "form"
        if region in _BOILERPLATE:
            continue
        if block.link_share > HEADLINE_LINKS and text.count(" ") >= MIN_LINKED_SPACES:
            alike[_describe_place(page, block.element)] += 1
        prices += size < MAX_PRICED and _DIGIT.search(text) is not None and _PRICE.search(text) is not None
        if is_solid(block):
            places[_find_place(page, block.element)] += size
            writing += size
    pictures = len(page.find_tag("img"))
    most_alike, most = max(alike.values(), default=0), max(places.values(), default=0)
    share = pictures * 100 / (writing + SMALL)
    return (float(most_alike), float(most), share, float(prices), float(labels), float(numbers), float(forms))


def _describe_place(page: FlatPage, element: int) -> tuple[str, ...]:
    parent = page.up[element]
    return page.tags[element], page.names[element], page.tags[parent], page.names[parent]


def _find_place(page: FlatPage, element: int) -> int:
    place = element
    for _ in range(2 if page.tags[element] == "li" else 1):
        if page.tags[place] in _WRAPPERS or place != element:
            place = page.up[place]
    return place


def _measure_headline(
    page: FlatPage, blocks: Sequence[PageBlock], title: str | None, solid: Sequence[PageBlock]
) -> tuple[float | None, float | None]:
    """Words of the longest first-level heading; share of the headline's words that the story's opening uses."""
    main = (block for block in blocks if block.kind is Kind.HEADING and _is_first_level(page, block.element))
    longest = max((block.text.count(" ") + 1.0 for block in main), default=None)
    words = _LONG_WORD.findall((title or "").lower())
    opening = " ".join(block.text for block in solid[:OPENING]).lower()
    return longest, sum(word in opening for word in words) / len(words) if words else None


def _is_first_level(page: FlatPage, element: int) -> bool:
    return "h1" in (page.tags[element], page.tags[page.up[element]])


def measure_run(blocks: Sequence[PageBlock], chosen: Sequence[int]) -> int:
    """Characters of the longest run of a story's paragraphs that no linked headline and no other text cuts."""
    run = longest = 0
    last = None
    for number in chosen:
        block = blocks[number]
        linked = block.kind is Kind.HEADING and block.link_share > HEADLINE_LINKS
        if linked or (last is not None and number - last > 2):
            run = 0
        if is_solid(block):
            run += len(block.text)
            longest = max(longest, run)
        last = number
    return longest


def _find_article(page: FlatPage, element: int) -> int | None:
    return next((one for one in page.list_around(element) if page.tags[one] == "article"), None)


def _read_declared(evidence: Evidence, dated: bool) -> Row:
    kinds = [kind.lower() for kind in evidence.meta.get("og:type", ())[:1]]
    of_type = [
        2.0
        if "article" in kind or kind in ("blog", "post", "news")
        else -1.0
        if "product" in kind or kind.startswith("video")
        else 0.0
        for kind in kinds
    ]
    return float(bool(evidence.article)), of_type[0] if of_type else None, float(dated)


def _measure_address(evidence: Evidence) -> Row:
    address = read_address(evidence.url or evidence.canonical)
    return (None, None) if address is None else (float(address.words), float(address.lists))
