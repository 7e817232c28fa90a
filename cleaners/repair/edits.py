"""Edits: how a repair records what it changed, and how that is undone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from cleaners.model import Edit, Repair


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


def replace_lines(change: Callable[[str], str], wanted: re.Pattern[str], text: str) -> Repaired:
    """Run `change` on each line that `wanted` finds something in; edits are cut to what differs.

    >>> replace_lines(str.upper, re.compile("b"), "a\\nab").text
    'a\\nAB'
    """
    pieces: list[str] = []
    edits: list[Edit] = []
    done = shift = 0
    match = wanted.search(text)
    while match:
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.start())
        end = len(text) if end < 0 else end
        before = text[start:end]
        after = change(before)
        if after != before:
            pieces += text[done:start], after
            edits.append(trim_edit(Edit(start + shift, before, after)))
            shift += len(after) - len(before)
            done = end
        match = wanted.search(text, end + 1) if end < len(text) else None
    if not edits:
        return Repaired(text)
    pieces.append(text[done:])
    return Repaired("".join(pieces), tuple(edits))


def trim_edit(edit: Edit) -> Edit:
    """Cut what `before` and `after` share at both ends.

    >>> trim_edit(Edit(10, "cafÃ© au", "café au"))
    Edit(start=13, before='Ã©', after='é')
    """
    head, most = 0, min(len(edit.before), len(edit.after))
    while head < most and edit.before[head] == edit.after[head]:
        head += 1
    tail = 0
    while tail < most - head and edit.before[-1 - tail] == edit.after[-1 - tail]:
        tail += 1
    return Edit(
        edit.start + head,
        edit.before[head : len(edit.before) - tail],
        edit.after[head : len(edit.after) - tail],
    )


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
