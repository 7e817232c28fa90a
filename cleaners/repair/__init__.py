"""Repairs of characters, spaces and broken lines, each recorded so that it can be undone.

A repair takes a text and returns a `Repaired`: the text, and an `Edit` for each place that it changed. It
never raises, whatever the text. Repairs run in the order of `config/cleaning.toml`, over a whole plain text
or over each block of a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cleaners.model import Repair
from cleaners.repair.edits import Repaired, undo_repairs
from cleaners.repair.entities import decode_entities
from cleaners.repair.hyphenation import join_hyphenated_words
from cleaners.repair.invisibles import remove_controls, remove_direction_marks, remove_zero_width
from cleaners.repair.letters import normalize_arabic_letters, normalize_presentation_forms, remove_tatweel
from cleaners.repair.lines import join_broken_lines, normalize_newlines
from cleaners.repair.lost_marks import restore_lost_marks
from cleaners.repair.mojibake import fix_mojibake
from cleaners.repair.needs import find_needing, find_signs, is_needed
from cleaners.repair.quotes import restore_quote_space
from cleaners.repair.spaces import normalize_hyphens, normalize_spaces
from cleaners.repair.stray import remove_stray_circumflex

__all__ = ["REPAIRS", "Repaired", "find_needing", "repair_text", "undo_repairs"]

REPAIRS: dict[str, Callable[[str], Repaired]] = {
    repair.__name__: repair
    for repair in (
        normalize_newlines,
        decode_entities,
        fix_mojibake,
        restore_lost_marks,
        remove_stray_circumflex,
        normalize_presentation_forms,
        normalize_arabic_letters,
        remove_tatweel,
        normalize_spaces,
        normalize_hyphens,
        join_hyphenated_words,
        remove_zero_width,
        remove_controls,
        remove_direction_marks,
        restore_quote_space,
        join_broken_lines,
    )
}
"""Every repair by name."""

MAX_ROUNDS = 5  # nested damage of four layers has not been seen


def repair_text(text: str, names: Iterable[str]) -> tuple[str, tuple[Repair, ...]]:
    """Run the named repairs in order, again and again until none changes anything.

    Returns the text and a `Repair` for each step that changed something. A second round is only needed where a
    first one changed something, such as a reference that stood for a line separator.

    >>> repair_text("KABUL:Â The talks", ["remove_stray_circumflex"])[0]
    'KABUL: The talks'
    """
    steps = tuple(names)
    repairs: list[Repair] = []
    signs = find_signs(text)
    for _ in range(MAX_ROUNDS):
        done = len(repairs)
        for name in steps:
            if not is_needed(name, text, signs):
                continue
            text, edits, note = REPAIRS[name](text)
            if edits:
                repairs.append(Repair(name, edits, note))
                signs = find_signs(text)
        if len(repairs) == done:
            break
    return text, tuple(repairs)
