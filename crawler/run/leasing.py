"""Keeps the leases of a run's sources while it is at work, and ends it when another machine has one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from crawler.errors import StoreError
from crawler.run.session import Session
from crawler.state.leases import LEASE_SECONDS

RENEW_SECONDS = LEASE_SECONDS / 3

log = logging.getLogger(__name__)


async def keep_leases(session: Session, end_run: Callable[[str], object]) -> None:
    """Renew the leases until cancelled; call `end_run` with a reason when one is lost, and return.

    A machine that slept for longer than a lease may wake up to find its sources crawled by another. A database
    that does not answer is asked again: the leases are good for two more tries.
    """
    while True:
        await asyncio.sleep(RENEW_SECONDS)
        if reason := await asyncio.to_thread(renew_leases, session):
            end_run(reason)
            return


def renew_leases(session: Session) -> str | None:
    """Renew the leases of a run's sources once; why the run has to end, or None while they are its own."""
    own = frozenset(source.id for source in session.job.sources)
    try:
        kept = session.state.leases.take(own, session.holder)
    except StoreError as error:
        log.warning("Leases could not be renewed: %s", error)
        return None
    lost = own - kept
    return f"another machine took over {', '.join(sorted(lost))}" if lost else None
