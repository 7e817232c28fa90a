from datetime import UTC, datetime

import pytest

from cleaners.model import Hints
from crawler.spiders._backlog import CHUNK, Backlog
from crawler.state import ArchivedPage, PageRecord, QueuedUrl, open_state, sqlite_url

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def state(tmp_path):
    with open_state(sqlite_url(tmp_path / "khyber.sqlite")) as opened:
        yield opened


def queued(number, source="a"):
    return QueuedUrl(f"https://{source}.test/{number:03}", source, "feed", Hints(title=f"T{number}"))


def names(visits):
    return [planned.candidate.url[-3:] for planned in visits]


def test_visits_come_in_order_a_part_at_a_time_and_each_once(state):
    state.frontier.put([queued(900), queued(901)])  # left by another run, and not chosen by this one
    backlog = Backlog(state)
    backlog.add("a", state.frontier.enqueue(queued(number) for number in range(CHUNK + 10)))
    backlog.add("b", state.frontier.enqueue([queued(1, "b")]))
    taken = names(backlog.dispatch("a"))
    assert taken == [f"{number:03}" for number in range(CHUNK)]
    assert backlog.dispatch("a") == []
    assert backlog.count_left() == 11
    for _ in range(CHUNK // 2):
        backlog.finish("a")
    assert names(backlog.dispatch("a")) == [f"{number:03}" for number in range(CHUNK, CHUNK + 10)]
    assert backlog.dispatch("none") == []
    assert backlog.count_left() == 1


def test_a_visit_knows_what_was_seen_and_one_that_was_answered_is_left_out(state):
    first, second, third = map(queued, range(3))
    state.save([PageRecord(second.url, "a", NOW, NOW, NOW, "article", etag='"x"')])
    backlog = Backlog(state)
    backlog.add("a", state.frontier.enqueue([first, second, third]))
    state.frontier.keep({first.url: ArchivedPage("raw/x", 1, 2)})
    state.frontier.mark_dead({third.url: "status 404"})
    (planned,) = backlog.dispatch("a")
    assert (planned.candidate.url, planned.candidate.hints, planned.seen.etag) == (
        second.url,
        second.hints,
        '"x"',
    )
