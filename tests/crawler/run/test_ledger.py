from datetime import UTC, datetime

import pytest

from cleaners.model import Article, Reason, Rejected, Stage
from crawler.errors import ConfigError
from crawler.run.job import plan_job
from crawler.run.ledger import PageCount, UrlLedger
from tests.support.crawling import write_config, write_source

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def summarize(ledger):
    summary = ledger.summarize("run", NOW, NOW)
    return {row.source: row for row in summary.sources}, summary


def test_every_address_is_counted_once_under_its_source():
    ledger = UrlLedger(["a", "b"])
    assert ledger.start("u1", "a")
    assert ledger.start("u2", "b")
    assert not ledger.start("u1", "b")
    ledger.finish("u1", PageCount((Article("1", "1", "a", ("x",)),), size=10))
    ledger.finish("u2", PageCount((Rejected(Stage.CLEAN, Reason.NO_STORY),), fetched=True, size=5))
    ledger.skip("b", 7)
    rows, summary = summarize(ledger)
    assert (rows["a"].found, rows["a"].articles, rows["a"].bytes) == (1, 1, 10)
    assert (rows["b"].found, rows["b"].unchanged, rows["b"].rejected) == (8, 7, {"no_story": 1})
    assert not ledger.start("u1", "a")
    assert summary.failed_sources == ()


def test_an_address_that_ends_without_an_outcome_is_called_out():
    ledger = UrlLedger(["a"])
    ledger.start("u1", "a")
    ledger.defer_rest(ends_early=False)
    rows, summary = summarize(ledger)
    assert summary.failed_sources == ("a",)
    assert "1 addresses ended without an outcome" in rows["a"].failed[0]
    assert rows["a"].found == 0


def test_what_a_stopped_run_leaves_is_no_failure():
    ledger = UrlLedger(["a"])
    ledger.start("u1", "a")
    ledger.defer(["u2", "u3"])
    ledger.defer_rest(ends_early=True)
    _, summary = summarize(ledger)
    assert summary.failed_sources == ()
    assert ledger.deferred == 3
    assert not ledger.start("u2", "a")


def test_what_is_finished_or_deferred_is_not_deferred_again():
    ledger = UrlLedger(["a"])
    ledger.start("u1", "a")
    ledger.finish("u1", PageCount(unchanged=True))
    ledger.defer(["u1", "u2"])
    ledger.defer(["u2"])
    assert ledger.deferred == 1


def test_captures_of_one_address_are_counted_each_and_an_outcome_is_given_once():
    ledger = UrlLedger(["a"])
    for _ in range(2):
        ledger.count("a", PageCount((Article("1", "1", "a", ("x",)),)))
    rows, _ = summarize(ledger)
    assert (rows["a"].found, rows["a"].articles) == (2, 2)
    ledger.start("u1", "a")
    ledger.finish("u1", PageCount(unchanged=True))
    with pytest.raises(KeyError):
        ledger.finish("u1", PageCount(unchanged=True))


def test_a_source_of_which_nothing_can_be_had_fails():
    ledger = UrlLedger(["a", "b"])
    for number in range(3):
        for source in "ab":
            ledger.start(f"{source}{number}", source)
            ledger.finish(f"{source}{number}", PageCount((Rejected(Stage.FETCH, Reason.BLOCKED),)))
    ledger.start("b3", "b")
    ledger.finish("b3", PageCount(unchanged=True))
    rows, summary = summarize(ledger)
    assert summary.failed_sources == ("a",)
    assert rows["a"].failed == ("none of 3 pages could be had: 3 blocked",)


def test_a_job_is_checked_as_a_whole(tmp_path):
    source = write_source("http://127.0.0.1:1")
    config = write_config(tmp_path, {"one": source, "two": source.replace(":1", ":2") + "enabled = false\n"})
    job = plan_job([], None, "2026-11-01", "2026-11-20", 5, config)
    assert [s.id for s in job.sources] == ["one"]
    assert (job.out, job.limit, job.provenance.run) == ("data", 5, job.run)
    assert [s.id for s in plan_job(["two", "two"], "x", None, None, None, config).sources] == ["two"]
    days = ("2026-10-31", "2026-11-01T00:00:00+05:00", "2026-11-20", "2026-11-21", None)
    assert [job.wants(day) for day in days] == [False, True, True, False, True]


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        ((["onee"], None, None, None, None), "did you mean one"),
        (([], None, "yesterday", None, None), "YYYY-MM-DD"),
        (([], None, "2026-11-20", "2026-11-01", None), "swap them"),
        (([], None, None, None, 0), "number from 1"),
    ],
)
def test_a_wrong_job_says_what_to_write(tmp_path, arguments, advice):
    config = write_config(tmp_path, {"one": write_source("http://127.0.0.1:1")})
    with pytest.raises(ConfigError, match=advice):
        plan_job(*arguments, config)


def test_no_source_at_all_is_an_error(tmp_path):
    config = write_config(tmp_path, {"one": write_source("http://127.0.0.1:1") + "enabled = false\n"})
    with pytest.raises(ConfigError, match="no source is enabled"):
        plan_job([], None, None, None, None, config)
