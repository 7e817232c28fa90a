"""Waiting without a clock in the tests: until something holds, or as long as a piece of work may ever take."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

PATIENCE_SECONDS = 120.0
"""What no wait here takes, however busy the machine is: only something that never comes takes longer."""

ENDLESS_SECONDS = 120.0
"""CPU time that only work without an end takes: what is tested takes seconds, with the square of its input hours."""


def wait_until(condition: Callable[[], object], period: float = 0.01) -> None:
    """Return once the condition holds; raises TimeoutError when it never does."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError("what was waited for never came")
        time.sleep(period)


@contextmanager
def must_end() -> Iterator[None]:
    """Give up on work that does not end, by the CPU time of this process: others on the machine do not count."""

    def give_up(number: int, frame: FrameType | None) -> None:
        raise TimeoutError("this does not end")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, ENDLESS_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
