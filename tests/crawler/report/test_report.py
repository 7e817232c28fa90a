"""Reports: numbers that add up in any order, and pages that hostile text cannot break."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from lxml import html
from rich.console import Console

from cleaners.model import Article, Reason, Rejected, Removed, RepairCount, Stage
from crawler.report import RunSummary, SourceSummary, count_outcomes, read_summary, render_table, write_report
from crawler.report.page import render_page
from crawler.report.summary import SAMPLE_SIZE, merge_sources
from crawler.store.local import LocalStore

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}\u202e'
DARI = "وزارت زراعت از توزیع تخم بذری در سه ولسوالی خبر می‌دهد"


def make_article(number: int, title: str = "Rain in the valley", **more: object) -> Article:
    plain = Article(
        id=f"{number:016x}",
        version="0" * 16,
        source="times",
        url=f"https://example.org/news/{number}",
        title=title,
        paragraphs=("It rained all night in the valley.", "Roads were closed."),
        repairs=(RepairCount("normalize_spaces", 2),),
        removed=(Removed("Share this", "remove_share_bars", "share bar"),),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def make_summary(*rows: SourceSummary, problems: tuple[str, ...] = ()) -> RunSummary:
    return RunSummary("r1", START, START + timedelta(minutes=5), merge_sources(rows), problems)


def test_outcomes_are_counted_by_cleaner_and_reason() -> None:
    row = count_outcomes(
        "times",
        [
            make_article(1),
            make_article(2),
            Rejected(Stage.FETCH, Reason.TIMEOUT, url="https://example.org/slow"),
            Rejected(Stage.EXTRACT, Reason.NO_STORY, url="https://example.org/menu"),
            Rejected(Stage.EXTRACT, Reason.NO_STORY, url="https://example.org/list"),
        ],
    )
    assert row.articles == 2
    assert row.rejected == {"timeout": 1, "no_story": 2}
    assert row.removed == {"remove_share_bars": 2}
    assert row.repairs == {"normalize_spaces": 4}
    assert [page.reason for page in row.rejected_sample] == ["no_story", "timeout"]


def test_rows_add_up_the_same_in_every_order() -> None:
    rows = [
        replace(
            count_outcomes("times", [make_article(n), make_article(n + 10)]), found=n, fetched=2, bytes=100
        )
        for n in range(1, 4)
    ]
    rows.append(
        count_outcomes("times", [Rejected(Stage.FETCH, Reason.TIMEOUT, url=f"u{n}") for n in range(9)])
    )
    results = {json.dumps(make_summary(*order).to_dict()) for order in permutations(rows)}
    assert len(results) == 1
    (row,) = make_summary(*rows).sources
    assert (row.found, row.fetched, row.articles, row.bytes, row.rejected) == (6, 6, 6, 300, {"timeout": 9})
    assert len(row.articles_sample) == SAMPLE_SIZE


def test_merging_leaves_its_arguments_alone() -> None:
    one = make_summary(SourceSummary("a", found=1, rejected={"empty": 1}), problems=("disk slow",))
    later = replace(
        make_summary(SourceSummary("a", found=2, rejected={"empty": 1, "blocked": 1}), SourceSummary("b")),
        finished=START + timedelta(hours=1),
        problems=("disk slow",),
    )
    merged = one.merge(later)
    assert [(row.source, row.found) for row in merged.sources] == [("a", 3), ("b", 0)]
    assert merged.sources[0].rejected == {"blocked": 1, "empty": 2}
    assert (merged.started, merged.finished) == (START, START + timedelta(hours=1))
    assert merged.problems == ("disk slow",)
    assert one.sources[0].found == 1
    assert one.sources[0].rejected == {"empty": 1}


def test_parts_of_different_runs_and_times_without_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="parts of one run"):
        make_summary().merge(replace(make_summary(), run="r2"))
    with pytest.raises(ValueError, match="zone"):
        RunSummary("r1", datetime(2026, 1, 1), START)  # noqa: DTZ001


def test_the_total_and_the_failed_sources() -> None:
    summary = make_summary(
        SourceSummary("a", found=2, articles=1, failed=("feed unreachable",)), SourceSummary("b", found=3)
    )
    assert summary.total.found == 5
    assert summary.failed_sources == ("a",)


def test_a_report_is_written_and_read_back(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    row = count_outcomes("times", [make_article(1), Rejected(Stage.FETCH, Reason.TIMEOUT, url="u")])
    summary = make_summary(row, SourceSummary("b", failed=("no feed answered",)), problems=("clock jumped",))
    where = write_report(summary, store)
    assert where.endswith("runs/r1/report.html")
    assert read_summary("r1", store) == summary
    table = json.loads((tmp_path / "runs/r1/report.json").read_text(encoding="utf-8"))
    assert table["schema"] == "report/1"
    assert table["total"]["rejected"] == {"timeout": 1}
    assert write_report(summary, store) == where
    with pytest.raises(FileNotFoundError):
        read_summary("r2", store)


def test_lone_surrogates_do_not_stop_a_report(tmp_path: Path) -> None:
    row = count_outcomes("times", [make_article(1, title="broken \ud800 title")])
    write_report(make_summary(row), LocalStore(tmp_path))
    assert "broken ? title" in (tmp_path / "runs/r1/report.html").read_text(encoding="utf-8")


def test_hostile_text_stays_text_in_the_page() -> None:
    article = make_article(
        1,
        title=HOSTILE,
        url="javascript:alert(3)",
        source=HOSTILE,
        paragraphs=(HOSTILE,),
        removed=(Removed(HOSTILE, HOSTILE, HOSTILE),),
        published=HOSTILE,
        language=HOSTILE,
        repairs=(RepairCount(HOSTILE, 1),),
    )
    rejected = Rejected(Stage.FETCH, Reason.BLOCKED, url="data:text/html,x", detail=HOSTILE)
    row = replace(count_outcomes(HOSTILE, [article, rejected]), failed=(HOSTILE,))
    page = render_page(replace(make_summary(row, problems=(HOSTILE,)), run=HOSTILE))
    tree = html.fromstring(page)
    assert not tree.xpath("//script | //img | //@onerror")
    assert tree.xpath("//a/@href") == []
    assert "49" not in "".join(tree.xpath("//h3/text()"))
    assert tree.xpath("string(//h3)") == HOSTILE


def test_the_page_asks_for_nothing_and_needs_no_script() -> None:
    row = count_outcomes("times", [make_article(1)])
    tree = html.fromstring(render_page(make_summary(row)))
    assert not tree.xpath("//script | //link | //img | //iframe | //@src")
    (policy,) = tree.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    assert tree.xpath("//a/@href") == ["https://example.org/news/1"]
    assert tree.xpath("//svg/rect")


def test_right_to_left_text_is_kept_whole_and_takes_its_own_direction() -> None:
    row = count_outcomes("times", [make_article(1, title=DARI, paragraphs=(DARI,))])
    tree = html.fromstring(render_page(make_summary(row)))
    (heading,) = tree.xpath("//article/h3")
    assert heading.text == DARI
    assert heading.get("dir") == "auto"
    assert tree.xpath('//p[@class="opening"]/@dir') == ["auto"]


def test_long_articles_are_cut_to_what_people_read() -> None:
    pieces = tuple(Removed("x" * 5000, "remove_share_bars", "share bar") for _ in range(900))
    row = count_outcomes("times", [make_article(1, paragraphs=("word " * 100_000,), removed=pieces)])
    assert len(json.dumps(make_summary(row).to_dict())) < 30_000
    assert "900 removed, the first 40 shown" in render_page(make_summary(row))
    assert row.removed == {"remove_share_bars": 900}


def test_an_empty_run_has_a_report_too() -> None:
    assert "none" in html.fromstring(render_page(make_summary())).text_content()
    assert "found" in show(make_summary())


def show(summary: RunSummary) -> str:
    out = io.StringIO()
    Console(file=out, width=140).print(render_table(summary))
    return out.getvalue()


def test_the_terminal_shows_rows_totals_and_failures() -> None:
    row = replace(
        count_outcomes("times", [make_article(1), Rejected(Stage.FETCH, Reason.TIMEOUT)]), found=1234
    )
    text = show(
        make_summary(row, SourceSummary("b", failed=("feed unreachable",)), problems=("state rebuilt",))
    )
    assert "1,234" in text
    assert "timeout 1" in text
    assert "Removed pieces: remove_share_bars 1" in text
    assert "b: feed unreachable" in text
    assert "state rebuilt" in text


def test_hostile_text_cannot_steer_the_terminal() -> None:
    evil = "x\x1b[2J\x07[red]boo[/red]\nforged line\u202e"
    text = show(make_summary(SourceSummary(evil, failed=(evil,), removed={evil: 1}), problems=(evil,)))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "[red]boo[/red]" in text
    assert "\nforged line" not in text


def test_articles_that_no_longer_fit_a_template_are_a_warning_and_no_failure(tmp_path: Path) -> None:
    fitting, changed = make_article(1), make_article(2, unfit='no elements at //div[@id="text"]')
    row = count_outcomes("times", [fitting, changed]).merge(
        count_outcomes("times", [replace(changed, id="3" * 16)])
    )
    summary = RunSummary("clean-1", START, START, (row, SourceSummary("herald", articles=4)))
    (warning,) = summary.warnings
    assert warning.startswith("times: 2 of 3 articles no longer fit its templates")
    assert summary.failed_sources == ()
    assert warning in render_page(summary)
    console = Console(file=io.StringIO(), width=200)
    console.print(render_table(summary))
    assert warning in console.file.getvalue()
    store = LocalStore(tmp_path)
    write_report(summary, store)
    assert read_summary("clean-1", store).warnings == summary.warnings


def test_who_read_the_pages_is_counted_and_shown(tmp_path: Path) -> None:
    readers = ("body model", "body model and trafilatura", "template 1", "template 2", None)
    articles = [make_article(number, read_by=by) for number, by in enumerate(readers)]
    row = count_outcomes("times", articles[:2]).merge(count_outcomes("times", articles[2:]))
    assert row.read_by == {"body model": 1, "body model and trafilatura": 1, "template": 2}
    summary = RunSummary("clean-1", START, START, (row,))
    assert "template 2, body model 1, body model and trafilatura 1" in show(summary)
    assert "body model and trafilatura" in render_page(summary)
    store = LocalStore(tmp_path)
    write_report(summary, store)
    assert read_summary("clean-1", store).total.read_by == row.read_by
