"""What need not be cleaned, archived or counted of the captures of a news crawl."""

from __future__ import annotations

from cleaners.model import Outcome, Page, Reason, Rejected
from crawler.run.job import CrawlJob
from crawler.state import PageRecord


def is_known(page: Page, body_hash: str, seen: PageRecord) -> bool:
    """Whether a capture adds nothing to what is remembered of its address: the same body, or an older article."""
    if seen.content_hash == body_hash:
        return True
    return seen.outcome == "article" and page.fetched_at is not None and page.fetched_at <= seen.body_at


def is_off_beat(outcome: Outcome) -> bool:
    """Whether an article is none that its source is read for: a crawl would not have asked for most of them."""
    return isinstance(outcome, Rejected) and outcome.reason is Reason.OFF_BEAT


def is_article(seen: PageRecord, job: CrawlJob) -> bool:
    """Whether a page that is known is an article of the days asked for, as far as the state tells."""
    return seen.outcome == "article" and job.wants(seen.dated.isoformat())
