"""Runs `khyber crawl` as a user does, on configuration folders made for a test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.khyber import REPOSITORY, Process, start_khyber

CRAWL = """\
[identity]
contact = "https://khyber.example/crawler"
[politeness]
retries = {retries}
allow_hosts = ["{allow}"]
loopback_delay_seconds = {delay}
[limits]
timeout_seconds = {timeout}
workers = 1
[revisit]
recent_hours = {recent_hours}
backoff = {backoff}
{more}
"""


@dataclass(frozen=True, slots=True)
class Crawl:
    """One finished run of `khyber crawl`: exit code, stderr, output, stdout."""

    code: int
    errors: str
    out: Path
    line: str = ""

    @property
    def report(self) -> dict[str, object]:
        """The newest `report.json`."""
        newest = max(self.out.glob("runs/*/report.json"), key=lambda path: path.stat().st_mtime)
        plain: dict[str, object] = json.loads(newest.read_text())
        return plain

    @property
    def total(self) -> dict[str, object]:
        """The counts of the newest run, all sources together."""
        total = self.report["total"]
        assert isinstance(total, dict)
        return total

    def rejected(self) -> dict[str, dict[str, str]]:
        """Rejected pages of all runs, by address."""
        lines = [line for path in self.out.glob("rejected/*.jsonl") for line in path.read_text().splitlines()]
        return {row["url"]: row for row in map(json.loads, lines)}

    def articles(self) -> dict[str, dict[str, object]]:
        """Stored articles (their files for people), by address."""
        rows = (json.loads(path.read_text()) for path in self.out.glob("text/**/*.json"))
        return {row["url"]: row for row in rows}

    def rows(self) -> list[tuple[str, str]]:
        """Ids and versions of all rows in the Parquet files, doubles included."""
        import pyarrow.parquet as pq

        found = []
        for path in self.out.glob("articles/**/*.parquet"):
            table = pq.ParquetFile(path).read(columns=["id", "version"])
            found += list(zip(*(table[name].to_pylist() for name in ("id", "version")), strict=True))
        return found


def write_config(
    folder: Path,
    sources: Mapping[str, str],
    *,
    allow: str = "127.0.0.1",
    delay: float = 0.0,
    timeout: float = 5,
    retries: int = 0,
    recent_hours: float = 1,
    backoff: float = 0,
    more: str = "",
) -> Path:
    """Write a configuration folder whose source files have the given texts."""
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(REPOSITORY / "config" / "cleaning.toml", folder / "cleaning.toml")
    shutil.copytree(REPOSITORY / "config" / "beats", folder / "beats", dirs_exist_ok=True)
    values = {"allow": allow, "delay": delay, "timeout": timeout, "retries": retries, "more": more}
    (folder / "crawl.toml").write_text(CRAWL.format(**values, recent_hours=recent_hours, backoff=backoff))
    for name, text in sources.items():
        (folder / "sources" / f"{name}.toml").write_text(text)
    return folder


def write_source(url: str, more: str = "", *, domains: str | None = None) -> str:
    """Text of a source file for a site whose feed is at `/feed` and whose articles match `/a/`."""
    host = url.partition("://")[2]
    return (
        f'name = "Test"\nhome = "{url}/"\ndomains = [{domains or json.dumps(host)}]\nlanguages = ["en"]\n'
        f'article = ["/a/"]\nfeeds = ["{url}/feed"]\n{more}'
    )


def write_feed(*links: str) -> str:
    """An RSS feed that names these addresses."""
    items = "".join(
        f"<item><title>Story {n}</title><link>{link}</link></item>" for n, link in enumerate(links)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Test</title>{items}</channel></rss>'


def write_story(name: str) -> str:
    """An HTML page with a story that is told apart from others by its name."""
    text = "".join(
        f"<p>The council of {name} said on Monday that the {word} of the district would be repaired before the "
        f"winter, because traders from both sides of the border had asked for it since the floods of last year.</p>"
        for word in ("bridge", "market", "school", "road")
    )
    title = f"Council of {name} promises repairs"
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"{text}</article></body></html>"
    )


def start_crawl(config: Path, out: Path, *arguments: str) -> Process:
    """Start `khyber crawl`; the caller waits for it."""
    return start_khyber("crawl", *arguments, "--config", str(config), "--out", str(out))


def run_crawl(config: Path, out: Path, *arguments: str, timeout: float = 120) -> Crawl:
    """Run `khyber crawl` to its end."""
    process = start_crawl(config, out, *arguments)
    line, errors = process.communicate(timeout=timeout)
    return Crawl(process.returncode, errors, out, line)
