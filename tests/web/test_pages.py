"""Every story of the demo web comes out of its page as its author wrote it, field by field."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

import pytest

from cleaners.model import Article, Media, Outcome, Page, Rejected
from cleaners.process import clean_page
from crawler.config import load_rules
from tests.web.config_folder import write_config_folder
from tests.web.content import load_sites
from tests.web.expected import ExpectedPage, expect_pages, find_differences
from tests.web.render import quote_path
from tests.web.resources import build_resources

FETCHED = datetime.fromisoformat("2026-11-20T12:00:00+00:00")
SITES = load_sites(1)
BASES = {site.id: f"http://{site.id}.test" for site in SITES}
PAGES = [page for site in SITES for page in expect_pages(site, BASES[site.id])]
STORIES = [page for page in PAGES if page.articles]
SHOWN_BY_THE_PAGE = ("no_story", "listing", "not_found_page", "blocked", "empty")
NO_STORIES = [page for page in PAGES if page.reason in SHOWN_BY_THE_PAGE]

Outcomes = dict[str, tuple[Outcome, ...]]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """What each page of the three sites becomes, by address."""
    rules = load_rules(write_config_folder(tmp_path_factory.mktemp("config"), BASES))
    return {page.url: clean_page(page, rules) for page in fetch_pages()}


def fetch_pages() -> Iterator[Page]:
    wanted = {page.url for page in (*STORIES, *NO_STORIES)}
    for site in SITES:
        for path, resource in build_resources(site, BASES[site.id], BASES[site.id]).items():
            url = BASES[site.id] + quote_path(path)
            if url in wanted:
                headers = (("content-type", resource.content_type),)
                yield Page(resource.body, Media.HTML, url, url, 200, headers, FETCHED, site.id)


def name_of(page: ExpectedPage) -> str:
    return page.url.removeprefix("http://")[:60]


@pytest.mark.parametrize("page", STORIES, ids=name_of)
def test_story(page: ExpectedPage, outcomes: Outcomes) -> None:
    articles = [outcome.to_dict() for outcome in outcomes[page.url] if isinstance(outcome, Article)]
    assert [article["title"] for article in articles] == [expected.title for expected in page.articles]
    for expected, article in zip(page.articles, articles, strict=True):
        assert find_differences(asdict(expected), article) == {}


@pytest.mark.parametrize("page", NO_STORIES, ids=name_of)
def test_a_page_without_a_story(page: ExpectedPage, outcomes: Outcomes) -> None:
    [rejected] = outcomes[page.url]
    assert isinstance(rejected, Rejected)
    assert rejected.reason == page.reason
