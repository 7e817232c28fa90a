"""The learned file as text: made to be read, with the evidence beside each finding, in an order that never changes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loading what learns templates takes a second, which learning lines need not pay
    from crawler.sources.learning.source import Learned
    from crawler.sources.learning.templates import LearnedTemplate, LearnedTemplates

MARK_TEMPLATES = (
    "# Templates: where the pages of this source have their parts, written by `khyber sources learn`. Review"
)
MARK_LINES = "# Lines that recur around the stories, written by `khyber sources learn`: review them like code, and delete"
NOTE_TEMPLATES = f"""{MARK_TEMPLATES}
# them like code: a table that is wrong can be deleted, and `body` in the source's own file wins over all of them.
# What stands below this comment is written anew when `khyber sources learn` reads pages."""
NOTE_LINES = f"""{MARK_LINES}
# those that are part of a story. `files` of `of` files have the line in the same place. What stands below this
# comment is written anew when `khyber sources learn` reads plain texts.
"""


def render_learned(
    lines: Learned | None, templates: LearnedTemplates | None = None, earlier: str = ""
) -> str:
    """Text of the learned file. What `earlier` held above our comments stays; what was below each of them is
    replaced, or stays where nothing of its kind was learned (None).

    >>> from crawler.config import LearnedLine
    >>> from crawler.sources.learning.source import Learned
    >>> found = Learned(9, (LearnedLine("Read more", 8, 9, "a.txt", "i.txt"),))
    >>> print(render_learned(found).split("\\n\\n", 1)[1])
    [[recurring]]
    line = "Read more"
    files = 8
    of = 9
    first = "a.txt"
    last = "i.txt"
    <BLANKLINE>
    """
    rest, mark, below = earlier.partition(MARK_LINES)
    old_lines = mark + below
    above, mark, below = rest.partition(MARK_TEMPLATES)
    parts = (
        above,
        mark + below if templates is None else render_templates(templates),
        old_lines if lines is None else render_lines(lines),
    )
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def render_lines(learned: Learned) -> str:
    """The part of the file that names recurring lines."""
    return NOTE_LINES + "".join(
        f"\n[[recurring]]\nline = {quote(one.line)}\nfiles = {one.files}\nof = {one.of}\n"
        f"first = {quote(one.first)}\nlast = {quote(one.last)}\n"
        for one in learned.lines
    )


def render_templates(learned: LearnedTemplates) -> str:
    """The part of the file that holds templates."""
    found = (
        f"# The general way finds one story on {learned.stories:,} of {count(learned.pages)}. "
        f"Of these, {learned.held_out:,} were held out, and {learned.fitted:,} of those\n# are cut by a template. "
        f"Of the {learned.others:,} other pages, {learned.others_fitted:,} would become an article."
    )
    return f"{NOTE_TEMPLATES}\n{found}\n" + "".join(map(render_template, learned.templates))


def render_template(learned: LearnedTemplate) -> str:
    """One table [[template]] with its evidence."""
    design, agreement = learned.design, learned.agreement
    template = design.template
    rows = [
        f"\n[[template]]  # {count(design.pages)} of the {design.of} learned from",
        f"body = {literal(template.body)}",
    ]
    for key in ("title", "byline", "date"):
        if path := getattr(template, key):
            rows.append(f"{key} = {literal(path)}  # {count(design.counts[path])}")
    for key in ("beside", "strip", "lines"):
        values = getattr(template, key)
        rows += list_values(key, values, [design.counts[value] for value in values])
    rows += [
        f"letters = [{template.letters[0]}, {template.letters[1]}]  # seen: {design.seen[0]:,} to {design.seen[1]:,}",
        "",
        "[template.evidence]  # on the pages held out: pages, and what the general way has too",
        f"held_out = {agreement.fitted}",
        f"words_f1 = {agreement.words_f1}",
        f"paragraphs = {agreement.same}  # of {agreement.paragraphs:,}",
        *(
            f"{key} = {getattr(agreement, key)}"
            for key in ("titles", "authors", "dates", "summaries", "captions")
        ),
    ]
    return "\n".join(rows) + "\n"


def list_values(key: str, values: Sequence[str], counts: Sequence[int]) -> Iterator[str]:
    """Rows of an array of strings, each with the number of pages that have it; none for an empty one."""
    if values:
        yield f"{key} = ["
        for value, number in zip(values, counts, strict=True):
            yield f"    {literal(value)},  # {count(number)}"
        yield "]"


def count(number: int, thing: str = "page") -> str:
    """A number of things in words.

    >>> count(1), count(1200, "file")
    ('1 page', '1,200 files')
    """
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def literal(text: str) -> str:
    """A TOML string that shows a path as it is.

    >>> literal('//p[@id="a"]'), literal("it's")
    ('\\'//p[@id="a"]\\'', '"it\\'s"')
    """
    return f"'{text}'" if "'" not in text and text.isprintable() else quote(text)


def quote(text: str) -> str:
    """A TOML string: that of JSON, with the one control character that JSON leaves alone.

    >>> quote('He said "no"')
    '"He said \\\\"no\\\\""'
    """
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False).replace("\x7f", "\\u007f")
