"""What is crawled: `config/sources/<id>.toml`, one file a source, to `Source`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field

from cleaners.model import Beat, SourceRules
from crawler.config.beats import load_beat
from crawler.config.checks import check_dated_url, check_regex, check_rules, check_url
from crawler.config.crawl import MIN_DELAY_SECONDS
from crawler.config.learned import read_learned
from crawler.config.locate import find_part
from crawler.config.toml import build, check_keys, one_line, read_toml, show_path, suggest
from crawler.errors import ConfigError

Url = Annotated[str, AfterValidator(check_url)]
Dated = Annotated[str, AfterValidator(check_dated_url)]
Pattern = Annotated[str, AfterValidator(check_regex)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]


@dataclass(frozen=True, slots=True)
class Expect:
    """What a source brings on a normal day: least and most articles. With a least, finding none is a failure."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    articles_per_day: tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One site: where its news is announced, which addresses are articles, how its pages are read.

    `id` is the file's name. `article` are regular expressions searched in an address, of which one must match
    (none: any page of the site); `deny` are those that must not. `archives` are addresses of listings or sitemaps
    of the past. These and `sitemaps` may have places for year, month and day. With a `beat`, articles
    whose announcement names none of its terms are not asked for, and those that score too little are not stored.
    `verified` says that `checked` is the day the endpoints were last seen to work. `delay_seconds` can only make the
    crawl slower.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    name: Annotated[str, Field(min_length=1)]
    home: Url
    rules: SourceRules
    enabled: bool = True
    verified: bool = False
    checked: date | None = None
    languages: tuple[Language, ...] = ()
    feeds: tuple[Url, ...] = ()
    sitemaps: tuple[Dated, ...] = ()
    sections: tuple[Url, ...] = ()
    archives: tuple[Dated, ...] = ()
    article: tuple[Pattern, ...] = ()
    deny: tuple[Pattern, ...] = ()
    delay_seconds: Annotated[float, Field(ge=MIN_DELAY_SECONDS, le=600)] | None = None
    beat: Beat | None = None
    expect: Expect = field(default_factory=Expect)

    def owns(self, url: str) -> bool:
        """Whether an address lies on one of the source's domains or below.

        >>> rules = SourceRules(id="a", domains=("times.example", "127.0.0.1:8000"))
        >>> source = Source(id="a", name="A", home="https://times.example/", rules=rules)
        >>> [source.owns(url) for url in ("https://www.times.example/x", "http://127.0.0.1:9/", "https://badtimes.example/")]
        [True, False, False]
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        return any(
            f"{host}:{port}" == domain or host == domain or host.endswith("." + domain)
            for domain in self.rules.domains
        )


RULE_KEYS = tuple(
    f.name for f in fields(SourceRules) if f.name not in ("id", "language", "templates", "beat")
)
"""Keys of a source file that say how its pages are read: others follow from the file, and templates are learned."""

SOURCE_KEYS = tuple(f.name for f in fields(Source) if f.name not in ("id", "rules")) + RULE_KEYS
"""Every key of a source file."""


def load_sources(config_dir: Path) -> tuple[Source, ...]:
    """Read every source file, enabled or not, sorted by id.

    Raises ConfigError for an unknown key, a wrong type, a broken pattern or XPath, or a domain that two
    sources claim.
    """
    folder = find_part(config_dir, "sources")
    paths = sorted(p for p in folder.glob("*.toml") if not p.name.endswith(".learned.toml"))
    sources = tuple(build_source(read_toml(path), path, config_dir) for path in paths)
    owners: dict[str, Path] = {}
    for source, path in zip(sources, paths, strict=True):
        for domain in source.rules.domains:
            if domain in owners:
                other = show_path(owners[domain])
                raise ConfigError(
                    f'{show_path(path)}: key "domains": {other} has "{domain}" already: keep it in one'
                )
            owners[domain] = path
    return sources


def find_source_file(source: str, config_dir: Path) -> Path:
    """The file of a source, checked; raises ConfigError when there is none of this id."""
    known = {one.id for one in load_sources(config_dir)}
    path = find_part(config_dir, "sources") / f"{source}.toml"
    if source not in known:
        raise ConfigError(f'{show_path(path)}: no source "{one_line(source)}": {suggest(source, known)}')
    return path


def build_source(table: Mapping[str, object], path: Path, config_dir: Path | None = None) -> Source:
    """The source that a parsed file says, with what was learned beside it; `path` need not exist yet.

    Its beat is looked up in `config_dir`, by default the folder above `sources/`.

    Raises ConfigError as `load_sources` does.
    """
    check_keys(path, table, SOURCE_KEYS)
    if isinstance(expect := table.get("expect"), dict):
        check_keys(path, expect, (f.name for f in fields(Expect)), "expect")
    given = {key: table[key] for key in RULE_KEYS if key in table}
    learned = read_learned(path)
    if "body" in given:
        learned.pop("templates", None)  # what a person wrote wins
    rules: dict[str, object] = {"id": path.stem} | learned | given
    own = {key: value for key, value in table.items() if key not in RULE_KEYS}
    beat = _find_beat(own.pop("beat", None), path, config_dir or path.parent.parent)
    source = build(Source, own | {"id": path.stem, "rules": rules}, path, inside=("rules",))
    check_rules(source.rules, path)
    if not source.owns(source.home):
        raise ConfigError(
            f'{show_path(path)}: key "domains" does not cover the home "{source.home}": add its host'
        )
    if source.verified and source.checked is None:
        raise ConfigError(f'{show_path(path)}: "verified" needs the day: add checked = YYYY-MM-DD')
    return replace(source, rules=_complete_rules(source, beat), beat=beat)


def _find_beat(name: object, path: Path, config_dir: Path) -> Beat | None:
    if name is None:
        return None
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9_-]+", name):
        raise ConfigError(
            f'{show_path(path)}: key "beat" should be the name of a file in beats/, without .toml'
        )
    return load_beat(config_dir, name)


def _complete_rules(source: Source, beat: Beat | None) -> SourceRules:
    # One language is what a page without evidence is in; of several, none is.
    language = source.languages[0] if len(source.languages) == 1 else None
    names = tuple(dict.fromkeys((source.name, *source.rules.site_names)))
    return replace(source.rules, language=language, site_names=names, beat=beat.id if beat else None)
