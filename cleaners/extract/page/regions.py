"""Parts of a page that are not the story: by element, by ARIA role, by the words in class and id."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from string import ascii_lowercase
from typing import NamedTuple

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
_SHOWN_TO_NOBODY = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_TO_NOTHING = re.compile(r"clip-path\s*:\s*inset\((?:50|100)%|clip\s*:\s*rect\(\s*[01](?:px)?\b", re.I)
_FOR_READERS_ALOUD = re.compile(
    r"(?:^|[\s_-])(?:sr-only|screen-?reader(?:-text|-only)?|visually-?hidden)(?:$|[\s_])", re.I
)
_CAPTION = re.compile(r"(?:^|[\s_-])caption(?:$|[\s_-])|(?:image|photo|picture)[-_]?credit", re.I)
_ASKED = re.compile(rb' (class|id|style|role|hidden|open)="([^"]*)"')
MAX_NAMES = 300  # characters of class and id looked at


class Place(NamedTuple):
    """What an element says of what stands in it: class and id, the part of the page that it opens (`hidden` where it is kept
    from being shown), whether its class names a caption."""

    names: str
    region: str | None
    caption: bool


NOTHING = Place("", None, False)
NAMED = frozenset(_BY_TAG)
"""Elements that open a part of the page by their name alone."""


@lru_cache(maxsize=16384)
def judge_element(tag: str, attributes: bytes) -> Place:
    """Read the attributes of an element, as its tag has them: a page has the same ones many times.

    >>> judge_element("div", b' class="post-relatedArticles"').region
    'related stories'
    >>> judge_element("p", b' class="lead" style="display:none"').region
    'hidden'
    """
    found = {name: value.decode("utf-8", "replace") for name, value in _ASKED.findall(attributes)}
    own, identifier = found.get(b"class", ""), found.get(b"id", "")
    names = f"{own} {identifier}"[:MAX_NAMES].strip()
    if is_hidden(tag, found, own):
        return Place(names, "hidden", False)
    region = _BY_ROLE.get(found.get(b"role", "")) or _judge_names(tag, own, identifier)
    lowered = own.lower()
    caption = ("caption" in lowered or "credit" in lowered) and _CAPTION.search(own) is not None
    return Place(names, region, caption)


def is_hidden(tag: str, attributes: dict[bytes, str], names: str) -> bool:
    """Whether an element's own attributes keep it from being shown."""
    if tag == "dialog":
        return b"open" not in attributes
    if b"hidden" in attributes:
        return True
    style = attributes.get(b"style")
    if style and (_SHOWN_TO_NOBODY.search(style) or _TO_NOTHING.search(style)):
        return True
    lowered = names.lower()
    spoken = "sr-only" in lowered or "screen" in lowered or "visually" in lowered
    return spoken and _FOR_READERS_ALOUD.search(names) is not None


def _judge_names(tag: str, names: str, identifier: str) -> str | None:
    region = _BY_TAG.get(tag)
    if region is not None or tag in _WHOLE:
        return region
    names = f"{names[:MAX_NAMES]} {identifier}"[:MAX_NAMES]
    words = _split_names(names)
    if _BEGINNINGS.isdisjoint(words) or _POST_CLASS.search(names):
        return None
    pairs = map("-".join, pairwise(words))
    return next((_BY_NAME[word] for word in (*pairs, *words) if word in _BY_NAME), None)


def _split_names(names: str) -> list[str]:
    if names.islower():  # nearly always; bytes are split several times as fast
        return names.encode("utf-8", "replace").translate(_SPACED).decode("ascii").split()
    return [word.lower() for word in _WORD.findall(names)]
