"""How likely a page is no article: a sum of what the model's tables say of each measure, and what weighed most."""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cleaners.extract.page_kinds.measures import NAMES, Row

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


@dataclass(frozen=True, slots=True)
class Table:
    """What one measure adds to the score: `values[i]` between `limits[i - 1]` and `limits[i]`, `absent` for None."""

    name: str
    limits: tuple[float, ...]
    values: tuple[float, ...]
    absent: float

    def weigh(self, value: float | None) -> float:
        """What a value of the measure adds; a limit belongs to the span below it.

        >>> Table("prices", (2.0,), (-1.0, 1.0), 0.0).weigh(2.0)
        -1.0
        """
        return self.absent if value is None else self.values[bisect_left(self.limits, value)]


@dataclass(frozen=True, slots=True)
class PageModel:
    """The tables, what stands before them in the sum, and the score (log-odds) above which a page is no article."""

    base: float
    tables: tuple[Table, ...]
    limit: float

    def weigh(self, row: Row) -> list[tuple[float, str]]:
        """What each measure of a page adds to its score, the heaviest first, with its name."""
        measures = dict(zip(NAMES, row, strict=True))
        return sorted(
            ((table.weigh(measures[table.name]), table.name) for table in self.tables), reverse=True
        )

    def score(self, row: Row) -> float:
        """Log-odds that a page with these measures is no article."""
        return self.base + sum(weight for weight, _ in self.weigh(row))


@cache
def load_model() -> PageModel:
    """The model that this package carries; written by `make model`."""
    return read_model(files("cleaners.extract.page_kinds").joinpath("model.json").read_text(encoding="utf-8"))


def read_model(text: str) -> PageModel:
    """A model from its JSON. Raises ValueError where it names a measure that does not exist."""
    plain = json.loads(text)
    unknown = sorted(set(plain["tables"]) - set(NAMES))
    if unknown:
        path = "cleaners/extract/page_kinds/model.json"
        raise ValueError(f"{path}: unknown measures {unknown}: run `make model` again")
    tables = (
        Table(name, tuple(one["limits"]), tuple(one["values"]), one["absent"])
        for name, one in plain["tables"].items()
    )
    return PageModel(plain["base"], tuple(tables), plain["limit"])


def weigh_page(row: Row, model: PageModel | None = None) -> str | None:
    """Say what weighed most against a page that is no article, in a line for people; None for one that may be.

    `row` holds the measures `NAMES` of the page.
    """
    model = model or load_model()
    weights = model.weigh(row)
    if model.base + sum(weight for weight, _ in weights) <= model.limit:
        return None
    return ", ".join(PHRASES[name] for weight, name in weights[:NAMED] if weight > 0)
