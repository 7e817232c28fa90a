"""Where every run puts its articles: what is stored already is left out, and the state hears of files that are there.

File first, row second: a kill between the two stores an article again under the same words, and never loses one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cleaners.model import Article, Outcome, Rejected
from cleaners.undo import Undo
from crawler.state import State, StoredArticle
from crawler.state.state import Row, date_of
from crawler.store import ArticleWriter


@dataclass(frozen=True, slots=True)
class Written:
    """What one page added: the new articles and the rejected ones among its `outcomes`.

    `updated` counts the articles that are new versions of stored ones, `known` those that were stored before.
    """

    outcomes: tuple[Outcome, ...] = ()
    updated: int = 0
    known: int = 0


class ArticleSink:
    """Writes the articles of one run, each version once, and notes them in the state at a checkpoint.

    Every method may raise StoreError; after one, nothing more is to be written. Not for use from several threads at
    once.
    """

    def __init__(self, writer: ArticleWriter, state: State, run: str) -> None:
        self._writer, self._state, self._run = writer, state, run
        self._ids: set[str] = set()
        self._versions: set[tuple[str, str]] = set()
        self._fresh: dict[tuple[str, str], StoredArticle] = {}

    def look_up(
        self, pages: Sequence[tuple[Outcome, ...]], *, by_id: bool = True
    ) -> list[tuple[Outcome, ...]]:
        """Ask the state which articles are stored, for all pages that are about to be written; what is to be written.

        That is the same outcomes, under the ids that their pages have in the store. What was looked up before is
        forgotten. Without `by_id` nothing will count as `updated`.
        """
        kept = self._state.keep_known_ids(pages)
        articles = [outcome for page in kept for outcome in page if isinstance(outcome, Article)]
        ids = {article.id for article in articles} if by_id else ()
        stored = self._state.find_articles(ids, {article.version for article in articles})
        self._ids = {row.id for row in stored} if by_id else set()
        self._versions = {(row.id, row.version) for row in stored}
        return kept

    def write(
        self, outcomes: Iterable[Outcome], sketches: Sequence[bytes] = (), undo: Undo | None = None
    ) -> Written:
        """Hand the outcomes of one page to the store, without the articles that it has, or is given, already.

        `sketches` are those of the articles, in order, or none; they and `undo` are as for `ArticleWriter`.
        """
        new: list[Outcome] = []
        updated = known = 0
        made = iter(sketches)
        for outcome in outcomes:
            if not isinstance(outcome, Article):
                self.reject(outcome)
                new.append(outcome)
                continue
            sketch, key = next(made, None), (outcome.id, outcome.version)
            if key in self._versions or key in self._fresh:
                known += 1
                continue
            self._writer.write(outcome, undo, sketch)
            self._fresh[key] = StoredArticle(*key, outcome.source, date_of(outcome), self._run)
            updated += outcome.id in self._ids
            new.append(outcome)
        return Written(tuple(new), updated, known)

    def reject(self, rejected: Rejected) -> None:
        """Hand what gave no article to the store: there is nothing to note."""
        self._writer.reject(rejected)

    @property
    def waiting(self) -> int:
        """Articles written since the last checkpoint."""
        return len(self._fresh)

    def checkpoint(self, rows: Iterable[Row] = (), done: Iterable[str] = ()) -> None:
        """Bring everything written so far to the store; then note it, with `rows` and `done` as for `State.save`."""
        self._writer.flush()
        self._state.save([*self._fresh.values(), *rows], done)
        self._fresh = {}
