"""The `khyber` command. Kept light: every worker process of `khyber clean` imports the script that leads here."""

from __future__ import annotations

import sys

from crawler.prefork import fork_server_early


def main() -> None:
    """Entry point of the `khyber` command."""
    if sys.argv[1:2] in (["clean"], ["crawl"]):
        fork_server_early()  # it loads the cleaners while this process loads everything else
    from crawler.verbs import app

    app()
