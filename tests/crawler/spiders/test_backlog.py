from datetime import UTC, datetime

import pytest

from cleaners.model import Hints
from crawler.spiders.backlog import CHUNK, Backlog
from crawler.state import ArchivedPage, PageRecord, QueuedUrl, open_state, sqlite_url

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def state(tmp_path):
    with open_state(sqlite_url(tmp_path / "khyber.sqlite")) as opened:
        yield opened


def queued(number, source="a"):
    return QueuedUrl(f"https://{source}.test/{number:03}", source, "feed", Hints(title=f"T{number}"))


def names(visits):
    return [visit.candidate.url[-3:] for visit in visits]


def test_visits_come_in_order_a_part_at_a_time_and_each_once(state):
    state.frontier.put([queued(900), queued(901)])  # left by another run, and not chosen by this one
    backlog = Backlog(state)
    backlog.add("a", state.frontier.enqueue(queued(number) for number in range(CHUNK + 10)))
    backlog.add("b", state.frontier.enqueue([queued(1, "b")]))
    taken = names(backlog.take("a"))
    assert taken == [f"{number:03}" for number in range(CHUNK)]
    assert backlog.take("a") == []
    assert backlog.count_left() == 11
    for _ in range(CHUNK // 2):
        backlog.end("a")
    assert names(backlog.take("a")) == [f"{number:03}" for number in range(CHUNK, CHUNK + 10)]
    assert backlog.take("none") == []
    assert backlog.count_left() == 1


def test_a_visit_knows_what_was_seen_and_one_that_was_answered_is_left_out(state):
    first, second, third = map(queued, range(3))
    state.save([PageRecord(second.url, "a", NOW, NOW, NOW, "article", etag='"x"')])
    backlog = Backlog(state)
    backlog.add("a", state.frontier.enqueue([first, second, third]))
    state.frontier.keep({first.url: ArchivedPage("raw/x", 1, 2)})
    state.frontier.mark_dead({third.url: "status 404"})
    (visit,) = backlog.take("a")
    assert (visit.candidate.url, visit.candidate.hints, visit.seen.etag) == (second.url, second.hints, '"x"')
