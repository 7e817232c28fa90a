"""The learning pass: plain texts to the lines that recur around their stories, by group of texts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator

from cleaners.blocks.recurring import Zone, find_zones, group_of, hash_line, hash_pair
from cleaners.blocks.row import LINE
from cleaners.decoding import decode
from cleaners.model import Page, Rejected, Rules
from cleaners.repair import repair_text
from crawler.cleaning.inputs import read_texts
from crawler.cleaning.recurring.counting import LineCounter, Row
from crawler.cleaning.workers.tasks import Recurring
from crawler.config import recurring_options

# Text of nothing else needs no repair that could change the words of a line.
UNUSUAL = re.compile(r"[^\t\n\r\x20-\x25\x27-\x7e\xa0£©°´éèêóöü‘’“”–—•…\u0600-\u06ff]|\r(?!\n)")


def learn_recurring(
    inputs: Iterable[str], source: str | None, rules: Rules, progress: Callable[[Page], None] | None = None
) -> Recurring:
    """Count in how many different texts of each group a line stands in the same place; name those that recur.

    Reads every plain text of the inputs once (archives whole, since only their records say what they hold) and
    calls `progress` for each. The result depends neither on the order of the texts nor on their number of copies.
    Raises InputError for an input that does not exist.
    """
    texts = read_texts(inputs, source, rules.max_bytes, rules.max_text_bytes)
    return learn_texts(texts, rules, progress)


def learn_texts(
    texts: Iterable[Page], rules: Rules, progress: Callable[[Page], None] | None = None
) -> Recurring:
    """Like `learn_recurring`, for texts that are at hand."""
    groups: dict[str, int] = {}
    with LineCounter() as counter:
        for page in texts:
            group = groups.setdefault(group_of(page), len(groups))
            counter.add(rows_of(page, read_lines(page, rules), group))
            if progress:
                progress(page)
        found: dict[int, list[int]] = {}
        for group, line in counter.find(recurring_options(rules)):
            found.setdefault(group, []).append(line)
    return {name: frozenset(found[number]) for name, number in groups.items() if number in found}


def read_lines(page: Page, rules: Rules) -> list[str]:
    """Lines of a text as cleaning will see them; none of one that cannot be decoded."""
    decoded = decode(page, rules)
    if isinstance(decoded, Rejected):
        return []
    text = decoded.text
    if UNUSUAL.search(text):
        text, _ = repair_text(text, rules.repairs)
    return LINE.findall(text)


def rows_of(page: Page, lines: list[str], group: int) -> Iterator[Row]:
    """What to count of one text: each line with its place."""
    text = int.from_bytes(hashlib.blake2b(page.body, digest_size=8).digest(), "little", signed=True)
    first, last = find_zones(lines)
    for at, line in enumerate(lines):
        if at < first:
            yield group, hash_line(line, Zone.HEAD), text, False, False
        elif at <= last:
            yield group, hash_line(line, Zone.STORY), text, False, True
        if at >= last:
            yield group, hash_line(line, Zone.TAIL), text, at > last, False
    pair = hash_pair(lines[last], lines[last + 1]) if last + 1 < len(lines) else None
    if pair is not None:
        yield group, pair, text, False, False
