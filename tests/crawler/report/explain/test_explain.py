"""`khyber explain`: every line with its verdict, score and repairs; files and addresses; terminals of any kind."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from cleaners.model import Media, Page
from cleaners.process import Trace, trace_page
from cleaners.repair import repair_text
from crawler.config import load_rules
from crawler.report.explain import explain_lines, render_plain, render_trace
from crawler.report.explain.regions import compose_repairs, find_origins
from tests.support.crawling import write_config, write_source, write_story
from tests.support.khyber import run_khyber
from tests.support.raw_site import RawSite, respond
from tests.support.shared import REPOSITORY, read_set

RULES = load_rules(REPOSITORY / "config")
ARTICLE = """\
Home
Contact us
Bridge over the river opens after a year\r
Updated 3 May 2026

KABUL:Â The bridge over the river was opened on Monday, cafÃ© owners on both banks of the river said.
Traders waited for a year\u00a0until its pillars were repaired, and the ministry paid for the work.
وزارت گفت که مرز می‌تواند باز شود و صدها تن از مردم در دو سوی دریا منتظر هستند.
Share on Facebook
Sign up for our newsletter
"""


def trace(text: str, media: Media = Media.TEXT) -> Trace:
    return trace_page(Page(text.encode(), media), RULES)


def render(text: str, *, width: int = 80, terminal: bool = False, media: Media = Media.TEXT) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=terminal, highlight=False, no_color=not terminal)
    console.print(render_trace(Page(text.encode(), media), trace(text, media), RULES))
    return out.getvalue()


def khyber(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return run_khyber("explain", *arguments, env=env)


def test_every_line_is_shown_once_in_order_with_its_number() -> None:
    lines = list(explain_lines(trace(ARTICLE), RULES))
    wanted = [(at, line) for at, line in enumerate(ARTICLE.split("\n"), 1) if line.strip()]
    assert [line.number for line in lines] == [at for at, _ in wanted]
    verdicts = {line.number: (line.mark, line.verdict) for line in lines}
    assert verdicts[3] == ("=", "title")
    assert verdicts[4] == ("-", "remove_date_lines")
    assert verdicts[6] == verdicts[7] == ("+", "prose")
    assert {verdicts[at][0] for at in (9, 10)} == {"-"}


def test_the_model_scores_what_it_saw_kept_lines_too() -> None:
    lines = {line.number: line for line in explain_lines(trace(ARTICLE), RULES)}
    assert all(lines[at].score is not None for at in (3, 6, 7, 8))
    story, menu = lines[6].score, lines[1].score
    assert story is not None
    assert story > 0.5
    assert menu is None or menu < story
    date = lines[4]
    assert date.block.removal is not None
    assert date.score is None, "it went before the model had its turn"


def test_a_line_that_the_model_took_has_the_score_of_its_reason() -> None:
    found = 0
    for row in read_set("wcxb-residual", limit=30):
        for line in explain_lines(trace(row["dirty"]), RULES):
            if line.verdict == "remove_unlikely_lines" and line.block.removal:
                assert f"({line.score:.3f})" in line.block.removal.reason
                found += 1
    assert found > 10


def test_pages_have_no_scores_and_show_repairs_of_each_block() -> None:
    page = write_story("Caf&amp;#233; Hill").replace("the bridge", "theÂ bridge")
    lines = list(explain_lines(trace(page, Media.HTML), RULES))
    assert {line.score for line in lines} == {None}
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    marked = {(r.before, line.block.text[r.start : r.end]) for line in lines for r in line.repairs}
    assert ("Â ", " ") in marked or ("Â", "") in marked
    assert ("&#233;", "é") in marked


def test_repairs_are_marked_where_they_were_made() -> None:
    shown = render(ARTICLE, width=200)
    assert "KABUL:⟦Â ⇒ ⟧The bridge" in shown
    assert "caf⟦Ã©⇒é⟧ owners" in shown
    assert "a year⟦U+00A0⇒ ⟧until" in shown


@given(st.text(alphabet="aâ€™Ã©Â &;amp#39\u00a0\u200b\u200cم‌\n\r-é", max_size=60))
def test_the_places_of_repairs_give_the_input_again(text: str) -> None:
    repaired, repairs = repair_text(text, RULES.repairs)
    regions = compose_repairs(repairs)
    pieces, done = [], 0
    for region in regions:
        assert region.start >= done
        pieces += repaired[done : region.start], region.before
        done = region.end
    assert "".join(pieces) + repaired[done:] == text
    assert list(find_origins([len(repaired) + 1], regions)) == [len(text) + 1]


def test_a_narrow_terminal_shows_the_words_below_the_verdict() -> None:
    shown = render(ARTICLE, width=46)
    assert max(map(cell_len, shown.splitlines())) <= 46
    rows = shown.splitlines()
    at = next(number for number, row in enumerate(rows) if "+ prose" in row)
    assert rows[at + 1].startswith("    KABUL")


def test_without_colour_everything_can_be_read() -> None:
    shown = render(ARTICLE, width=120)
    assert "\x1b" not in shown
    assert "\u2068" not in shown
    assert "- removed, by the cleaner named" in shown
    assert "↳ " in shown


def test_on_a_terminal_every_row_of_text_is_isolated() -> None:
    text = "\n".join(
        ["خبر امروز"] + ["وزارت گفت که مرز می‌تواند باز شود و مردم در دو سوی دریا منتظر هستند. " * 4] * 3
    )
    rows = [row for row in render(text, width=80, terminal=True).splitlines() if "وزارت" in row]
    assert rows
    assert all(row.count("\u2068") == row.count("\u2069") == 1 for row in rows if "\u2068" in row)
    assert any("\u2068" in row for row in rows)


def test_text_of_the_web_cannot_speak_to_the_terminal() -> None:
    page = write_story("Hill").replace("the bridge", "the \x1b[2J\u202ebridge\u2069")
    for media in Media:
        shown = render(page, media=media)
        assert not {"\x1b", "\u202e", "\u2069"} & set(shown)


def test_json_says_what_the_table_says() -> None:
    rows = list(render_plain(trace(ARTICLE), RULES))
    lines = list(explain_lines(trace(ARTICLE), RULES))
    assert [row["line"] for row in rows] == [line.number for line in lines]
    first = next(row for row in rows if row["line"] == 6)
    assert {"start": 6, "before": "Â ", "after": " ", "by": ["fix_mojibake", "normalize_spaces"]} in first[
        "repairs"
    ]  # type: ignore[operator]
    assert first["score"]
    assert json.loads(json.dumps(rows)) == rows


def test_no_color_is_obeyed_and_a_rejected_text_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(ARTICLE)
    done = khyber(str(path), NO_COLOR="1", FORCE_COLOR="1")
    assert done.returncode == 0, done.stderr
    assert "\x1b[3" not in done.stdout
    path.write_text("Page not found\n")
    done = khyber(str(path))
    assert "rejected" in done.stdout


def test_an_address_is_fetched_with_the_manners_of_a_crawl(tmp_path: Path) -> None:
    with RawSite() as site:
        site.pages = {
            "/robots.txt": respond("User-agent: *\nDisallow: /secret\n", kind="text/plain"),
            "/a/1": respond(write_story("Hill")),
            "/text": respond(ARTICLE, kind="text/plain"),
            "/secret": respond(write_story("Secret")),
            "/out": respond("", 302, Location="http://127.0.0.2/a/1"),
            "/large": respond("x" * 50_000),
        }
        config = write_config(tmp_path, {"test": write_source(site.url)}, more="")
        crawl = config / "crawl.toml"
        crawl.write_text(crawl.read_text().replace("[limits]\n", "[limits]\nmax_bytes = 20000\n"))

        def explain(path: str, *more: str) -> subprocess.CompletedProcess[str]:
            return khyber(site.url + path, *more, "--config", str(config))

        done = explain("/a/1", "--json")
        assert done.returncode == 0, done.stderr
        assert any("council of Hill" in json.loads(line)["text"] for line in done.stdout.splitlines())
        assert site.paths() == ["/robots.txt", "/a/1"]
        assert site.asked[1].headers["user-agent"].startswith("khyber/")
        assert "remove_date_lines" in explain("/text").stdout
        for path, says in {
            "/secret": "forbidden: forbidden by robots.txt",
            "/missing": "http_status: status 404",
            "/out": "forbidden: ",
            "/large": "too_large: ",
        }.items():
            done = explain(path)
            assert done.returncode == 3, done.stdout
            assert done.stderr.startswith(f"khyber: {site.url}{path}: {says}"), done.stderr
            assert len(done.stderr.splitlines()) == 1
        assert "/secret" not in site.paths()


@pytest.mark.parametrize(
    ("address", "code", "says"),
    [
        ("http://127.0.0.1:9/x", 3, "not an address of the public internet"),
        ("http://[::ffff:10.0.0.1]/", 3, "not an address of the public internet"),
        ("https://user:hidden@news.example/", 2, "cannot be asked for"),
        ("http://", 2, "cannot be asked for"),
    ],
)
def test_other_addresses_are_refused_in_one_line(address: str, code: int, says: str) -> None:
    done = khyber(address)
    assert done.returncode == code
    assert says in done.stderr
    assert "hidden" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
