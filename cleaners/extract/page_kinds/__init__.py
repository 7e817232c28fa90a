"""What kind of page is it, and is it an article at all?

`judge_page` refuses what is none: `rules` know the pages that are surely none, `score` weighs the `measures` of all
others with a small model read from `model.json`; `address` and `teasers` look at one thing each. `name_kind` says
what kind of page an article was read from: a live blog, a paywalled story, a film with text below it.
"""

from cleaners.extract.page_kinds.judge import judge_page
from cleaners.extract.page_kinds.kinds import name_kind
from cleaners.extract.page_kinds.rules import Finding, find_sure_sign

__all__ = ["Finding", "find_sure_sign", "judge_page", "name_kind"]
