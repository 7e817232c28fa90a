"""`khyber sources` on the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from crawler.cli.exits import finish
from crawler.cli.options import ConfigOption
from crawler.config import find_config_dir

sources_app = typer.Typer(
    help="What is crawled.\n\nExample: khyber sources list", no_args_is_help=True, rich_markup_mode=None
)

StaleOption = Annotated[
    int, typer.Option("--stale-days", min=1, help="Age of a feed's newest item from which it is stale.")
]


@sources_app.command("list")
def list_sources(config: ConfigOption = None) -> None:
    """List the sources: id, enabled, verified, languages, home.

    Example: khyber sources list
    """
    from crawler.cli.commands import run_list_sources

    raise typer.Exit(int(finish(lambda: run_list_sources(find_config_dir(config)))))


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
    raise typer.Exit(
        int(finish(lambda: run_check_sources(tuple(sources or ()), formats, write, stale_days, folder)))
    )


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

    raise typer.Exit(
        int(finish(lambda: run_add_source(url, name, force, dry_run, stale_days, find_config_dir(config))))
    )


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

    raise typer.Exit(
        int(
            finish(
                lambda: run_learn_source(source, tuple(inputs or ()), store, dry_run, find_config_dir(config))
            )
        )
    )
