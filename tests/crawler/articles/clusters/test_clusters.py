"""Copies, shortened copies and rewrites of a story get one cluster, in whatever language and however often it is saved."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from cleaners.model import Changes, Cluster
from crawler.articles.clusters import Clusters
from crawler.articles.clusters import clusters as module
from crawler.articles.clusters.index import TOO_COMMON
from tests.policy.modules import REPOSITORY
from tests.support.stories import make_story, write_sentences


@pytest.fixture
def clusters(tmp_path):
    with Clusters(tmp_path / "clusters") as opened:
        yield opened


def ids(articles):
    return [article.cluster.id if article.cluster else article.id for article in articles]


@pytest.mark.parametrize("language", ["en", "ur", "ps", "fa"])
def test_copies_are_found_in_four_languages(clusters, language):
    wire = write_sentences(1, 24, language)
    texts = {
        "wire": wire,
        "copy": wire,
        "shortened": wire[:12],
        "extended": wire + write_sentences(2, 12, language),
        "half": wire[:8] + write_sentences(3, 6, language),
        "retold": wire[2:6] + write_sentences(4, 8, language),
        "other": write_sentences(5, 20, language),
    }
    articles = {
        name: clusters.label(make_story(name, text, language=language)) for name, text in texts.items()
    }
    wire_id = articles["wire"].id
    found = {name: article.cluster for name, article in articles.items()}
    assert found["wire"] is found["other"] is None
    assert found["copy"] == found["shortened"] == found["extended"] == Cluster(wire_id, "copy", wire_id, 1.0)
    assert {(found[name].id, found[name].role) for name in ("half", "retold")} == {(wire_id, "version")}
    assert found["half"].similarity == pytest.approx(0.66, abs=0.06)  # of `shortened`, which is nearest
    assert found["retold"].similarity == pytest.approx(0.33, abs=0.06)


def test_languages_are_not_mixed(clusters):
    text = write_sentences(1, 10, "fa")
    persian = clusters.label(make_story("one", text, language="fa"))
    assert clusters.label(make_story("two", text[1:], language="ps")).cluster is None
    # The very same text is the same, whatever it was taken for.
    assert clusters.label(make_story("three", text, language="ps")).cluster.id == persian.id


def test_the_original_is_the_earliest_with_the_credit_of_a_wire(clusters):
    text = write_sentences(1, 10)
    noon, morning = "2026-11-20T12:00:00+05:00", "2026-11-20T05:00:00+00:00"
    stories = (
        make_story("plain", text, published=noon),
        make_story("late", text[:9], published=noon, agency="AFP"),
        make_story("early", text[1:], published=morning, agency="AFP"),
        make_story("first", text[:8], published="2026-11-19"),
        make_story("last", text, published=noon, agency="AFP"),
    )
    plain, late, early, first, last = (clusters.label(story) for story in stories)
    assert plain.cluster is None
    assert [(a.cluster.role, a.cluster.of) for a in (late, early)] == [
        ("original", late.id),
        ("original", early.id),
    ]
    assert [(a.cluster.role, a.cluster.of) for a in (first, last)] == [("copy", early.id)] * 2
    assert ids([late, early, first, last]) == [plain.id] * 4


@pytest.mark.parametrize(
    "published", [None, "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "soon"]
)
def test_a_day_that_nobody_knows_comes_last(clusters, published):
    text = write_sentences(1, 10)
    clusters.label(make_story("odd", text, published=published))
    later = clusters.label(make_story("known", text[1:], published="2026-11-20")).cluster
    assert (later.role, later.of) == ("original", make_story("known", text[1:]).id)


def test_the_same_version_has_the_same_cluster_whenever_it_comes(clusters, tmp_path):
    text = write_sentences(1, 10)
    wire, copy = make_story("wire", text), make_story("copy", text[:7])
    labelled = [clusters.label(story) for story in (wire, copy)]
    clusters.commit()
    clusters.close()
    with Clusters(tmp_path / "clusters") as again:
        assert [again.label(story) for story in (wire, copy)] == labelled


def test_a_corrected_article_keeps_its_cluster(clusters):
    text = write_sentences(1, 10)
    wire, copy = clusters.label(make_story("wire", text)), clusters.label(make_story("copy", text[:7]))
    later = [clusters.label(make_story(name, [*text[:7], "One line more."])) for name in ("wire", "copy")]
    assert later[0].id == wire.id
    assert later[0].cluster == Cluster(wire.id, "original", wire.id, 1.0)
    assert later[1].cluster == copy.cluster
    alone = write_sentences(9, 10)
    assert clusters.label(make_story("alone", alone)).cluster is None
    assert clusters.label(make_story("alone", alone[1:])).cluster is None


def test_a_page_of_two_items_does_not_make_them_one_story(clusters):
    one, other = write_sentences(1, 4), write_sentences(2, 4)
    articles = [
        clusters.label(make_story(name, text))
        for name, text in {"one": one, "both": one + other, "other": other}.items()
    ]
    assert ids(articles) == [articles[0].id, articles[0].id, articles[2].id]


def test_very_short_texts_are_copies_only_word_for_word(clusters):
    stories = (
        make_story(name, [text], title="Weather")
        for name, text in (("a", "Rain in Kabul."), ("b", "Rain in Kabul."), ("c", "Rain in Herat."))
    )
    one, same, other = (clusters.label(story) for story in stories)
    assert (one.cluster, same.cluster, other.cluster) == (None, Cluster(one.id, "copy", one.id, 1.0), None)


def test_a_story_with_more_copies_than_a_phrase_may_have_is_still_found(clusters):
    text = write_sentences(1, 20)
    copies = [
        clusters.label(make_story(f"site-{n}", [*text, f"Number {n}."])) for n in range(TOO_COMMON + 20)
    ]
    assert set(ids(copies)) == {copies[0].id}


def test_an_article_is_remembered_with_the_cluster_that_it_has(clusters):
    text = write_sentences(1, 12)
    wire, copy = make_story("wire", text), make_story("copy", text[:8], agency="AFP")
    clusters.keep(replace(copy, cluster=Cluster(wire.id, "version", wire.id, 0.7)))
    clusters.keep(wire)
    clusters.keep(wire)
    new = clusters.label(make_story("new", text[:9]))
    assert (new.cluster.id, new.cluster.role, new.cluster.of) == (wire.id, "copy", copy.id)
    assert clusters.label(copy).cluster == Cluster(wire.id, "version", wire.id, 0.7)


def make_news(count=60):
    """Articles of which every third repeats most of an earlier one."""
    for number in range(count):
        text = write_sentences(number - number % 3, 8)
        yield make_story(f"site-{number}", text[: 8 - number % 3], published=f"2026-11-{number % 9 + 10}")


@pytest.mark.parametrize("every", [1, 7, 1000])
def test_when_it_is_saved_makes_no_difference(tmp_path, every):
    with Clusters(tmp_path / "a") as one, Clusters(tmp_path / "b") as other:
        for number, article in enumerate(make_news()):
            assert one.label(article) == other.label(article)
            if number % every == 0:
                other.commit()


LABEL_ALL = """
import sys
from pathlib import Path
from crawler.articles.clusters import Clusters
from tests.crawler.articles.clusters.test_clusters import make_news
with Clusters(Path(sys.argv[1])) as clusters:
    for article in make_news(3000):
        clusters.label(article)
        clusters.commit()
"""


@pytest.mark.parametrize("seconds", [0.05, 0.3, 0.6])
def test_a_killed_process_leaves_an_index_that_goes_on(tmp_path, seconds):
    folder = tmp_path / "clusters"
    process = subprocess.Popen([sys.executable, "-c", LABEL_ALL, str(folder)], cwd=REPOSITORY)
    while not (folder / module.TABLE).exists() and process.poll() is None:
        time.sleep(0.01)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    with Clusters(folder) as killed, Clusters(tmp_path / "whole") as whole:
        for article in make_news(200):
            assert killed.label(article) == whole.label(article)


def test_a_new_version_tells_what_changed_since_the_last_one(clusters):
    lines = write_sentences(1, 6)
    texts = (
        lines,
        [*lines[:2], "Corrected.", *lines[3:], "Added."],
        [*lines[:2], "Corrected.", *lines[4:], "Added."],
        lines,
    )
    titles = ("Rain", "Rain", "Snow", "Rain")
    first, second, third, again = (
        clusters.label(make_story("a", text, title=title)) for text, title in zip(texts, titles, strict=True)
    )
    assert first.changes is again.changes is None
    assert second.changes == Changes(first.version, False, (7,), (), (3,))
    assert third.changes == Changes(second.version, True, (), (4,), ())
    assert clusters.label(make_story("a", texts[1], title="Rain")).changes == second.changes
