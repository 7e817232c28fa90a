"""Shards: every page once, in order, whoever cleans them, whatever happens to the workers."""

from __future__ import annotations

import gzip
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from cleaners.model import Article, Media, Page, Provenance, Reason, Rejected, Rules
from crawler.cleaning.inputs import holds_archives_only, list_files, read_inputs
from crawler.cleaning.shards import ARCHIVE_BYTES, Shard, cut_shards, read_shard
from crawler.cleaning.workers import CleaningPool, CleanSettings, Result
from crawler.cleaning.workers.progress_file import ProgressFile
from crawler.cleaning.workers.spool import open_spool_folder
from crawler.config import load_rules
from crawler.errors import InputError
from tests.support.archives import fetch, invent_pages, write_archive
from tests.support.shared import REPOSITORY
from tests.support.sites import make_pieces, print_hills

PAGES = 8


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(REPOSITORY / "config")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    write_archive(invent_pages(PAGES), str(folder), folder / "spool")
    return folder / "raw"


def settings(rules: Rules, limit: float = 10.0, **changes: object) -> CleanSettings:
    return CleanSettings(rules, Provenance("run", "code", "rules"), limit)._replace(**changes)


def clean(shards: list[Shard], settings: CleanSettings, workers: int = 1) -> list[Result]:
    with CleaningPool(settings, workers) as pool:
        return [result for cleaned in pool.run(shards) for result in cleaned.results]


def cut_small(folder: Path, step: int) -> Iterator[Shard]:
    """Shards of an archive as they would be cut if it were large."""
    for file in list_files([str(folder)]):
        for start in range(0, file.size, step):
            yield Shard((file,), start, min(start + step, file.size), start + step >= file.size)


def test_any_cut_and_any_number_of_workers_gives_the_same(archive: Path, rules: Rules) -> None:
    whole = clean(list(cut_shards(list_files([str(archive)]))), settings(rules))
    assert len(whole) == 3 * PAGES
    assert all(isinstance(result.outcomes[0], Article) for result in whole)
    assert clean(list(cut_small(archive, 5000)), settings(rules), workers=2) == whole


def test_shards_hold_what_the_inputs_hold(archive: Path, tmp_path: Path, rules: Rules) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.txt").write_text("One line.")
    (tmp_path / "b" / "c.html.gz").write_bytes(gzip.compress(b"<p>Two</p>"))
    (tmp_path / "d.txt.gz").write_bytes(b"\x1f\x8b\x08 broken")
    (tmp_path / "e.pdf").write_bytes(b"left out")
    inputs = [str(tmp_path), str(archive), str(tmp_path / "a.txt")]
    shards = list(cut_shards(list_files(inputs)))
    assert [page for shard in shards for page in read_shard(shard, "x", rules)] == list(
        read_inputs(inputs, "x")
    )
    assert len(shards[0].files) == 3
    assert holds_archives_only([str(archive)])
    assert not holds_archives_only(inputs)
    assert not holds_archives_only([str(tmp_path / "b"), str(tmp_path / "none")])
    with pytest.raises(InputError, match="none"):
        list(list_files([str(tmp_path / "none")]))


def test_shards_of_a_bucket_are_read_piece_by_piece(s3_url: str, tmp_path: Path, rules: Rules) -> None:
    pages = [
        fetch(
            piece, "hills", body=piece.html.encode() + b"<!-- " + os.urandom(200_000).hex().encode() + b" -->"
        )
        for piece in make_pieces("hills", "en", print_hills, range(1, 16))
    ]
    write_archive(pages, s3_url, tmp_path / "spool")
    shards = list(cut_shards(list_files([s3_url])))
    assert len(shards) > 2
    assert shards[0].end == ARCHIVE_BYTES
    found = [page for shard in shards for page in read_shard(shard, None, rules)]
    assert [page.body for page in found if isinstance(page, Page)] == [page.body for page in pages]
    gone = shards[0]._replace(files=(shards[0].files[0]._replace(key="raw/none.warc.gz"),))
    with pytest.raises(FileNotFoundError):
        list(read_shard(gone, None, rules))


@pytest.mark.slow
def test_a_page_that_takes_too_long_costs_itself(archive: Path, tmp_path: Path, rules: Rules) -> None:
    shards = list(cut_shards(list_files([str(archive)])))
    undisturbed = clean(shards, settings(rules))
    with disturb(settings(rules, limit=6.0), tmp_path, signal.SIGSTOP, times=1) as (pool, done):
        results = [result for cleaned in pool.run(shards) for result in cleaned.results]
    assert len(done) == 1
    assert [one for one, other in zip(results, undisturbed, strict=True) if one != other] == [
        result for result in results if isinstance(result.outcomes[0], Rejected)
    ]
    assert [one.reason for result in results for one in result.outcomes if isinstance(one, Rejected)] == [
        Reason.TIMEOUT
    ]


@pytest.mark.slow
def test_a_page_that_ends_its_worker_is_rejected_and_the_others_are_not(tmp_path: Path, rules: Rules) -> None:
    """More memory than a worker may have ends some in C code, others by an exception: either way one page is lost."""
    pages = invent_pages(2)
    text = fetch(make_pieces("hills", "en", print_hills, range(9, 10))[0], "hills",
                 body=b"<p>" + b"<b>x</b>" * 600_000)  # fmt: skip
    write_archive([*pages[:1], text, *pages[1:]], str(tmp_path), tmp_path / "spool")
    shards = list(cut_shards(list_files([str(tmp_path / "raw")])))
    results = clean(shards, settings(rules, limit=30.0, memory_mib=420))
    rejected = [one for result in results for one in result.outcomes if isinstance(one, Rejected)]
    assert len(rejected) == 1
    assert sum(isinstance(result.outcomes[0], Article) for result in results) == len(pages)


@pytest.mark.slow
def test_a_killed_worker_changes_nothing(archive: Path, tmp_path: Path, rules: Rules) -> None:
    shards = list(cut_shards(list_files([str(archive)])))
    undisturbed = clean(shards, settings(rules))
    with disturb(settings(rules), tmp_path, signal.SIGKILL, times=3) as (pool, done):
        disturbed = [result for cleaned in pool.run(shards) for result in cleaned.results]
    assert done
    assert disturbed == undisturbed


@contextmanager
def disturb(
    settings: CleanSettings, folder: Path, sign: signal.Signals, times: int
) -> Iterator[tuple[CleaningPool, list[str]]]:
    """A pool with its files in `folder`, whose worker gets a signal so many times, each time in the middle of another page."""
    done: list[str] = []
    over = threading.Event()

    def watch_out() -> None:
        while not over.wait(0.001) and len(done) < times:
            for path in folder.glob("khyber-shards-*/*.progress"):
                with suppress(OSError), ProgressFile(path) as file:
                    progress, child = file.read(), pool._workers[0]._child
                    name = f"{path.name} {progress.done}"
                    if child and progress.begun > progress.done > 0 and name not in done:
                        os.kill(child.pid, sign)
                        if file.read() == progress:
                            done.append(name)
                        else:
                            os.kill(child.pid, signal.SIGCONT)

    with pytest.MonkeyPatch.context() as patch, CleaningPool(settings, 1) as pool:
        patch.setattr(tempfile, "tempdir", str(folder))
        thread = threading.Thread(target=watch_out)
        thread.start()
        try:
            yield pool, done
        finally:
            over.set()
            thread.join()


def test_a_file_that_cannot_be_opened_costs_itself(archive: Path, tmp_path: Path, rules: Rules) -> None:
    shard = next(cut_shards(list_files([str(archive)])))
    gone = shard._replace(files=(shard.files[0]._replace(root=str(tmp_path)),))
    (result,) = clean([gone], settings(rules))
    (rejected,) = result.outcomes
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "unreadable"
    assert "cannot be opened" in (rejected.detail or "")


def test_texts_in_an_archive_learn_from_those_beside_them(tmp_path: Path, rules: Rules) -> None:
    teaser = "Rain will reach the north this week, and snow the passes"
    pages = [
        fetch(piece, "hills", media=Media.TEXT, headers=(("content-type", "text/plain; charset=utf-8"),),
              body="\n\n".join((piece.title, *piece.paragraphs, teaser)).encode())
        for piece in make_pieces("hills", "en", print_hills, range(1, 9))
    ]  # fmt: skip
    write_archive(pages, str(tmp_path), tmp_path / "spool")
    shards = list(cut_shards(list_files([str(tmp_path / "raw")])))
    for learn in (True, False):
        results = clean(shards, settings(rules, recurring=None if learn else {}))
        assert len(results) == 8
        assert all((teaser in result.outcomes[0].paragraphs) is not learn for result in results)


def test_closing_the_pool_ends_what_is_under_way(
    tmp_path: Path, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = fetch(make_pieces("hills", "en", print_hills, range(9, 10))[0], "hills",
                 body=b"<p>a</p>" * 600_000)  # fmt: skip
    write_archive([slow] * 3, str(tmp_path), tmp_path / "spool")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    interrupted = (threading.main_thread().ident, signal.SIGINT)
    threading.Timer(0.5, signal.pthread_kill, interrupted).start()
    with pytest.raises(KeyboardInterrupt):
        clean(list(cut_shards(list_files([str(tmp_path / "raw")]))), settings(rules, limit=60.0))
    assert list((tmp_path / "temporary").iterdir()) == []


def test_what_a_killed_run_left_is_swept_and_what_is_in_use_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, young = tmp_path / "khyber-shards-left", tmp_path / "khyber-shards-young"
    for folder in (left, young):
        folder.mkdir()
        (folder / "0.results").write_bytes(b"half")
    with open_spool_folder() as first:
        for folder in (left, first):
            os.utime(folder, (1, 1))
        with open_spool_folder():
            assert not left.exists()
            assert young.exists()
            assert first.exists()
    assert not first.exists()
