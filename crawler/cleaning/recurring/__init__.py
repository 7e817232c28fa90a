"""Which lines recur across the texts of a source or a folder: counted in a pass of its own, before anything is cleaned."""

from typing import TYPE_CHECKING

from crawler import import_when_asked

if TYPE_CHECKING:
    from crawler.cleaning.recurring.learn import learn_recurring

__all__ = ["learn_recurring"]

__getattr__ = import_when_asked(__name__, {"learn_recurring": "learn"})
