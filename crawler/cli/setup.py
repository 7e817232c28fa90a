"""`khyber init` and `khyber cron` on the command line."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crawler.cli.exits import finish
from crawler.cli.options import ConfigOption
from crawler.config import find_config_dir, load_crawl_settings

cron_app = typer.Typer(
    help="Crawl again and again, by cron.\n\nExample: khyber cron install dawn --out /srv/news",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Every(StrEnum):
    """How often a crawl is repeated."""

    QUARTER = "15m"
    HALF = "30m"
    HOUR = "1h"
    TWO_HOURS = "2h"
    THREE_HOURS = "3h"
    SIX_HOURS = "6h"
    TWELVE_HOURS = "12h"
    DAY = "1d"


CronOutOption = Annotated[
    str | None, typer.Option("--out", help="Folder or s3://bucket/prefix. [default: store.out of crawl.toml]")
]
PrintOption = Annotated[bool, typer.Option("--print", help="Print the line, change nothing.")]


def init(
    folder: Annotated[Path, typer.Argument(help="Folder to write.")] = Path("config"),
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
) -> None:
    """Write a configuration to edit: crawl.toml, cleaning.toml, sources/, beats/, and a line for cron.

    Without one the configuration that comes with Khyber holds. ./config is found by itself, any other folder is named
    with --config. A part of it that you delete is the shipped one again.

    Example: khyber init
    """
    from crawler.setup.init import run_init

    raise typer.Exit(int(finish(lambda: run_init(folder, force))))


@cron_app.command("install")
def install(
    sources: Annotated[list[str] | None, typer.Argument(help="Source ids; none: all enabled ones.")] = None,
    out: CronOutOption = None,
    every: Annotated[Every, typer.Option("--every", help="How often.")] = Every.HOUR,
    minute: Annotated[
        int | None, typer.Option(min=0, max=59, help="Minute of the hour. [default: one of the output's own]")
    ] = None,
    print_only: PrintOption = False,
    config: ConfigOption = None,
) -> None:
    """Put the crawl of an output into your crontab: one line, which a second call replaces.

    It runs in the folder that you are in now, and prints its errors into crawl.log: in the output, for a bucket in
    data/state/.

    Example: khyber cron install valley-times hill-post --out /srv/news --every 30m
    """
    from crawler.setup.cron import CronJob, run_install

    def work() -> int:
        folder = find_config_dir(config)
        job = CronJob(
            load_crawl_settings(folder).out if out is None else out,
            tuple(sources or ()),
            every.value,
            minute,
            config,
        )
        return run_install(job, print_only, folder)

    raise typer.Exit(int(finish(work)))


@cron_app.command("remove")
def remove(out: CronOutOption = None, print_only: PrintOption = False, config: ConfigOption = None) -> None:
    """Take the crawl of an output out of your crontab.

    Example: khyber cron remove --out /srv/news
    """
    from crawler.setup.cron import run_remove

    def work() -> int:
        return run_remove(
            load_crawl_settings(find_config_dir(config)).out if out is None else out, print_only
        )

    raise typer.Exit(int(finish(work)))
