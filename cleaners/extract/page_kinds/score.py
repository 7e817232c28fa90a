"""How likely a page is no article: a sum of what the model's trees say of each measure, and what weighed most."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import inf

from cleaners.extract.page_kinds.measures import NAMES, Row
from cleaners.trees import Forest, read_forest

PHRASES = {
    "linked_alike": "linked headlines made alike",
    "one_place": "little writing in any one place",
    "pictures": "many pictures for its text",
    "prices": "prices",
    "shop_labels": "labels of a shop",
    "page_numbers": "numbers of further pages",
    "form_blocks": "its forms",
    "headline_words": "a short headline or none",
    "headline_taken_up": "a headline that the text does not take up",
    "story_share": "a story that is a small part of the page",
    "longest_run": "no long run of paragraphs",
    "teasers": "teasers under linked headlines",
    "articles_with_story": "how the text lies in article elements",
    "declares_article": "it declares no article",
    "declares_type": "the type that it declares",
    "dated": "no date",
    "address_words": "a short address",
    "address_lists": "an address of a list",
}
"""What each measure is called where it speaks against an article."""
NAMED = 3  # of the measures that weighed most


ABSENT = -inf
"""Stands for None, what could not be measured: below every limit, as the first split of each tree has it."""


@dataclass(frozen=True, slots=True)
class PageModel:
    """One tree a measure, and the score (log-odds) above which a page is no article."""

    forest: Forest
    limit: float

    def weigh(self, row: Row) -> list[tuple[float, str]]:
        """What each measure of a page adds to its score, the heaviest first, with its name."""
        values = tuple(ABSENT if value is None else value for value in row)
        return sorted(((weight, NAMES[at]) for weight, at in self.forest.weigh(values)), reverse=True)

    def score(self, row: Row) -> float:
        """Log-odds that a page with these measures is no article."""
        return self.forest.base + sum(weight for weight, _ in self.weigh(row))


@cache
def load_model() -> PageModel:
    """The model that this package carries; written by `make model`."""
    return read_model(files("cleaners.extract.page_kinds").joinpath("model.json").read_text(encoding="utf-8"))


def read_model(text: str) -> PageModel:
    """A model from its JSON. Raises ValueError where it names a measure that does not exist."""
    stored = json.loads(text)
    return PageModel(read_forest(stored, NAMES), stored["limit"])


def weigh_page(row: Row, model: PageModel | None = None) -> str | None:
    """Say what weighed most against a page that is no article, in a line for people; None for one that may be.

    `row` holds the measures `NAMES` of the page.
    """
    model = model or load_model()
    weights = model.weigh(row)
    if model.forest.base + sum(weight for weight, _ in weights) <= model.limit:
        return None
    return ", ".join(PHRASES[name] for weight, name in weights[:NAMED] if weight > 0)
