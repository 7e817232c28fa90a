from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest

from crawler.errors import Exit
from crawler.report import RunSummary, SourceSummary
from crawler.run.ending import Cause, Ending, RunEnd, RunResult

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
WELL = RunSummary("run-1", NOW, NOW, (SourceSummary("a"),))
BROKEN = RunSummary("run-1", NOW, NOW, (SourceSummary("a", failed=("no article found",)),))


def test_the_first_cause_wins():
    end = RunEnd()
    assert end.cause is None
    assert end.note(Ending.FAILED, "another machine took over a")
    assert not end.note(Ending.STOPPED)
    assert not end.note(Ending.FAILED, "memusage_exceeded")
    assert end.cause == Cause(Ending.FAILED, "another machine took over a")


def test_a_store_that_fails_later_is_not_hidden_and_its_first_failure_counts():
    end = RunEnd()
    assert end.note(Ending.STOPPED)
    assert not end.note(Ending.STORE_FAILED, "disk full"), "the run is being ended already"
    end.note(Ending.STORE_FAILED, "state is read-only")
    end.note(Ending.FAILED, "memusage_exceeded")
    assert end.cause == Cause(Ending.STORE_FAILED, "disk full")


@pytest.mark.parametrize(
    ("ending", "summary", "code"),
    [
        (Ending.FINISHED, WELL, Exit.OK),
        (Ending.FINISHED, BROKEN, Exit.FAILED),
        (Ending.STOPPED, WELL, Exit.OK),
        (Ending.STOPPED, BROKEN, Exit.FAILED),
        (Ending.FAILED, WELL, Exit.FAILED),
        (Ending.STORE_FAILED, WELL, Exit.STORE),
        (Ending.STORE_FAILED, BROKEN, Exit.STORE),
    ],
)
def test_the_exit_code_follows_from_the_cause_and_the_counts(ending, summary, code):
    assert RunResult(Cause(ending), summary, None).exit_code is code


def test_a_result_cannot_be_rewritten():
    result = RunResult(Cause(Ending.FINISHED), WELL, None)
    with pytest.raises(FrozenInstanceError):
        result.cause = Cause(Ending.STORE_FAILED)
