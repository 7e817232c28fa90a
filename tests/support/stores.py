"""A small invented store of articles: several sources, days and languages, a correction, a story that was copied."""

from __future__ import annotations

from cleaners.model import Article, Cluster, Relevance
from crawler.store import ArticleWriter, open_store
from tests.support.samples import make_article


def copied(role: str) -> Cluster:
    return Cluster("c" * 16, role, f"{1:016x}", 0.9)


def first_run() -> tuple[Article, ...]:
    return (
        make_article(
            1,
            published="2026-11-18T08:00:00+05:00",
            fetched_at="2026-11-18T09:00:00+00:00",
            cluster=copied("original"),
        ),
        make_article(
            2,
            source="khyber valley",
            published="2026-11-18T04:00:00+04:30",
            title="پل دوباره باز شد",
            language="ps",
            paragraphs=("د كابل پُل بیا پرانیستل شو.",),
            relevance=Relevance(0.2, ("Kabul",), ("Kabul",)),
            cluster=copied("copy"),
        ),
        make_article(
            3,
            source="khyber valley",
            published="2026-11-19",
            language="fa",
            language_region="AF",
            title="=HYPERLINK(1)",
            relevance=Relevance(0.0),
        ),
        make_article(4, source="2026", published=None, fetched_at=None, language=None, title=None),
        make_article(5, published="2026-11-20T08:00:00+05:00", fetched_at="2026-11-20T09:00:00+00:00"),
    )


def second_run() -> tuple[Article, ...]:
    """A correction on the same day, one that moved to another day, and something new."""
    return (
        make_article(
            5,
            version="e" * 16,
            title="Bridge number 5 closed",
            paragraphs=("It was closed again.",),
            published="2026-11-20T08:00:00+05:00",
            fetched_at="2026-11-20T19:00:00+00:00",
            run="run-2",
        ),
        make_article(
            1,
            version="f" * 16,
            title="Bridge number 1 opens late",
            published="2026-11-19T08:00:00+05:00",
            fetched_at="2026-11-19T19:00:00+00:00",
            cluster=copied("original"),
            run="run-2",
        ),
        make_article(6, published="2026-11-20T10:00:00+05:00", run="run-2"),
    )


def fill_store(url: str) -> str:
    for run, articles in (("run-1", first_run()), ("run-2", second_run())):
        with ArticleWriter(open_store(url), run, {"parquet"}) as writer:
            for article in articles:
                writer.write(article)
    return url
