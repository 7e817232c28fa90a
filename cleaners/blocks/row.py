"""The row of blocks: cutting a text into it, joining it again, taking blocks out without losing them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cleaners.blocks.shape import LIST_MARK
from cleaners.model import STORY, Block, Blocks, Fields, Kind, Media, Removal, SourceRules

if TYPE_CHECKING:
    from cleaners.blocks.line_model.score import LineModel

LINE = re.compile(r"\S(?:[^\n]*\S)?")


@dataclass(frozen=True, slots=True)
class Context:
    """What a cleaner may know besides the row: how the text came, what is known of it, the source's rules.

    `recurring` are the lines that recur around the stories of the source, as `hash_line` numbers them; `line_model`
    is what to judge lines by instead of the model that `cleaners.blocks.line_model` carries.
    """

    media: Media = Media.TEXT
    known: Fields = field(default_factory=Fields)
    source: SourceRules | None = None
    recurring: frozenset[int] = frozenset()
    line_model: LineModel | None = None


Cleaner = Callable[[Blocks, Context], Blocks]


def segment(text: str) -> tuple[Blocks, str]:
    """Cut a text into one block a line, and the white space after the last one.

    >>> blocks, tail = segment("A title\\n\\n  • An item\\n")
    >>> [(block.gap, block.text, str(block.kind)) for block in blocks], tail
    ([('', 'A title', 'prose'), ('\\n\\n  ', '• An item', 'list_item')], '\\n')
    """
    blocks: list[Block] = []
    done = 0
    for match in LINE.finditer(text):
        kind = Kind.LIST_ITEM if LIST_MARK.match(match.group()) else Kind.PROSE
        blocks.append(Block(match.group(), kind, text[done : match.start()]))
        done = match.end()
    return tuple(blocks), text[done:]


def join(blocks: Iterable[Block]) -> str:
    """The text that a row covers, removed blocks included: `join(blocks) + tail` is what was segmented.

    >>> blocks, tail = segment("a\\n\\nb ")
    >>> join(blocks) + tail
    'a\\n\\nb '
    """
    return "".join(part for block in blocks for part in (block.gap, block.text))


def live(blocks: Blocks) -> Iterator[tuple[int, Block]]:
    """Position and block of everything that no cleaner has taken out."""
    return ((at, block) for at, block in enumerate(blocks) if block.removal is None)


def remove(blocks: Blocks, positions: Iterable[int], cleaner: str, reason: str) -> Blocks:
    """The row with the blocks at these positions taken out; those taken out before keep their first reason."""
    chosen = set(positions)
    if not chosen:
        return blocks
    removal = Removal(cleaner, reason)
    return tuple(
        replace(block, removal=removal) if at in chosen and block.removal is None else block
        for at, block in enumerate(blocks)
    )


def set_kind(blocks: Blocks, positions: Iterable[int], kind: Kind) -> Blocks:
    """The row with the blocks at these positions of another kind."""
    chosen = set(positions)
    return tuple(
        replace(block, kind=kind) if at in chosen and block.kind is not kind else block
        for at, block in enumerate(blocks)
    )


def cut(block: Block, at: int) -> tuple[Block, Block]:
    """Cut a block in two at an offset; white space at the cut becomes the gap of the second half.

    >>> [b.text for b in cut(Block("denies it./ REL"), 10)]
    ['denies it.', '/ REL']
    """
    head, rest = block.text[:at], block.text[at:]
    kept, body = head.rstrip(), rest.lstrip()
    gap = head[len(kept) :] + rest[: len(rest) - len(body)]
    return replace(block, text=kept), replace(block, text=body, gap=gap)


def preview(cleaner: Cleaner, text: str, context: Context | None = None) -> list[str]:
    """What one cleaner makes of the lines of a text: `+` story, `=` a field of the article, `-` removed.

    >>> preview(lambda blocks, context: remove(blocks, [1], "remove_x", "an x"), "A line\\nx")
    ['+ A line', '- x']
    """
    blocks, _ = segment(text)
    return [mark_of(block) + block.text for block in cleaner(blocks, context or Context())]


def mark_of(block: Block) -> str:
    """The sign for what became of a block, and a space."""
    if block.removal is not None:
        return "- "
    return "+ " if block.kind in STORY else "= "
