"""Invented pages and articles for the tests of the store."""

from __future__ import annotations

from datetime import UTC, datetime

from cleaners.model import Article, Hints, Media, Page, PageKind, Relevance, Removed, RepairCount, read_moment

FETCHED_AT = datetime(2026, 11, 20, 23, 30, 15, 123456, tzinfo=UTC)


def make_article(number: int = 1, **changes: object) -> Article:
    values: dict[str, object] = {
        "id": f"{number:016x}",
        "version": f"{number + 1000:016x}",
        "source": "margalla",
        "url": f"https://margalla.example/news/{number}",
        "page_kind": PageKind.LIVE_BLOG,
        "title": f"Bridge number {number} opens",
        "authors": ("Zarmina Gul",),
        "published": "2026-11-20T08:00:00+05:00",
        "published_from": "jsonld",
        "language": "en",
        "tags": ("roads", "trade"),
        "summary": ("Lorries cross again",),
        "paragraphs": (
            f"The bridge number {number} was opened on Friday.",
            "Lorries crossed it before noon.",
        ),
        "relevance": Relevance(0.75, ("Torkham",), ("bridge", "trade")),
        "encoding": "utf-8",
        "fetched_at": "2026-11-20T09:00:00+00:00",
        "run": "run-1",
        "code": "0.1.0",
        "rules": "0123456789ab",
        "repairs": (RepairCount("restore_mojibake", 2),),
        "removed": (Removed("Share", "remove_share_bars", "share bar"),),
    }
    values |= changes
    if isinstance(values["fetched_at"], str):
        values["fetched_at"] = read_moment(values["fetched_at"])
    return Article(**values)


def make_page(number: int = 1, **changes: object) -> Page:
    values: dict[str, object] = {
        "body": f"<html><title>هبت‌الله {number}</title><p>The bridge opened.</p></html>".encode() * 20,
        "media": Media.HTML,
        "url": f"https://margalla.example/news/{number}?utm_source=feed",
        "final_url": f"https://margalla.example/news/{number}",
        "status": 200,
        "headers": (("content-type", "text/html; charset=utf-8"), ("etag", f'"{number}"')),
        "fetched_at": FETCHED_AT,
        "source": "margalla",
        "hints": Hints(
            title="پل تورخم", published="2026-11-20T08:00:00+05:00", published_from="feed", letters=812
        ),
    }
    return Page(**{**values, **changes})
