"""The numbers that single steps run with, as the steps get them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from cleaners.model import Rules


@dataclass(frozen=True, slots=True)
class RecurringOptions:
    """From how many other texts of a source on a line in the same place is boilerplate; at least one.

    `min_other_texts_behind` is for lines behind the last paragraph, where less evidence is enough.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    min_other_texts: int = 3
    min_other_texts_behind: int = 2


def recurring_options(rules: Rules) -> RecurringOptions:
    """The numbers that `remove_recurring_lines` learns by, from rules that were loaded."""
    return RecurringOptions(**rules.options.get("remove_recurring_lines", {}))  # type: ignore[arg-type]
