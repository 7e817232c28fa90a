"""Progress of long work on stderr: a bar on a terminal, a JSON line every few seconds elsewhere."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cleaners.model import Article, Page, Rejected
from crawler.cleaning.job import Progress
from crawler.cleaning.workers.tasks import Outcomes

LINE_EVERY_SECONDS = 10.0


@contextmanager
def show_progress(verb: str) -> Iterator[Progress]:
    """A callback that counts pages and articles and shows them while the context is open."""
    if sys.stderr.isatty():
        yield from show_bar(verb)
    else:
        yield show_lines(verb)


def show_bar(verb: str) -> Iterator[Progress]:
    """A moving line with counts; the total is unknown, because archives are read as they come."""
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}  {task.completed:,} pages, {task.fields[articles]:,} articles"),
    )
    with Bar(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(verb, total=None, articles=0)
        articles = 0

        def advance(_: Page | Rejected | None, outcomes: Outcomes) -> None:
            nonlocal articles
            articles += sum(isinstance(outcome, Article) for outcome in outcomes)
            bar.update(task, advance=1, articles=articles)

        yield advance


def show_lines(verb: str) -> Progress:
    """A callback that prints a JSON line every ten seconds."""
    pages = articles = 0
    printed = time.monotonic()

    def advance(_: Page | Rejected | None, outcomes: Outcomes) -> None:
        nonlocal pages, articles, printed
        pages += 1
        articles += sum(isinstance(outcome, Article) for outcome in outcomes)
        if time.monotonic() - printed >= LINE_EVERY_SECONDS:
            printed = time.monotonic()
            print(json.dumps({"event": verb, "pages": pages, "articles": articles}), file=sys.stderr)

    return advance
