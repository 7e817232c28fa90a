"""What the pages and texts of a source have in common, learned with evidence: templates of its pages, lines of its texts.

`learn_templates` is in `crawler.sources.learning.templates`: it loads what reads pages, which learning from texts does not need.
"""

from crawler.sources.learning.render import render_learned
from crawler.sources.learning.source import Learned, learn_source

__all__ = ["Learned", "learn_source", "render_learned"]
