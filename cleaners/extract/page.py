"""The stage: HTML of one page to its row of blocks and its fields."""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.extract import meta as names
from cleaners.extract.cut import cut_by_template
from cleaners.extract.evidence import Evidence, read_evidence
from cleaners.extract.fields import read_fields
from cleaners.extract.further import find_further_stories
from cleaners.extract.kind_of_page import find_no_story
from cleaners.extract.label import Choice, find_opening_line, find_title_block, is_main_heading, label_blocks
from cleaners.extract.meta import list_contents
from cleaners.extract.parse import drop_unseen, parse_html
from cleaners.extract.prepare import prepare_html
from cleaners.extract.scope import MAX_LINKED
from cleaners.extract.story import Story, find_story
from cleaners.extract.surroundings import list_images, look_around
from cleaners.extract.titles import choose_title
from cleaners.extract.visible import PageBlock, list_visible_blocks
from cleaners.model import Block, Blocks, Extracted, Kind, Page, Reason, Rejected, Rules, Stage
from cleaners.verdict import find_error, judge

MAX_HEADINGS = 60  # compared with the declared headlines


def extract(html: str, page: Page, rules: Rules) -> Extracted | Rejected:
    """Read the HTML of a page into a row of blocks and fields.

    `html` is the decoded text; `page` gives address and time of fetching, `rules` the source's own paths, names
    and time zone. The row holds every visible text block of the page in order: the story live, with kinds, all
    others with the reason why they are not in it. Returns a rejection (empty, no_story, not_found_page, blocked)
    for a page that surely holds no story. Reads no clock, network or disk; the same page gives the same result.
    """
    root = parse_html(prepare_html(html))
    if root is None:
        return _reject(page, Reason.EMPTY, "no element in it", None)
    source = rules.source(page.source)
    evidence = read_evidence(root, page, source)
    drop_unseen(root)
    unfit = None
    if source is not None and source.templates:
        cut = cut_by_template(root, evidence, page, source)
        if isinstance(cut, Extracted):
            return cut
        unfit = cut
    everything = list(root.iter())  # keeps lxml from making each element anew
    blocks = list_visible_blocks(root, everything)
    if not blocks:
        return _reject(page, Reason.EMPTY, "no visible text", evidence.titles[0] if evidence.titles else None)
    title = _find_title(blocks, evidence)
    story = find_story(root, blocks, source)
    chosen = sorted(story.chosen)
    at = find_title_block(blocks, story.chosen, title)
    if at is None and evidence.names_only_itself:
        at = find_opening_line(blocks, story.chosen)
        title = title if at is None else blocks[at].text
    around = look_around(everything, blocks, chosen, at)
    fields = read_fields(evidence, around, list_images(blocks, chosen, evidence.base), title, page, source)
    if not story.extra:
        why = find_no_story(blocks, chosen, evidence, dated=fields.published is not None)
        if why or not chosen:
            return _explain(page, blocks, why, title)
    return Extracted(_make_row(blocks, story, at, evidence), fields, story.by, unfit)


def _make_row(blocks: Sequence[PageBlock], story: Story, at: int | None, evidence: Evidence) -> Blocks:
    further = find_further_stories(blocks, story.chosen, at)
    chosen = story.chosen.union(*(other.numbers for other in further))
    choice = Choice(chosen, at, frozenset(other.start for other in further), _group(story))
    descriptions = list_contents(evidence.meta, names.DESCRIPTION)
    return label_blocks(blocks, choice, next(iter(descriptions), None))


def _find_title(blocks: Sequence[PageBlock], evidence: Evidence) -> str | None:
    shown = [block for block in blocks if block.kind is Kind.HEADING and block.region != "hidden"]
    headings = [block.text for block in sorted(shown, key=is_main_heading, reverse=True)[:MAX_HEADINGS]]
    main = [block.text for block in shown if block.link_share < MAX_LINKED and is_main_heading(block)]
    return choose_title(headings, evidence.titles, evidence.site_names, main)


def _group(story: Story) -> dict[int, list[str]]:
    texts: dict[int, list[str]] = {}
    for number, text in story.extra:
        texts.setdefault(number, []).append(text)
    return texts


def _explain(page: Page, blocks: Sequence[PageBlock], why: str | None, title: str | None) -> Rejected:
    """An error or challenge page says so in its text; any other page without a story has none."""
    said = judge(tuple(Block(block.text, block.kind) for block in blocks)) or find_error(title or "")
    if said is not None and said[0] in (Reason.NOT_FOUND_PAGE, Reason.BLOCKED):
        return _reject(page, said[0], said[1], title)
    return _reject(page, Reason.NO_STORY, why or "nothing on the page reads like a story", title)


def _reject(page: Page, reason: Reason, detail: str, title: str | None) -> Rejected:
    return Rejected(Stage.EXTRACT, reason, page.final_url or page.url, page.input, page.source, detail, title)
