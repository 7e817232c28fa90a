"""Precision and recall of the shipped beat on texts that were labelled by reading them: `python -m benchmarks.beat`.

`tests/beat/labels.tsv` holds keys and labels only. The texts are read from `../shared/data` (or below `$KHYBER_SHARED`),
pages and raw texts through the whole cleaning. docs/beat.md says how they were labelled.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import os
import random
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import lxml.html

from cleaners.article.relevance import explain_relevance, score_relevance
from cleaners.model import Article, Beat, Media, Page
from cleaners.process import clean_page
from crawler.config import load_rules

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("KHYBER_SHARED") or REPOSITORY.parent / "shared")
LABELS = REPOSITORY / "tests/beat/labels.tsv"
RULES = load_rules(REPOSITORY / "config")
HEADLINE_WORDS = range(5, 41)
"""Words of a link on a front page that may be a headline."""

DRAWS = 1000
"""Resamples behind an interval of F1."""


class Label(NamedTuple):
    """What a reader decided of one text; `half` is `tune` or `held` (out), `reason` why it is on the beat or not."""

    key: str
    half: str
    language: str
    label: str
    reason: str

    @property
    def wanted(self) -> bool:
        """Whether it belongs to the beat."""
        return self.label == "yes"


class Case(NamedTuple):
    """A title and a text, as the beat is asked about them."""

    title: str | None
    text: str


class Counts(NamedTuple):
    """Texts by what they are and what the beat says of them."""

    hits: int = 0
    false: int = 0
    missed: int = 0
    passed: int = 0

    @property
    def precision(self) -> float:
        """Share of what is taken that belongs to the beat; 1 where nothing is taken."""
        return self.hits / taken if (taken := self.hits + self.false) else 1.0

    @property
    def recall(self) -> float:
        """Share of what belongs to the beat that is taken; 1 where nothing does."""
        return self.hits / wanted if (wanted := self.hits + self.missed) else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both; 1 where there is nothing to find and nothing is taken."""
        return 2 * self.hits / total if (total := 2 * self.hits + self.false + self.missed) else 1.0


def read_labels(path: Path = LABELS) -> tuple[Label, ...]:
    """All labels, in the order of their keys."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(Label(**row) for row in csv.DictReader(lines, dialect="excel-tab"))


def choose_half(key: str) -> str:
    """The half that a text belongs to, by nothing but its key."""
    return "held" if sha256(key.encode()).digest()[0] % 2 else "tune"


def read_cases(data: Path, keys: Iterable[str]) -> dict[str, Case]:
    """The texts of keys, as far as they are there."""
    wanted = set(keys)
    cases: dict[str, Case] = {}
    for name in ("the_news", "tribune"):
        for row in read_rows(data / f"text/{name}.jsonl.gz"):
            if row["key"] in wanted:
                story = row["paragraphs"] or clean(row["dirty"].encode(), Media.TEXT).text.split("\n")
                cases[row["key"]] = Case(row["title"], "\n".join(story))
    for row in read_rows(data / "pages/wcxb/gold.jsonl.gz"):
        if (key := f"wcxb-{row['key']}") in wanted:
            cases[key] = Case(row["title"], row["text"])
    for path in sorted((data / "pages").glob("dari/html/*")):
        if (key := path.name.partition(".")[0].replace("article_", "dari-")) in wanted:
            cases[key] = clean(read_page(path), Media.HTML)
    for path in sorted((data / "pages").glob("sites/*/*.html")):
        if (key := str(path.relative_to(data / "pages"))) in wanted:
            cases[key] = clean(path.read_bytes(), Media.HTML)
        elif any(word in path.name for word in ("home-", "listing-", "latest-news")):
            cases |= {key: Case(title, "") for key, title in read_headlines(path) if key in wanted}
    return cases


def read_rows(path: Path) -> Iterator[dict]:  # type: ignore[type-arg]  # rows of several shapes
    """Rows of a packed set."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read_page(path: Path) -> bytes:
    """A page's bytes, packed or not."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def clean(body: bytes, media: Media) -> Case:
    """Title and text of a page as the project cleans it; nothing where it becomes no article."""
    articles = [one for one in clean_page(Page(body, media), RULES) if isinstance(one, Article)]
    return Case(articles[0].title, articles[0].text) if articles else Case(None, "")


def read_headlines(path: Path) -> Iterator[tuple[str, str]]:
    """Keys and words of the links of a front page that may be headlines."""
    for link in lxml.html.fromstring(path.read_bytes()).iter("a"):
        for script in link.xpath(".//script|.//style"):
            script.text = None
        title = " ".join(link.text_content().split())
        if len(title.split()) in HEADLINE_WORDS:
            yield f"headline-{sha256(title.encode()).hexdigest()[:8]}", title


def count(labels: Iterable[Label], is_taken: Callable[[str], bool]) -> Counts:
    """Compare labels with what is taken."""
    found = [(label.wanted, is_taken(label.key)) for label in labels]
    return Counts(*map(found.count, ((True, True), (False, True), (True, False), (False, False))))


def find_interval(hits: int, total: int) -> tuple[float, float]:
    """Bounds of a share with 95 % confidence (Wilson 1927).

    >>> [round(bound, 3) for bound in find_interval(9, 10)]
    [0.596, 0.982]
    """
    if not total:
        return 0.0, 1.0
    z, share = 1.96, hits / total
    middle = share + z * z / (2 * total)
    reach = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (middle - reach) / (1 + z * z / total), (middle + reach) / (1 + z * z / total)


def resample_f1(counts: Counts) -> tuple[float, float]:
    """Bounds of F1 with 95 % confidence, by drawing the texts again and again (bootstrap)."""
    chance = random.Random(1)  # noqa: S311 - no secret hangs on it
    kinds = range(len(counts))
    drawn = (chance.choices(kinds, weights=counts, k=sum(counts)) for _ in range(DRAWS))
    scores = sorted(Counts(*map(draw.count, kinds)).f1 for draw in drawn)
    return scores[DRAWS // 40], scores[-DRAWS // 40]


def print_counts(name: str, counts: Counts) -> None:
    """One line of the table; nothing where there is nothing to find and nothing taken."""
    if not counts.hits + counts.false + counts.missed:
        return
    low, high = find_interval(counts.hits, counts.hits + counts.false)
    least, most = find_interval(counts.hits, counts.hits + counts.missed)
    below, above = resample_f1(counts)
    print(
        f"{name:24} {sum(counts):4} texts {counts.hits + counts.missed:3} wanted  "
        f"precision {counts.precision:.3f} ({low:.2f}-{high:.2f})  "
        f"recall {counts.recall:.3f} ({least:.2f}-{most:.2f})  F1 {counts.f1:.3f} ({below:.2f}-{above:.2f})"
    )


def print_faults(labels: Iterable[Label], cases: dict[str, Case], beat: Beat) -> None:
    """Each text on which the beat and the reader differ, with the terms of its score; no word of the text."""
    for label in labels:
        case = cases[label.key]
        score = score_relevance(case.title, case.text, beat).score
        if (score >= beat.threshold) != label.wanted:
            terms = ", ".join(f"{t.name} {t.part:.2f}" for t in explain_relevance(*case, beat)[:6])
            print(f"  {label.label:3} {score:.2f} {label.reason:11} {label.key}: {terms}")


def main() -> None:
    """Print the figures of both halves, of texts and of headlines, whole and by language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("tune", "held"), help="only one half: do not tune by the other")
    parser.add_argument(
        "--faults", action="store_true", help="list the texts on which beat and reader differ"
    )
    asked = parser.parse_args()
    labels, beat = read_labels(), RULES.beat
    if beat is None:
        raise SystemExit("config/cleaning.toml names no beat: write beat = ...")
    cases = read_cases(SHARED / "data", (label.key for label in labels))
    results = {key: score_relevance(*case, beat) for key, case in cases.items()}
    for half in (asked.half,) if asked.half else ("tune", "held"):
        for kind in ("text", "headline"):
            rows = [
                one
                for one in labels
                if one.half == half and one.key.startswith("headline-") == (kind == "headline")
            ]
            for language in ("", *sorted({row.language for row in rows})):
                chosen = [row for row in rows if language in ("", row.language)]
                print_counts(
                    f"{half} {kind}s {language}",
                    count(chosen, lambda key: results[key].score >= beat.threshold),
                )
            print_counts(f"{half} {kind}s, any term", count(rows, lambda key: bool(results[key].matched)))
            if asked.faults:
                print_faults(rows, cases, beat)


if __name__ == "__main__":
    main()
