"""`make demo` runs from nothing, twice, and never empties a folder that is not its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.demo import MARK, DemoError, crawl, empty_folder
from tests.web.server import start_web

REPOSITORY = Path(__file__).resolve().parents[2]


def run_demo(out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.web.demo", "--out", str(out)]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120)


def test_the_demo_empties_only_its_own_folder(tmp_path: Path) -> None:
    empty_folder(tmp_path / "demo")
    (tmp_path / "demo" / "left.txt").write_text("left by the last demo")
    empty_folder(tmp_path / "demo")
    assert [path.name for path in (tmp_path / "demo").iterdir()] == [MARK]


def test_the_demo_refuses_a_folder_of_others(tmp_path: Path) -> None:
    thesis = tmp_path / "thesis.txt"
    thesis.write_text("two years of work")
    with pytest.raises(DemoError, match="name another folder") as refused:
        empty_folder(tmp_path)
    assert refused.value.code == 2
    assert thesis.exists()
    assert run_demo(tmp_path).returncode == 2


def test_a_crawl_that_fails_is_shown_and_its_exit_code_passed_on(tmp_path: Path) -> None:
    with start_web() as web:
        config = web.write_config(tmp_path / "config")
        (config / "crawl.toml").write_text("[politeness]\nretrys = 1\n")
        with pytest.raises(DemoError, match="retrys") as failed:
            crawl(web, config, tmp_path, "First crawl")
    assert failed.value.code == 2


@pytest.mark.slow
def test_the_demo_shows_two_crawls(tmp_path: Path) -> None:
    shown = run_demo(tmp_path / "demo")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    for word in (
        "First crawl",
        "Second crawl",
        "margalla",
        "redirect_loop",
        "304 not modified",
        "report.html",
    ):
        assert word in shown.stdout
    assert len(list((tmp_path / "demo/runs").glob("*/report.json"))) == 2
    assert any((tmp_path / "demo/text").rglob("*.txt"))
    assert any((tmp_path / "demo/articles").rglob("*.parquet"))
    assert any((tmp_path / "demo/raw").rglob("*.warc.gz"))
