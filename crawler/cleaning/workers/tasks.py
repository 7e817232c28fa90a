"""What the main process and its workers send each other; it loads nothing that only workers need."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cleaners.model import Media, Outcome, Page, Provenance, Reason, Rejected, Rules, Stage
from crawler.cleaning.shards import Shard

if TYPE_CHECKING:
    from cleaners.undo import Undo

MIB = 1024 * 1024
Outcomes = tuple[Outcome, ...]
Recurring = Mapping[str, frozenset[int]]
"""Numbers of the lines that recur, by group of texts (`recurring.learn`)."""

Verdict = tuple[Reason, str]
"""Why a page is rejected without being cleaned, and the detail."""


class CleanSettings(NamedTuple):
    """How the pages of a job are cleaned.

    `page_limit_seconds` is the time one page may take before its worker is killed (a text above the size limit of
    pages gets more, by its size), `memory_mib` the address space of a worker. With `undo` texts come back with what
    rebuilds them, with `sketch` articles with what they are compared by. `source` is the id whose rules apply to the
    pages of a shard. `recurring` names the lines that recur in the texts of all inputs; where it is None, they are
    counted in each shard that holds texts.
    """

    rules: Rules
    provenance: Provenance
    page_limit_seconds: float = 10.0
    memory_mib: int = 1024
    undo: bool = False
    sketch: bool = False
    source: str | None = None
    recurring: Recurring | None = None


class ShardTask(NamedTuple):
    """A shard to clean into the file `spool`; `progress` shows how many results are in there already.

    `verdict` is what the next page is rejected for, instead of being cleaned.
    """

    shard: Shard
    spool: Path
    progress: Path
    verdict: Verdict | None = None


Task = ShardTask | tuple[Page, ...]
"""Pages that a worker reads by itself, or pages that are sent to it."""


class Result(NamedTuple):
    """What became of a page; `undo` only where it was asked for and can be given.

    `sketches`, where they were asked for, are what each of its articles is compared by with others. `size` counts the
    bytes of the page; it is None where the page could not be read.
    """

    outcomes: Outcomes
    undo: Undo | None = None
    sketches: tuple[bytes, ...] = ()
    size: int | None = None


def limit_of(page: Page, page_limit_seconds: float) -> float:
    """Seconds that a page may take; texts are cleaned in linear time, so a long one gets as much for each MiB.

    >>> limit_of(Page(b"x" * 3 * 1024 * 1024, Media.TEXT), 10), limit_of(Page(b"x", Media.TEXT), 10)
    (30.0, 10.0)
    """
    mebibytes = len(page.body) / MIB if page.media is Media.TEXT else 0
    return page_limit_seconds * max(1.0, mebibytes)


def reject_page(page: Page, provenance: Provenance, reason: Reason, detail: str) -> Result:
    """A `Rejected` of the cleaning stage for this page."""
    rejected = Rejected(Stage.CLEAN, reason, page.url, page.input, page.source, detail, None, provenance.run)
    return Result((rejected,), size=len(page.body))
