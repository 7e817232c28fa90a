"""Boilerplate lines that a source file names."""

from __future__ import annotations

import re
from functools import lru_cache

from cleaners.blocks.row import Context, live, remove
from cleaners.model import Blocks


def remove_source_promos(blocks: Blocks, context: Context) -> Blocks:
    """Take out the lines that the source's own file lists as boilerplate.

    Goes: a line that one of the source's `line_promos` patterns matches from its start to its end.
    Stays: everything else, and everything where the source is unknown.

    >>> from cleaners.model import SourceRules
    >>> from cleaners.blocks.row import preview
    >>> rules = SourceRules("herald", line_promos=(r"Published in The Herald, .*",))
    >>> text = "Published in The Herald, May 2nd\\nThe talks ended on Friday."
    >>> preview(remove_source_promos, text, Context(source=rules))
    ['- Published in The Herald, May 2nd', '+ The talks ended on Friday.']

    Source: `config/sources/<id>.toml`.
    """
    if context.source is None or not context.source.line_promos:
        return blocks
    patterns = compile_patterns(context.source.line_promos)
    found = [at for at, block in live(blocks) if any(p.fullmatch(block.text) for p in patterns)]
    return remove(blocks, found, "remove_source_promos", "furniture listed in the source's file")


@lru_cache(maxsize=256)
def compile_patterns(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The patterns, compiled once a process."""
    return tuple(re.compile(pattern) for pattern in patterns)
