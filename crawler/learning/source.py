"""What recurs in the texts of one source, with evidence, as the file `<id>.learned.toml` that people review."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from cleaners.blocks.recurring import Zone, find_zones, hash_line
from cleaners.model import Page, Rules
from crawler.config import LearnedLine
from crawler.inputs import read_texts
from crawler.learning.learn import learn_recurring, read_lines

MARK = "# Lines that recur around the stories, written by `khyber sources learn`: review them like code, and delete"
NOTE = f"""{MARK}
# those that are part of a story. `files` of `of` files have the line in the same place. What stands below this
# comment is written anew by the next `khyber sources learn`.
"""


@dataclass(frozen=True, slots=True)
class Learned:
    """The lines that recur in `files` files, those in most files first."""

    files: int
    lines: tuple[LearnedLine, ...]


def learn_source(
    folder: str, source: str, rules: Rules, progress: Callable[[Page], None] | None = None
) -> Learned:
    """Learn the recurring lines of a source from the plain texts in a folder, on disk or on S3.

    Reads every text twice: to count, and to find the lines counted; calls `progress` for each reading. Raises
    InputError for a folder that does not exist.
    """
    known = learn_recurring([folder], source, rules, progress).get(source, frozenset())
    found: dict[int, LearnedLine] = {}
    files = 0
    for page in read_texts([folder], source, rules.max_bytes):
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


def render_learned(learned: Learned, earlier: str = "") -> str:
    """Text of the learned file: what `earlier` held above our comment stays, what was below it is replaced.

    >>> print(render_learned(Learned(9, (LearnedLine("Read more", 8, 9, "a.txt", "i.txt"),))).split("\\n\\n", 1)[1])
    [[recurring]]
    line = "Read more"
    files = 8
    of = 9
    first = "a.txt"
    last = "i.txt"
    <BLANKLINE>
    """
    above = earlier.partition(MARK)[0].rstrip()
    tables = "".join(
        f"\n[[recurring]]\nline = {quote(one.line)}\nfiles = {one.files}\nof = {one.of}\n"
        f"first = {quote(one.first)}\nlast = {quote(one.last)}\n"
        for one in learned.lines
    )
    return f"{above}\n\n{NOTE}{tables}" if above else f"{NOTE}{tables}"


def quote(text: str) -> str:
    """A TOML string: that of JSON, with the one control character that JSON leaves alone.

    >>> quote('He said "no"')
    '"He said \\\\"no\\\\""'
    """
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False).replace("\x7f", "\\u007f")
