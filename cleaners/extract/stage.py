"""The stage: HTML of one page to its row of blocks and its fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleaners.article.verdict import find_error, judge
from cleaners.extract import meta as names
from cleaners.extract.cut import cut_by_template
from cleaners.extract.declared import list_declared_paragraphs
from cleaners.extract.evidence import Evidence, read_evidence
from cleaners.extract.fields import read_fields
from cleaners.extract.further import find_further_stories
from cleaners.extract.images import list_story_images
from cleaners.extract.label import Choice, find_opening_line, find_title_block, is_main_heading, label_blocks
from cleaners.extract.meta import list_contents
from cleaners.extract.page import FlatPage, PageBlock, read_page
from cleaners.extract.page.prepare import prepare_html
from cleaners.extract.page_kinds import Finding, judge_page, name_kind
from cleaners.extract.pictures import find_picture_texts
from cleaners.extract.scope import MAX_LINKED
from cleaners.extract.story import Story, ask_again, find_story
from cleaners.extract.surroundings import look_around
from cleaners.extract.titles import choose_title
from cleaners.model import (
    Block,
    Blocks,
    Extracted,
    Fields,
    Kind,
    Page,
    Reason,
    Rejected,
    Rules,
    SourceRules,
    Stage,
)

MAX_HEADINGS = 60  # compared with the declared headlines


def extract(html: str, page: Page, rules: Rules) -> Extracted | Rejected:
    """Read the HTML of a page into a row of blocks and fields.

    `html` is the decoded text; `page` gives address and time of fetching, `rules` the source's own paths, names
    and time zone. The row holds every visible text block of the page in order: the story live, with kinds, all
    others with the reason why they are not in it. Returns a rejection (empty, no_story, listing, media, login,
    not_found_page, blocked) for a page that surely holds no story. Reads no clock, network or disk; the same page gives
    the same result.
    """
    flat = read_page(prepare_html(html))
    if flat is None:
        return _reject(page, Reason.EMPTY, "no element in it", None)
    source = rules.source(page.source)
    evidence = read_evidence(flat, page, source)
    blocks = flat.list_blocks()
    unfit = None
    if source is not None and source.templates:
        cut = cut_by_template(flat, blocks, evidence, page, source)
        if isinstance(cut, Extracted):
            return cut
        unfit = cut
    declared = list_declared_paragraphs(evidence)
    if not blocks and not declared:
        return _reject(page, Reason.EMPTY, "no visible text", evidence.titles[0] if evidence.titles else None)
    read = _Reader(flat, blocks, evidence, page, source)
    story = find_story(flat, blocks, evidence, source)
    reading = read.read(story)
    if story.doubted is not None and read.find_no_story(reading) is None:
        story = ask_again(flat, blocks, story, source)
        reading = read.read(story)
    if declared and not story.chosen:  # the page draws its story by a script, and prints nothing of it
        return Extracted(
            _make_row(flat, blocks, story, reading.at, evidence, declared), reading.fields, "JSON-LD", unfit
        )
    why = read.find_no_story(reading)
    if why or not story.chosen:
        return _explain(page, blocks, why, reading.title)
    fields = replace(reading.fields, page_kind=name_kind(blocks, reading.chosen, evidence))
    return Extracted(_make_row(flat, blocks, story, reading.at, evidence), fields, story.by, unfit)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a page says of one choice of its story: the headline, the number of its block, the fields."""

    chosen: Sequence[int]
    title: str | None
    at: int | None
    fields: Fields


@dataclass(frozen=True, slots=True)
class _Reader:
    flat: FlatPage
    blocks: Sequence[PageBlock]
    evidence: Evidence
    page: Page
    source: SourceRules | None

    def read(self, story: Story) -> _Reading:
        title = _find_title(self.flat, self.blocks, self.evidence)
        chosen = sorted(story.chosen)
        at = find_title_block(self.flat, self.blocks, story.chosen, title)
        if at is None and self.evidence.names_only_itself:
            at = find_opening_line(self.blocks, story.chosen)
            title = title if at is None else self.blocks[at].text
        around = look_around(self.flat, self.blocks, chosen, at)
        images = list_story_images(self.flat, self.blocks, chosen, at, self.evidence.base)
        fields = read_fields(self.evidence, around, images, title, self.page, self.source)
        return _Reading(chosen, title, at, fields)

    def find_no_story(self, reading: _Reading) -> Finding | None:
        dated = reading.fields.published is not None
        return judge_page(self.flat, self.blocks, reading.chosen, self.evidence, reading.title, dated=dated)


def _make_row(
    flat: FlatPage,
    blocks: Sequence[PageBlock],
    story: Story,
    at: int | None,
    evidence: Evidence,
    declared: Sequence[str] = (),
) -> Blocks:
    further = find_further_stories(flat, blocks, story.chosen, at)
    chosen = story.chosen.union(*(other.numbers for other in further))
    starts = frozenset(other.start for other in further)
    choice = Choice(chosen, at, starts, find_picture_texts(flat, blocks, chosen))
    descriptions = list_contents(evidence.meta, names.DESCRIPTION)
    row = label_blocks(flat, blocks, choice, next(iter(descriptions), None))
    return (*row, *(Block(text, gap="\n\n") for text in declared))


def _find_title(flat: FlatPage, blocks: Sequence[PageBlock], evidence: Evidence) -> str | None:
    shown = [block for block in blocks if block.kind is Kind.HEADING and block.region != "hidden"]
    headings = [
        block.text
        for block in sorted(shown, key=lambda block: is_main_heading(flat, block), reverse=True)[
            :MAX_HEADINGS
        ]
    ]
    main = [block.text for block in shown if block.link_share < MAX_LINKED and is_main_heading(flat, block)]
    return choose_title(headings, evidence.titles, evidence.site_names, main)


def _explain(page: Page, blocks: Sequence[PageBlock], why: Finding | None, title: str | None) -> Rejected:
    """An error, challenge or login page says so in its text; any other page without a story has none."""
    verdict = judge(tuple(Block(block.text, block.kind) for block in blocks)) or find_error(title or "")
    if verdict is not None and verdict[0] in (Reason.NOT_FOUND_PAGE, Reason.BLOCKED, Reason.LOGIN):
        return _reject(page, *verdict, title)
    return _reject(page, *(why or (Reason.NO_STORY, "nothing on the page reads like a story")), title)


def _reject(page: Page, reason: Reason, detail: str, title: str | None) -> Rejected:
    return Rejected(Stage.EXTRACT, reason, page.final_url or page.url, page.input, page.source, detail, title)
