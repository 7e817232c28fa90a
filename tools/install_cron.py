"""Puts the hourly crawl of an output into the user's crontab, once: `make install-cron OUT=/srv/news`.

A second call replaces the entry of the same output; `--remove` takes it out. Other entries stay as they are.
"""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
import zlib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
MARK = "# khyber: "


def make_entry(out: str, minute: int, sources: list[str], python: str = sys.executable) -> list[str]:
    """The two lines of an output: its mark, and the command.

    The log gets what a run reports; its one line of summary goes to cron, which mails it where `MAILTO` is set.

    >>> mark, line = make_entry("/srv/all news", 17, ["a"], "/srv/khyber/.venv/bin/python")
    >>> line.partition(" && ")[2]
    "/srv/khyber/.venv/bin/python -m crawler crawl a --out '/srv/all news' 2>> '/srv/all news/crawl.log'"
    """
    log = "data/crawl.log" if "://" in out else f"{out}/crawl.log"
    command = " ".join(map(shlex.quote, [python, "-m", "crawler", "crawl", *sources, "--out", out]))
    line = f"cd {shlex.quote(str(REPOSITORY))} && {command} 2>> {shlex.quote(log)}"
    # To cron an unescaped percent sign ends the line (crontab(5)).
    return [f"{MARK}{out}", f"{minute} * * * * " + line.replace("%", "\\%")]


def replace_entry(table: list[str], out: str, entry: list[str]) -> list[str]:
    """A crontab without the lines of an output, and with new ones at its end.

    >>> replace_entry(["# khyber: a", "old", "# mine", "1 2 * * * true"], "a", ["# khyber: a", "new"])
    ['# mine', '1 2 * * * true', '# khyber: a', 'new']
    """
    kept = list(table)
    while (mark := f"{MARK}{out}") in kept:
        start = kept.index(mark)
        del kept[start : start + 2]
    return kept + entry


def choose_minute(out: str) -> int:
    """A minute of the hour that is always the same for an output, never 0: sites have their rush then."""
    return 1 + zlib.crc32(out.encode()) % 59


def main() -> int:
    """Read the crontab, change it, write it back; 1 with one line of advice when there is no cron."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sources", nargs="*", help="ids of sources (none: all that are enabled)")
    parser.add_argument("--out", required=True, help="folder or s3://bucket/prefix")
    parser.add_argument("--minute", type=int, choices=range(60), metavar="0..59", help="minute of the hour")
    parser.add_argument("--remove", action="store_true", help="take the entry out")
    given = parser.parse_args()
    out = given.out if "://" in given.out else str(Path(given.out).expanduser().resolve())
    minute = choose_minute(out) if given.minute is None else given.minute
    entry = [] if given.remove else make_entry(out, minute, given.sources)
    try:
        listed = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False)
        table = listed.stdout.splitlines() if listed.returncode == 0 else []
        if listed.returncode != 0 and "no crontab" not in listed.stderr:
            raise OSError(listed.stderr.strip())
        changed = "".join(f"{line}\n" for line in replace_entry(table, out, entry))
        subprocess.run(["crontab", "-"], input=changed, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(
            f"crontab: {error}: install cron, or use the systemd timer of docs/operations.md", file=sys.stderr
        )
        return 1
    if entry:
        if "://" not in out:
            Path(out).mkdir(parents=True, exist_ok=True)
        print("\n".join(entry))
    return 0


if __name__ == "__main__":
    sys.exit(main())
