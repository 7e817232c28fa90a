"""`khyber backfill` on the command line."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from crawler.cli.exits import finish
from crawler.cli.options import DAY_FORMS, ConfigOption, on_day
from crawler.config import find_config_dir


class Origin(StrEnum):
    """Where a backfill takes its pages from."""

    ARCHIVE = "archive"
    CCNEWS = "ccnews"


def backfill(
    sources: Annotated[list[str], typer.Argument(help="Source ids.")],
    since: Annotated[str, typer.Option(callback=on_day, help=f"First day of publication ({DAY_FORMS}).")],
    until: Annotated[str, typer.Option(callback=on_day, help=f"Last day of publication ({DAY_FORMS}).")],
    origin: Annotated[
        Origin,
        typer.Option(
            "--from", help="The sites' date archives and sitemaps, or files of Common Crawl's news crawl."
        ),
    ] = Origin.ARCHIVE,
    warcs: Annotated[
        str | None,
        typer.Option(
            "--warcs",
            help="With --from ccnews: folder or s3://bucket/prefix above crawl-data/CC-NEWS/YYYY/MM/.",
        ),
    ] = None,
    gaps: Annotated[
        bool,
        typer.Option(
            "--gaps", help="Fetch nothing: print what the store holds of these days, and what is missing."
        ),
    ] = False,
    out: Annotated[
        str | None,
        typer.Option("--out", help="Folder or s3://bucket/prefix. [default: store.out of crawl.toml]"),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many articles are fetched.")] = None,
    config: ConfigOption = None,
) -> None:
    """Crawl the past: archive pages and sitemaps of these days, or the WARC files of Common Crawl's news crawl.

    Of WARC files those are read that were begun from two days before the first to seven days after the last day: an
    article may be fetched days after its publication. A ledger remembers which were read, so that a backfill that was
    ended goes on with the file it was in. Afterwards the days without articles, or with far fewer than usual, are
    named, and files that are missing or damaged.

    Example: khyber backfill valley-times --since 2026-10-01 --until 2026-10-31 --out data

    Example: khyber backfill valley-times hill-post --since 2026-10-01 --until 2026-10-31 --from ccnews --warcs /srv/commoncrawl

    Example: khyber backfill valley-times --since 2026-10-01 --until 2026-10-31 --gaps
    """
    from crawler.backfill import BackfillOptions, run_backfill, run_gaps

    if origin is Origin.CCNEWS and warcs is None and not gaps:
        raise typer.BadParameter("--from ccnews: name their folder or prefix with --warcs")
    if origin is Origin.ARCHIVE and warcs is not None and not gaps:
        raise typer.BadParameter("--warcs: add --from ccnews")
    order = BackfillOptions(tuple(sources), since, until, out, limit, warcs)
    run = run_gaps if gaps else run_backfill
    raise typer.Exit(int(finish(lambda: run(order, find_config_dir(config)))))
