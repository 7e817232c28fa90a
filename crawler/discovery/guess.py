"""Guesses from addresses of articles by which pattern others of the site can be recognised."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote, urlsplit

MIN_URLS = 5
"""Addresses below which a pattern would be chance."""

MIN_SHARE = 0.1
"""Share of the addresses that a pattern must match to be kept: rarer ones are pages that are no articles."""

MAX_PATTERNS = 3
LITERAL_SHARE = 0.3
"""Share of the addresses of one shape that must hold a word for it to stand in the pattern as it is."""

WORDS = re.compile(r"[-_]")
KEPT_SHARE = 0.8
"""Share of them that the words kept must make up together: the rest are pages that are no articles."""

ANY = "[^/]+"
SLUG = "[^/]*[-_][^/]*[-_][^/]+"
"""A headline in an address: three words or more."""


def guess_patterns(urls: Iterable[str]) -> tuple[str, ...]:
    r"""Regular expressions for `article` that separate these addresses from menus and sections; () without any.

    Numbers become `\d`, what differs from address to address a wildcard, the rest stays. A pattern needs a
    number or a headline of three words: without either a section's address looks the same.

    >>> guess_patterns(f"https://times.example/news/{n}/a-new-bridge" for n in range(100000, 100020))
    ('/news/\\d{5,}/',)
    >>> guess_patterns(f"https://times.example/2026/11/0{n}/dam/" for n in range(1, 9))
    ('/\\d{4}/\\d{2}/\\d{2}/',)
    >>> guess_patterns(f"https://times.example/{word}" for word in "about contact sport world city dam".split())
    ()
    """
    paths = [(unquote(url), _split(url)) for url in dict.fromkeys(urls)]
    if len(paths) < MIN_URLS:
        return ()
    shapes: dict[tuple[str, ...], list[tuple[str, Sequence[str]]]] = {}
    for url, path in paths:
        shapes.setdefault(tuple(map(_shape, path)), []).append((url, path))
    members: dict[str, list[str]] = {}
    for shape, group in shapes.items():
        if pattern := _write(shape, [path for _, path in group]):
            members.setdefault(pattern, []).extend(url for url, _ in group)
    return tuple(_choose(members, max(2, MIN_SHARE * len(paths))))[:MAX_PATTERNS]


def _choose(members: Mapping[str, Sequence[str]], least: float) -> Iterator[str]:
    """The patterns that add enough addresses to what the commoner ones match."""
    chosen: list[str] = []
    for pattern, urls in sorted(members.items(), key=lambda item: -len(item[1])):
        if sum(not any(re.search(one, url) for one in chosen) for url in urls) >= least:
            chosen.append(pattern)
            yield pattern


def _split(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    path = tuple(part for part in unquote(parts.path).split("/") if part)
    return (*path, f"?{parts.query}") if parts.query else path


def _shape(part: str) -> str:
    r"""What kind of part of an address this is, as a regular expression; a wildcard where nothing is certain.

    >>> [_shape(part) for part in ("2026", "1048210", "1048210-dam-opens", "dam-opens-1048210.html", "a-dam-opens", "pk")]
    ['\\d{4}', '\\d{5,}', '\\d{5,}-', '[^/]+-\\d{5,}', '[^/]*[-_][^/]*[-_][^/]+', '[^/]+']
    """
    if part.isdecimal():
        return _digits(part)
    if part.startswith("?"):
        named = re.match(r"(\?|.*&)(\w+)=(\d+)(?=&|$)", part)
        return rf"[?&]{named[2]}=\d+" if named else ANY
    long = re.search(r"(?:^(\d{5,})(?=[-_]))|(?<=[-_])(\d{5,})(?=\.\w+$|$)", part)
    if long:
        return r"\d{5,}" + re.escape(part[long.end()]).replace("\\-", "-") if long[1] else ANY + r"-\d{5,}"
    return SLUG if len(WORDS.findall(part)) > 1 else ANY


def _digits(number: str) -> str:
    return rf"\d{{{len(number)}}}" if len(number) < 5 else r"\d{5,}"


def _write(shape: tuple[str, ...], members: Sequence[Sequence[str]]) -> str | None:
    """One pattern for addresses of one shape, up to the last part that is typical."""
    parts = [_name(kind, [member[at] for member in members]) for at, kind in enumerate(shape)]
    typical = [at for at, kind in enumerate(shape) if kind not in (ANY, SLUG)]
    if typical:
        last = typical[-1]
        kept = parts[: last + 1]
        while kept and kept[0] == ANY:
            kept.pop(0)
        closed = kept[-1].endswith(("-", "_")) or kept[-1].startswith("[")
        lead = "" if kept[0].startswith("[?&]") else "/"
        return lead + "/".join(kept).replace("/[?&]", "[?&]") + ("" if closed else _close(last, shape))
    if SLUG not in shape:
        return None
    return r"^https?://[^/]+/" + "/".join(parts) + "/?$"


def _close(last: int, shape: tuple[str, ...]) -> str:
    return "/" if last + 1 < len(shape) and "?" not in shape[last + 1] else "(/|$)"


def _name(kind: str, texts: Sequence[str]) -> str:
    if kind != ANY:
        return kind
    words = Counter(texts).most_common(6)
    kept = [word for word, count in words if count >= max(2, LITERAL_SHARE * len(texts))]
    if sum(count for word, count in words if word in kept) < KEPT_SHARE * len(texts):
        return ANY
    written = [re.escape(word).replace("\\-", "-") for word in kept]
    return written[0] if len(written) == 1 else f"({'|'.join(written)})"
