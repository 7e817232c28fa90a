"""What repeats across the texts of a source: counted in a pass of its own, before any text is cleaned."""

from crawler.learning.learn import Recurring, learn_recurring
from crawler.learning.source import Learned, learn_source, render_learned

__all__ = ["Learned", "Recurring", "learn_recurring", "learn_source", "render_learned"]
