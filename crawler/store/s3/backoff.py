"""Asking again, with growing pauses, for as long as a caller is willing to wait."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0

logger = logging.getLogger(__name__)


def call_patiently(
    call: Callable[[], T], may_pass: Callable[[Exception], bool], patience_seconds: float, where: str
) -> T:
    """Result of `call`, repeated while its error may pass and `patience_seconds` are not used up.

    The pauses double, each with a random share so that many machines do not come back at once. The last error
    is raised as it is. `where` names the target in the log.
    """
    deadline = time.monotonic() + patience_seconds
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            return call()
        except Exception as error:
            wait = pause * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing
            if not may_pass(error) or time.monotonic() + wait > deadline:
                raise
            logger.warning(
                "%s does not answer as it should (%s): trying again in %.1f s",
                where, type(error).__name__, wait,
            )  # fmt: skip
            time.sleep(wait)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
