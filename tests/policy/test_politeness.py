"""The crawl cannot be made ruder than it promises, by any file or setting."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.settings import Settings

from crawler.config import CrawlSettings, Source, load_crawl_settings, load_sources
from crawler.config.crawl import TABLES
from crawler.errors import ConfigError
from tests.policy.modules import REPOSITORY

MIB = 1024 * 1024

REQUIRED = {
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "COOKIES_ENABLED": False,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_MAXSIZE": 10 * MIB,
    "DOWNLOAD_TIMEOUT": 30,
    "REDIRECT_MAX_TIMES": 5,
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "METAREFRESH_ENABLED": False,
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "HTTPPROXY_ENABLED": False,
    "AUTOTHROTTLE_ENABLED": True,
}
"""What bare Scrapy 2.19 has otherwise, or may have tomorrow."""


def test_every_manner_that_is_promised_has_its_test() -> None:
    named = re.findall(
        r"`(tests/[a-z0-9_/]+\.py)::(test_\w+)`", (REPOSITORY / "docs/politeness.md").read_text()
    )
    assert len(named) >= 15
    for path, name in named:
        text = (REPOSITORY / path).read_text(encoding="utf-8")
        assert re.search(rf"^def {name}\(", text, re.MULTILINE), f"{path} has no {name}"


def test_every_row_of_the_manners_names_a_test_and_a_module() -> None:
    table = (REPOSITORY / "docs/politeness.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| ")][1:]
    for manner, _, where, tests in rows:
        first = re.findall(r"`([a-z_/]+\.py)`", where)[0]
        assert (REPOSITORY / "crawler" / first).is_file(), manner
        assert "::test_" in tests, manner


def test_the_configured_crawl_is_polite() -> None:
    settings = load_crawl_settings(REPOSITORY / "config")
    assert settings.delay_seconds >= 2
    assert settings.concurrency_per_host == 1
    assert settings.max_crawl_delay_seconds <= 120
    assert settings.allow_hosts == ()
    assert settings.allow_private_hosts == ()


@pytest.mark.parametrize("source", load_sources(REPOSITORY / "config"), ids=lambda source: source.id)
def test_no_source_is_asked_faster(source: Source) -> None:
    settings = load_crawl_settings(REPOSITORY / "config")
    for domain in source.rules.domains:
        assert settings.delay_for(domain, source.delay_seconds) >= 2


@given(st.floats(allow_nan=False), st.none() | st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_no_number_makes_a_public_host_asked_faster(
    crawl: float, source: float | None, loopback: float
) -> None:
    settings = CrawlSettings(delay_seconds=crawl, loopback_delay_seconds=loopback, allow_hosts=("127.0.0.1",))
    assert settings.delay_for("example.org", source) >= 2


@pytest.mark.parametrize(
    "line",
    [
        "delay_seconds = 1.9",
        "delay_seconds = -1",
        "delay_seconds = nan",
        "concurrency_per_host = 2",
        "redirect_max = 6",
        "max_crawl_delay_seconds = 1",
        'allow_hosts = ["0.0.0.0"]',
        'allow_hosts = ["192.168.0.1"]',
        'allow_hosts = ["169.254.169.254"]',
        'allow_hosts = ["localhost"]',
        'allow_hosts = ["example.org"]',
        'allow_private_hosts = ["127.0.0.1"]',
        'allow_private_hosts = ["127.0.0.0/8"]',
        'allow_private_hosts = ["localhost"]',
        'allow_private_hosts = ["2130706433"]',
        'allow_private_hosts = ["0x0a000001"]',
        'allow_private_hosts = ["10.1"]',
        'allow_private_hosts = ["169.254.169.254"]',
        'allow_private_hosts = ["169.254.0.0/16"]',
        'allow_private_hosts = ["100.100.100.200"]',
        'allow_private_hosts = ["fd00:ec2::254"]',
        'allow_private_hosts = ["fe80::/10"]',
        'allow_private_hosts = ["::ffff:10.0.0.1"]',
        'allow_private_hosts = ["::/0"]',
        'allow_private_hosts = ["0.0.0.0/0"]',
        'allow_private_hosts = ["10.0.0.0/7"]',
        'allow_private_hosts = ["8.8.8.8"]',
        'allow_private_hosts = ["10.0.0.1/8"]',
        'allow_private_hosts = ["*.corp.example"]',
        'allow_private_hosts = [""]',
        "allow_private_hosts = true",
        "robots = false",
    ],
)
def test_no_file_can_ask_for_more(tmp_path: Path, line: str) -> None:
    (tmp_path / "crawl.toml").write_text(f"[politeness]\n{line}\n")
    with pytest.raises(ConfigError):
        load_crawl_settings(tmp_path)


def test_no_key_switches_manners_off() -> None:
    keys = {key for keys in TABLES.values() for key in keys}
    assert not [key for key in keys if "robots" in key and key != "robots_max_bytes"]
    assert not [key for key in keys if "verify" in key or "cookie" in key]


@pytest.mark.parametrize("agent", ["Mozilla", "Googlebot", "bingbot", "curl", "Chrome", "GPTBot", "a b", ""])
def test_nobody_elses_name_is_used(tmp_path: Path, agent: str) -> None:
    (tmp_path / "crawl.toml").write_text(f'[identity]\nagent = "{agent}"\n')
    with pytest.raises(ConfigError):
        load_crawl_settings(tmp_path)


def test_the_agent_says_who_asks_and_where_to_complain() -> None:
    sent = CrawlSettings(agent="valley-news", contact="mailto:us@valley.example").user_agent
    assert sent.startswith("valley-news/")
    assert sent.endswith("(+mailto:us@valley.example)")
    assert "no contact set" in CrawlSettings().user_agent


@pytest.fixture(scope="module")
def scrapy_settings() -> Settings:
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    return settings


@pytest.mark.parametrize("name", REQUIRED)
def test_scrapy_is_set_as_promised(scrapy_settings: Settings, name: str) -> None:
    assert name in Settings(), f"Scrapy has no setting {name}: it was renamed"
    assert scrapy_settings.get(name) == REQUIRED[name]


def test_scrapy_waits_between_requests(scrapy_settings: Settings) -> None:
    least = 1 - scrapy_settings.getfloat("DOWNLOAD_DELAY_JITTER")
    assert scrapy_settings.getfloat("DOWNLOAD_DELAY") * least >= 2
    assert scrapy_settings.getint("DEPTH_LIMIT") > 0


@pytest.mark.parametrize("scheme", ["data", "file", "ftp", "s3"])
def test_only_the_web_is_fetched(scrapy_settings: Settings, scheme: str) -> None:
    handlers = scrapy_settings.getwithbase("DOWNLOAD_HANDLERS")
    assert handlers.get(scheme) is None
    assert {name for name, handler in handlers.items() if handler} <= {"http", "https"}


@pytest.mark.parametrize(
    "guard",
    [
        "robots.RobotsTxt",
        "addresses.AddressGuard",
        "blocked.BlockedPages",
        "politeness.Politeness",
        "compression.StrictCompression",
        "redirects.CheckedRedirects",
    ],
)
def test_every_guard_stands_before_the_network(scrapy_settings: Settings, guard: str) -> None:
    middlewares = scrapy_settings.getwithbase("DOWNLOADER_MIDDLEWARES")
    assert middlewares.get(f"crawler.middlewares.{guard}") is not None


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_heads_of_responses_are_bounded(scrapy_settings: Settings, scheme: str) -> None:
    handlers = scrapy_settings.getwithbase("DOWNLOAD_HANDLERS")
    assert handlers[scheme] == "crawler.middlewares.heads.BoundedHandler"


def test_robots_is_obeyed(scrapy_settings: Settings) -> None:
    middlewares = scrapy_settings.getwithbase("DOWNLOADER_MIDDLEWARES")
    ours = [name for name, order in middlewares.items() if order is not None and "obots" in str(name)]
    assert ours, "no robots middleware is active"
    assert any("crawler" in str(name) for name in ours) or scrapy_settings.getbool("ROBOTSTXT_OBEY")


def test_no_secret_is_a_scrapy_setting(scrapy_settings: Settings) -> None:
    # Scrapy prints overridden settings when it starts.
    for name in (
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "HTTPAUTH_PASS",
        "FTP_PASSWORD",
    ):
        assert scrapy_settings.get(name) == Settings().get(name)
