"""Cuts a page by a template learned from its source: nothing is chosen, each part is where it always is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from cleaners.extract import meta as names
from cleaners.extract.align import make_key
from cleaners.extract.complete import NO_STORY
from cleaners.extract.evidence import Evidence
from cleaners.extract.fields import read_fields
from cleaners.extract.images import list_images_inside
from cleaners.extract.label import Choice, label_blocks
from cleaners.extract.meta import list_contents
from cleaners.extract.page_kinds import find_sure_sign, name_kind
from cleaners.extract.parts import BESIDE, Part, list_between, list_parts
from cleaners.extract.scope import measure_letters
from cleaners.extract.surroundings import MAX_LINE, Surroundings
from cleaners.extract.titles import choose_title
from cleaners.extract.trim import trim_edges
from cleaners.extract.values import clean_value
from cleaners.extract.visible import PageBlock
from cleaners.fields import clean_title
from cleaners.model import Block, Blocks, Extracted, Fields, Kind, Page, Removal, SourceRules, Template

GAP = "\n\n"  # between two blocks of a page
MAX_NEAR = 4  # elements that may name an author or a date: `updated` stands beside `published`


@dataclass(frozen=True, slots=True)
class _Paths:
    body: etree.XPath
    title: etree.XPath | None
    byline: etree.XPath | None
    date: etree.XPath | None
    beside: tuple[etree.XPath, ...]
    strip: tuple[etree.XPath, ...]
    lines: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Cut:
    """The parts of a page; `blocks` are those of them that were looked into, `story` and `title` numbers of these;
    `titles`, `bylines` and `dates` are the elements at these paths."""

    parts: Sequence[Part]
    body: HtmlElement
    blocks: Sequence[PageBlock]
    story: Sequence[int]
    title: int | None
    titles: Sequence[HtmlElement]
    bylines: Sequence[HtmlElement]
    dates: Sequence[HtmlElement]


def cut_by_template(
    root: HtmlElement, evidence: Evidence, page: Page, source: SourceRules
) -> Extracted | str:
    """Cut a page by the first template of its source that fits; where none does, say why in a phrase for people.

    `root` is the parsed page without what is never seen, `evidence` what it declares. A template fits when its body
    and its headline are there once, when the story has a length that such stories have, and when the page is
    not one that surely holds no story. The tree is not changed.
    """
    unfit = ""
    for number, template in enumerate(source.templates, 1):
        paths = _compile(template)
        bodies = _find(paths.body, root)
        if len(bodies) != 1:
            unfit = unfit or f"{len(bodies) or 'no'} elements at {template.body}"
            continue
        cut = _cut(root, bodies[0], paths, source)
        unfit = _doubt_cut(cut, template)
        if unfit:
            continue
        fields = _read(cut, evidence, page, source)
        none = find_sure_sign(cut.blocks, cut.story, evidence, dated=fields.published is not None)
        if none is None:
            fields = replace(fields, page_kind=name_kind(cut.blocks, cut.story, evidence))
            return Extracted(_make_row(cut, evidence), fields, f"template {number}")
        unfit = none[1]
    return unfit


@lru_cache(maxsize=256)
def _compile(template: Template) -> _Paths:
    def compile_one(path: str | None) -> etree.XPath | None:
        return etree.XPath(path) if path else None

    return _Paths(
        etree.XPath(template.body),
        compile_one(template.title),
        compile_one(template.byline),
        compile_one(template.date),
        tuple(map(etree.XPath, template.beside)),
        tuple(map(etree.XPath, template.strip)),
        frozenset(map(make_key, template.lines)),
    )


def _find(path: etree.XPath | None, root: HtmlElement) -> list[HtmlElement]:
    """The elements at a path; a path of a reviewed file may give something else, which is nothing here."""
    found = path(root) if path is not None else []
    return [item for item in found if etree.iselement(item)] if isinstance(found, list) else []


def _cut(root: HtmlElement, body: HtmlElement, paths: _Paths, source: SourceRules) -> _Cut:
    titles, bylines, dates = (_find(path, root) for path in (paths.title, paths.byline, paths.date))
    between = list_between(titles[0], body) if len(titles) == 1 else []
    parts = list_parts(root, [*titles, *between, body])
    looked_into = [part for part in parts if part.within is not None]
    blocks = [part.block for part in looked_into]
    headline = {element for top in titles for element in top.iter()}
    title = next((number for number, block in enumerate(blocks) if block.element in headline), None)
    gone = {element for path in paths.strip for top in _find(path, body) for element in top.iter()}
    gone |= {
        element for path in (paths.byline, paths.date) for top in _find(path, root) for element in top.iter()
    }
    gone |= {e for path in source.strip for top in _find(_compile_path(path), root) for e in top.iter()}
    tops = [body, *(top for path in paths.beside for top in _find(path, root))]
    inside = {element for top in tops for element in top.iter()}

    def belongs(number: int) -> bool:
        block = blocks[number]
        if block.element not in inside or block.element in gone or number == title:
            return False
        if block.kind is Kind.CAPTION or block.region in NO_STORY:
            return False
        return not paths.lines or make_key(block.text) not in paths.lines

    story = trim_edges(blocks, frozenset(filter(belongs, range(len(blocks)))))
    return _Cut(parts, body, blocks, sorted(story), title, titles, bylines, dates)


@lru_cache(maxsize=256)
def _compile_path(path: str) -> etree.XPath:
    return etree.XPath(path)


def _doubt_cut(cut: _Cut, template: Template) -> str:
    """Why a template does not fit, by what it found; empty when it may fit."""
    if template.title is not None and (cut.title is None or len(cut.titles) != 1):
        return f"{len(cut.titles) or 'no'} headlines at {template.title}"
    letters, (least, most) = measure_letters(cut.blocks, cut.story), template.letters
    if not least <= letters <= most:
        return f"a story of {letters:,} characters, where {least:,} to {most:,} are usual"
    return ""


def _read(cut: _Cut, evidence: Evidence, page: Page, source: SourceRules) -> Fields:
    title = None if cut.title is None else clean_title(cut.blocks[cut.title].text, evidence.site_names)
    known = dict.fromkeys(part.within for part in cut.parts if part.within is not None)
    holders = (
        element for top in known for element in (top.iter("figure") if top is not cut.body else (top,))
    )
    images = list_images_inside(holders, evidence.base)
    title = title or choose_title([], evidence.titles, evidence.site_names)
    around = look_at(cut.bylines, cut.dates)
    return read_fields(evidence, around, images, title, page, source)


def look_at(bylines: Sequence[HtmlElement], dates: Sequence[HtmlElement]) -> Surroundings:
    """What elements that name authors and dates say, as the evidence that fields are read from."""
    machine = [
        date
        for date in dates[:MAX_NEAR]
        if date.tag == "time" or date.get("itemprop") or date.get("datetime")
    ]
    printed = [date for date in dates[:MAX_NEAR] if date not in machine]
    people, days = (
        [
            text
            for element in found
            if (text := clean_value(" ".join(element.itertext()))) and len(text) <= MAX_LINE
        ]
        for found in (bylines[:MAX_NEAR], printed)
    )
    return Surroundings(tuple(machine), tuple(people), (*days, *people))


def _make_row(cut: _Cut, evidence: Evidence) -> Blocks:
    """Every part of the page once, in order: those that were looked into with their labels, the others removed."""
    description = next(iter(list_contents(evidence.meta, names.DESCRIPTION)), None)
    labelled = iter(label_blocks(cut.blocks, Choice(cut.story, cut.title, ()), description))
    row = [next(labelled) if part.within is not None else _remove(part.block) for part in cut.parts]
    first = next(at for at, part in enumerate(cut.parts) if part.within is not None)
    row[first] = replace(row[first], gap=GAP)  # its labeller took it for the first of the row
    return (replace(row[0], gap=""), *row[1:])


def _remove(block: PageBlock) -> Block:
    return Block(block.text, block.kind, GAP, removal=Removal("extract", block.region or BESIDE))
