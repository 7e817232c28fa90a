"""The crontab entry that crawls an output again and again: one line, with a mark behind it by which it is found.

Source: crontab(5) of Vixie cron, for the fields of a line and for the percent sign.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crawler.config import find_source_file, load_crawl_settings, load_sources
from crawler.config.locate import VARIABLE
from crawler.errors import ConfigError, Exit
from crawler.state import state_folder

MARK = "# khyber: "
INTERVALS = {
    "15m": "{quarters} * * * *",
    "30m": "{halves} * * * *",
    "1h": "{minute} * * * *",
    "2h": "{minute} */2 * * *",
    "3h": "{minute} */3 * * *",
    "6h": "{minute} */6 * * *",
    "12h": "{minute} */12 * * *",
    "1d": "{minute} 4 * * *",
}
"""What a crawl can be repeated at, as the fields of a crontab line."""


@dataclass(frozen=True, slots=True)
class CronJob:
    """A crawl that is repeated: where to, of which sources (none: all enabled), how often, from minute `minute` on."""

    out: str
    sources: tuple[str, ...] = ()
    every: str = "1h"
    minute: int | None = None
    config: Path | None = None


def run_install(job: CronJob, print_only: bool, config_dir: Path) -> int:
    """`khyber cron install`; returns the exit code.

    Raises ConfigError for an unknown source, a broken configuration, or where there is no cron.
    """
    for source in job.sources:
        find_source_file(source, config_dir)
    if not job.sources and not any(source.enabled for source in load_sources(config_dir)):
        raise ConfigError("no source is enabled: name one, or enable one")
    load_crawl_settings(config_dir)
    check_out(job.out)
    line = render_line(job)
    if not print_only:
        try:
            log_path(job.out).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(
                f"--out {job.out}: cannot be made ({error.strerror}): name another folder"
            ) from None
        write_table([*drop_entry(read_table(), job.out), line])
    print(line)
    return Exit.OK


def run_remove(out: str, print_only: bool) -> int:
    """`khyber cron remove`; returns the exit code. Raises ConfigError where there is no cron."""
    table = read_table()
    kept = drop_entry(table, out)
    gone = [line for line in table if line not in kept]
    if gone and not print_only:
        write_table(kept)
    print("\n".join(gone) or f"khyber: no entry of {out}", file=sys.stdout if gone else sys.stderr)
    return Exit.OK


def check_out(out: str) -> None:
    """Raise ConfigError for an output that no crawl could write to: neither a folder nor a bucket."""
    scheme, separator, bucket = out.partition("://")
    if not out.strip() or (separator and (scheme != "s3" or not bucket.strip("/"))):
        raise ConfigError(f"--out {out!a}: names no output: write a folder, or s3://bucket/prefix")


def render_line(job: CronJob) -> str:
    """The line of a crontab: from the working folder, since that is where a relative path and `./config` are.

    The log gets what a run prints to stderr; its one line of summary goes to cron, which mails it where `MAILTO`
    is set. The folder of the log is made by each run, so that a run never fails for want of it.
    """
    named = os.environ.get(VARIABLE)
    config = job.config or (Path(named) if named else None)
    log, out = log_path(job.out), locate(job.out)
    crawl = [*find_program(), "crawl", *job.sources, "--out", out]
    crawl += ["--config", str(config.expanduser().resolve())] if config else []
    for place in (Path.cwd(), *([config] if config else [])):
        if not str(place).isprintable():
            raise ValueError(f"{str(place)!a}: a line of a crontab cannot hold such a name")
    line = f"cd {quote(Path.cwd())} && mkdir -p {quote(log.parent)} && {' '.join(map(quote, crawl))} 2>> {quote(log)}"
    # To cron an unescaped percent sign ends the command.
    return f"{render_times(job)} {line} {mark_of(job.out)}".replace("%", "\\%")


def render_times(job: CronJob) -> str:
    """The five fields of a line: the minute is always the same for an output, and never 0, when sites have their rush.

    >>> render_times(CronJob("s3://news/af", minute=7, every="30m")), render_times(CronJob("data", minute=9, every="6h"))
    ('7,37 * * * *', '9 */6 * * *')
    """
    chosen = 1 + zlib.crc32(locate(job.out).encode()) % 59 if job.minute is None else job.minute
    quarters = ",".join(str(chosen % 15 + more) for more in (0, 15, 30, 45))
    halves = ",".join(str(chosen % 30 + more) for more in (0, 30))
    return INTERVALS[job.every].format(minute=chosen, quarters=quarters, halves=halves)


def find_program() -> list[str]:
    """How this very Khyber is called: the program beside the interpreter, else the interpreter with its module."""
    program = Path(sys.executable).with_name("khyber")
    return [str(program)] if program.is_file() else [sys.executable, "-m", "crawler"]


def locate(out: str) -> str:
    """An output as a line names it: a bucket as it is, a folder from the root on. Raises ValueError for line breaks."""
    if not out.isprintable():
        raise ValueError(f"--out {out!a}: a line of a crontab cannot hold such a name")
    return out if "://" in out else str(Path(out).expanduser().resolve())


def log_path(out: str) -> Path:
    """The log of an output: in its folder, for a bucket in the local folder of its state."""
    folder = state_folder(out) if "://" in out else Path(out).expanduser()
    return folder.resolve() / "crawl.log"


def quote(part: object) -> str:
    """A word of a shell command."""
    return shlex.quote(str(part))


def mark_of(out: str) -> str:
    """The comment by which the line of an output is found again."""
    return f"{MARK}{locate(out)}"


def drop_entry(table: Iterable[str], out: str) -> list[str]:
    """A crontab without the entry of an output; every other line stays as it is.

    >>> drop_entry(["5 5 * * * true", "1 * * * * khyber crawl # khyber: /srv/a", "2 * * * * x # khyber: /srv/b"], "/srv/a")
    ['5 5 * * * true', '2 * * * * x # khyber: /srv/b']
    """
    mark = mark_of(out).replace("%", "\\%")
    kept: list[str] = []
    for line in table:
        if (
            kept and kept[-1] == mark_of(out) and " crawl " in line
        ):  # as 0.1 wrote it: the mark, and below it the line
            kept.pop()
        elif not line.endswith(f" {mark}"):
            kept.append(line)
    return kept


def read_table() -> list[str]:
    """Lines of the user's crontab, none where there is none. Raises ConfigError where there is no cron."""
    done = call_crontab("-l")
    if done.returncode != 0:
        if "no crontab" in done.stderr.lower() or "no such file" in done.stderr.lower():
            return []
        raise refuse(done.stderr)
    return done.stdout.splitlines()


def write_table(lines: Iterable[str]) -> None:
    """Put a crontab in the place of the user's. Raises ConfigError where cron does not take it."""
    done = call_crontab("-", "".join(f"{line}\n" for line in lines))
    if done.returncode != 0:
        raise refuse(done.stderr)


def call_crontab(argument: str, table: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program `crontab`, its messages in English."""
    environment = os.environ | {"LC_ALL": "C"}
    try:
        return subprocess.run(
            ["crontab", argument],
            input=table,
            capture_output=True,
            text=True,
            # What others wrote into the table goes back as it came, in whatever encoding.
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
            env=environment,
        )
    except OSError as error:
        raise refuse(error.strerror or str(error)) from None


def refuse(why: str) -> ConfigError:
    """The error for a cron that is not there, or does not do its part."""
    reason = " ".join(why.split()) or "failed"
    return ConfigError(f"crontab: {reason}: install cron, or use the systemd timer of docs/operations.md")
