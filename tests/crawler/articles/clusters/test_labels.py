"""Precision and recall on pairs of real articles that were labelled by hand; the texts are not part of the repository."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from cleaners.model import Article, Media, Page
from cleaners.process import clean_page
from crawler.articles.clusters import Clusters
from crawler.articles.clusters.likeness import find_similarity
from crawler.articles.clusters.sketch import sketch_text
from crawler.cleaning.inputs import read_inputs
from crawler.config import load_rules
from tests.policy.modules import REPOSITORY
from tests.support.shared import read_set, shared_path

LABELS = Path(__file__).parents[3] / "clusters" / "labels.tsv"
SAME = ("copy", "rewrite")
Pair = tuple[str, str]


def read_labels() -> dict[Pair, str]:
    lines = [line.split("\t") for line in LABELS.read_text().splitlines() if not line.startswith("#")]
    return {(one, other): label for one, other, label in lines}


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    """The labelled articles as they are cleaned, by key, with the day that is in their keys, the oldest first."""
    wanted = {key for pair in read_labels() for key in pair}
    rules = load_rules(REPOSITORY / "config")
    found = {}
    for name in ("the_news", "tribune"):
        for row in read_set(name):
            if (key := row["key"]) in wanted:
                page = Page(row["dirty"].encode(), Media.TEXT, input=f"{key}.txt")
                outcomes = [outcome for outcome in clean_page(page, rules) if isinstance(outcome, Article)]
                day = key.split("-")[1]
                longest = max(outcomes, key=lambda article: len(article.text))
                found[key] = replace(longest, published=f"{day[:4]}-{day[4:6]}-{day[6:]}")
    return dict(sorted(found.items(), key=lambda item: (item[1].published, item[0])))


def score(pairs: set[Pair]) -> tuple[float, float, float]:
    """Precision, and recall of the copies and of all that is the same, rounded to whole percents."""
    labels = read_labels()
    found, there = Counter(labels.get(pair, "unread") for pair in pairs), Counter(labels.values())
    right = sum(found[label] for label in SAME)
    shares = (right / len(pairs), found["copy"] / there["copy"], right / sum(there[label] for label in SAME))
    return tuple(round(share, 2) for share in shares)


def test_enough_pairs_were_labelled() -> None:
    assert len(read_labels()) >= 150
    assert set(read_labels().values()) == {*SAME, "other"}


def test_pairs_are_told_apart(articles: dict[str, Article]) -> None:
    sketches = {key: sketch_text(article.text, article.language) for key, article in articles.items()}
    found = {
        tuple(sorted((one, other)))
        for one, other in combinations(articles, 2)
        if find_similarity(
            sketches[one],
            sketches[other],
            same_day=articles[one].published == articles[other].published,
        )
        is not None
    }
    precision, copies, everything = score(found)
    assert precision >= 0.98
    assert copies >= 0.98
    assert everything >= 0.82  # rewrites that kept no phrase are missed: docs/decisions/0014-clusters.md


def test_clusters_hold_what_belongs_together(articles: dict[str, Article], tmp_path: Path) -> None:
    stories: dict[str, list[str]] = {}
    with Clusters(tmp_path) as clusters:
        for key, article in articles.items():
            cluster = clusters.label(article).cluster
            stories.setdefault(cluster.id if cluster else article.id, []).append(key)
    found = {pair for keys in stories.values() for pair in combinations(sorted(keys), 2)}
    precision, copies, everything = score(found)
    assert precision >= 0.98
    assert copies >= 0.94
    assert everything >= 0.77


def test_a_wire_story_that_two_sites_scraped_is_one_story(tmp_path: Path) -> None:
    rules = load_rules(REPOSITORY / "config")
    folder = shared_path("seeds", "raw")
    found = []
    with Clusters(tmp_path) as clusters:
        for page in read_inputs([str(folder)], None, rules.max_bytes, rules.max_text_bytes):
            assert isinstance(page, Page)
            articles = [outcome for outcome in clean_page(page, rules) if isinstance(outcome, Article)]
            found += [(str(page.input)[:3], clusters.label(article)) for article in articles]
    first = found[0][1]
    assert {(name, article.part) for name, article in found if article.cluster} == {("001", 1)}
    assert next(article.cluster for _, article in found if article.cluster).id == first.id
