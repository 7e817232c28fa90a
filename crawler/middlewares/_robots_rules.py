"""What an answer for robots.txt allows, by RFC 9309. A pure function of its status and body.

Source: https://www.rfc-editor.org/rfc/rfc9309, sections 2.3 and 2.5; Crawl-delay and Request-rate are no part of
it, but asked for by many sites.
"""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from cleaners.model import Reason
from crawler.middlewares._robots_groups import select_rules


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a host's robots.txt came to: rules, or (None) a reason why nothing may be fetched."""

    rules: Protego | None
    detail: str = ""
    reason: Reason = Reason.FORBIDDEN


def judge_robots(status: int, body: bytes, limit: int, agent: str) -> Verdict:
    """What a response for robots.txt allows an agent, of which at most `limit` bytes are read.

    Success: its rules. Client errors and redirects without an end: everything (2.3.1.3). Server errors and
    429: nothing (2.3.1.4), since the file is there and cannot be read.

    >>> judge_robots(404, b"User-agent: *\\nDisallow: /", 1000, "khyber").rules.can_fetch("/a", "khyber")
    True
    >>> judge_robots(503, b"", 1000, "khyber").detail
    'robots.txt answered 503: nothing is fetched this run'
    """
    if status == 429 or status >= 500:
        return Verdict(None, f"robots.txt answered {status}: nothing is fetched this run")
    if not 200 <= status < 300:
        return Verdict(Protego.parse(""))
    text = cut_lines(body, limit).decode("utf-8-sig", errors="replace").replace("\0", "")
    return Verdict(Protego.parse(select_rules(text, agent)))


def find_delay(rules: Protego, agent: str) -> float:
    """Seconds between two requests that the rules ask for, by Crawl-delay or Request-rate; 0.0 for none.

    >>> find_delay(Protego.parse("User-agent: *\\nCrawl-delay: 4\\nRequest-rate: 2/20s"), "khyber")
    10.0
    """
    rate = rules.request_rate(agent)
    by_rate = rate.seconds / rate.requests if rate and rate.requests else 0.0
    return max(rules.crawl_delay(agent) or 0.0, by_rate)


def cut_lines(body: bytes, limit: int) -> bytes:
    """The whole lines within the first `limit` bytes of a body; all of a shorter one."""
    # A rule cut in the middle would forbid or allow something else.
    return body if len(body) <= limit else body[:limit].rpartition(b"\n")[0]
