"""The values that pass between stages: all frozen, `None` for "not found", never an empty string.

A text is cleaned as a row of blocks that covers it without a hole: each block knows the white space before
it (`gap`) and, once a cleaner has taken it out, who did so and why (`removal`). Nothing is ever cut from the
row, so `join(blocks) + tail` is the repaired text at every stage, and undoing the repairs gives the input.

`pages` holds what a page is until it is read, `blocks` its row, `articles` what becomes of it, `rules` what decides.
"""

from __future__ import annotations

from cleaners.model.articles import (
    ARTICLE_KEYS,
    FIELD_NAMES,
    SCHEMA,
    Article,
    Changes,
    Cleaned,
    Cluster,
    Extracted,
    Fields,
    Outcome,
    PageKind,
    Provenance,
    Rejected,
    Relevance,
    Removed,
    RepairCount,
    read_moment,
)
from cleaners.model.blocks import STORY, Block, Blocks, Edit, Kind, Removal, Repair
from cleaners.model.pages import Decoded, Hints, Media, Page, Reason, Stage
from cleaners.model.plain import as_plain
from cleaners.model.rules import Beat, Rules, SourceRules, Template, Term

__all__ = [
    "ARTICLE_KEYS",
    "FIELD_NAMES",
    "SCHEMA",
    "STORY",
    "Article",
    "Beat",
    "Block",
    "Blocks",
    "Changes",
    "Cleaned",
    "Cluster",
    "Decoded",
    "Edit",
    "Extracted",
    "Fields",
    "Hints",
    "Kind",
    "Media",
    "Outcome",
    "Page",
    "PageKind",
    "Provenance",
    "Reason",
    "Rejected",
    "Relevance",
    "Removal",
    "Removed",
    "Repair",
    "RepairCount",
    "Rules",
    "SourceRules",
    "Stage",
    "Template",
    "Term",
    "as_plain",
    "read_moment",
]
