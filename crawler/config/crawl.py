"""How the crawl behaves: `config/crawl.toml` to `CrawlSettings`."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field

from crawler.config.locate import find_part
from crawler.config.private_hosts import check_private_host
from crawler.config.toml import build, check_keys, read_toml, show_path
from crawler.errors import ConfigError

MIB = 1024 * 1024

MIN_DELAY_SECONDS = 2.0
"""Nobody is asked more often, whatever is configured."""


FOREIGN_AGENTS = re.compile(
    r"\*|mozilla|chrom(e|ium)|safari|firefox|opera|edge?|curl|wget|(google|bing|apple|yandex|gpt|cc|claude|dot)-?bot.*|"
    r"googlebot-news|baiduspider|duckduckbot|slurp|facebookexternalhit|twitterbot|ia_archiver",
    re.IGNORECASE,
)
"""Browsers, and crawlers that sites have rules of their own for: to go by their name would be to evade those for us."""


def _check_agent(agent: str) -> str:
    if FOREIGN_AGENTS.fullmatch(agent):
        raise ValueError("should be your crawler's own name, not that of a browser or of another crawler")
    return agent


def _check_contact(contact: str) -> str:
    parts = urlsplit(contact)
    if not (parts.scheme in ("http", "https") and parts.hostname) and not (
        parts.scheme == "mailto" and "@" in parts.path
    ):
        raise ValueError(
            'should be a page or address where site owners reach you ("https://..." or "mailto:...")'
        )
    return contact


def _check_loopback(host: str) -> str:
    # A name could point anywhere tomorrow, and a private network may hold an administration page.
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise ValueError(
            "should be a loopback address such as 127.0.0.1: nothing else may pass the address guard"
        )
    return host


def _check_state(url: str) -> str:
    if urlsplit(url).password is not None:
        raise ValueError("should not hold a password: leave it out and set PGPASSWORD in the environment")
    return url


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """Delays and limits of a crawl. Nothing here can ask a host more often than every two seconds.

    `agent` is the product token that robots.txt rules are matched with; `user_agent` is what is sent.
    `allow_hosts` are loopback addresses exempt from the address guard; `loopback_delay_seconds` is for them.
    `allow_private_hosts` are hosts, addresses and networks of an intranet that may be asked, under the same limits as all others.
    `workers` 0 means one a core; `state` None means the SQLite file in `out`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    agent: Annotated[str, Field(pattern=r"^[A-Za-z_-]+$"), AfterValidator(_check_agent)] = "khyber"
    contact: Annotated[str, AfterValidator(_check_contact)] | None = None

    delay_seconds: Annotated[float, Field(ge=MIN_DELAY_SECONDS, le=600)] = 5.0
    max_crawl_delay_seconds: Annotated[float, Field(ge=2, le=600)] = 120.0
    concurrency_per_host: Annotated[int, Field(ge=1, le=1)] = 1
    concurrency: Annotated[int, Field(ge=1, le=64)] = 8
    retries: Annotated[int, Field(ge=0, le=10)] = 2
    redirect_max: Annotated[int, Field(ge=0, le=5)] = 5
    allow_hosts: tuple[Annotated[str, AfterValidator(_check_loopback)], ...] = ()
    allow_private_hosts: tuple[Annotated[str, AfterValidator(check_private_host)], ...] = ()
    loopback_delay_seconds: Annotated[float, Field(ge=0, le=600)] = 0.0

    timeout_seconds: Annotated[float, Field(gt=0, le=300)] = 30.0
    max_bytes: Annotated[int, Field(ge=1024, le=10 * MIB)] = 10 * MIB
    robots_max_bytes: Annotated[int, Field(ge=1024, le=500 * 1024)] = 500 * 1024
    page_limit_seconds: Annotated[float, Field(gt=0, le=60)] = 10.0
    worker_memory_mib: Annotated[int, Field(ge=256, le=16384)] = 1024
    workers: Annotated[int, Field(ge=0, le=256)] = 0

    recent_hours: Annotated[float, Field(ge=0, le=8760)] = 48.0
    backoff: Annotated[float, Field(ge=0, le=10)] = 0.5

    out: Annotated[str, Field(min_length=1)] = "data"
    state: Annotated[str, AfterValidator(_check_state)] | None = None

    @property
    def user_agent(self) -> str:
        """What every request says of its sender.

        >>> CrawlSettings(contact="https://example.org/bot").user_agent.split("/", 1)[0]
        'khyber'
        """
        who = f"+{self.contact}" if self.contact else "news research; no contact set"
        return f"{self.agent}/{version('khyber')} ({who})"

    def delay_for(self, host: str, source_delay_seconds: float | None = None) -> float:
        """Least seconds between two requests to a host: the slower of the crawl's and the source's delay.

        >>> CrawlSettings(allow_hosts=("127.0.0.1",)).delay_for("127.0.0.1")
        0.0
        >>> CrawlSettings(delay_seconds=3.0).delay_for("example.org", source_delay_seconds=9.0)
        9.0
        """
        if host in self.allow_hosts:
            return self.loopback_delay_seconds
        return max(MIN_DELAY_SECONDS, self.delay_seconds, source_delay_seconds or 0.0)


TABLES: dict[str, tuple[str, ...]] = {
    "identity": ("agent", "contact"),
    "politeness": (
        "delay_seconds", "max_crawl_delay_seconds", "concurrency_per_host", "concurrency", "retries",
        "redirect_max", "allow_hosts", "allow_private_hosts", "loopback_delay_seconds",
    ),
    "limits": (
        "timeout_seconds", "max_bytes", "robots_max_bytes", "page_limit_seconds", "worker_memory_mib",
        "workers",
    ),
    "revisit": ("recent_hours", "backoff"),
    "store": ("out", "state"),
}  # fmt: skip
"""Which table of `crawl.toml` holds which keys."""


def load_crawl_settings(config_dir: Path) -> CrawlSettings:
    """Read `crawl.toml`; a key left out takes its default.

    Raises ConfigError for an unknown key, a wrong type, or a value that would be impolite.
    """
    path = find_part(config_dir, "crawl.toml")
    flat: dict[str, object] = {}
    tables = read_toml(path)
    check_keys(path, tables, TABLES)
    for table, values in tables.items():
        if not isinstance(values, dict):
            raise ConfigError(
                f'{show_path(path)}: "{table}" should be a table: write [{table}] on a line of its own'
            )
        _check_table(path, table, values)
        flat.update(values)
    return build(CrawlSettings, flat, path)


def _check_table(path: Path, table: str, values: dict[str, object]) -> None:
    for key in values:
        home = next((name for name, keys in TABLES.items() if key in keys), table)
        if home != table:
            raise ConfigError(f'{show_path(path)}: key "{key}" stands under [{table}]: move it to [{home}]')
    check_keys(path, values, TABLES[table], table)
