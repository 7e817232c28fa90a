"""The verbs of `khyber`: one function a verb, each a thin door to the room that does the work.

Results go to stdout or `--out`, progress to stderr. Exit codes: docs/operations.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from crawler.cleaning.arguments import MAX_WORKERS, CleanArguments
from crawler.cli.articles import articles_app
from crawler.cli.backfill import backfill
from crawler.cli.clusters import clusters_app
from crawler.cli.exits import finish
from crawler.cli.options import ConfigOption
from crawler.config import find_config_dir

DEFAULT = CleanArguments([])


app = typer.Typer(
    name="khyber",
    help="Turn Afghanistan-Pakistan news coverage into clean, trustworthy text.\n\n"
    "Example: khyber clean seeds --out data/seeds",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
sources_app = typer.Typer(
    help="What is crawled.\n\nExample: khyber sources list", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(sources_app, name="sources")
app.add_typer(articles_app, name="articles")
app.add_typer(clusters_app, name="clusters")
app.command()(backfill)

StaleOption = Annotated[
    int, typer.Option("--stale-days", min=1, help="Age of a feed's newest item from which it is stale.")
]
OutOption = Annotated[str, typer.Option("--out", help="Folder, s3://bucket/prefix, or - for stdout.")]


@app.command()
def clean(
    inputs: Annotated[
        list[str], typer.Argument(help="Files, folders or s3:// prefixes: .txt .html .warc, also .gz.")
    ],
    out: OutOption = DEFAULT.out,
    source: Annotated[str | None, typer.Option(help="Source id whose rules apply to these inputs.")] = None,
    workers: Annotated[
        int, typer.Option(min=0, max=MAX_WORKERS, help="Worker processes; 0: one a core.")
    ] = 0,
    formats: Annotated[
        str, typer.Option("--format", help="Of files, jsonl, parquet; several with commas.")
    ] = DEFAULT.formats,
    learn: Annotated[
        bool, typer.Option("--learn/--no-learn", help="Count first which lines recur across the texts.")
    ] = True,
    engine: Annotated[
        str, typer.Option(help="local: processes of this machine; dask: workers of a Dask cluster.")
    ] = DEFAULT.engine,
    scheduler: Annotated[
        str | None,
        typer.Option(
            help="Address of a Dask scheduler, tcp://host:8786; without, a cluster of this machine."
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            help="Archives: the store to compare with, or none. [default: the one beside raw/, if it has articles]"
        ),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Clean files that were fetched before, by us or by anyone.

    Plain texts are read twice: the first time to count which lines (teasers, notes of the publisher) recur around
    the stories of a source, or of a folder. --no-learn saves that pass.

    Inputs that are all WARC files are an archive: run again after whatever stopped it, the work goes on with the
    file it was at, and files that were cleaned by the same rules before are left out. The summary says how the
    articles differ from those of before. Texts in an archive are only compared with those beside them in the file.

    With --format files, khyber undo FILE rebuilds the input of a cleaned text, byte for byte.

    Example: khyber clean old-scrapes/ --out data/clean --format files,jsonl,parquet

    Example: khyber clean page.html --format jsonl --out - | jq .title

    Example: khyber clean s3://bucket/raw --out s3://bucket/v2
    """
    from crawler.cleaning.run import run_clean

    arguments = CleanArguments(
        inputs, out, source, workers, formats, learn, config, engine, scheduler, against
    )
    end(lambda: run_clean(arguments))


@app.command()
def undo(
    file: Annotated[
        str, typer.Argument(help="The .json or .txt of an article below text/, on disk or s3://.")
    ],
    out: Annotated[str, typer.Option("--out", help="File to write, or - for stdout.")] = "-",
) -> None:
    """Rebuild the file that an article was cleaned from, byte for byte: plain texts, cleaned with --format files.

    Several articles of one input give the same file.

    Example: khyber undo data/clean/text/file/2026-11-21/bridge-opens-1f2e3d4c5b6a7988.json --out bridge.txt
    """
    from crawler.cli.commands import run_undo

    end(lambda: run_undo(file, out))


@app.command()
def explain(
    file: Annotated[
        str,
        typer.Argument(metavar="INPUT_OR_URL", help="A .txt, .html or .warc file, also .gz; or an address."),
    ],
    source: Annotated[str | None, typer.Option(help="Source id whose rules apply.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line instead.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show every stage for one page or text: what changed, what went, by which cleaner, why.

    Every line is shown in order with its verdict, the score of the line model (0 to 1), the reason, and what was
    repaired in it. An address is fetched as a crawl would: robots.txt, delays, limits.

    Example: khyber explain seeds/two-stories.txt

    Example: khyber explain https://news.example/story --json
    """
    from crawler.cli.commands import run_explain

    end(lambda: run_explain(file, source, as_json, find_config_dir(config)))


@app.command()
def crawl(
    sources: Annotated[list[str] | None, typer.Argument(help="Source ids; none: all enabled ones.")] = None,
    out: Annotated[
        str | None,
        typer.Option("--out", help="Folder or s3://bucket/prefix. [default: store.out of crawl.toml]"),
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Only articles published on or after this day (YYYY-MM-DD).")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Only articles published on or before this day (YYYY-MM-DD).")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many articles are fetched.")] = None,
    config: ConfigOption = None,
) -> None:
    """Discover, fetch, archive, clean, store, report: only what is new or changed since the last run.

    Example: khyber crawl --out data --limit 20
    """
    from crawler.cli.commands import run_crawl

    end(lambda: run_crawl(tuple(sources or ()), out, since, until, limit, find_config_dir(config)))


@sources_app.command("list")
def list_sources(config: ConfigOption = None) -> None:
    """List the sources: id, enabled, verified, languages, home.

    Example: khyber sources list
    """
    from crawler.cli.commands import run_list_sources

    end(lambda: run_list_sources(find_config_dir(config)))


@sources_app.command("check")
def check_sources(
    sources: Annotated[list[str] | None, typer.Argument(help="Source ids; none: all enabled ones.")] = None,
    formats: Annotated[
        str, typer.Option("--format", help="table, or json: one object a source and line.")
    ] = "table",
    write: Annotated[
        bool, typer.Option("--write", help="Note in the files of those that are well: verified, checked.")
    ] = False,
    stale_days: StaleOption = 7,
    config: ConfigOption = None,
) -> None:
    """Ask sources live whether they work: robots.txt, front page, feeds, sitemaps, sections, one article each.

    Where what the file names fails, the feeds and sitemaps that the site itself announces are tried, and those that
    work are printed as lines for the file. Asks like a crawl: robots.txt, delays, limits. Ends with exit code 3 and
    the names of those that failed.

    Example: khyber sources check valley-times hill-post --write
    """
    from crawler.sources.run import run_check_sources

    folder = find_config_dir(config)
    end(lambda: run_check_sources(tuple(sources or ()), formats, write, stale_days, folder))


@sources_app.command("add")
def add_source(
    url: Annotated[str, typer.Argument(help="Address of the front page.")],
    name: Annotated[
        str | None, typer.Option("--id", help="Id of the source. [default: from its domain]")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if there is one.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the draft, write nothing.")] = False,
    stale_days: StaleOption = 7,
    config: ConfigOption = None,
) -> None:
    """Draft the file of a new source from what its site announces: feeds, sitemaps, language, addresses of articles.

    Writes config/sources/ID.toml, unverified: look at every line of it.

    Example: khyber sources add https://valley-times.example/ --dry-run
    """
    from crawler.sources.run import run_add_source

    end(lambda: run_add_source(url, name, force, dry_run, stale_days, find_config_dir(config)))


@sources_app.command("learn")
def learn_source(
    source: Annotated[str, typer.Argument(help="Id of the source.")],
    inputs: Annotated[
        list[str] | None,
        typer.Option(
            "--from", help="File, folder or s3:// prefix with pages or plain texts; may be repeated."
        ),
    ] = None,
    store: Annotated[
        str, typer.Option("--store", help="Without --from: the store whose raw/ID is read.")
    ] = "data",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what was learned, write nothing.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Learn from the pages of a source how they are built, and from its plain texts which lines recur.

    Both go to config/sources/ID.learned.toml, with the evidence: review that file like code. From then on pages
    of the source are cut by its templates, and its lines are taken out of every text.

    Example: khyber sources learn valley-times --store data

    Example: khyber sources learn valley-times --from old-scrapes/valley --dry-run
    """
    from crawler.sources.learning.run import run_learn_source

    end(lambda: run_learn_source(source, tuple(inputs or ()), store, dry_run, find_config_dir(config)))


@app.command()
def report(
    run: Annotated[str | None, typer.Argument(help="Id of the run; none: the latest.")] = None,
    store: Annotated[
        str, typer.Option("--store", help="Folder or s3://bucket/prefix of the articles.")
    ] = "data",
) -> None:
    """Write the HTML report of a run anew, and name it.

    Example: khyber report --store data
    """
    from crawler.cli.commands import run_report

    end(lambda: run_report(run, store))


def end(work: Callable[[], int]) -> None:
    """Run a verb and end with its exit code."""
    raise typer.Exit(int(finish(work)))
