"""Files, folders and archives to their articles, one after the other, in the process of the caller."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cleaners.model import Article, Rejected, Rules
from khyber._pages import clean_one, encode, keep_all, shipped_rules

NOTHING: frozenset[int] = frozenset()


def clean_files(
    *inputs: str | os.PathLike[str],
    source: str | None = None,
    learn: bool = True,
    rules: Rules | None = None,
) -> Iterator[Article | Rejected]:
    """Clean files that were fetched before: what became of each page, in the order of the files.

    `inputs` are texts, pages and WARC files (`.txt .html .warc`, also `.gz`), folders of them, or `s3://` prefixes, as
    `khyber clean` takes them. One page is in memory at a time. With `learn` plain texts are read twice, the first
    time, before anything comes, to count which lines (teasers, notes of the publisher) recur around them. `source` is
    the id whose rules apply.

    Everything runs in this process, one page after the other and without a limit of time: for pages that nobody has
    looked at, and for all cores, there is `khyber clean`. What cannot be read comes as a `Rejected`. Raises, before
    anything is read, FileNotFoundError for an input that is not there, ValueError for a file of another kind or an
    unknown source.
    """
    from crawler.cleaning.inputs import is_wanted

    names = [os.fspath(name) for name in inputs]
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"an input is a str or a path, not {type(name).__name__}")
        if not name.strip():
            raise ValueError(
                "an input has no name: name a file, a folder or an s3:// prefix, '.' for this folder"
            )
        if not name.startswith("s3://"):
            if not Path(name).exists():
                raise FileNotFoundError(f"{name}: no such file or folder")
            if Path(name).is_file() and not is_wanted(Path(name).name):
                raise ValueError(f"{name}: not a .txt, .html, .warc file (or one of these with .gz)")
    chosen = keep_all(rules or shipped_rules())
    if source is not None and chosen.source(source) is None:
        raise ValueError(f"source {source!r}: these rules have no such source")
    return iterate(names, source, learn, chosen)


def iterate(names: list[str], source: str | None, learn: bool, rules: Rules) -> Iterator[Article | Rejected]:
    """The outcomes of files that were checked."""
    from cleaners.blocks.recurring import group_of
    from crawler.cleaning.inputs import read_inputs
    from crawler.cleaning.recurring import learn_recurring

    learns = learn and "remove_recurring_lines" in rules.cleaners
    recurring = learn_recurring(names, source, rules) if learns else {}
    for page in read_inputs(names, source, rules.max_bytes, rules.max_text_bytes):
        if page.input:
            page = replace(page, input=encode(page.input).decode())  # a name may hold bytes that are no text
        if isinstance(page, Rejected):
            yield page
        else:
            yield from clean_one(page, rules, recurring.get(group_of(page), NOTHING))
