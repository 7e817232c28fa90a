"""Which blocks of a page print the story that the page declares (`articleBody`)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleaners.extract.body.headline import make_key

MIN_KEY = 12  # letters and digits of a block that is found in the declared story by more than chance
MIN_PRINTED = 0.4  # of the declared story, for it to be the one printed

UNKNOWN, SHORT, ABSENT, PRESENT = -1.0, -0.5, 0.0, 1.0
"""Of a block and the declared story: none is declared, too short to judge, not in it, in it."""


def find_declared(
    texts: Sequence[str], declared: Sequence[str], sizes: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Whether each text is part of the declared story, if the page prints that at all."""
    none = np.full(len(texts), UNKNOWN)
    if not declared:
        return none
    whole = make_key("".join(declared))
    keys = [make_key(text) for text in texts]
    inside = np.fromiter((len(key) >= MIN_KEY and key in whole for key in keys), bool, len(keys))
    printed = sum(len(key) for key, one in zip(keys, inside.tolist(), strict=True) if one)
    if printed <= MIN_PRINTED * len(whole):
        return none
    return np.where(inside, PRESENT, np.where(sizes >= MIN_KEY + 2, ABSENT, SHORT))
