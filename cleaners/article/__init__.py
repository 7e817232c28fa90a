"""From a cleaned row of blocks to articles: which parts are one, what is known of each, how it is named and scored.

`build` makes the articles; `verdict` judges whether a part is one, `gather` weighs the evidence for its fields,
`identity` names it, `relevance` scores it against a beat, `repair_counts` gives it its share of the repairs.
"""
