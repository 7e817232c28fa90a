"""An archive cleaned again: whole after any stop, once for each state of files and rules, beside what was there before."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cleaners.model import Article, Provenance, Rules, SourceRules
from cleaners.process import clean_page
from crawler.articles.query import Selection, list_parts
from crawler.cleaning.archive import Ledger, clean_archive, compare_stores
from crawler.cleaning.archive.run import find_former
from crawler.cleaning.job import CleanJob
from crawler.cleaning.output import hold_store
from crawler.config import load_rules
from crawler.report import RunSummary, read_summary, render_changes, write_report
from crawler.report.page import render_page
from crawler.store import ArticleWriter, open_store
from tests.support.archives import fetch, invent_pages, write_archive
from tests.support.khyber import run_khyber as khyber
from tests.support.khyber import start_khyber
from tests.support.samples import make_article
from tests.support.shared import REPOSITORY
from tests.support.sites import make_pieces, print_hills
from tests.support.waiting import wait_until

PAGES = 4


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(REPOSITORY / "config")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sites, an error page, and a site that was asked again: its page came as before."""
    folder = tmp_path_factory.mktemp("archive")
    pages = invent_pages(PAGES)
    empty = fetch(make_pieces("hills", "en", print_hills, range(20, 21))[0], "hills", body=b"<p> </p>")
    write_archive([*pages, empty], str(folder), folder / "spool", "crawl-1")
    write_archive(pages[:2], str(folder), folder / "spool", "crawl-2")
    return folder


class StoppedError(Exception):
    """Raised in the middle of the work."""


def make_job(archive: Path, out: Path | str, rules: Rules, run: str, against: str | None = None) -> CleanJob:
    return CleanJob(
        (str(archive / "raw"),), rules, Provenance(run, "1", rules.digest), str(out), frozenset(("parquet",)),
        workers=1, archive=True, against=against,
    )  # fmt: skip


def clean_and_report(job: CleanJob, count: Callable[..., None]) -> RunSummary:
    with hold_store(job.out) as store:
        summary = clean_archive(job, store, nullcontext(count), nullcontext(count), note_every=1)
        write_report(summary, store)
    return summary


def reclean(
    archive: Path,
    out: Path | str,
    rules: Rules,
    run: str,
    *,
    stop_at: int = 10**9,
    against: str | None = None,
) -> tuple[int, RunSummary | None]:
    """Clean an archive in this process; the number of pages that were read, and the summary unless it was stopped."""
    job = make_job(archive, out, rules, run, against)
    pages = 0

    def count(*_: object) -> None:
        nonlocal pages
        pages += 1
        if pages > stop_at:
            raise StoppedError

    try:
        return pages, clean_and_report(job, count)
    except StoppedError:
        return pages, None


def read_rows(out: Path | str) -> list[tuple[object, ...]]:
    store = open_store(str(out))
    rows = []
    for part in list_parts(store, Selection()):
        with store.open_read(part.key) as stream:
            rows += [
                (row["id"], row["version"], row["run"], row["text"])
                for row in pq.read_table(stream).to_pylist()
            ]
    return sorted(rows)


def read_rejected(out: Path | str) -> list[bytes]:
    store = open_store(str(out))
    return [store.get_bytes(info.key) for info in store.iter_keys("rejected/")]


@pytest.mark.parametrize("store_url", ["local", pytest.param("s3", marks=pytest.mark.slow)], indirect=True)
def test_a_stopped_run_goes_on_with_the_file_it_was_at(
    archive: Path, store_url: str, tmp_path: Path, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the state of a bucket lies in the working folder
    _, whole = reclean(archive, tmp_path / "whole", rules, "reclean-1")
    assert whole is not None
    assert whole.total.articles == 3 * PAGES + 2
    assert whole.total.rejected == {"empty": 1}
    names = []
    for attempt, stop_at in enumerate((PAGES + 4, PAGES + 4, 10**9)):
        _, summary = reclean(archive, store_url, rules, f"reclean-{attempt + 1}", stop_at=stop_at)
        store = open_store(store_url)
        names.append({info.key for info in store.iter_keys("runs/")})
        assert (summary is not None) is (attempt == 2)
    assert names[0] < names[1] < names[2]  # each attempt had a file done, under the name of the first
    assert all("/reclean-1/" in name for name in names[2])
    assert summary is not None
    assert summary.total == whole.total
    assert read_rows(store_url) == read_rows(tmp_path / "whole")
    assert read_rejected(store_url) == read_rejected(tmp_path / "whole")
    assert len(read_rows(store_url)) == 3 * PAGES  # what came twice is stored once


def test_only_what_is_new_is_cleaned_again(archive: Path, tmp_path: Path, rules: Rules) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(archive, mine)
    out = tmp_path / "out"
    assert [reclean(mine, out, rules, "reclean-1")[0] for _ in "ab"] != []
    pages = 3 * PAGES + 3
    read = []

    def again(run: str, rules: Rules) -> int:
        counted = []

        def count(*_: object) -> None:
            counted.append(1)

        clean_and_report(make_job(mine, out, rules, run), count)
        return len(counted)

    read.append(again("reclean-2", rules))
    touched = sorted(mine.glob("raw/wakhan/*/*.warc.gz"))[0]
    os.utime(touched, (1, 1))
    read.append(again("reclean-3", rules))
    read.append(again("reclean-4", replace(rules, digest="other")))
    assert read == [0, PAGES, pages]
    assert len({row[0] for row in read_rows(out)}) == len(read_rows(out)) == 3 * PAGES
    assert read_summary("reclean-3", open_store(str(out))).total.articles == PAGES


def test_a_ledger_knows_files_by_everything_that_decides(archive: Path, store_url: str) -> None:
    from datetime import UTC, datetime

    from crawler.cleaning.inputs import list_files

    store = open_store(store_url)
    first, *others = list_files([str(archive / "raw")])
    ledger = Ledger(store, "plan", "reclean-1")
    ledger.add([first], (), datetime(2026, 11, 22, tzinfo=UTC))
    for found in (ledger, Ledger(store, "plan", "reclean-2")):
        assert found.run == "reclean-1"
        assert found.is_done(first)
        assert not any(found.is_done(file) for file in others)
        assert not found.is_done(first._replace(size=first.size + 1))
    assert not Ledger(store, "another plan", "reclean-3").is_done(first)


def test_the_command_says_what_a_change_of_rules_did(archive: Path, tmp_path: Path, rules: Rules) -> None:
    former = tmp_path / "data"
    shutil.copytree(archive / "raw", former / "raw")
    pages = invent_pages(PAGES)
    kept = [
        one for page in pages for one in clean_page(page, rules, Provenance()) if isinstance(one, Article)
    ]
    changed = replace(
        kept[0], version="0" * 16, paragraphs=(*kept[0].paragraphs, "Read <b>more</b> here.\x1b[31m")
    )
    others = [
        make_article(77, source="hills", url="https://hills.example/2026/11/21/20"),
        make_article(78, source="hills", url="https://hills.example/elsewhere"),
        replace(kept[1], id="f" * 16),
    ]
    with ArticleWriter(open_store(str(former)), "crawl-1", {"parquet"}) as writer:
        for article in (changed, *others, *kept[3:]):
            writer.write(article)
    done = khyber("clean", str(former / "raw"), "--out", str(tmp_path / "v2"), "--format", "parquet")
    assert done.returncode == 0, done.stderr
    counts = "9 articles the same, 2 changed, 1 added, 1 gone (of these rejected now: empty 1), 1 whose pages"
    assert f"Beside {former}: {counts}" in done.stderr
    assert "before: Read <b>more</b> here." in done.stderr
    assert "\x1b" not in done.stderr
    (run,) = [path.name for path in (tmp_path / "v2" / "runs").iterdir()]
    changes = read_summary(run, open_store(str(tmp_path / "v2"))).changes
    assert changes is not None
    assert (changes.words_gained, changes.words_lost) == (0, 3)
    assert (changes.paragraphs_gained, changes.paragraphs_lost) == (0, 1)
    html = (tmp_path / "v2" / "runs" / run / "report.html").read_text(encoding="utf-8")
    assert "Read &lt;b&gt;more&lt;/b&gt; here." in html
    assert "<b>more" not in html


def test_stores_are_compared_by_their_newest_articles(store_url: str, tmp_path: Path) -> None:
    old, new = open_store(str(tmp_path / "old")), open_store(store_url)
    later = {"fetched_at": "2026-11-21T09:00:00+00:00"}
    with ArticleWriter(old, "crawl-1", {"parquet"}) as writer:
        writer.write(make_article(1, version="a" * 16, paragraphs=("An older version.",)))
        writer.write(make_article(1, version="b" * 16, paragraphs=("One two three.", "Four five."), **later))
        writer.write(make_article(2))
    with ArticleWriter(new, "reclean-1", {"parquet"}) as writer:
        writer.write(make_article(1, version="c" * 16, paragraphs=("One two three four five six.",), **later))
        writer.write(make_article(2))
        writer.write(make_article(3, paragraphs=("Seven words are in this one indeed.",)))
    changes = compare_stores(old, list_parts(old, Selection()), new, "reclean-1")
    assert (changes.same, changes.changed, changes.added, changes.gone, changes.absent) == (1, 1, 1, 0, 0)
    assert (changes.words_gained, changes.words_lost, changes.words_added) == (4, 3, 7)
    assert [one.id for one in changes.sample] == [f"{3:016x}", f"{1:016x}"]
    assert changes.sample[1].before == "One two three."
    assert any("1 articles the same, 1 changed, 1 added" in line for line in render_changes(changes))
    assert "Four five." not in render_page_of(changes)


def render_page_of(changes: object) -> str:
    from datetime import UTC, datetime

    at = datetime(2026, 11, 22, tzinfo=UTC)
    return render_page(RunSummary("reclean-1", at, at, changes=changes))  # type: ignore[arg-type]


def test_an_archive_is_cleaned_again_into_its_own_store(archive: Path, tmp_path: Path, rules: Rules) -> None:
    former = tmp_path / "data"
    shutil.copytree(archive / "raw", former / "raw")
    assert find_former([str(former / "raw")]) is None
    reclean(former, former, rules, "crawl-1")
    assert find_former([str(former / "raw" / "hills")]) == str(former)
    assert find_former([str(former)]) is None
    pieces = make_pieces("hills", "en", print_hills, range(1, PAGES + 1))
    promos = tuple(f"^{re.escape(piece.paragraphs[1])}$" for piece in pieces)
    fewer = replace(rules, digest="other", sources=(SourceRules("hills", line_promos=promos),))
    _, second = reclean(former, former, fewer, "reclean-1", against=str(former))
    assert second is not None
    assert second.changes is not None
    assert (second.changes.changed, second.changes.same) == (PAGES, 2 * PAGES)
    assert (second.changes.added, second.changes.gone, second.changes.absent) == (0, 0, 0)
    assert second.changes.words_gained == 0
    assert second.changes.words_lost == sum(len(piece.paragraphs[1].split()) for piece in pieces)
    assert second.changes.paragraphs_lost == PAGES
    assert second.changes.sample[0].before in {piece.paragraphs[1] for piece in pieces}


def test_an_archive_in_a_bucket_is_cleaned_into_the_bucket(s3_url: str, tmp_path: Path) -> None:
    write_archive(invent_pages(2), s3_url, tmp_path / "spool")
    for out, says in (("v2", "Articles in"), ("v3", "6 articles the same, 0 changed, 0 added, 0 gone")):
        against = () if out == "v2" else ("--against", f"{s3_url}/v2")
        config = ("--config", str(REPOSITORY / "config"))
        done = khyber("clean", f"{s3_url}/raw", "--out", f"{s3_url}/{out}", *config, *against, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert says in done.stderr
    assert [row[:2] for row in read_rows(f"{s3_url}/v2")] == [row[:2] for row in read_rows(f"{s3_url}/v3")]
    assert len(read_rows(f"{s3_url}/v2")) == 6


def test_a_damaged_former_store_costs_the_comparison_only(
    archive: Path, tmp_path: Path, rules: Rules
) -> None:
    former = tmp_path / "data"
    with ArticleWriter(open_store(str(former)), "crawl-1", {"parquet"}) as writer:
        writer.write(make_article(1))
    (part,) = former.rglob("*.parquet")
    part.write_bytes(part.read_bytes()[:-20])
    _, summary = reclean(archive, tmp_path / "v2", rules, "reclean-1", against=str(former))
    assert summary is not None
    assert summary.total.articles == 3 * PAGES + 2
    assert summary.changes is None
    assert any("damaged" in problem for problem in summary.problems)
    assert read_summary("reclean-1", open_store(str(tmp_path / "v2"))) == summary


@pytest.mark.slow
def test_kill_9_in_the_middle_changes_nothing(archive: Path, tmp_path: Path) -> None:
    inputs = [str(archive / "raw"), "--format", "parquet,files", "--against", "none"]
    whole = khyber("clean", *inputs, "--out", str(tmp_path / "whole"))
    assert whole.returncode == 0, whole.stderr
    out = tmp_path / "out"
    for patience in (0.1, 0.4):  # seconds of work; the second run finds what the first one began
        process = start_khyber("clean", *inputs, "--out", str(out))
        wait_until(lambda: process.poll() is not None or list(out.glob("runs/*/plan.json")))  # noqa: B023
        time.sleep(patience)
        process.kill()
        process.wait()
    last = khyber("clean", *inputs, "--out", str(out))
    assert last.returncode == 0, last.stderr
    assert [row[:2] for row in read_rows(out)] == [row[:2] for row in read_rows(tmp_path / "whole")]
    kept = [
        {p.relative_to(o).as_posix() for p in (o / "text").rglob("*.*")} for o in (out, tmp_path / "whole")
    ]
    assert kept[0] == kept[1]
    # What was begun is finished under its name; a kill before it was noted left an empty folder at most.
    begun = {path.parent for path in out.glob("runs/*/plan.json")}
    assert begun == {path.parent for path in out.glob("runs/*/report.json")}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--engine", "spark"), "--engine spark: choose of local, dask"),
        (("--scheduler", "tcp://127.0.0.1:1"), "--scheduler needs dask"),
        (("--against", "tests"), "--against tests: holds no articles"),
    ],
)
def test_wrong_options_are_one_line(
    archive: Path, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    done = khyber("clean", str(archive / "raw"), "--out", str(tmp_path / "out"), *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
