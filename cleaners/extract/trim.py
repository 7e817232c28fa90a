"""Takes off the story's edge what is not its own: links and boxes below the last paragraph, headings of parts that went."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners.extract.page import PageBlock
from cleaners.extract.scope import is_solid, measure_letters
from cleaners.model import Kind

MAX_TRAILING_LINKS = 0.8  # link share of a block below the last paragraph
MIN_PARAGRAPHS = 2  # above a box that ends a story
MAX_BOX, MAX_BOX_SHARE = (
    2500,
    0.6,
)  # characters behind the heading of a box, and their share of the whole choice
BOX = re.compile(
    r"(?:(?:the|our|more|other) )?(?:latest|recent|related|recommended|popular|trending|most read|most popular|similar) "
    r"(?:news|stories|posts?|articles?|headlines|reading|videos|content|coverage|blogs?)(?: (?:from|on|by|for) .{2,30})?|"
    r"(?:more|other) (?:news|stories|posts|articles|headlines)|you (?:may|might) (?:also )?(?:like|enjoy|be interested in)|"
    r"about (?:the |our )?(?:authors?|writers?|reporters?|reviewers?|contributors?)|(?:also )?in (?:the|other) news|"
    r"(?:subscribe to|join|sign up for) (?:our|the) .{0,30}newsletter|"
    r"mehr zum thema|das könnte (?:sie|dich) auch interessieren|(?:über|zu) (?:den|die|zum|zur) autor(?:in)?|"
    r"[àa] lire (?:aussi|également)|sur le même sujet|[àa] propos de l['’]auteure?|te puede interesar|"
    r"(?:noticias|artículos|notícias|artigos) relacionad[oa]s|sobre (?:el|la|o|a) autora?|articoli correlati|leggi anche|"
    r"leia (?:também|mais)|ilgili haber(?:ler)?|متعلقہ خبریں|مزید خبریں|تازہ ترین(?: خبریں)?|مطالب مرتبط|"
    r"اخبار مرتبط|خبرهای مرتبط|آخرین اخبار|درباره نویسنده|اړوند خبرونه|نور خبرونه|وروستي خبرونه",
    re.IGNORECASE,
)


def trim_edges(blocks: Sequence[PageBlock], chosen: frozenset[int]) -> frozenset[int]:
    """The chosen numbers without trailing links, and without headings whose part was not chosen.

    Goes: blocks of links at the end; boxes of teasers or on the author behind a heading such as `Latest news`; a heading
    at the end, or right above another heading with dropped blocks between them. Stays: a heading directly above
    another one; whatever is too long for a box.

    >>> page = [PageBlock("Text.", Kind.PROSE, 0.0), PageBlock("Related", Kind.HEADING, 0.0)]
    >>> trim_edges(page, frozenset({0, 1}))
    frozenset({0})
    """
    kept = _cut_boxes(blocks, sorted(chosen))
    while kept and blocks[kept[-1]].link_share > MAX_TRAILING_LINKS:
        kept.pop()
    story: list[int] = []
    after: int | None = None
    for number in reversed(kept):
        if blocks[number].kind is not Kind.HEADING or _has_content(blocks, number, after):
            story.append(number)
            after = number
    return frozenset(story)


def _cut_boxes(blocks: Sequence[PageBlock], chosen: list[int]) -> list[int]:
    paragraphs = 0
    whole = 0
    for place, number in enumerate(chosen):
        block = blocks[number]
        if (
            paragraphs >= MIN_PARAGRAPHS
            and block.kind is Kind.HEADING
            and BOX.fullmatch(block.text.strip(" :…"))
        ):
            whole = whole or measure_letters(blocks, chosen)
            behind = measure_letters(blocks, chosen[place:])
            if behind <= min(MAX_BOX, MAX_BOX_SHARE * whole):
                return chosen[:place]
        paragraphs += is_solid(block)
    return chosen


def _has_content(blocks: Sequence[PageBlock], heading: int, after: int | None) -> bool:
    if after is None:
        return False
    return blocks[after].kind is not Kind.HEADING or after == heading + 1
