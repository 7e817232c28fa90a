"""The `khyber` command: the process that workers come from first, then the verb."""

from __future__ import annotations

import sys

from crawler.cleaning.workers.entry import PRELOAD
from crawler.cleaning.workers.fork_server import fork_server_early


def main() -> None:
    """Entry point of the `khyber` command."""
    verb = sys.argv[1:2]
    if verb in (["clean"], ["crawl"], ["backfill"]):
        fork_server_early(PRELOAD)  # it loads the cleaners while this process loads everything else
    if verb == ["clean"]:
        from crawler.cleaning.arguments import read_clean_arguments

        if arguments := read_clean_arguments(sys.argv[2:]):
            from crawler.cleaning.run import run_clean
            from crawler.cli.exits import finish

            sys.exit(finish(lambda: run_clean(arguments)))
    from crawler.cli.app import app

    app()
