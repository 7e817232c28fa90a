"""What a check found, for people, for programs, and for the source's file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from rich.markup import escape
from rich.table import Table

from crawler.config import Source
from crawler.config.toml import one_line
from crawler.discovery.candidate import read_moment
from crawler.sources.check import SourceCheck
from crawler.sources.documents import DocumentCheck, format_age
from crawler.spiders.discovery import Kind

KEYS = {Kind.FEED: "feeds", Kind.SITEMAP: "sitemaps", Kind.SECTION: "sections"}


def render_checks(checks: Iterable[SourceCheck], now: datetime) -> Table:
    """A table with a row for each thing that was probed."""
    table = Table("source", "what", "result", "items", "newest", "notes")
    for check in checks:
        for number, row in enumerate(_rows(check, now)):
            name = check.source if number == 0 else ""
            table.add_row(name, *(escape(one_line(cell)) for cell in row), end_section=False)
        table.add_section()
    return table


def _rows(check: SourceCheck, now: datetime) -> Iterable[tuple[str, str, str, str, str]]:
    robots, front, article = check.robots, check.front, check.article
    if front is None:
        yield "", check.problems[0], "", "", ""
        return
    delay = f"Crawl-delay {robots.crawl_delay:g} s" if robots.crawl_delay else ""
    status = robots.problem or ("there is none" if robots.missing else "ok")
    yield "robots.txt", status, str(len(robots.sitemaps) or ""), "", delay
    yield f"front page {front.url}", front.problem or "ok", "", "", front.language or ""
    for document in (*check.documents, *check.others):
        found = "" if document in check.documents else "announced, not in the file"
        notes = "; ".join((*document.notes, *([found] if found else []), *describe_text(document)))
        yield (
            f"{document.kind} {document.url}",
            document.problem or "ok",
            str(document.items or ""),
            format_age(document.newest, now),
            notes,
        )
    if article is not None:
        notes = (
            f"{article.letters} letters, {article.language}: {', '.join(article.fields)}"
            if article.letters
            else ""
        )
        yield f"article {article.url}", article.problem or "ok", "", format_age(article.published, now), notes


def plain_check(check: SourceCheck, now: datetime) -> dict[str, object]:
    """The same as a JSON object; times in hours."""
    front, article = check.front, check.article
    return {
        "source": check.source,
        "ok": not check.problems,
        "problems": list(check.problems),
        "robots": {
            "problem": check.robots.problem,
            "missing": check.robots.missing,
            "crawl_delay": check.robots.crawl_delay,
            "sitemaps": list(check.robots.sitemaps),
        },
        "front_page": front and {"url": front.url, "problem": front.problem, "language": front.language},
        "documents": [_plain_document(document, now) for document in check.documents],
        "announced": [_plain_document(document, now) for document in check.others],
        "article": article
        and {name: getattr(article, name) for name in ("url", "problem", "title", "letters", "language")}
        | {"fields": list(article.fields)},
        "patterns": list(check.patterns),
    }


def _plain_document(document: DocumentCheck, now: datetime) -> dict[str, object]:
    hours = (now - read_moment(document.newest)).total_seconds() / 3600 if document.newest else None
    return {
        "kind": str(document.kind),
        "url": document.url,
        "problem": document.problem,
        "notes": list(document.notes),
        "items": document.items,
        "newest": document.newest,
        "newest_hours": None if hours is None else round(hours, 1),
        "letters": document.letters,
    }


def render_suggestion(check: SourceCheck, source: Source, now: datetime) -> str | None:
    """What to write into the source's file, as TOML; None where there is nothing to change."""
    given: dict[str, list[tuple[str, str]]] = {}
    for kind in {document.kind for document in check.others}:
        own = [d for d in check.documents if d.kind is kind and d.problem is None]
        both = (*own, *(d for d in check.others if d.kind is kind))
        given[KEYS[kind]] = [(document.url, describe_document(document, now)) for document in both]
    lines = [render_list(key, rows) for key, rows in sorted(given.items())]
    if check.patterns and not source.article:
        lines.append(render_patterns(check.patterns))
    return "\n".join(lines) or None


def render_list(key: str, rows: Iterable[tuple[str, str]]) -> str:
    """A TOML array of texts with a comment beside each.

    >>> print(render_list("feeds", [("https://times.example/feed", "20 items")]))
    feeds = [
        "https://times.example/feed",  # 20 items
    ]
    """
    inside = [f"    {quote(text)},  # {one_line(comment)}" for text, comment in rows]
    return "\n".join((f"{key} = [", *inside, "]"))


def render_patterns(patterns: Iterable[str]) -> str:
    """The key `article` with these patterns, in quotes that leave the backslash alone."""
    shown = [f"'{pattern}'" if "'" not in pattern else quote(pattern) for pattern in patterns]
    return f"article = [{', '.join(shown)}]  # guessed from the addresses above: look at them"


def quote(text: str) -> str:
    """A TOML string; control characters go.

    >>> quote('Valley "Times"\\n')
    '"Valley \\\\"Times\\\\""'
    """
    return json.dumps(one_line(text), ensure_ascii=False)


def describe_document(document: DocumentCheck, now: datetime) -> str:
    """Items, age and text of a document in a line."""
    age = format_age(document.newest, now)
    parts = [f"{document.items} items", *([f"the newest {age} old"] if age else []), *describe_text(document)]
    return ", ".join(parts) + f" on {now:%Y-%m-%d}"


def describe_text(document: DocumentCheck) -> tuple[str, ...]:
    """How much text a feed carries with its items; nothing for other documents."""
    return () if document.letters is None else (f"{document.letters} letters of text an item",)


def summarize(checks: Mapping[str, SourceCheck]) -> str:
    """One line: how many are well, and which are not."""
    failed = [name for name, check in checks.items() if check.problems]
    well = f"{len(checks) - len(failed)} of {len(checks)} sources are well"
    return f"{well}; not: {', '.join(failed)}" if failed else well
