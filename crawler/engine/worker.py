"""What runs in a worker process: cleaning, with nothing loaded that cleaning does not need."""

from __future__ import annotations

import resource
from collections.abc import Mapping
from typing import Any

from cleaners.blocks.recurring import group_of
from cleaners.model import Outcome, Page, Provenance, Reason, Rejected, Rules, Stage
from cleaners.process import clean_page

Outcomes = tuple[Outcome, ...]
Recurring = Mapping[str, frozenset[int]]
NOTHING: frozenset[int] = frozenset()

_worker: dict[str, Any] = {}  # what every page of this worker process is cleaned with, set once at its start


def start_worker(rules: Rules, provenance: Provenance, recurring: Recurring, memory_mib: int) -> None:
    """Set up a worker process: its rules, what recurs, and a limit on its address space."""
    _worker["args"] = (rules, provenance, recurring)
    limit = memory_mib * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def clean_one(page: Page) -> Outcomes:
    """Clean one page in this worker process; a bug or an exhausted memory becomes a `Rejected`."""
    rules, provenance, recurring = _worker["args"]
    try:
        return clean_page(page, rules, provenance, recurring.get(group_of(page), NOTHING))
    except MemoryError:
        return (reject_page(page, provenance, Reason.CRASHED, "more memory than a page may take"),)
    except Exception as error:  # the worker loop: one bad page must not stop the others
        return (reject_page(page, provenance, Reason.CRASHED, f"{type(error).__name__}: {error}"[:200]),)


def clean_many(pages: tuple[Page, ...]) -> tuple[Outcomes, ...]:
    """Clean several pages in this worker process, in order."""
    return tuple(clean_one(page) for page in pages)


def reject_page(page: Page, provenance: Provenance, reason: Reason, detail: str) -> Rejected:
    """A `Rejected` of the cleaning stage for this page."""
    return Rejected(Stage.CLEAN, reason, page.url, page.input, page.source, detail, None, provenance.run)
