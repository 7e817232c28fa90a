"""Plain values out of what pages declare: strings without markup, lists without repeats."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

from cleaners.extract.page.prepare import cap_marks

MAX_VALUE = 2000
"""Characters of one declared value; the rest is dropped."""

_MARKUP = re.compile(r"<[^<>]{1,500}>")


def clean_value(value: object) -> str | None:
    """A declared value as plain text: references resolved, markup and runs of white space gone; None if empty.

    >>> clean_value(" Kabul&#8217;s <b>new</b> school ")
    'Kabul’s new school'
    >>> clean_value(["no", "text"]) is None
    True
    """
    if not isinstance(value, str):
        return None
    text = value[:MAX_VALUE]
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _MARKUP.sub("", text)
    return " ".join(cap_marks(text).split()) or None


def list_values(value: Any, key: str = "name") -> list[str]:
    """Strings of a JSON-LD value that may be a string, an object with a name, or a list of these.

    >>> list_values([{"@type": "Person", "name": "Sara Gul"}, "Ahmad Khan", None])
    ['Sara Gul', 'Ahmad Khan']
    """
    values = []
    for item in value if isinstance(value, list) else [value]:
        inner = item.get(key) if isinstance(item, dict) else item
        for part in inner if isinstance(inner, list) else [inner]:
            if text := clean_value(part):
                values.append(text)
    return values


def drop_repeats(values: Iterable[str]) -> tuple[str, ...]:
    """The values without repeats, in order of first appearance.

    >>> drop_repeats(["a", "b", "a"])
    ('a', 'b')
    """
    return tuple(dict.fromkeys(values))
