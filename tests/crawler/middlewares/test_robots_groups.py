"""A robots.txt is read as RFC 9309 says, section by section; what it leaves open is read against ourselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.middlewares._robots_groups import select_rules
from crawler.middlewares._robots_rules import find_delay, judge_robots
from tests.support.waiting import must_end


def allows(text: str, path: str) -> bool:
    rules = judge_robots(200, text.encode(), 512_000, "khyber").rules
    assert rules is not None
    return rules.can_fetch(f"https://example.org{path}", "khyber")


CASES = {
    # 2.2.1 The user-agent line
    "groups of one agent are one": (
        "User-agent: khyber\nDisallow: /a\n\nUser-agent: other\nDisallow: /\n\nUser-agent: khyber\nDisallow: /b\n",
        {"/a": False, "/b": False, "/c": True},
    ),
    "a group of our own wins over that of all": (
        "User-agent: *\nDisallow: /\n\nUser-agent: khyber\nDisallow: /x\n",
        {"/a": True, "/x": False},
    ),
    "several agents share a group, in any case": (
        "User-agent: a\nUser-agent: KHYBER\nDisallow: /x\n",
        {"/x": False, "/y": True},
    ),
    "an empty group of our own frees us": ("User-agent: *\nDisallow: /\n\nUser-agent: khyber\n", {"/a": True}),
    "groups of all are one": ("User-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: /b\n", {"/a": False, "/b": False}),
    "without a group for us or all": ("User-agent: other\nDisallow: /\n", {"/a": True}),
    "a version behind the token": ("User-agent: khyber/1.0\nDisallow: /x\n", {"/x": False}),
    "a remark behind the token": ("User-agent: Khyber (news)\nDisallow: /x\n", {"/x": False}),
    "the beginning of our token is another's": ("User-agent: khy\nDisallow: /\n", {"/x": True}),
    "a longer token is another's": ("User-agent: khyber-images\nDisallow: /\n", {"/x": True}),
    "a token that ends as ours is another's": ("User-agent: not-khyber\nDisallow: /\n", {"/x": True}),
    "another's freedom is not ours": (
        "User-agent: khy\nAllow: /\n\nUser-agent: *\nDisallow: /\n",
        {"/x": False},
    ),
    "blank lines end no group": ("User-agent: *\n\n\nDisallow: /a\n", {"/a": False}),
    "rules before any agent are nobody's": ("Disallow: /\n\nUser-agent: *\nDisallow: /b", {"/a": True, "/b": False}),
    # 2.2.2 Allow and disallow
    "the longest match wins, allowed": ("User-agent: *\nDisallow: /a/\nAllow: /a/b\n", {"/a/b/c": True, "/a/c": False}),
    "the longest match wins, forbidden": ("User-agent: *\nAllow: /a/\nDisallow: /a/b\n", {"/a/b": False, "/a/c": True}),
    "of equal ones the allowing wins": ("User-agent: *\nDisallow: /a\nAllow: /a\n", {"/a": True}),
    "paths are told apart by case": ("User-agent: *\nDisallow: /A\n", {"/A": False, "/a": True}),
    "an empty rule forbids nothing": ("User-agent: *\nDisallow:\n", {"/a": True}),
    "escapes count as what they stand for": (
        "User-agent: *\nDisallow: /bar/%62%61%7A\nDisallow: /کابل\nDisallow: /%DA%A9%D9%88\n",
        {"/bar/baz": False, "/%DA%A9%D8%A7%D8%A8%D9%84/x": False, "/کو": False, "/کا": True},
    ),
    "queries are part of a path": ("User-agent: *\nDisallow: /*?s=\n", {"/x?s=1": False, "/x?t=1": True}),
    # 2.2.3 Special characters
    "comments": ("User-agent: * # all\nDisallow: /a # not this\n# Disallow: /b\n", {"/a": False, "/b": True}),
    "a dollar ends a pattern": ("User-agent: *\nDisallow: /*.php$\n", {"/x.php": False, "/x.php?a": True}),
    "a star stands for anything": ("User-agent: *\nDisallow: /a*/z\n", {"/abc/z": False, "/z": True}),
    "only the front page": ("User-agent: *\nDisallow: /\nAllow: /$\n", {"/": True, "/a": False}),
    # 2.2.4 Other records must not interfere
    "a sitemap in a list of agents": ("User-agent: khyber\nSitemap: /s\nUser-agent: b\nDisallow: /a\n", {"/a": False}),
    "an unknown line in a list of agents": ("User-agent: khyber\nNoindex: /\nUser-agent: b\nDisallow: /a\n", {"/a": False}),
    "a delay in a list of agents": ("User-agent: khyber\nCrawl-delay: 3\nUser-agent: b\nDisallow: /a\n", {"/a": False}),
    "an unknown line among rules": ("User-agent: *\nDisallow: /a\nHost: x\nDisallow: /b\n", {"/a": False, "/b": False}),
    # 2.2 and what servers make of it
    "other ends of lines": ("User-agent: *\rDisallow: /a\r\nDisallow: /b\r", {"/a": False, "/b": False}),
    "a byte order mark": ("\ufeffUser-agent: *\nDisallow: /a\n", {"/a": False}),
    "spaces and case of fields": ("  USER-AGENT :  khyber  \n\tdisallow  :  /a  \n", {"/a": False}),
    "misspellings forbid, too": ("Useragent: *\nDissallow: /a\nDisalow /b\n", {"/a": False, "/b": False}),
    "a line separator ends no line": ("User-agent: *\nDisallow: /a\u2028b\n", {"/a%E2%80%A8bc": False, "/ac": True}),
    "a page in its place": ("<html><body>Disallow: /</body></html>", {"/a": True}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_rfc_9309(name: str) -> None:
    text, paths = CASES[name]
    assert {path: allows(text, path) for path in paths} == paths


def test_a_delay_is_taken_from_the_group_that_counts() -> None:
    text = "User-agent: *\nCrawl-delay: 9\nDisallow: /a\n\nUser-agent: Khyber\nCrawl-delay: 4\nDisallow: /b\n"
    rules = judge_robots(200, text.encode(), 512_000, "khyber").rules
    assert rules is not None
    assert find_delay(rules, "khyber") == 4.0
    rules = judge_robots(200, text.encode(), 512_000, "else").rules
    assert rules is not None
    assert find_delay(rules, "else") == 9.0


LINES = st.sampled_from(
    ["User-agent: khyber", "User-agent: *", "User-agent: other", "Disallow: /", "Disallow: /a", "Allow: /a",
     "Sitemap: /s", "", "# note", "Crawl-delay: 2", "Noindex: /"]
)  # fmt: skip


@given(st.lists(LINES, max_size=12))
def test_lines_that_are_no_rule_change_nothing(lines: list[str]) -> None:
    bare = [line for line in lines if line.startswith(("User-agent", "Disallow", "Allow"))]
    texts = ["\n".join(chosen) for chosen in (lines, bare)]
    assert [allows(texts[0], path) for path in ("/a", "/b")] == [
        allows(texts[1], path) for path in ("/a", "/b")
    ]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert select_rules(text, "khyber").startswith("User-agent: *")


def test_the_largest_file_costs_little() -> None:
    text = "User-agent: a\nDisallow: /a\n\n" * 17_000 + "User-agent:" + " " * 20_000
    with must_end():
        select_rules(text, "khyber")
