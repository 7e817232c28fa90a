"""What repeats across the texts and the pages of a source: counted in a pass of its own, before anything is cleaned.

`learn_templates` is in `crawler.learning.templates`: it loads what reads pages, which learning from texts does not need.
"""

from typing import TYPE_CHECKING

from crawler.lazy import import_when_asked

if TYPE_CHECKING:
    from crawler.learning.learn import Recurring, learn_recurring
    from crawler.learning.render import render_learned
    from crawler.learning.source import Learned, learn_source

__all__ = ["Learned", "Recurring", "learn_recurring", "learn_source", "render_learned"]

__getattr__ = import_when_asked(
    __name__,
    {
        "Learned": "source",
        "Recurring": "learn",
        "learn_recurring": "learn",
        "learn_source": "source",
        "render_learned": "render",
    },
)
