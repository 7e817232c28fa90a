"""How a request that must not be made says why."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

from cleaners.model import Reason


class Refused(IgnoreRequest):
    """A request that will not be made, or whose answer will not be taken; `reason` and one line of detail."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Interrupted(Exception):  # noqa: N818 - nothing went wrong
    """The run was stopped before the request was made: its address is left for the next run."""
