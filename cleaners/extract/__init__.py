"""HTML to blocks and fields.

`extract` (in `stage`) reads top to bottom: the HTML becomes one flat table of elements and texts (`page`); what the page
declares is collected (`evidence`, from `jsonld`, `meta`); the story is chosen among the blocks (`story`, from `choose`, `align`,
`scope`); pages without one are refused (`page_kinds`); further stories below are found (`further`); the blocks become the row
of the article, each live or with a reason (`label`); and the fields are read by weight of evidence (`fields`, from `titles`,
`dates`, `people`, `surroundings`).
"""

from cleaners.extract.stage import extract

__all__ = ["extract"]
