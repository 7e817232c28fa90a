"""What the main process and its workers send each other; it loads nothing that only workers need."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cleaners.model import Media, Outcome, Page, Provenance, Reason, Rejected, Rules, Stage

if TYPE_CHECKING:
    from cleaners.undo import Undo

Outcomes = tuple[Outcome, ...]


class Result(NamedTuple):
    """What became of a page; `undo` only where it was asked for and can be given.

    `sketches`, where they were asked for, are what each of its articles is compared by with others.
    """

    outcomes: Outcomes
    undo: Undo | None = None
    sketches: tuple[bytes, ...] = ()


class CleanSettings(NamedTuple):
    """What every page of a pool is cleaned with; `memory_mib` limits the address space of a worker."""

    rules: Rules
    provenance: Provenance
    memory_mib: int = 1024
    undo: bool = False
    sketch: bool = False


def limit_of(page: Page, page_limit_seconds: float) -> float:
    """Seconds that a page may take; texts are cleaned in linear time, so a long one gets as much for each MiB.

    >>> limit_of(Page(b"x" * 3 * 1024 * 1024, Media.TEXT), 10), limit_of(Page(b"x", Media.TEXT), 10)
    (30.0, 10.0)
    """
    mebibytes = len(page.body) / (1024 * 1024) if page.media is Media.TEXT else 0
    return page_limit_seconds * max(1.0, mebibytes)


def reject_page(page: Page, provenance: Provenance, reason: Reason, detail: str) -> Rejected:
    """A `Rejected` of the cleaning stage for this page."""
    return Rejected(Stage.CLEAN, reason, page.url, page.input, page.source, detail, None, provenance.run)
