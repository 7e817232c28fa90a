"""What cleaners leave alone, or take, in the rows of pages, whose blocks have kinds and links."""

from __future__ import annotations

import pytest

from cleaners.blocks import CLEANERS, Context
from cleaners.model import Block, Blocks, Fields, Kind, Media

FIRST = Block("The bridge over the river was closed on Monday after two days of heavy rain.")
SECOND = Block("Engineers will look at its pillars within the week, the governor told traders there.")
TITLE = "Where the bridges are"


def clean(name: str, *blocks: Block) -> list[str]:
    """Texts that a cleaner leaves live in a page's row."""
    context = Context(Media.HTML, Fields(title=TITLE))
    return [block.text for block in CLEANERS[name](blocks, context) if block.removal is None]


KEPT: dict[str, tuple[str, Blocks]] = {
    "rows of a table": (
        "remove_menus",
        (
            FIRST,
            Block("Bread | 80 | 82 | 85 | 91", Kind.TABLE),
            Block("Flour | 60 | 61 | 66 | 70", Kind.TABLE),
        ),
    ),
    "a table above the first paragraph": (
        "remove_menus",
        (
            *(Block(f"Bridge {n} | open", Kind.TABLE) for n in ("one", "two", "three", "four")),
            Block("Prices"),
            FIRST,
        ),
    ),
    "an answer that is announced": (
        "remove_comment_boxes",
        (FIRST, SECOND, Block("Response:"), Block("The guild answered within a day that it agreed.")),
    ),
    "a section named like the story": (
        "remove_repeated_titles",
        (FIRST, Block(TITLE, Kind.HEADING), SECOND),
    ),
    "a closing list without links, above boxes": (
        "remove_side_columns",
        (
            FIRST,
            SECOND,
            Block("The names of the dead", Kind.HEADING),
            Block("Gul Khan, trader", Kind.LIST_ITEM),
            Block("Zarmina, teacher", Kind.LIST_ITEM),
        ),
    ),
}


@pytest.mark.parametrize(("name", "blocks"), KEPT.values(), ids=KEPT)
def test_stays(name: str, blocks: Blocks) -> None:
    assert clean(name, *blocks) == [block.text for block in blocks]


def test_a_column_begins_with_its_first_link() -> None:
    links = [
        Block(f"Minister opens school number {n} in the valley", Kind.LIST_ITEM, "", 1.0) for n in range(5)
    ]
    names = Block("Gul Khan, trader", Kind.LIST_ITEM)
    row = (FIRST, SECOND, names, *links, Block("Rain will reach the north this..."))
    assert clean("remove_side_columns", *row) == [FIRST.text, SECOND.text, names.text]


def test_a_copy_of_the_title_above_the_story_goes() -> None:
    assert clean("remove_repeated_titles", Block(TITLE, Kind.HEADING), FIRST, SECOND) == [
        FIRST.text,
        SECOND.text,
    ]


@pytest.mark.parametrize("line", ["Photo: Getty Images", "Foto: PAP", "Image by Sara Gul", "عکس: باختر"])
def test_a_line_that_credits_a_picture_is_a_caption(line: str) -> None:
    row = CLEANERS["mark_captions"]((FIRST, Block(line), SECOND), Context(Media.HTML))
    assert [block.kind for block in row] == [Kind.PROSE, Kind.CAPTION, Kind.PROSE]


@pytest.mark.parametrize(
    "line", ["Photo by photo, the town comes back", "Image problems of a ministry", "Photos"]
)
def test_a_line_about_pictures_is_none(line: str) -> None:
    row = CLEANERS["mark_captions"]((FIRST, Block(line), SECOND), Context(Media.HTML))
    assert {block.kind for block in row} == {Kind.PROSE}


def test_hundredths_are_no_time_of_day() -> None:
    line = Block("Sales of 2026 dip to 1.24 million bridges")
    assert clean("remove_date_lines", line, FIRST) == [line.text, FIRST.text]


def test_a_link_that_prints_goes_and_the_word_stays() -> None:
    assert clean("remove_share_bars", Block("Print", Kind.LIST_ITEM, "", 1.0), FIRST) == [FIRST.text]
    assert clean("remove_share_bars", FIRST, Block("Print", Kind.HEADING), SECOND)[1] == "Print"
