"""`khyber clusters` on the command line."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from crawler.cli.exits import finish

clusters_app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Copies of one story: rebuild the index that finds them.",
)


@clusters_app.command("rebuild")
def rebuild(
    store: Annotated[
        str, typer.Option("--store", help="Folder or s3://bucket/prefix of the articles.")
    ] = "data",
) -> None:
    """Make the index of stories anew from the articles in a store, each with the cluster that it was stored with.

    A crawl does so by itself where the index is missing or damaged.

    Example: khyber clusters rebuild --store data
    """

    def work() -> int:
        from crawler.articles.clusters import rebuild_clusters
        from crawler.state import lock_path, state_folder
        from crawler.state.lock import hold_lock
        from crawler.store import open_store

        with hold_lock(lock_path(store)):
            count = rebuild_clusters(state_folder(store), open_store(store))
        print(f"{count:,} articles indexed", file=sys.stderr)
        return 0

    raise typer.Exit(int(finish(work)))
