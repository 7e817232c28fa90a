"""What stands before a story: title, date and byline, standfirst or highlights, captions, codes."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from cleaners.blocks.row import Context, cut, live, remove, set_kind
from cleaners.blocks.shape import BULLET, LIST_MARK, count_words, is_prose, opens_story
from cleaners.fields import find_byline, find_date_line, split_dateline
from cleaners.model import STORY, Block, Blocks, Kind, Media, Removal

COUNTRY_CODE = re.compile(r"[A-Z]{2}")
YEAR = re.compile(r"\b(?:19|20)\d\d\b|[۰-۹]{4}|[٠-٩]{4}")
CLOCK = re.compile(
    r"\b\d{1,2}:\d\d(?:\s?[apAP]\.?[mM]\b|\b)|[۰-۹]{1,2}:[۰-۹]{2}|"
    r"\b\d{1,2}\.\d\d(?=\s?(?:[apAP]\.?[mM]|hrs|h|Uhr|[A-Z]{3,4})\b)"  # `1.24 million` is no time of day
)
MAX_STAMP_WORDS = 22
MAX_TITLE_WORDS = 40
MIN_TITLE_WORDS = 2
MAX_STANDFIRST_WORDS = 25
MIN_WITH_LEAD = 3  # paragraphs
MAX_ITEMS = 6  # of a list of highlights; a longer one is a table of contents
MAX_SUMMARY_WORDS = 60  # of all lines above a story: more is a list or a schedule, and the story's own
MAX_HIGHLIGHTS = 3  # sentences; a longer list is the story


def remove_country_codes(blocks: Blocks, context: Context) -> Blocks:
    """Take out the two-letter country code that some sites print first.

    Goes: a line of two capital letters at the very start of a text, captions apart.
    Stays: the same line anywhere else.

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_country_codes, "PK\\nThe ministry said on Monday that talks had begun.")
    ['- PK', '+ The ministry said on Monday that talks had begun.']

    Source: seen where a page prints the visitor's country.
    """
    first = next(((at, block) for at, block in live(blocks) if block.kind is not Kind.CAPTION), None)
    if context.media is not Media.TEXT or first is None or not COUNTRY_CODE.fullmatch(first[1].text):
        return blocks
    return remove(blocks, [first[0]], "remove_country_codes", "country code of the visitor")


def remove_date_lines(blocks: Blocks, context: Context) -> Blocks:
    """Take lines that only give the time when a story was published or updated out of the text, into its dates.

    Goes: `Updated 27 October 2026`, `Published: 3 Nov 2026, 10:15 PKT`, also in Urdu, Dari and Pashto.
    Stays: a sentence with a date in it; a date alone below the first paragraph (the heading of a chronology).

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_date_lines, "Updated 27 October 2026\\nOn 27 October 2026 the border was closed.")
    ['- Updated 27 October 2026', '+ On 27 October 2026 the border was closed.']

    Source: `cleaners.fields.find_date_line`.
    """
    found = []
    before_story = True
    for at, block in live(blocks):
        if opens_story(block):
            before_story = False
        elif is_prose(block.text):
            continue
        elif find_date_line(block.text, bare=before_story) or (before_story and is_stamp(block.text)):
            found.append(at)
    return remove(blocks, found, "remove_date_lines", "date line, read into the dates")


def is_stamp(text: str) -> bool:
    """Whether a line above a story stamps it: a year with a time of day, and who wrote it or when it was changed.

    >>> is_stamp("Fahad Khan (@fahad) 12 minutes ago Wed 29th April 2026 | 03:32 PM"), is_stamp("Elections 2026")
    (True, False)
    >>> is_stamp("SWAT Tue Oct 20, 2026 4:33pm PKT"), is_stamp("Sales of 2026 dip to 1.24 million")
    (True, False)
    """
    short = count_words(text) <= MAX_STAMP_WORDS
    return short and YEAR.search(text) is not None and CLOCK.search(text) is not None


def remove_bylines(blocks: Blocks, context: Context) -> Blocks:
    """Take lines that only name the writers of a story out of the text, into its authors.

    Goes: `By Sara Gul`, `Our Correspondent`, `رپورٹ: ...`, before the first paragraph.
    Stays: such a line below it.

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_bylines, "By Sara Gul\\nThe border was closed on Monday, officials said.")
    ['- By Sara Gul', '+ The border was closed on Monday, officials said.']

    Source: `cleaners.fields.find_byline`.
    """
    found = []
    for at, block in live(blocks):
        if opens_story(block):
            break
        if find_byline(block.text, context.source.agencies if context.source else ()):
            found.append(at)
    return remove(blocks, found, "remove_bylines", "byline, read into the authors")


def mark_title(blocks: Blocks, context: Context) -> Blocks:
    """Mark the title of a text, and what stands between it and the story as its summary.

    Goes: nothing; the first line becomes the title, if it is no prose and a paragraph follows; lines between it
    and the first paragraph become the summary, without their bullets. Below a country code stands no title:
    there the lines before the story, or a short first sentence, become the summary. On pages, whose title is
    known, the items of a short list above the first paragraph do.
    Stays: a text that begins with a paragraph, or with more than 60 words of lists and labels, has no title.

    >>> from cleaners.blocks.row import preview
    >>> preview(mark_title, "Talks enter third day\\n• Ceasefire holds\\nThe talks went on in Doha on Monday.")
    ['= Talks enter third day', '- •', '= Ceasefire holds', '+ The talks went on in Doha on Monday.']

    Source: the way news pages are set.
    """
    if context.media is not Media.TEXT:
        return mark_summary(blocks, find_highlights(blocks) or find_lead_above_dateline(blocks))
    head = []
    for at, block in live(blocks):
        if block.kind is Kind.CAPTION:
            continue
        if is_prose(block.text) and not is_highlight(block, blocks):
            break
        head.append(at)
    else:
        return blocks  # no paragraph: nothing that this could be the title of
    if follows_country_code(blocks):
        return mark_summary(blocks, head or find_standfirst(blocks))
    if not head or sum(count_words(blocks[at].text) for at in head[1:]) > MAX_SUMMARY_WORDS:
        return blocks  # a title taken from a long head would make its next line the title when the story is cleaned again
    first = blocks[head[0]]
    if first.kind is Kind.SUMMARY or BULLET.match(first.text):
        return mark_summary(blocks, head)
    if not MIN_TITLE_WORDS <= count_words(first.text) <= MAX_TITLE_WORDS or LIST_MARK.match(first.text):
        return blocks
    blocks = set_kind(blocks, head[:1], Kind.TITLE)
    return mark_summary(blocks, head[1:])


def is_highlight(block: Block, blocks: Blocks) -> bool:
    """Whether a sentence behind a bullet is a highlight: one of a few before the first other paragraph."""
    if block.kind is Kind.SUMMARY:
        return True
    if not BULLET.match(block.text):
        return False
    story = [other for _, other in live(blocks) if is_prose(other.text)]
    bullets = [other for other in story if BULLET.match(other.text)]
    return len(bullets) <= MAX_HIGHLIGHTS and story[: len(bullets)] == bullets and len(story) > len(bullets)


def follows_country_code(blocks: Blocks) -> bool:
    """Whether a country code stood first: sites that print it print the standfirst below it, and no title."""
    return any(b.removal is not None and b.removal.cleaner == "remove_country_codes" for b in blocks)


def find_highlights(blocks: Blocks) -> list[int]:
    """The items of a list between a page's headline and its first paragraph, if they are few and no sentences."""
    story = [(at, block) for at, block in live(blocks) if block.kind in STORY]
    items = list(takewhile(lambda found: found[1].kind is Kind.LIST_ITEM, story))
    if len(items) > MAX_ITEMS or len(items) == len(story):
        return []
    if any(is_prose(block.text) or count_words(block.text) < MIN_TITLE_WORDS for _, block in items):
        return []
    return [at for at, _ in items]


def find_lead_above_dateline(blocks: Blocks) -> list[int]:
    """The first paragraph, if it is short and the second begins with a dateline, which opens a story."""
    story = [(at, block) for at, block in live(blocks) if block.kind is Kind.PROSE]
    if len(story) < MIN_WITH_LEAD or any(block.kind is Kind.SUMMARY for block in blocks):
        return []
    first, second = story[0], story[1]
    if split_dateline(first[1].text) or not split_dateline(second[1].text):
        return []
    return [first[0]] if count_words(first[1].text) <= MAX_STANDFIRST_WORDS else []


def find_standfirst(blocks: Blocks) -> list[int]:
    """The block right below the code, if it is short and a paragraph follows; nothing below a marked summary."""
    if any(block.kind is Kind.SUMMARY for block in blocks):
        return []
    first, second = [*list(live(blocks))[:2], None, None][:2]
    if first is None or second is None or first[1].kind not in STORY or not is_prose(second[1].text):
        return []
    above = blocks[first[0] - 1].removal if first[0] else None
    if above is None or above.cleaner != "remove_country_codes":
        return []  # something else, such as a lone full stop, stands where the standfirst would
    return [first[0]] if count_words(first[1].text) <= MAX_STANDFIRST_WORDS else []


def mark_summary(blocks: Blocks, positions: list[int]) -> Blocks:
    """Mark these blocks as summary, their bullets cut off."""
    removal = Removal("mark_title", "bullet of a highlight")
    row: list[Block] = []
    for at, block in enumerate(blocks):
        bullet = BULLET.match(block.text) if at in positions else None
        if bullet:
            mark, rest = cut(block, bullet.end())
            row += replace(mark, removal=removal), replace(rest, kind=Kind.SUMMARY)
        else:
            row.append(replace(block, kind=Kind.SUMMARY) if at in positions else block)
    return tuple(row)
