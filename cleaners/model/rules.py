"""The rules that pages are cleaned by: a pure function of the files in `config/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cleaners.model.pages import Media


@dataclass(frozen=True, slots=True)
class Template:
    """How the pages of one design of a source are cut: XPaths, each but `strip` from the root of the page.

    `body` (exactly one element) holds the story, `title` (exactly one) the headline, `byline` and `date` theirs;
    `beside` what belongs to the article between headline and body (standfirst, highlights). `strip`, from
    the body, is what is never story, `lines` those inside it that recur, compared by their words. `letters` are
    the fewest and the most characters that a story of this design has.
    """

    body: str
    letters: tuple[int, int]
    title: str | None = None
    byline: str | None = None
    date: str | None = None
    beside: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceRules:
    """What a source file defines about reading its pages. Patterns are regular expressions, paths XPath.

    `line_promos` match whole lines of boilerplate, `recurring_lines` are such lines, compared by their words,
    `agencies` names of desks and wires, `encoding` a charset to try when header and meta lie, `timezone` an
    IANA name for dates without a zone, `templates` the designs learned from its pages. `beat` is the id of what its
    articles must concern to be kept; None keeps all.
    """

    id: str
    domains: tuple[str, ...] = ()
    language: str | None = None
    language_region: str | None = None
    timezone: str | None = None
    encoding: str | None = None
    body: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
    line_promos: tuple[str, ...] = ()
    recurring_lines: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    site_names: tuple[str, ...] = ()
    templates: tuple[Template, ...] = ()
    beat: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a beat: spellings that count as the same thing, a weight (0: a namesake), and whether it is a place.

    `side` groups terms for the both-sides rule (`af`, `pk`); None takes no side.
    """

    name: str
    spellings: tuple[str, ...]
    weight: float
    place: bool = False
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Beat:
    """What makes an article relevant: `threshold` is the score (0 to 1) from which it belongs to the beat."""

    id: str
    terms: tuple[Term, ...]
    threshold: float

    def __hash__(self) -> int:
        """By its id: hashing every spelling for each article would cost more than looking for them."""
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that decides how a page is cleaned; a pure function of the files in `config/`.

    `repairs` and `cleaners` name the steps in order; `options` holds the thresholds of each by name;
    `digest` is 12 hex digits that change when any rule changes; `max_text_bytes` is the limit of plain texts.
    `beat` scores every article but those of a source that names one of `beats`; with `keep_off_beat` none is kept out.
    """

    repairs: tuple[str, ...]
    cleaners: tuple[str, ...]
    options: Mapping[str, Mapping[str, object]]
    sources: tuple[SourceRules, ...] = ()
    beat: Beat | None = None
    max_bytes: int = 5 * 1024 * 1024
    max_text_bytes: int = 64 * 1024 * 1024
    digest: str = ""
    beats: tuple[Beat, ...] = ()
    keep_off_beat: bool = False

    def limit(self, media: Media) -> int:
        """Bytes that a page may have: plain texts are cleaned in linear time, HTML is not."""
        return self.max_text_bytes if media is Media.TEXT else self.max_bytes

    def source(self, source_id: str | None) -> SourceRules | None:
        """Rules of one source, or None."""
        return next((rules for rules in self.sources if rules.id == source_id), None)

    def beat_of(self, source: SourceRules | None) -> Beat | None:
        """What the articles of a source are scored against: its own beat, else that of all."""
        named = source.beat if source else None
        return next((beat for beat in self.beats if beat.id == named), self.beat)
