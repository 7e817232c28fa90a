"""A larger web, crawled three times: everything once, nothing twice, and what changed as new versions.

`make check` crawls 5 hosts with 40 articles each, `make torture` 20 hosts with 250 (`KHYBER_HOSTS`, `KHYBER_SIZE`).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.support.crawling import Crawl, run_crawl
from tests.support.large_web import DOCUMENTS, LargeWeb, start_large_web
from tests.support.raw_site import Asked, RawSite

pytestmark = pytest.mark.slow

HOSTS = int(os.environ.get("KHYBER_HOSTS", "5"))
SIZE = int(os.environ.get("KHYBER_SIZE", "40"))
CHANGED = HOSTS * SIZE // 25
DELAY = 0.02
IN_A_ROW = 20
SLACK = 0.25
"""A request is noted when the server's thread gets to run, late on a busy machine: so the pace is that of many requests,
of which this share of the time may be missing. Twice the pace would be missing half."""


@dataclass(frozen=True)
class Run:
    """One crawl: its outcome, what it asked for, and the rows (id, version) in Parquet after it."""

    crawl: Crawl
    asked: tuple[tuple[RawSite, Asked], ...]
    total: dict[str, object]
    rows: Counter[tuple[str, str]]

    def stories(self) -> Counter[str]:
        return Counter(site.url + asked.path for site, asked in self.asked if asked.path.startswith("/a/"))


@dataclass(frozen=True)
class Runs:
    """The first crawl, a second one when nothing has changed, a third one when some articles have."""

    web: LargeWeb
    changed: frozenset[str]
    first: Run
    second: Run
    third: Run


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    folder = tmp_path_factory.mktemp("large")
    with start_large_web(HOSTS, SIZE) as web:
        config = web.write_config(folder / "config", DELAY)

        def crawl() -> Run:
            web.forget()
            done = run_crawl(config, folder / "out", timeout=1800)
            assert done.code == 0, done.errors
            return Run(done, tuple(web.asked()), done.total, Counter(done.rows()))

        first, second = crawl(), crawl()
        changed = frozenset(web.change(CHANGED))
        yield Runs(web, changed, first, second, crawl())


def test_every_article_that_is_named_anywhere_is_stored_once(runs: Runs) -> None:
    assert set(runs.first.crawl.articles()) == set(runs.web.urls())
    assert runs.first.total["articles"] == len(runs.first.rows) == HOSTS * SIZE
    assert set(runs.first.rows.values()) == {1}
    assert runs.first.stories() == Counter(runs.web.urls())


def test_nothing_forbidden_is_asked_for_and_no_host_too_often(runs: Runs) -> None:
    for run in (runs.first, runs.second, runs.third):
        assert not [asked.path for _, asked in run.asked if asked.path.startswith("/private")]
        for site in runs.web.sites:
            times = sorted(asked.at for where, asked in run.asked if where is site)
            paces = [last - first for first, last in zip(times, times[IN_A_ROW:], strict=False)]
            assert min(paces) >= IN_A_ROW * DELAY * (1 - SLACK)


def test_a_second_run_asks_only_whether_anything_has_changed(runs: Runs) -> None:
    assert runs.second.total["articles"] == 0
    assert runs.second.total["unchanged"] == HOSTS * SIZE
    assert runs.second.rows == runs.first.rows
    plain = {asked.path for _, asked in runs.second.asked if "if-none-match" not in asked.headers}
    # An index of sitemaps is read anew: that it has not changed says nothing of what it names.
    assert plain <= {"/sitemap.xml"}
    assert {asked.path for _, asked in runs.second.asked} >= DOCUMENTS


def test_what_changed_is_stored_as_a_new_version_and_nothing_else(runs: Runs) -> None:
    assert runs.third.total["articles"] == runs.third.total["updated"] == len(runs.changed) == CHANGED
    fresh = runs.third.rows - runs.second.rows
    assert len(fresh) == CHANGED
    known = {article for article, _ in runs.second.rows}
    assert {article for article, _ in fresh} <= known
    assert runs.second.rows <= runs.third.rows
    stored = runs.third.crawl.articles()
    assert all(", edition 1" in str(stored[url]["title"]) for url in runs.changed)
    assert runs.third.stories() == Counter(runs.web.urls())
