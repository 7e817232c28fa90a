"""Articles that the store knows by the id of an earlier rule keep that id."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import chain

from cleaners.article.identity import former_ids
from cleaners.model import Article, Outcome
from crawler.state.rows import StoredArticle

Find = Callable[[Collection[str]], Sequence[StoredArticle]]
"""Finds what is stored under any of these ids."""


def keep_known_ids(results: Sequence[tuple[Outcome, ...]], find: Find) -> list[tuple[Outcome, ...]]:
    """The outcomes of pages, where an article is stored under a former id only with that id instead of its own.

    So a change of the rule makes no article new, and gives none a second id. Only articles whose address was spelled
    differently before are looked up. Where the old rule gave several addresses one id, that stands only for the words
    that are stored under it: another version is of whichever page it came from.
    """
    former: dict[str, dict[str, bool]] = {}
    for outcome in chain.from_iterable(results):
        if isinstance(outcome, Article) and (ids := former_ids(outcome)):
            former.setdefault(outcome.id, {}).update(ids)
    if not former:
        return list(results)
    wanted = {*former, *(id_ for ids in former.values() for id_ in ids)}
    stored: dict[str, set[str]] = {}
    for row in find(wanted):
        stored.setdefault(row.id, set()).add(row.version)

    def keep(outcome: Outcome) -> Outcome:
        if not isinstance(outcome, Article) or outcome.version in stored.get(outcome.id, ()):
            return outcome
        for id_, is_same in former.get(outcome.id, {}).items():
            versions = stored.get(id_, ())
            if outcome.version in versions or (versions and is_same and outcome.id not in stored):
                return replace(outcome, id=id_)
        return outcome

    return [tuple(map(keep, outcomes)) for outcomes in results]
