"""What a run does not need, it does not load: every second of start-up is paid by each small run."""

from __future__ import annotations

import subprocess
import sys

from tests.support.shared import REPOSITORY

HEAVY = ("boto3", "cleaners.process", "jinja2", "pyarrow", "pydantic", "rich", "scrapy",
         "sqlalchemy", "trafilatura", "typer")  # fmt: skip


def loaded(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules, file=sys.stderr)"],
        capture_output=True, text=True, cwd=REPOSITORY, timeout=120, check=True,
    )  # fmt: skip
    return set(done.stderr.splitlines()[-1].split())


def test_lines_for_stdout_need_no_store_no_table_no_crawler() -> None:
    code = (
        "import sys\nsys.argv = ['khyber', 'clean', 'seeds/two-stories.txt', '--format', 'jsonl', '--out', '-']\n"
        "from crawler.cli.main import main\n"
        "if __name__ == '__main__':\n"
        "    try:\n        main()\n    except SystemExit as ended:\n        assert ended.code == 0"
    )
    loaded(code)  # the first run checks the configuration, which may have changed
    assert loaded(code).isdisjoint(HEAVY)


def test_rules_that_were_checked_before_are_not_checked_again() -> None:
    load = "from pathlib import Path\nfrom crawler.config import load_rules\nload_rules(Path('config'))"
    loaded(load)
    assert loaded(load).isdisjoint({*HEAVY, "pydantic", "cleaners.blocks"})


def test_a_worker_loads_neither_commands_nor_configuration() -> None:
    modules = loaded("import crawler.cli.main, crawler.cleaning.workers.process")
    assert modules.isdisjoint(
        {
            *(set(HEAVY) - {"cleaners.process"}),
            "pydantic",
            "typer",
            "crawler.cli.commands",
            "crawler.config",
            "crawler.cli.app",
        }
    )
