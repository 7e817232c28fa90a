"""The index of postings answers as a plain dictionary would, whatever files it lies in."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest

from crawler.articles.clusters import postings as module
from crawler.articles.clusters.index import CANDIDATES, TOO_COMMON, Index
from crawler.articles.clusters.postings import Segment, join_postings, merge_segments, write_segment
from crawler.errors import StoreError


def make_hashes(chance, count=40, most=3000):
    return np.unique(np.array([chance.randrange(most) for _ in range(count)], np.uint32))


def test_it_finds_what_shares_most_hashes_across_files_merges_and_restarts(tmp_path):
    chance = random.Random(1)  # noqa: S311 - no secret hangs on it
    held: dict[int, set[int]] = {}
    files = []
    index = Index(tmp_path, files)
    for doc in range(1, 1200):
        hashes = make_hashes(chance)
        held[doc] = set(hashes.tolist())
        index.add(doc, hashes)
        if doc % 37 == 0:
            files = index.flush()
            index.sweep()
        if doc % 400 == 0:
            files = index.flush() or files
            index.close()
            index = Index(tmp_path, files)
    assert len(files) < 12
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"postings-{n}" for n, _ in files)
    for _ in range(50):
        asked = make_hashes(chance)
        common = Counter(value for values in held.values() for value in values)
        rare = {value for value in asked.tolist() if common[value] <= TOO_COMMON}
        scores = sorted((-len(values & rare), doc) for doc, values in held.items() if values & rare)
        assert index.find(asked) == [doc for _, doc in scores[:CANDIDATES]]
    index.close()


def test_a_hash_of_too_many_articles_leads_to_none(tmp_path):
    index = Index(tmp_path, [])
    for doc in range(1, 2 * TOO_COMMON):
        index.add(doc, np.array([7, 1000 + doc], np.uint32))
        if doc % 30 == 0:
            index.flush()
    assert index.find(np.array([7], np.uint32)) == []
    assert index.find(np.array([7, 1050], np.uint32)) == [50]
    index.close()


def test_files_that_no_list_names_are_removed(tmp_path):
    index = Index(tmp_path, [])
    index.add(1, np.array([1], np.uint32))
    named = index.flush()
    index.add(2, np.array([2], np.uint32))
    index.flush()  # the process is killed before the list is safe
    index.close()
    again = Index(tmp_path, named)
    assert [path.name for path in tmp_path.iterdir()] == ["postings-1"]
    assert again.find(np.array([1, 2], np.uint32)) == [1]
    again.close()


@pytest.mark.parametrize("lengths", [(1, 1), (5000, 3), (127, 128, 129), (4096, 4096, 1)])
def test_a_merge_keeps_every_posting_in_order(tmp_path, monkeypatch, lengths):
    monkeypatch.setattr(module, "MERGE_STEP", 2 * module.STEP)
    chance = np.random.default_rng(len(lengths))
    segments, every = [], []
    for number, length in enumerate(lengths):
        hashes = chance.integers(0, 2**32, length, np.uint32)
        values = join_postings(hashes, np.arange(length, dtype=np.uint64) + number * 10_000)
        path = tmp_path / str(number)
        segments.append(Segment(path, write_segment(path, iter([values]))))
        every.append(values)
    length = write_segment(tmp_path / "all", merge_segments(segments))
    merged = Segment(tmp_path / "all", length)
    expected = np.sort(np.concatenate(every))
    assert (merged.read(0, length) == expected).all()
    asked = np.unique((expected[::7] >> np.uint64(32)).astype(np.uint32))
    assert len(merged.find(asked).docs) >= len(asked)
    for segment in [*segments, merged]:
        segment.close()


def test_a_cut_file_is_named(tmp_path):
    path = tmp_path / "postings-1"
    length = write_segment(
        path, iter([join_postings(np.arange(999, dtype=np.uint32), np.ones(999, np.uint64))])
    )
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(StoreError, match="postings-1: it is cut off; run khyber clusters rebuild"):
        Segment(path, length)
