"""The `khyber` command. Kept light: every worker process of `khyber clean` imports the script that leads here."""

from __future__ import annotations

import sys

from crawler.prefork import start_fork_server


def main() -> None:
    """Entry point of the `khyber` command."""
    if sys.argv[1:2] == ["clean"]:
        start_fork_server()  # it loads the cleaners while this process loads everything else
    from crawler.verbs import app

    app()
