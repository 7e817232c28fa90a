"""Several machines on one PostgreSQL: they share what was seen, and no two crawl a source at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa

from tests.e2e.test_interrupted import fill, kill, wait_until
from tests.support.crawling import run_crawl, start_crawl, write_config, write_source
from tests.support.raw_site import Answer, Asked, RawSite

STORIES = 12


@dataclass(frozen=True)
class Machines:
    """One configuration and one database for outputs that lie apart, as those of two machines do."""

    sites: tuple[RawSite, RawSite]
    config: Path
    database: sa.Engine

    def asked(self, number: int) -> list[str]:
        return [path for path in self.sites[number].paths() if path.startswith("/a/")]


@pytest.fixture
def machines(tmp_path: Path, postgres_url: str) -> Iterator[Machines]:
    with fill(RawSite(), STORIES) as one, fill(RawSite(), STORIES) as two:
        sources = {"one": write_source(one.url), "two": write_source(two.url)}
        state = f'[store]\nstate = "{postgres_url}"'
        config = write_config(
            tmp_path / "config", sources, more=state, delay=0.05, timeout=90, recent_hours=0
        )
        engine = sa.create_engine(postgres_url, poolclass=sa.NullPool)
        yield Machines((one, two), config, engine)


def test_a_source_that_another_machine_crawls_is_left_to_it(tmp_path: Path, machines: Machines) -> None:
    go_on, page = Event(), machines.sites[0].pages["/a/3"]

    def answer_late(_: Asked) -> Answer:
        assert go_on.wait(60)
        assert isinstance(page, Answer)
        return page

    machines.sites[0].pages["/a/3"] = answer_late
    first = start_crawl(machines.config, tmp_path / "first", "one")
    wait_until(first, machines.sites[0], 6)
    refused = run_crawl(machines.config, tmp_path / "second", "one")
    both = run_crawl(machines.config, tmp_path / "second")
    assert first.poll() is None
    go_on.set()
    _, errors = first.communicate(timeout=60)
    assert first.returncode == 0, errors
    assert refused.code == 4
    assert "crawls all of one: wait for it" in refused.errors
    assert both.code == 0, both.errors
    assert "one is left to" in both.errors
    assert both.total["articles"] == STORIES
    assert len(machines.asked(0)) == len(machines.asked(1)) == STORIES
    again = run_crawl(machines.config, tmp_path / "second")
    assert (again.total["articles"], again.code) == (0, 0)
    assert len(machines.asked(0)) == STORIES


def test_what_a_dead_machine_left_is_crawled_by_another_when_its_lease_is_over(
    tmp_path: Path, machines: Machines
) -> None:
    first = start_crawl(machines.config, tmp_path / "first", "one")
    wait_until(first, machines.sites[0], 6)
    kill(first)
    assert run_crawl(machines.config, tmp_path / "second", "one").code == 4
    with machines.database.begin() as connection:
        connection.execute(sa.text("UPDATE leases SET until = 0"))
    machines.sites[0].pages["/feed"] = machines.sites[1].pages["/robots.txt"]  # its feed is gone meanwhile
    second = run_crawl(machines.config, tmp_path / "second", "one")
    assert second.code == 3
    assert len(second.articles()) == STORIES
    assert "was killed" not in second.errors
    first_again = run_crawl(machines.config, tmp_path / "first", "two")
    assert first_again.code == 0, first_again.errors
    assert "was killed" in first_again.errors
