"""How a run ended: one value, set once, from which the exit code follows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crawler.errors import Exit
from crawler.report import RunSummary


class Ending(StrEnum):
    """The kinds of causes for which a run ends."""

    FINISHED = "finished"
    """Nothing is left to do."""
    STOPPED = "stopped"
    """Somebody ended it, by a signal."""
    FAILED = "failed"
    """Something else ended it early: a lost lease, too much memory, workers that do not answer."""
    STORE_FAILED = "store failed"
    """Archive, articles or state can no longer be written or read."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a run ended, with one line of detail for people."""

    ending: Ending
    detail: str = ""

    def choose_exit(self, summary: RunSummary) -> Exit:
        """The exit code of a run that ended so, with these counts."""
        if self.ending is Ending.STORE_FAILED:
            return Exit.STORE
        if self.ending is Ending.FAILED or summary.failed_sources:
            return Exit.FAILED
        return Exit.OK


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run came to, once it is closed; `report` is where its report lies, None where it could not be written."""

    cause: Cause
    summary: RunSummary
    report: str | None

    @property
    def exit_code(self) -> Exit:
        """The exit code of the verb."""
        return self.cause.choose_exit(self.summary)


class RunEnd:
    """Takes the cause for which a run ends: the first one counts.

    With one exception: a store that fails replaces any other cause, for instance when what a stopped run had under way
    cannot be saved. To report that run as merely stopped would hide that something is lost.

    >>> end = RunEnd()
    >>> end.note(Ending.STOPPED, "SIGTERM"), end.note(Ending.FAILED, "too much memory")
    (True, False)
    >>> end.cause.detail
    'SIGTERM'
    """

    def __init__(self) -> None:
        self._cause: Cause | None = None
        self.result: RunResult | None = None

    @property
    def cause(self) -> Cause | None:
        """The cause, None while the run lasts."""
        return self._cause

    def note(self, ending: Ending, detail: str = "") -> bool:
        """Note a cause; whether it is the first, so that the caller has to bring the run to its end."""
        first = self._cause is None
        known = self._cause.ending if self._cause else None
        if first or (ending is Ending.STORE_FAILED and known is not Ending.STORE_FAILED):
            self._cause = Cause(ending, detail)
        return first
