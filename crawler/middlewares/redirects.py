"""Redirects, each target checked like a first address, and none that vanishes."""

from __future__ import annotations

from urllib.parse import urldefrag, urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from cleaners.model import Reason
from crawler.config import Source
from crawler.middlewares.refused import Refused


class CheckedRedirects(RedirectMiddleware):
    """Follows redirects within the source's domains, at most `REDIRECT_MAX_TIMES`, never in a circle.

    Scrapy drops a redirect to itself without a word, as a duplicate; here it ends as `redirect_loop`. The
    address itself is checked when the new request passes the address guard. A request without
    `meta["source"]`, as for robots.txt, may leave the site.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Follow, or refuse with a reason, or hand the response on."""
        try:
            result = super().process_response(request, response)
        except IgnoreRequest as error:
            raise Refused(Reason.REDIRECT_LOOP, f"more than {self.max_redirect_times} redirects") from error
        except ValueError as error:
            raise Refused(Reason.HTTP_STATUS, f"{response.status} to what is no address") from error
        if isinstance(result, Request):
            self._check_target(request, result)
        return result

    def _check_target(self, request: Request, target: Request) -> None:
        visited = [urldefrag(url).url for url in (*request.meta.get("redirect_urls", ()), request.url)]
        if urldefrag(target.url).url in visited:
            raise Refused(Reason.REDIRECT_LOOP, f"redirects in a circle of {len(visited)}")
        if "@" in urlsplit(target.url).netloc:
            # Scrapy would print the password when it refuses the address.
            raise Refused(Reason.FORBIDDEN, "redirects to an address with a user name")
        source: Source | None = request.meta.get("source")
        if source is not None and not source.owns(target.url) and not _same_host(visited[0], target.url):
            host = urlsplit(target.url).hostname
            raise Refused(Reason.FORBIDDEN, f"redirects to another site: {host}")


def _same_host(one: str, other: str) -> bool:
    return urlsplit(one).hostname == urlsplit(other).hostname
