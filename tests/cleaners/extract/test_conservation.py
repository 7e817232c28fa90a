"""Nothing visible on a page disappears: every word is in a live block, in a removed one, or in a field."""

from __future__ import annotations

import itertools
import re
from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.extract import extract
from cleaners.model import Extracted, Media, Page, Rules, SourceRules, Template

PAGE = Page(b"", Media.HTML, url="https://news.example.test/bridge", source="news")
RULES = Rules((), (), {})
TEMPLATE = Template(
    "//div[h1 and count(p) = 5]", (1, 100_000), title="//div[count(p) = 5]/h1", beside=("//nav",)
)
CUTTING = Rules((), (), {}, sources=(SourceRules("news", templates=(TEMPLATE,)),))
CONTAINERS = ("div", "section", "article", "nav", "aside", "header", "footer", "form", "figure", "main")
LEAVES = ("p", "h1", "h2", "li", "blockquote", "figcaption", "span", "td", "button", "dt", "pre", "label")
NAMES = ("", "story", "related", "share", "comments", "entry-content", "caption", "newsletter", "sidebar")
UNSEEN = ("script", "style", "noscript", "template")


class Words:
    """Numbered words that occur once, and the visible ones among them."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self.visible: set[str] = set()

    def make(self, count: int, visible: bool = True) -> str:
        words = [f"wort{next(self._numbers)}" for _ in range(count)]
        self.visible.update(words if visible else ())
        return " ".join(words) + "."


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, set[str]]:
    words = Words()

    def make(depth: int) -> str:
        if depth == 0 or draw(st.integers(0, 2)) == 0:
            tag = draw(st.sampled_from((*LEAVES, "p", "p", *UNSEEN)))
            text = words.make(draw(st.sampled_from((1, 4, 30))), tag not in UNSEEN)
            inner = f"{text} <a href='/x'>{words.make(2)}</a><br>" if tag == "p" else text
            return f"<{tag}>{inner}</{tag}>"
        children = "".join(make(depth - 1) for _ in range(draw(st.integers(1, 4))))
        tag, name = draw(st.sampled_from(CONTAINERS)), draw(st.sampled_from(NAMES))
        return f"<{tag} class='{name}'>{children}</{tag}>"

    parts = [make(draw(st.integers(0, 4))) for _ in range(draw(st.integers(1, 5)))]
    story = "".join(f"<p>{words.make(30)}</p>" for _ in range(5))
    parts.insert(draw(st.integers(0, len(parts))), f"<div><h1>{words.make(5)}</h1>{story}</div>")
    body = "".join(parts)
    return f"<html><head><title>Bridge</title></head><body>{body}</body></html>", words.visible


@pytest.mark.parametrize("rules", [RULES, CUTTING], ids=["general", "template"])
@given(page=pages())
def test_every_visible_word_is_accounted_for(rules: Rules, page: tuple[str, set[str]]) -> None:
    html, visible = page
    extracted = extract(html, PAGE, rules)
    assert isinstance(extracted, Extracted)
    row = " ".join(block.text for block in extracted.blocks)
    kept = set(re.findall(r"wort\d+", f"{row} {asdict(extracted.fields)}"))
    assert visible - kept == set()


@pytest.mark.parametrize("rules", [RULES, CUTTING], ids=["general", "template"])
@given(page=pages())
def test_nothing_is_invented_or_doubled(rules: Rules, page: tuple[str, set[str]]) -> None:
    extracted = extract(page[0], PAGE, rules)
    assert isinstance(extracted, Extracted)
    words = re.findall(r"wort\d+", " ".join(block.text for block in extracted.blocks))
    assert len(words) == len(set(words))


def test_a_template_cuts_such_a_page() -> None:
    story = "<p>One sentence.</p>" * 5
    extracted = extract(f"<nav>Home</nav><div><h1>Bridge opens</h1>{story}</div>", PAGE, CUTTING)
    assert isinstance(extracted, Extracted)
    assert extracted.by == "template 1"


@given(pages(), pages())
def test_the_result_does_not_depend_on_the_pages_before(
    one: tuple[str, set[str]], two: tuple[str, set[str]]
) -> None:
    first = extract(one[0], PAGE, RULES)
    extract(two[0], PAGE, RULES)
    assert extract(one[0], PAGE, RULES) == first


@given(st.text(max_size=400) | st.text(alphabet="<>/adivpbr =\"'&;#12\u200c\x00", max_size=400))
@settings(deadline=None)
def test_any_text_gives_a_value(html: str) -> None:
    extract(html, PAGE, RULES)
    extract(html, PAGE, CUTTING)
