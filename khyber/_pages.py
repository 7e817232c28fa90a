"""One page or text to its articles, in the process of the caller."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from cleaners.model import Article, Media, Page, Provenance, Reason, Rejected, Rules, Stage

# Cleaning and configuration are imported where they are used: together they take most of a second, and a program
# that imports this package may never need them.


def clean(
    page: str | bytes,
    /,
    url: str | None = None,
    *,
    media: Literal["html", "text"] | None = None,
    source: str | None = None,
    fetched_at: datetime | None = None,
    rules: Rules | None = None,
) -> Article | Rejected:
    """Clean one page or text: its article, or a `Rejected` with the reason.

    Of a text that holds several articles this is the first; `clean_all` gives all of them. Whether `page` is HTML or
    plain text is found out from its beginning, unless `media` names it. `url` is the address after redirects: it completes
    links, may hold the date, and names the source where a source file of the rules has its domain; `source` names
    one by its id instead. `fetched_at`, a time with a zone, makes "two hours ago" a date, and no date is believed that
    lies after it. `rules` come from `load_rules`, by default the shipped ones.

    Never raises for what a page holds, and takes no more time or memory than the page makes it: there is no limit here
    but the size of a page (`khyber clean` has workers that are killed). Raises TypeError for a page that is
    neither bytes nor str, ValueError for an argument that names nothing.

    >>> clean(b"%PDF-1.7").reason
    <Reason.BINARY: 'binary'>
    """
    outcomes = clean_all(page, url, media=media, source=source, fetched_at=fetched_at, rules=rules)
    return next((outcome for outcome in outcomes if isinstance(outcome, Article)), outcomes[0])


def clean_all(
    page: str | bytes,
    /,
    url: str | None = None,
    *,
    media: Literal["html", "text"] | None = None,
    source: str | None = None,
    fetched_at: datetime | None = None,
    rules: Rules | None = None,
) -> list[Article | Rejected]:
    """Like `clean`, for a page or text that may hold several articles: what became of each, in their order; never empty.

    >>> [outcome.reason.value for outcome in clean_all("  ")]
    ['empty']
    """
    from cleaners.decoding import sniff_media

    chosen = rules or shipped_rules()
    if isinstance(page, str):
        body = encode(page)
    elif isinstance(page, bytes):
        body = page
    else:
        raise TypeError(f"a page is bytes or str, not {type(page).__name__}")
    check_arguments(url, media, fetched_at, chosen)
    if source is not None and chosen.source(source) is None:
        raise ValueError(f"source {source!r}: these rules have no such source")
    url = read_url(url)
    kind = sniff_media(body) if media is None else Media(media)
    owner = source or find_source(url, chosen)
    made = Page(body, kind, url=url, final_url=url, fetched_at=fetched_at, source=owner)
    return clean_one(made, keep_all(chosen))


def check_arguments(url: object, media: object, fetched_at: object, rules: object) -> None:
    """Raise TypeError or ValueError, in words, for an argument of the wrong kind."""
    if url is not None and not isinstance(url, str):
        raise TypeError(f"url is a str or None, not {type(url).__name__}")
    if fetched_at is not None and not isinstance(fetched_at, datetime):
        raise TypeError(f"fetched_at is a datetime with a zone or None, not {type(fetched_at).__name__}")
    if not isinstance(rules, Rules):
        raise TypeError(f"rules come from load_rules(folder), not from a {type(rules).__name__}")
    if media not in (None, "html", "text"):
        raise ValueError(f"media {media!r}: write 'html' or 'text', or leave it out")


def read_url(url: str | None) -> str | None:
    """An address without lone surrogates; None for one that nobody can read: the page is cleaned without it.

    >>> read_url("https://valley.example/a"), read_url("https://[::1")
    ('https://valley.example/a', None)
    """
    try:
        urlsplit(url or "")
    except ValueError:
        return None
    return encode(url).decode() if url else url


def load_rules(folder: str | os.PathLike[str]) -> Rules:
    """Rules of a configuration folder, as `khyber init` writes one; a part that it lacks is the shipped one.

    Raises ValueError with one line that names the file, the key and what to write instead.
    """
    from crawler.config import find_config_dir
    from crawler.config import load_rules as load
    from crawler.errors import ConfigError

    if not os.fspath(folder):
        raise ValueError("the folder of the rules has no name: leave rules out for the built-in ones")
    try:
        return load(find_config_dir(Path(folder)))
    except ConfigError as error:
        raise ValueError(str(error)) from None


@cache
def shipped_rules() -> Rules:
    """The rules that come with Khyber, read once a process."""
    from crawler.config import load_rules as load
    from crawler.config.locate import shipped_config

    return load(shipped_config())


@cache
def provenance() -> Provenance:
    """What an article records of the code that made it."""
    from importlib.metadata import version

    return Provenance(code=version("khyber"))


def keep_all(rules: Rules) -> Rules:
    """Rules that refuse no article for what it is about: a caller reads `Article.relevance`."""
    return rules if rules.keep_off_beat else replace(rules, keep_off_beat=True)


def clean_one(page: Page, rules: Rules, recurring: Collection[int] = frozenset()) -> list[Article | Rejected]:
    """Clean a page; a bug or an exhausted memory becomes a `Rejected`, so that one page does not stop a thousand."""
    from cleaners.process import clean_page

    try:
        outcomes = clean_page(page, rules, provenance(), frozenset(recurring))
    except Exception as error:  # the border of the library
        reason, detail = Reason.CRASHED, f"{type(error).__name__}: {error}"[:200]
        return [Rejected(Stage.CLEAN, reason, page.url, page.input, page.source, detail)]
    return list(outcomes)


def encode(text: str) -> bytes:
    r"""UTF-8 of a text; halves of a character that belong together are joined, others (lone surrogates) become U+FFFD.

    >>> encode("\ud83d\ude00 \ud83d").decode()
    '😀 \ufffd'
    """
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def find_source(url: str | None, rules: Rules) -> str | None:
    """Id of the source whose domains an address belongs to, None for none."""
    try:
        parts = urlsplit(url or "")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    for source in rules.sources:
        for domain in source.domains:
            if host == domain or host.endswith(f".{domain}") or f"{host}:{port}" == domain:
                return source.id
    return None
