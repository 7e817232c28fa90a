"""AMP and print versions: the path of the story that they show, as far as the path itself shows it."""

from __future__ import annotations

from cleaners.addresses.parameters import names_story

_VIEWS = frozenset({"amp", "print"})


def drop_view(path: str) -> str:
    """The path of a story for that of its AMP or print version; any other path as it is.

    `amp` and `print` at the end, `.amp` behind the name and `/amp/` in front go where what is left names a story. `/print/` in
    front stays: there, papers keep what was printed.

    >>> drop_view("/border-opens/amp/"), drop_view("/amp/border-opens"), drop_view("/world-2054.amp.html")
    ('/border-opens/', '/border-opens', '/world-2054.html')
    >>> drop_view("/print/2054-border-opens"), drop_view("/topics/amp")
    ('/print/2054-border-opens', '/topics/amp')
    """
    small = path.lower()
    if "amp" not in small and "print" not in small:
        return path
    story = _drop_suffix(_drop_last(_drop_first(path)))
    return story if story == path or names_story(story) else path


def _drop_first(path: str) -> str:
    at, small = 0, path.lower()
    while small.startswith("/amp/", at):
        at += 4
    return path[at:]


def _drop_last(path: str) -> str:
    slash = "/" if path.endswith("/") else ""
    segments = path.removesuffix("/").split("/")
    while len(segments) > 2 and segments[-1].lower() in _VIEWS:
        segments.pop()
    return "/".join(segments) + slash


def _drop_suffix(path: str) -> str:
    small = path.lower()
    end = len(path)
    html = next((kind for kind in (".html", ".htm") if small.endswith(kind)), "")
    end -= len(html)
    while small.endswith(".amp", 0, end):
        end -= 4
    return path[:end] + path[len(path) - len(html) :] if end + len(html) < len(path) else path
