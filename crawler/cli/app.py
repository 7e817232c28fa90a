"""The verbs of `khyber`: one function a verb, each a thin door to the room that does the work.

Results go to stdout or `--out`, progress to stderr. Exit codes: docs/operations.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from crawler.cleaning.arguments import CleanArguments
from crawler.cli.articles import articles_app
from crawler.cli.backfill import backfill
from crawler.cli.clusters import clusters_app
from crawler.cli.exits import finish
from crawler.cli.options import ConfigOption, SinceOption, UntilOption, take_clean_options
from crawler.cli.setup import cron_app, init
from crawler.cli.sources import sources_app
from crawler.config import find_config_dir

app = typer.Typer(
    name="khyber",
    help="Turn Afghanistan-Pakistan news coverage into clean, trustworthy text.\n\n"
    "Example: khyber clean seeds --out data/seeds",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(sources_app, name="sources")
app.add_typer(articles_app, name="articles")
app.add_typer(clusters_app, name="clusters")
app.add_typer(cron_app, name="cron")
app.command()(backfill)
app.command()(init)


def print_version(wanted: bool) -> None:
    """Print the version and end, where it is asked for."""
    if wanted:
        from importlib.metadata import version

        typer.echo(f"khyber {version('khyber')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that stand before a verb."""


@app.command()
@take_clean_options
def clean(**options: Any) -> None:
    """Clean files that were fetched before, by us or by anyone.

    Plain texts are read twice: the first time to count which lines (teasers, notes of the publisher) recur around
    the stories of a source, or of a folder. --no-learn saves that pass.

    Inputs that are all WARC files are an archive: run again after whatever stopped it, the work goes on with the
    file it was at, and files that were cleaned by the same rules before are left out. The summary says how the
    articles differ from those of before. Texts in an archive are only compared with those beside them in the file.

    With --format files, khyber undo FILE rebuilds the input of a cleaned text, byte for byte.

    Example: khyber clean old-scrapes/ --out data/clean --format files,jsonl,parquet

    Example: khyber clean page.html --format jsonl --out - | jq .title

    Example: curl --silent https://news.example/story | khyber clean - --format jsonl --out -

    Example: khyber clean s3://bucket/raw --out s3://bucket/v2
    """
    end(lambda: clean_with_stdin(CleanArguments(**options)))


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
    since: SinceOption = None,
    until: UntilOption = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many articles are fetched.")] = None,
    config: ConfigOption = None,
) -> None:
    """Discover, fetch, archive, clean, store, report: only what is new or changed since the last run.

    Example: khyber crawl --out data --limit 20
    """
    from crawler.cli.commands import run_crawl

    end(lambda: run_crawl(tuple(sources or ()), out, since, until, limit, find_config_dir(config)))


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


def clean_with_stdin(arguments: CleanArguments) -> int:
    """Clean, with what comes on stdin in the place of `-`."""
    from crawler.cleaning.run import run_clean
    from crawler.cleaning.stdin import keep_stdin

    with keep_stdin(arguments.inputs) as files:
        return run_clean(arguments._replace(inputs=files))


def end(work: Callable[[], int]) -> None:
    """Run a verb and end with its exit code."""
    raise typer.Exit(int(finish(work)))
