"""Parts of a page that are not the story: by element, by ARIA role, by the words in class and id."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from string import ascii_lowercase

from lxml.html import HtmlElement

_BY_TAG = {
    **dict.fromkeys(("nav", "menu"), "navigation"),
    **dict.fromkeys(("form", "button", "select", "textarea", "fieldset", "label"), "form"),
    "header": "header",
    "footer": "footer",
    "aside": "aside",
    "dialog": "dialog",
}
_BY_ROLE = {
    **dict.fromkeys(("navigation", "menu", "menubar"), "navigation"),
    **dict.fromkeys(("search", "form"), "form"),
    **dict.fromkeys(("dialog", "alertdialog"), "dialog"),
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "aside",
}
_WHOLE = frozenset({"html", "body", "main", "article"})  # their names describe the whole page or story
_BY_NAME = {
    word: reason
    for reason, words in (
        ("comments", "comment comments commentlist disqus respond"),
        ("share bar", "share sharing sharebar sharetools social socials addthis sociable"),
        (
            "related stories",
            "related recommend recommended recommendations trending teaser teasers outbrain taboola readmore "
            "also-read also-like most-read most-popular most-viewed more-stories more-news more-posts more-from "
            "read-more other-stories other-news next-story latest-news latest-stories top-stories you-may",
        ),
        ("newsletter", "newsletter newsletters subscribe subscription signup sign-up mailing-list"),
        (
            "advertisement",
            "ad ads advert adverts advertisement advertising sponsor sponsored promo promotion dfp",
        ),
        ("consent", "cookie cookies consent gdpr"),
        ("breadcrumb", "breadcrumb breadcrumbs bread-crumb"),
        ("tags", "tag tags taglist tagcloud topics keywords"),
        ("author box", "author-box author-bio author-info author-card authorbox about-author"),
        ("navigation", "nav navigation navbar menu pagination pager"),
        ("footer", "footer copyright"),
        ("sidebar", "sidebar side-bar ticker toolbar"),
        ("dialog", "modal popup overlay"),
    )
    for word in words.split()
}
_BEGINNINGS = frozenset(name.partition("-")[0] for name in _BY_NAME)
_POST_CLASS = re.compile(r"\b(?:hentry|type-post|post-\d+)\b")  # goes with the story's own tags: `tag-trade`
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SPACED = bytes(code if chr(code) in ascii_lowercase else ord(" ") for code in range(256))
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_RARE = frozenset(
    {"role", "hidden", "style"}
)  # attributes that few elements have, and that outweigh the names
_MAX_NAMES = 300  # characters of class and id looked at


def find_region(element: HtmlElement) -> str | None:
    """Say which part of the page an element opens, in a phrase for people; None when it opens none.

    >>> from lxml.html import fromstring
    >>> find_region(fromstring('<div class="post-relatedArticles">x</div>'))
    'related stories'
    >>> find_region(fromstring('<p class="lead">x</p>')) is None
    True
    """
    tag, names = element.tag, element.keys()
    if not names:
        return "hidden" if tag == "dialog" else _BY_TAG.get(tag)
    if tag == "dialog" or not _RARE.isdisjoint(names):
        if _is_hidden(element):
            return "hidden"
        if region := _BY_ROLE.get(element.get("role", "")):
            return region
    identifier = element.get("id", "") if len(names) > 1 or names[0] == "id" else ""
    return _judge_names(tag, element.get("class", "")[:_MAX_NAMES], identifier[:_MAX_NAMES])


def _is_hidden(element: HtmlElement) -> bool:
    """Tell whether the element's own attributes keep it from being shown."""
    if element.tag == "dialog":
        return element.get("open") is None
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None


@lru_cache(maxsize=8192)
def _judge_names(tag: str, names: str, identifier: str) -> str | None:
    """The part that an element opens by its tag, class and id: a page has the same ones many times."""
    region = _BY_TAG.get(tag)
    if region is not None or tag in _WHOLE:
        return region
    names = f"{names} {identifier}"[:_MAX_NAMES]
    words = _split_names(names)
    if _BEGINNINGS.isdisjoint(words) or _POST_CLASS.search(names):
        return None
    pairs = map("-".join, pairwise(words))
    return next((_BY_NAME[word] for word in (*pairs, *words) if word in _BY_NAME), None)


def _split_names(names: str) -> list[str]:
    if names.islower():  # nearly always; bytes are split several times as fast
        return names.encode("utf-8", "replace").translate(_SPACED).decode("ascii").split()
    return [word.lower() for word in _WORD.findall(names)]
