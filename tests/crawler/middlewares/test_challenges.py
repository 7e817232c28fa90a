import pytest
from scrapy.http import Response

from crawler.middlewares.challenges import MARKS, MAX_CHALLENGE_CHARS, find_block

STORY = "<p>" + "The bridge was opened on Monday. " * (MAX_CHALLENGE_CHARS // 20) + "</p>"


def answer(body="", status=200, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response("https://example.org/a", status=status, body=body.encode(), headers=named)


@pytest.mark.parametrize("status", [401, 402, 403, 407, 451])
def test_denied_is_blocked(status):
    assert find_block(answer(STORY, status)) == f"status {status}"


@pytest.mark.parametrize("status", [200, 202, 405, 503])
@pytest.mark.parametrize("header", ["cf_mitigated", "x_vercel_mitigated", "x_amzn_waf_action"])
def test_a_marked_challenge_is_blocked_whatever_its_status(status, header):
    assert "challenge" in (find_block(answer(STORY, status, **{header: "challenge"})) or "")


@pytest.mark.parametrize("mark", MARKS)
def test_marks_count_on_a_page_with_hardly_any_text(mark):
    script = f"<script>var a = '{mark.decode().upper()}'; {'x = 1;' * 1000}</script>"
    assert mark.decode() in (
        find_block(answer(f"<html><body>{script}<h1>One moment</h1></body></html>")) or ""
    )
    assert find_block(answer(f"<html><body>{script}{STORY}</body></html>")) is None


@pytest.mark.parametrize(
    "page",
    [
        answer(""),
        answer(STORY),
        answer("<p>Short note</p>"),
        answer("Not found", 404),
        answer("oops", 503),
        answer("<script>_cf_chl_opt</script>" + "<!-- pad -->" * 30_000),
    ],
)
def test_other_answers_are_not_blocked(page):
    assert find_block(page) is None


def test_a_mark_in_a_page_made_to_stall_a_reader_is_read_in_no_time():
    assert find_block(answer("_cf_chl_opt" + "<script " * 30_000)) is not None
    assert find_block(answer("_cf_chl_opt" + "<div>" * 50_000)) is not None
