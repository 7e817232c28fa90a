"""Edits: how a repair records what it changed, and how that is undone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from cleaners.model import Edit, Repair

# What decoding again leaves alone, so that a long edit can be cut there: first words and spaces, then (where a
# space was the second half of a letter) words only.
ANCHORS = (re.compile("([A-Za-z0-9]+|[ ])"), re.compile("([A-Za-z0-9]+)"))


class Repaired(NamedTuple):
    """A text after one repair, the edits that made it (in order of place), and how it was done."""

    text: str
    edits: tuple[Edit, ...] = ()
    note: str | None = None


def replace_matches(
    pattern: re.Pattern[str], replacement: str | Callable[[re.Match[str]], str], text: str
) -> Repaired:
    """Replace every match and record each change; a match that is replaced by itself counts as none.

    >>> replace_matches(re.compile("a+"), "b", "xaay")
    Repaired(text='xby', edits=(Edit(start=1, before='aa', after='b'),), note=None)
    """
    pieces: list[str] = []
    edits: list[Edit] = []
    done = shift = 0
    for match in pattern.finditer(text):
        before = match.group()
        after = replacement if isinstance(replacement, str) else replacement(match)
        if after == before:
            continue
        pieces += text[done : match.start()], after
        edits.append(Edit(match.start() + shift, before, after))
        shift += len(after) - len(before)
        done = match.end()
    if not edits:
        return Repaired(text)
    pieces.append(text[done:])
    return Repaired("".join(pieces), tuple(edits))


def replace_lines(change: Callable[[str], str], places: Iterable[int], text: str) -> Repaired:
    """Run `change` on each line in which one of `places` (ascending offsets) lies; edits are cut to what differs.

    >>> replace_lines(str.upper, [3], "a\\nab")
    Repaired(text='a\\nAB', edits=(Edit(start=2, before='ab', after='AB'),), note=None)
    """
    pieces: list[str] = []
    edits: list[Edit] = []
    done = shift = 0
    line_end = -1
    for place in places:
        if place < line_end:
            continue
        start = text.rfind("\n", 0, place) + 1
        line_end = text.find("\n", place)
        line_end = len(text) if line_end < 0 else line_end
        before = text[start:line_end]
        after = change(before)
        if after != before:
            pieces += text[done:start], after
            edits += split_edit(Edit(start + shift, before, after))
            shift += len(after) - len(before)
            done = line_end
    if not edits:
        return Repaired(text)
    pieces.append(text[done:])
    return Repaired("".join(pieces), tuple(edits))


def split_edit(edit: Edit) -> list[Edit]:
    """Cut an edit of a line into those of its places, at the ASCII words and spaces that it left alone.

    >>> [(e.start, e.before, e.after) for e in split_edit(Edit(0, "cafÃ© au thÃ©", "café au thé"))]
    [(3, 'Ã©', 'é'), (10, 'Ã©', 'é')]
    """
    for anchor in ANCHORS:
        befores, afters = anchor.split(edit.before), anchor.split(edit.after)
        # Odd items are the anchors.
        if befores[1::2] == afters[1::2]:
            break
    else:
        return [trim_edit(edit)]
    edits, start = [], edit.start
    for at, (before, after) in enumerate(zip(befores, afters, strict=True)):
        if at % 2 == 0 and before != after:
            edits.append(trim_edit(Edit(start, before, after)))
        start += len(after)
    return edits


def trim_edit(edit: Edit) -> Edit:
    """Cut what `before` and `after` share at both ends.

    >>> trim_edit(Edit(10, "cafÃ© au", "café au"))
    Edit(start=13, before='Ã©', after='é')
    """
    before, after = edit.before, edit.after
    head, most = 0, min(len(before), len(after))
    while head < most and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < most - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return Edit(edit.start + head, before[head : len(before) - tail], after[head : len(after) - tail])


def undo_edits(text: str, edits: Iterable[Edit]) -> str:
    """Rebuild the text as it was before the edits.

    Raises ValueError when the text is not the one that the edits made.

    >>> undo_edits("xby", [Edit(1, "aa", "b")])
    'xaay'
    """
    pieces: list[str] = []
    done = 0
    for edit in edits:
        if not text.startswith(edit.after, edit.start):
            raise ValueError(f"the text at offset {edit.start} is not {edit.after!r}: edits of another text?")
        pieces += text[done : edit.start], edit.before
        done = edit.start + len(edit.after)
    pieces.append(text[done:])
    return "".join(pieces)


def undo_repairs(text: str, repairs: Iterable[Repair]) -> str:
    """Rebuild the input of a row of repairs from its output; raises ValueError on another text."""
    for repair in reversed(tuple(repairs)):
        text = undo_edits(text, repair.edits)
    return text
