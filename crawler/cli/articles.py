"""`khyber articles` and `khyber articles compact` on the command line."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from crawler.cli.exits import finish
from crawler.cli.options import SinceOption, UntilOption

articles_app = typer.Typer(rich_markup_mode=None)

Texts = Optional[list[str]]  # noqa: UP045 - typer reads this form on every supported version
DEFAULT_STORE = "data"

StoreOption = Annotated[str, typer.Option("--store", help="Folder or s3://bucket/prefix of the articles.")]
SourceOption = Annotated[Texts, typer.Option(help="Of this source; may be repeated.")]
LanguageOption = Annotated[
    Texts, typer.Option(help="In this language: en, ur, ps, fa, fa-AF (Dari); may be repeated.")
]
PlaceOption = Annotated[Texts, typer.Option(help="That name this place of the beat; may be repeated.")]
MatchOption = Annotated[
    Texts, typer.Option(help="With these words in title or text, taken literally; all, if repeated.")
]
ClusterOption = Annotated[str | None, typer.Option(help="Copies of one story: id of the cluster.")]
RelevanceOption = Annotated[float | None, typer.Option(help="At least so relevant, 0 to 1.")]
VersionsOption = Annotated[str, typer.Option(help="latest, or all: corrected articles once a version.")]
ColumnsOption = Annotated[str | None, typer.Option(help="Columns with commas between: docs/schema.md.")]
LimitOption = Annotated[
    int | None, typer.Option(min=1, help="At most so many articles. [default: 50 in a table]")
]
FormatOption = Annotated[
    str | None,
    typer.Option("--format", help="table, jsonl, csv or parquet. [default: that of --out, else table]"),
]
OutOption = Annotated[str, typer.Option("--out", help="File, s3://bucket/key, or - for stdout.")]
SqlOption = Annotated[
    str | None, typer.Option(help="One SELECT over the view articles; with --since, --until, --source.")
]


@articles_app.callback(invoke_without_command=True)
def articles(
    context: typer.Context,
    store: StoreOption = DEFAULT_STORE,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    place: PlaceOption = None,
    match: MatchOption = None,
    cluster: ClusterOption = None,
    min_relevance: RelevanceOption = None,
    versions: VersionsOption = "latest",
    columns: ColumnsOption = None,
    limit: LimitOption = None,
    form: FormatOption = None,
    out: OutOption = "-",
    sql: SqlOption = None,
) -> None:
    """Query the articles of a store, the newest day first.

    An article that was corrected answers with its newest version of the days asked for.

    Example: khyber articles --since 2026-11-01 --match "Torkham border" --format csv --out torkham.csv

    Example: khyber articles --sql "SELECT source, count(*) FROM articles GROUP BY ALL"
    """
    if context.invoked_subcommand is not None:
        return

    def work() -> int:
        from crawler.articles.query.selection import Selection, read_day
        from crawler.articles.run import Wanted, run_articles

        if versions not in ("latest", "all"):
            raise ValueError(f"--versions {versions[:40]!a}: write latest or all")
        selection = Selection(
            read_day(since, "--since"),
            read_day(until, "--until"),
            tuple(source or ()),
            tuple(language or ()),
            tuple(place or ()),
            tuple(match or ()),
            cluster,
            min_relevance,
            versions == "all",
        )
        return run_articles(store, selection, Wanted(columns, limit, form, out), sql)

    raise typer.Exit(int(finish(work)))


@articles_app.command()
def compact(
    context: typer.Context,
    store: Annotated[
        str | None,
        typer.Option("--store", help="Folder or s3://bucket/prefix of the articles. [default: data]"),
    ] = None,
) -> None:
    """Join the small files of each source and day into one; no row is lost, whatever happens meanwhile.

    Holds the lock of the store, as a crawl does: exit code 4 while one runs.

    Example: khyber articles compact --store data
    """

    def work() -> int:
        from crawler.articles.run import run_compact

        above = context.parent.params["store"] if context.parent else DEFAULT_STORE
        return run_compact(store or str(above))

    raise typer.Exit(int(finish(work)))
