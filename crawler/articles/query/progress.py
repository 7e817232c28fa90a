"""What stderr shows of a question or of upkeep that takes long: a moving line, or a JSON line every ten seconds."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

BAR_EVERY_SECONDS = 0.5
LINE_EVERY_SECONDS = 10.0


@contextmanager
def show_work(verb: str, message: Callable[[], str]) -> Iterator[None]:
    """Show how far a work is while the block runs; work that is done at once shows nothing.

    `message` gives that in a few words; it is called from another thread.
    """
    done = threading.Event()
    watch = _show_line if sys.stderr.isatty() else _print_lines
    watcher = threading.Thread(target=watch, args=(verb, message, done), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _show_line(verb: str, message: Callable[[], str], done: threading.Event) -> None:
    if done.wait(BAR_EVERY_SECONDS):
        return
    from rich.console import Console

    with Console(stderr=True).status(verb) as status:
        while not done.wait(BAR_EVERY_SECONDS):
            status.update(f"{verb}  {message()}")


def _print_lines(verb: str, message: Callable[[], str], done: threading.Event) -> None:
    while not done.wait(LINE_EVERY_SECONDS):
        print(json.dumps({"event": verb, "done": message()}), file=sys.stderr)
