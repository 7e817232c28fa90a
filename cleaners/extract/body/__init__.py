"""Which blocks of a page are its story: a small trained model that sees each block in its page.

`view` is what the model is shown of a page, `columns` what it measures of each block (with `characters`, `elements`,
`headline`, `declared`, `names`, `near`), `score` its trees, `choose` the choice of blocks. `make model` trains it
(docs/decisions/0019-body-model.md).
"""

from cleaners.extract.body.choose import BodyChoice, choose_body
from cleaners.extract.body.view import PageView, view_page

__all__ = ["BodyChoice", "PageView", "choose_body", "view_page"]
