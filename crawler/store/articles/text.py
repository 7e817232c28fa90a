"""The `.txt` file of an article, for people."""

from __future__ import annotations

from cleaners.model import Article


def render_text(article: Article) -> str:
    """Text of an article for people: title, summary, paragraphs, with one blank line between them.

    Title and summary points stand on one line each, points after a bullet; what is missing leaves no gap.
    Paragraphs stay as they are, line breaks within them (tables, verse) included. Ends with a line feed.
    Cleaning the result again changes nothing.

    >>> print(render_text(Article("1f" * 8, "2e" * 8, "file", ("First.", "Second."), title="Bridge opens",
    ...                           summary=("Built in a year", "Toll free"))), end="")
    Bridge opens
    <BLANKLINE>
    • Built in a year
    • Toll free
    <BLANKLINE>
    First.
    <BLANKLINE>
    Second.
    """
    title = " ".join((article.title or "").split())
    summary = "\n".join(f"• {' '.join(point.split())}" for point in article.summary if point.strip())
    return "\n\n".join(part for part in (title, summary, *article.paragraphs) if part) + "\n"
