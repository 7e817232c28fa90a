"""What recurs in the plain texts of one source, with evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cleaners.blocks.recurring import Zone, find_zones, hash_line
from cleaners.model import Page, Rules
from crawler.cleaning.inputs import read_texts
from crawler.cleaning.recurring.learn import learn_recurring, read_lines
from crawler.config import LearnedLine


@dataclass(frozen=True, slots=True)
class Learned:
    """The lines that recur in `files` files, those in most files first."""

    files: int
    lines: tuple[LearnedLine, ...]


def learn_source(
    inputs: Sequence[str], source: str, rules: Rules, progress: Callable[[Page], None] | None = None
) -> Learned:
    """Learn the recurring lines of a source from its plain texts: files or folders, on disk or on S3.

    Reads every text twice: to count, and to find the lines counted; calls `progress` for each reading. Raises
    InputError for an input that does not exist.
    """
    known = learn_recurring(inputs, source, rules, progress).get(source, frozenset())
    found: dict[int, LearnedLine] = {}
    files = 0
    for page in read_texts(inputs, source, rules.max_bytes, rules.max_text_bytes):
        files += 1
        for number, line in around_story(read_lines(page, rules), known):
            name = page.input or ""
            new = LearnedLine(line, 0, 0, name, name)
            earlier = found.get(number, new)
            found[number] = replace(earlier, files=earlier.files + 1, last=name)
        if progress:
            progress(page)
    lines = (replace(one, of=files) for one in merge_lines(found.values()))
    return Learned(files, tuple(sorted(lines, key=lambda one: (-one.files, one.line))))


def around_story(lines: list[str], known: frozenset[int]) -> Iterator[tuple[int, str]]:
    """Number and text of the known lines before and behind the story, each once."""
    first, last = find_zones(lines)
    numbers = {hash_line(line, Zone.HEAD): line for line in lines[:first]}
    numbers |= {hash_line(line, Zone.TAIL): line for line in lines[last:]}
    return ((number, line) for number, line in numbers.items() if number in known)


def merge_lines(lines: Iterable[LearnedLine]) -> Iterator[LearnedLine]:
    """Each line once, also one that recurs in both places: with the evidence of the more frequent one."""
    best: dict[str, LearnedLine] = {}
    for one in lines:
        if one.line not in best or one.files > best[one.line].files:
            best[one.line] = one
    yield from best.values()
