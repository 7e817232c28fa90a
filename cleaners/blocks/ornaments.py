"""Lines without a letter or digit: rules, stars, lone full stops."""

from __future__ import annotations

import re

from cleaners.blocks.row import Context, live, remove
from cleaners.model import Blocks

HAS_WORDS = re.compile(r"[^\W_]|\?{3}|\ufffd")  # question marks may be all that is left of letters


def remove_ornaments(blocks: Blocks, context: Context) -> Blocks:
    """Take out lines that hold no letter and no digit.

    Goes: `***`, `————`, a full stop that stands for an empty standfirst.
    Stays: any line with a letter, a digit or a sign that counts as one in some script.

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_ornaments, "* * *\\n3 – 1\\n.")
    ['- * * *', '+ 3 – 1', '- .']

    Source: read in texts of the region; they part sections on a page and mean nothing in a text.
    """
    found = [at for at, block in live(blocks) if not HAS_WORDS.search(block.text)]
    return remove(blocks, found, "remove_ornaments", "a line without letters or digits")
