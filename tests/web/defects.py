"""How a site spoils the text of its stories: each defect takes text as it was written and gives it as printed.

`~` in the text stands for a no-break space. A story without a defect prints a plain space there.
"""

from __future__ import annotations

import re
from collections.abc import Callable


def lose_no_break_spaces(text: str) -> str:
    """Print a no-break space as the first of its two UTF-8 bytes read as Latin-1; but for datelines the line breaks.

    >>> lose_no_break_spaces("ISLAMABAD:~A road of~gravel")
    'ISLAMABAD:Â A road ofÂ\\ngravel'
    """
    return text.replace(":~", ":Â ").replace("~", "Â\n")


def print_no_break_spaces(text: str) -> str:
    r"""Print a no-break space as what it is.

    >>> print_no_break_spaces("20~km")
    '20\xa0km'
    """
    return text.replace("~", "\N{NO-BREAK SPACE}")


def print_no_break_hyphens(text: str) -> str:
    """Print a hyphen inside a word as U+2011.

    >>> print_no_break_hyphens("cross-border - now").encode("ascii", "namereplace")
    b'cross\\\\N{NON-BREAKING HYPHEN}border - now'
    """
    return re.sub(r"(?<=\w)-(?=\w)", "\N{NON-BREAKING HYPHEN}", text)


def close_up_quotes(text: str) -> str:
    """Lose the space before an opening quotation mark.

    >>> close_up_quotes("called it “fair” and left")
    'called it“fair” and left'
    """
    return re.sub(r"(?<=\w) “", "“", text)


DEFECTS: dict[str, Callable[[str], str]] = {
    step.__name__: step
    for step in (lose_no_break_spaces, print_no_break_spaces, print_no_break_hyphens, close_up_quotes)
}


def spoil(text: str, defects: tuple[str, ...]) -> str:
    """Print text with the named defects, in order.

    >>> spoil("two~years of “talks”", ("close_up_quotes",))
    'two years of“talks”'
    """
    for name in defects:
        text = DEFECTS[name](text)
    return text.replace("~", " ")
