import re

import pytest

from crawler.discovery import guess_patterns

SITE = "https://times.example"
MENU = (
    "/",
    "/world",
    "/sport/cricket",
    "/about-us",
    "/contact-us/",
    "/authors/ayesha-writer",
    "/privacy-policy",
)


@pytest.mark.parametrize(
    "form",
    [
        "/news/{n}/a-bridge-{w}-opens",
        "/2026/11/{d:02}/bridge-{w}/",
        "/2026/11/{d:02}/{n}",
        "/{n}-a-bridge-{w}-opens",
        "/world/a-bridge-{w}-opens-{n}.html",
        "/story.asp?id={n}",
        "/en/202611{d:02}0{w}",
        "/latest/{n}",
        "/{d:02}-11-2026/bridge-{w}-opens",
        "/news/bridge-{w}-opens-in-the-hills",
        "/a-bridge-{w}-opens-in-the-hills/",
        "/خبر/{n}/پل-کھل-گیا-{w}",
        "/node/{n}/world",
    ],
)
def test_a_pattern_tells_stories_from_the_menu(form):
    def url(number):
        return SITE + form.format(n=1048200 + 7 * number, d=number % 28 + 1, w=1000 + 13 * number)

    patterns = guess_patterns(map(url, range(20)))
    assert len(patterns) == 1
    for unseen in map(url, range(20, 30)):
        assert re.search(patterns[0], unseen), unseen
    assert not [path for path in MENU if re.search(patterns[0], SITE + path)]


def test_each_shape_gets_its_pattern_and_rare_ones_get_none():
    news = [f"{SITE}/news/{n}/bridge" for n in range(1048200, 1048230)]
    letters = [f"{SITE}/letters/2026/{n}/" for n in range(52000, 52010)]
    assert guess_patterns([*news, *letters, f"{SITE}/podcast/5/7"]) == (
        r"/news/\d{5,}/",
        r"/letters/\d{4}/\d{5,}(/|$)",
    )


def test_a_pattern_that_adds_nothing_is_left_out():
    urls = [f"{SITE}/{'fa' if n % 3 else 'ps'}/news/{n}{'/dam' * (n % 4 > 1)}" for n in range(20100, 20140)]
    assert len(guess_patterns(urls)) == 1


@pytest.mark.parametrize(
    "urls", [[], [f"{SITE}/news/104820{n}/a" for n in range(4)], [SITE + path for path in MENU]]
)
def test_what_tells_nothing_gives_no_pattern(urls):
    patterns = guess_patterns(urls)
    assert not [path for path in MENU for pattern in patterns if re.search(pattern, SITE + path)]
    assert patterns == ()
