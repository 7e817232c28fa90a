"""What makes up an article's score against its beat, term by term."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.article.relevance import BOTH_SIDES, TermScore, explain_relevance
from cleaners.model import Article, Beat


def list_terms(article: Article, beat: Beat) -> Iterator[tuple[str, str]]:
    """Rows for people: the score and where the beat begins, then each term with its part of it, the largest first.

    >>> from cleaners.model import Relevance, Term
    >>> beat = Beat("hills", (Term("dam", ("dam",), 0.5),), 0.5)
    >>> article = Article("1", "1", "a", ("The dam is full.",), title="A dam", relevance=Relevance(0.5276))
    >>> list(list_terms(article, beat))
    [('beat hills', '0.53: on it (from 0.5)'), ('  dam', '0.53: in the title, 1 in the text')]
    """
    score = article.relevance.score
    verdict = "on it" if score >= beat.threshold else "not on it"
    yield f"beat {beat.id}", f"{score:.2f}: {verdict} (from {beat.threshold:g})"
    for term in explain_relevance(article.title, article.text, beat):
        yield f"  {term.name}", f"{term.part:.2f}: {_place(term)}"


def _place(term: TermScore) -> str:
    if term.name == BOTH_SIDES:
        return "half of what the weaker side has"
    places = ["in the title"] if term.in_title else []
    places += [f"{term.in_text} in the text"] if term.in_text else []
    return ", ".join(places)
