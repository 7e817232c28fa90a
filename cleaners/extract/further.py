"""Stories below the first one: sites load the next story under the one that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleaners.extract.page import FlatPage, PageBlock
from cleaners.extract.scope import Scope, is_solid, make_scope, measure_letters
from cleaners.model import Kind

MIN_LETTERS = 500  # of writing that make a further story; a teaser has less
MIN_PARAGRAPHS = 3
MAX_STORIES = 5
MAX_LINKS = 0.5


@dataclass(frozen=True, slots=True)
class FurtherStory:
    """The number of the block with its headline, and the numbers of its blocks."""

    start: int
    numbers: frozenset[int]


def find_further_stories(
    page: FlatPage, blocks: Sequence[PageBlock], chosen: frozenset[int], title: int | None
) -> list[FurtherStory]:
    """Find stories after the first one, each in an element of its own that is made like the first one's.

    `chosen` are the numbers of the blocks chosen so far, `title` that of the first headline. A heading inside
    the first story starts none, and neither does one of a list of items under one headline.
    """
    if not chosen or title is None:
        return []
    solid = [number for number in sorted(chosen) if is_solid(blocks[number])]
    own = frozenset(
        element for number in [title, *solid[:1]] for element in page.list_around(blocks[number].element)
    )
    like_first = _Likeness(page, blocks[title])
    stories: list[FurtherStory] = []
    for number in range(title + 1, len(blocks)):
        block = blocks[number]
        if block.kind is not Kind.HEADING or any(number in story.numbers for story in stories):
            continue
        top = _find_top(page, block.element, own)
        if top is None or not like_first.matches(block, top):
            continue
        numbers = _list_story(blocks, make_scope(page, top), number)
        if numbers:
            stories.append(FurtherStory(number, numbers))
        if len(stories) == MAX_STORIES:
            break
    return stories


def _find_top(page: FlatPage, element: int, own: frozenset[int]) -> int | None:
    """The outermost element around this one that holds nothing of the first story."""
    free = [ancestor for ancestor in page.list_around(element) if ancestor not in own]
    return free[-1] if free and free[-1] != element else None


class _Likeness:
    """Compares the element around a heading with the one around the first headline."""

    def __init__(self, page: FlatPage, headline: PageBlock) -> None:
        self._page = page
        around = page.list_around(headline.element)
        self._level = _find_level(page, headline)
        self._in_article = any(page.tags[element] == "article" for element in around)
        self._names = {(page.tags[one], page.names[one]) for one in around if page.names[one]}

    def matches(self, heading: PageBlock, top: int) -> bool:
        tag, names = self._page.tags[top], self._page.names[top]
        if tag == "article" and self._in_article:
            return True
        alike = tag == "article" or (tag, names) in self._names
        return alike and _find_level(self._page, heading) == self._level


def _find_level(page: FlatPage, heading: PageBlock) -> object:
    levels = ("h1", "h2", "h3", "h4", "h5", "h6")
    return next((tag for one in page.list_around(heading.element) if (tag := page.tags[one]) in levels), None)


def _list_story(blocks: Sequence[PageBlock], scope: Scope, start: int) -> frozenset[int]:
    here = [
        number
        for number in range(start + 1, len(blocks))
        if scope.holds(blocks[number])
        and blocks[number].link_share <= MAX_LINKS
        and scope.find_region(blocks[number]) is None
        and blocks[number].region is None
    ]
    solid = [number for number in here if is_solid(blocks[number])]
    if len(solid) < MIN_PARAGRAPHS or measure_letters(blocks, solid) < MIN_LETTERS:
        return frozenset()
    return frozenset(
        number for number in here if number <= solid[-1] and blocks[number].kind is not Kind.CAPTION
    )
