"""How the articles of a store differ from those of another: what a change of rules has done, for people to judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from crawler.config.toml import one_line

LINE = 160
"""Characters of a line before or after, on a terminal; the report has more of it."""


@dataclass(frozen=True, slots=True)
class ChangedArticle:
    """One article with other words than before: how many came and went, and the longest paragraph of either kind."""

    id: str
    source: str
    url: str | None
    title: str | None
    words_gained: int = 0
    words_lost: int = 0
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """Articles of a run beside those of the store `against`; the newest version of each counts.

    Words and paragraphs `gained` and `lost` are those of the `changed` articles, among which are those of the same page
    under another id; `words_added` and `words_gone` belong to the articles that were `added` and are `gone`. `rejected`
    says for how many of these, and why, their page became no article; `absent` for how many nobody met their page: it
    was not among the inputs.
    """

    against: str
    same: int = 0
    changed: int = 0
    added: int = 0
    gone: int = 0
    absent: int = 0
    words_gained: int = 0
    words_lost: int = 0
    words_added: int = 0
    words_gone: int = 0
    paragraphs_gained: int = 0
    paragraphs_lost: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    sample: tuple[ChangedArticle, ...] = ()


def render_changes(changes: Changes, samples: int = 5) -> Iterator[str]:
    """Lines for a terminal or a log, with the largest changes; text from outside loses its control characters.

    >>> sample = (ChangedArticle("1", "dawn", None, "Bridge", 2, 3, "Read this too", None),)
    >>> for line in render_changes(Changes("data", same=8, changed=1, gone=2, rejected={"listing": 1}, sample=sample)):
    ...     print(line)
    Beside data: 8 articles the same, 1 changed, 0 added, 2 gone (of these rejected now: listing 1)
    Changed articles: +0 -0 words, +0 -0 paragraphs; added articles: +0 words; gone articles: -0 words
    +2 -3 words: dawn: Bridge
      before: Read this too
      after:  -
    """
    why = ", ".join(f"{one_line(reason)} {count:,}" for reason, count in changes.rejected.items())
    absent = f", {changes.absent:,} whose pages are not among the inputs" if changes.absent else ""
    yield (
        f"Beside {one_line(changes.against)}: {changes.same:,} articles the same, {changes.changed:,} changed, "
        f"{changes.added:,} added, {changes.gone:,} gone{f' (of these rejected now: {why})' if why else ''}{absent}"
    )
    yield (
        f"Changed articles: +{changes.words_gained:,} -{changes.words_lost:,} words, +{changes.paragraphs_gained:,} "
        f"-{changes.paragraphs_lost:,} paragraphs; added articles: +{changes.words_added:,} words; gone articles: "
        f"-{changes.words_gone:,} words"
    )
    for article in changes.sample[:samples]:
        name = one_line(article.title or article.url or article.id)[:LINE]
        yield f"+{article.words_gained:,} -{article.words_lost:,} words: {one_line(article.source)}: {name}"
        yield f"  before: {one_line(article.before or '-')[:LINE]}"
        yield f"  after:  {one_line(article.after or '-')[:LINE]}"
