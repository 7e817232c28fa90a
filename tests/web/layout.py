"""The order in which a page prints a story: its pieces, and what the site puts between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from cleaners.model import Kind
from tests.web.content import Figure, Site, Story
from tests.web.markup import Piece, print_plain

GROUPED = (Kind.LIST_ITEM, Kind.TABLE)


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing on the page: `pieces` of the story (list items and table rows together), or an insert.

    `name` is the kind of the pieces, or `figure`, `highlight`, `also_read`, `newsletter`.
    """

    name: str
    pieces: tuple[Piece, ...] = ()
    figure: Figure | None = None
    text: str = ""
    story: Story | None = None


def lay_out(site: Site, story: Story) -> Iterator[Slot]:
    """Yield a story's slots from top to bottom; figures above the story are the template's."""
    count = 0
    for kind, group in groupby(enumerate(story.pieces), key=lambda item: _group_key(*item)):
        pieces = tuple(piece for _, piece in group)
        yield Slot(str(kind[0]), pieces)
        count += len(pieces)
        yield from _inserts_after(site, story, count)


def other_stories(site: Site, story: Story) -> tuple[Story, ...]:
    """The stories that a page of the site advertises beside this one: the newest in its language."""
    return tuple(other for other in site.stories if other is not story and other.language == story.language)


def _group_key(place: int, piece: Piece) -> tuple[Kind, int]:
    # Each piece outside of lists and tables is a group of its own.
    return piece.kind, 0 if piece.kind in GROUPED else place


def _inserts_after(site: Site, story: Story, count: int) -> Iterator[Slot]:
    printing = story.printing
    for figure in story.figures:
        if figure.after == count:
            yield Slot("figure", figure=figure)
    if printing.highlight_after == count and printing.highlight_repeats:
        yield Slot("highlight", text=print_plain(story.pieces[printing.highlight_repeats - 1]))
    if printing.also_read_after == count:
        yield Slot("also_read", story=other_stories(site, story)[-1])
    if printing.newsletter_after == count:
        yield Slot("newsletter")
