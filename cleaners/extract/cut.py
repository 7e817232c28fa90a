"""Cuts a page by a template learned from its source: nothing is chosen, each part is where it always is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from cleaners.extract import meta as names
from cleaners.extract.align import make_key
from cleaners.extract.complete import NO_STORY
from cleaners.extract.evidence import Evidence
from cleaners.extract.fields import read_fields
from cleaners.extract.images import list_images_inside
from cleaners.extract.label import Choice, label_blocks
from cleaners.extract.marks import read_time
from cleaners.extract.meta import list_contents
from cleaners.extract.page import FlatPage, PageBlock
from cleaners.extract.page.paths import find_elements
from cleaners.extract.page_kinds import find_sure_sign, name_kind
from cleaners.extract.scope import make_scope, measure_letters
from cleaners.extract.surroundings import MAX_LINE, Surroundings
from cleaners.extract.titles import choose_title
from cleaners.extract.trim import trim_edges
from cleaners.extract.values import clean_value
from cleaners.fields import clean_title
from cleaners.model import Block, Blocks, Extracted, Fields, Kind, Page, Removal, SourceRules, Template

BESIDE = "outside the template"
MAX_NEAR = 4  # elements that may name an author or a date: `updated` stands beside `published`


@dataclass(frozen=True, slots=True)
class _Cut:
    """What a template finds on a page: numbers of the blocks of its story, of the headline's, of all from the headline
    to the end of the body; the elements at its paths."""

    story: Sequence[int]
    title: int | None
    near: range
    body: int
    titles: Sequence[int]
    bylines: Sequence[int]
    dates: Sequence[int]


def cut_by_template(
    flat: FlatPage, blocks: Sequence[PageBlock], evidence: Evidence, page: Page, source: SourceRules
) -> Extracted | str:
    """Cut a page by the first template of its source that fits; where none does, say why in a phrase for people.

    `flat` are the columns of the page, `evidence` what it declares. A template fits when its body and its headline are
    there once, when the story has a length that such stories have, and when the page is not one that surely holds
    no story.
    """
    unfit = ""
    for number, template in enumerate(source.templates, 1):
        bodies = find_elements(flat, template.body)
        if len(bodies) != 1:
            unfit = unfit or f"{len(bodies) or 'no'} elements at {template.body}"
            continue
        cut = _cut(flat, blocks, bodies[0], template, source)
        unfit = _doubt_cut(blocks, cut, template)
        if unfit:
            continue
        fields = _read(flat, blocks, cut, evidence, page, source)
        none = find_sure_sign(
            flat, [blocks[at] for at in cut.near], [at - cut.near.start for at in cut.story], evidence,
            dated=fields.published is not None,
        )  # fmt: skip
        if none is None:
            fields = replace(fields, page_kind=name_kind(blocks, cut.story, evidence))
            return Extracted(_make_row(flat, blocks, cut, evidence), fields, f"template {number}")
        unfit = none[1]
    return unfit


def _find(flat: FlatPage, path: str | None, within: int = 0) -> list[int]:
    return find_elements(flat, path, within) if path else []


def _cut(
    flat: FlatPage, blocks: Sequence[PageBlock], body: int, template: Template, source: SourceRules
) -> _Cut:
    titles, bylines, dates = (_find(flat, path) for path in (template.title, template.byline, template.date))
    headline = make_scope(flat, *titles[:1])
    inside_body = make_scope(flat, body)
    here = [at for at, block in enumerate(blocks) if inside_body.holds(block)]
    heads = [at for at, block in enumerate(blocks) if headline.holds(block)] if titles else []
    title = heads[0] if heads else None
    start = min([*heads[:1], *here[:1]], default=0)
    near = range(start, max(start, *(at + 1 for at in here[-1:])) if here else start)
    gone = make_scope(
        flat,
        *bylines, *dates,
        *(one for path in template.strip for one in _find(flat, path, body)),
        *(one for path in source.strip for one in _find(flat, path)),
    )  # fmt: skip
    inside = make_scope(flat, body, *(one for path in template.beside for one in _find(flat, path)))
    lines = _make_keys(template.lines)

    def belongs(number: int) -> bool:
        block = blocks[number]
        if number == title or not inside.holds(block) or gone.holds(block):
            return False
        if block.kind is Kind.CAPTION or inside_body.find_region(block) in NO_STORY:
            return False
        return not lines or make_key(block.text) not in lines

    story = trim_edges(blocks, frozenset(filter(belongs, near)))
    return _Cut(sorted(story), title, near, body, titles, bylines, dates)


@lru_cache(maxsize=64)
def _make_keys(lines: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(make_key, lines))


def _doubt_cut(blocks: Sequence[PageBlock], cut: _Cut, template: Template) -> str:
    """Why a template does not fit, by what it found; empty when it may fit."""
    if template.title is not None and (cut.title is None or len(cut.titles) != 1):
        return f"{len(cut.titles) or 'no'} headlines at {template.title}"
    letters, (least, most) = measure_letters(blocks, cut.story), template.letters
    if not least <= letters <= most:
        return f"a story of {letters:,} characters, where {least:,} to {most:,} are usual"
    return ""


def _read(
    flat: FlatPage,
    blocks: Sequence[PageBlock],
    cut: _Cut,
    evidence: Evidence,
    page: Page,
    source: SourceRules,
) -> Fields:
    title = None if cut.title is None else clean_title(blocks[cut.title].text, evidence.site_names)
    figures = (one for one in flat.find_tag("figure") if cut.titles and cut.titles[0] < one < cut.body)
    images = list_images_inside(flat, (*figures, cut.body), evidence.base)
    title = title or choose_title([], evidence.titles, evidence.site_names)
    return read_fields(evidence, look_at(flat, cut.bylines, cut.dates), images, title, page, source)


def look_at(flat: FlatPage, bylines: Sequence[int], dates: Sequence[int]) -> Surroundings:
    """What elements that name authors and dates say, as the evidence that fields are read from."""
    marks = [read_time(flat, date) for date in dates[:MAX_NEAR]]
    machine = [mark._replace(declared=True) for mark in marks if mark.declared or mark.moment is not None]
    printed = [
        date
        for date, mark in zip(dates, marks, strict=False)
        if not (mark.declared or mark.moment is not None)
    ]
    people, days = (
        [
            text
            for element in found
            if (text := clean_value(" ".join(flat.iterate_texts(element)))) and len(text) <= MAX_LINE
        ]
        for found in (bylines[:MAX_NEAR], printed)
    )
    return Surroundings(tuple(machine), tuple(people), (*days, *people))


def _make_row(flat: FlatPage, blocks: Sequence[PageBlock], cut: _Cut, evidence: Evidence) -> Blocks:
    """Every block of the page once, in order: those near the story with their labels, the others removed."""
    description = next(iter(list_contents(evidence.meta, names.DESCRIPTION)), None)
    labelled = label_blocks(flat, blocks, Choice(cut.story, cut.title, ()), description)
    near = cut.near
    return tuple(
        block if at in near or block.removal is None else _remove(block, blocks[at].region)
        for at, block in enumerate(labelled)
    )


def _remove(block: Block, region: str | None) -> Block:
    return replace(block, removal=Removal("extract", region or BESIDE))
