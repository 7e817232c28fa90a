"""Workers that can be killed: a bad page costs itself, never its neighbours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cleaners.model import Article, Media, Page, Provenance, Reason, Rejected, Rules
from crawler.cleaning.workers import CleaningPool, CleanSettings, clean_stream
from crawler.config import load_rules
from tests.hostile.pages import hostile_pages
from tests.support.shared import REPOSITORY
from tests.support.waiting import PATIENCE_SECONDS

GOOD = "Bridge reopens\n\nThe bridge was opened again on Monday, the ministry said.\n\nTraffic was heavy, police said."
PAGE_LIMIT_SECONDS = 10.0


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(REPOSITORY / "config")


@pytest.fixture(scope="module")
def pool(rules: Rules) -> Iterator[CleaningPool]:
    with CleaningPool(CleanSettings(rules, Provenance(run="test"), PAGE_LIMIT_SECONDS), workers=1) as pool:
        pool.submit(good_page("warm up")).result()
        yield pool


def good_page(name: str) -> Page:
    return Page(GOOD.encode(), Media.TEXT, input=name)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(hostile_pages()))
def test_a_hostile_page_ends_in_time_and_spares_the_next(pool: CleaningPool, name: str) -> None:
    page = Page(hostile_pages()[name](), Media.HTML, input=name)
    outcomes = pool.submit(page).result(timeout=PATIENCE_SECONDS)
    assert all(isinstance(outcome, Article | Rejected) for outcome in outcomes)
    assert len(outcomes) >= 1
    (after,) = pool.submit(good_page("next")).result(timeout=30)
    assert isinstance(after, Article)
    assert after.title == "Bridge reopens"


def test_a_batch_with_a_bad_text_keeps_the_others_in_order(rules: Rules) -> None:
    killer = Page(b"x", Media.TEXT, input="bad", source="x" * (80 * 1024 * 1024))
    pages = [good_page("1"), killer, good_page("2"), Rejected(**REFUSED), good_page("3")]
    with CleaningPool(CleanSettings(rules, Provenance()), workers=1) as pool:
        done = list(clean_stream(pages, pool, 1))
    assert [page.input for page, _ in done] == ["1", "bad", "2", "unread", "3"]
    assert [type(result.outcomes[0]) for _, result in done] == [Article, Rejected, Article, Rejected, Article]


def test_many_long_texts_are_not_all_held_at_once(pool: CleaningPool) -> None:
    size = 12 * 1024 * 1024
    read = 0

    def pages() -> Iterator[Page]:
        nonlocal read
        for number in range(9):
            read += 1
            yield Page(b"\0" * size, Media.TEXT, input=str(number))

    done = clean_stream(pages(), pool, 1)
    next(done)
    assert read <= 4
    assert len(list(done)) == 8


REFUSED = {"stage": "read", "reason": Reason.UNREADABLE, "input": "unread"}


def test_a_killed_worker_is_replaced(rules: Rules) -> None:
    """A page that hangs is ended by its limit; the worker that takes its place knows the rules."""
    slow = Page(b"<p>" + b"a " * 400_000 + b"</p>", Media.HTML, input="slow")
    with CleaningPool(CleanSettings(rules, Provenance(), 0.05), workers=1) as pool:
        (first,) = pool.submit(slow).result(timeout=30)
        assert isinstance(first, Rejected)
        assert first.reason in (Reason.TIMEOUT, Reason.NO_STORY)
    with CleaningPool(CleanSettings(rules, Provenance(), 20), workers=1) as pool:
        (again,) = pool.submit(good_page("after")).result(timeout=30)
        assert isinstance(again, Article)
