"""An article holds all that is known of it, and gives out all that it holds."""

from __future__ import annotations

import pickle
from dataclasses import fields

from cleaners.model import ARTICLE_KEYS, FIELD_NAMES, Article

INTERNAL = {"unfit", "read_by"}
"""What an article carries for the counts of a run only."""


def test_every_output_has_all_that_an_article_holds() -> None:
    held = {field.name for field in fields(Article)}
    assert set(ARTICLE_KEYS) == held - INTERNAL | {"text"}
    assert len(ARTICLE_KEYS) == len(set(ARTICLE_KEYS))


def test_an_article_passes_between_processes_whole() -> None:
    values = {name: name for name in FIELD_NAMES}
    article = Article("1f", "2e", "hills", ("A paragraph.",), **values, run="r1")  # type: ignore[arg-type]
    assert pickle.loads(pickle.dumps(article)) == article  # noqa: S301
    assert {name: article.to_dict()[name] for name in FIELD_NAMES} == values
