"""Decides by the announcement of an article whether a source of all the world's news need be asked for it."""

from __future__ import annotations

from cleaners.article.relevance import score_relevance
from cleaners.model import Beat, Hints

MAX_ANNOUNCED = 4000
"""Characters of the announcement that are read: a feed may carry the whole story."""


def concerns_beat(beat: Beat | None, hints: Hints, announced: str = "") -> bool | None:
    """Whether title, tags or the text that goes with them name any term of the beat; None where nothing decides it.

    One term is enough, however little it weighs: what the article is about is decided when it has been read.

    >>> from cleaners.model import Term
    >>> hills = Beat("hills", (Term("dam", ("dam",), 0.1),), 0.5)
    >>> titles = ("The dam is full", "A cup of tea", None)
    >>> [concerns_beat(hills, Hints(title=title)) for title in titles]
    [True, False, None]
    >>> concerns_beat(hills, Hints(title="A cup of tea"), "... on the dam")
    True
    """
    if beat is None or hints.title is None:
        return None
    text = "\n".join((announced[:MAX_ANNOUNCED], *hints.tags))
    return bool(score_relevance(hints.title, text, beat).matched)
