"""What runs in a worker process: cleaning, with nothing loaded that cleaning does not need."""

from __future__ import annotations

import resource
from collections.abc import Mapping
from typing import Any, NamedTuple

from cleaners.blocks.recurring import group_of
from cleaners.model import Outcome, Page, Provenance, Reason, Rejected, Rules, Stage
from cleaners.process import trace_page
from cleaners.undo import Undo, record_undo

Outcomes = tuple[Outcome, ...]
Recurring = Mapping[str, frozenset[int]]
NOTHING: frozenset[int] = frozenset()

_worker: dict[str, Any] = {}  # what every page of this worker process is cleaned with, set once at its start


class Result(NamedTuple):
    """What became of a page; `undo` only where it was asked for and can be given."""

    outcomes: Outcomes
    undo: Undo | None = None


def start_worker(
    rules: Rules, provenance: Provenance, recurring: Recurring, memory_mib: int, undo: bool
) -> None:
    """Set up a worker process: its rules, what recurs, whether to record undoing, a limit on its address space."""
    _worker["args"] = (rules, provenance, recurring, undo)
    limit = memory_mib * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def clean_one(page: Page) -> Result:
    """Clean one page in this worker process; a bug or an exhausted memory becomes a `Rejected`."""
    rules, provenance, recurring, undo = _worker["args"]
    try:
        trace = trace_page(page, rules, provenance, recurring.get(group_of(page), NOTHING))
        return Result(trace.outcomes, record_undo(page, trace) if undo else None)
    except MemoryError:
        return Result((reject_page(page, provenance, Reason.CRASHED, "more memory than a page may take"),))
    except Exception as error:  # the worker loop: one bad page must not stop the others
        detail = f"{type(error).__name__}: {error}"[:200]
        return Result((reject_page(page, provenance, Reason.CRASHED, detail),))


def clean_many(pages: tuple[Page, ...]) -> tuple[Result, ...]:
    """Clean several pages in this worker process, in order."""
    return tuple(clean_one(page) for page in pages)


def reject_page(page: Page, provenance: Provenance, reason: Reason, detail: str) -> Rejected:
    """A `Rejected` of the cleaning stage for this page."""
    return Rejected(Stage.CLEAN, reason, page.url, page.input, page.source, detail, None, provenance.run)
