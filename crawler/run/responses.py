"""Responses and failed requests to fetched pages: every answer of a server has its one outcome."""

from __future__ import annotations

import hashlib
from datetime import datetime

from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Response

from cleaners.model import Media, Page, Reason, Stage
from crawler.discovery.choose import PlannedFetch
from crawler.middlewares.refused import Refused
from crawler.run.item import FetchedPage, reject

TEXT_TYPES = ("text/plain",)
HTML_TYPES = ("", "text/html", "application/xhtml+xml", "application/xml", "text/xml")
GONE = frozenset((404, 410))


def read_response(planned: PlannedFetch, response: Response, now: datetime) -> FetchedPage:
    """What the response for a page comes to: a page to clean, "unchanged", or a reason."""
    size = len(response.body)
    media = _read_media(response)
    problem = _find_problem(planned, response, media)
    if problem is not None or media is None:
        reason, detail = problem or (Reason.BINARY, "not a page")
        outcome = reject(planned, reason, detail)
        return FetchedPage(planned, outcomes=(outcome,), dead=response.status in GONE, size=size)
    known = planned.seen.content_hash if planned.seen else None
    if response.status == 304 or known == hash_body(response.body):
        return FetchedPage(planned, unchanged=True, size=size)
    return FetchedPage(planned, page=_make_page(planned, response, media, now), size=size)


def reject_failure(planned: PlannedFetch, error: BaseException | None) -> FetchedPage:
    """What a request without a usable response comes to."""
    return FetchedPage(planned, outcomes=(reject(planned, *describe_failure(error)),), fetched=False)


def describe_failure(error: BaseException | None) -> tuple[Reason, str]:
    """Reason and one line on why a request gave no response.

    >>> describe_failure(Refused(Reason.FORBIDDEN, "forbidden by robots.txt"))
    (<Reason.FORBIDDEN: 'forbidden'>, 'forbidden by robots.txt')
    """
    if isinstance(error, Refused):
        return error.reason, error.detail
    if isinstance(
        error, DownloadCancelledError
    ):  # Scrapy's only reason; of an unannounced length it says nothing
        return Reason.TOO_LARGE, "larger than a page may be"
    return Reason.UNREACHABLE, f"{type(error).__name__}: {error}"[:200]


def reject_crash(planned: PlannedFetch, error: BaseException, stage: Stage) -> FetchedPage:
    """What a page comes to when our own code failed on it."""
    outcome = reject(planned, Reason.CRASHED, f"{type(error).__name__}: {error}", stage)
    return FetchedPage(planned, outcomes=(outcome,))


def hash_body(body: bytes) -> str:
    """SHA-256 of a body, in hex."""
    return hashlib.sha256(body).hexdigest()


def _find_problem(
    planned: PlannedFetch, response: Response, media: Media | None
) -> tuple[Reason, str] | None:
    status = response.status
    if status == 304:
        return None if planned.seen else (Reason.HTTP_STATUS, "status 304 without having asked for it")
    if status == 204 or (status == 200 and not response.body.strip()):
        return Reason.EMPTY, f"status {status} without a body"
    if status not in (200, 203):
        return Reason.HTTP_STATUS, f"status {status}"
    if media is None:
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        return Reason.BINARY, f"content type {kind[:60]}"
    if "partial" in response.flags and b"</html" not in response.body[-2000:].lower():
        # Without a length nothing but the page's own end tells a whole body from a cut one.
        return Reason.UNREACHABLE, "the connection closed before the page ended"
    return None


def _read_media(response: Response) -> Media | None:
    header = (response.headers.get("Content-Type") or b"").decode("latin-1")
    kind = header.partition(";")[0].strip().lower()
    if kind in TEXT_TYPES:
        return Media.TEXT
    return Media.HTML if kind in HTML_TYPES or response.status == 304 else None


def _make_page(planned: PlannedFetch, response: Response, media: Media, now: datetime) -> Page:
    headers = tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    return Page(
        body=response.body,
        media=media,
        url=planned.candidate.url,
        final_url=response.url,
        status=response.status,
        headers=headers,
        fetched_at=now,
        source=planned.candidate.source,
        hints=planned.candidate.hints,
    )
