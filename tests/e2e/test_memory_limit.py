"""A crawl ends itself for its own memory, and for nobody else's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.crawling import REPOSITORY, write_config, write_feed, write_source, write_story
from tests.support.raw_site import RawSite, respond

pytestmark = pytest.mark.slow

# Holds more than the limit for a moment, then becomes the crawl.
LARGE_PARENT = """
import os, sys
held = bytearray(1200 << 20)
held[::4096] = b"x" * len(held[::4096])
os.execv(sys.executable, [sys.executable, "-m", "crawler", *sys.argv[1:]])
"""

# A crawl with a limit that its imports alone exceed.
SMALL_LIMIT = """
import sys
from crawler import settings
settings.MEMUSAGE_LIMIT_MB = 20
from crawler.cli.main import main
sys.exit(main())
"""


@pytest.mark.parametrize(("program", "code"), [(LARGE_PARENT, 0), (SMALL_LIMIT, 3)])
def test_only_the_own_memory_ends_a_crawl(tmp_path: Path, program: str, code: int) -> None:
    with RawSite() as site:
        site.pages = {"/feed": respond(write_feed("/a/1")), "/a/1": respond(write_story("Bridge"))}
        config = write_config(tmp_path / "config", {"one": write_source(site.url)})
        done = subprocess.run(
            [sys.executable, "-c", program, "crawl", "--config", str(config), "--out", str(tmp_path / "out")],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == code, done.stderr
    assert ("memusage_exceeded" in done.stderr) == (code == 3)
    if code == 0:
        assert '"level"' not in done.stderr  # a run in which all is well says nothing
