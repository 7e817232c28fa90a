"""Sums of small decision trees, as every trained model of this package is one: read, and asked.

`forest` reads the one file format and asks tree by tree, in plain Python: for single rows, and where loading numpy
would cost more than it saves (texts). `batch` asks all splits of all trees at once, with numpy: for the blocks of a
page, of which it scores 270 in half a millisecond, one fifteenth of what going down each tree takes.
`tools/trees.py` trains what stands in the files (docs/decisions/0011-body-model.md).
"""

from __future__ import annotations

from cleaners.trees.forest import Forest, Node, Row, read_forest

__all__ = ["Forest", "Node", "Row", "read_forest"]
