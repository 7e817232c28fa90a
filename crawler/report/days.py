"""How many articles a source has for each of some days, and which of the days look as if something were missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

NONE, FEW = "none", "far fewer than usual"


@dataclass(frozen=True, slots=True)
class SourceDays:
    """The days asked for of one source: articles by day (ISO, in order), and the days with none or far fewer.

    `usual` is the median of its days, None where too few are known to say.
    """

    source: str
    days: Mapping[str, int] = field(default_factory=dict)
    usual: float | None = None
    none: tuple[str, ...] = ()
    few: tuple[str, ...] = ()

    @property
    def headline(self) -> str:
        """One line: how many articles, and how many days look wrong.

        >>> SourceDays("a", {"2026-11-01": 12, "2026-11-02": 0}, 11.5, none=("2026-11-02",)).headline
        'a: 12 articles of 2026-11-01 to 2026-11-02, usually 11.5 a day; 1 of 2 days without any: 2026-11-02'
        """
        first, last = min(self.days, default="?"), max(self.days, default="?")
        usual = f", usually {self.usual:g} a day" if self.usual is not None else ""
        text = f"{self.source}: {sum(self.days.values()):,} articles of {first} to {last}{usual}"
        for found, what in ((self.none, "without any"), (self.few, "with far fewer")):
            if found:
                more = f" and {len(found) - MAX_NAMED} more" if len(found) > MAX_NAMED else ""
                text += (
                    f"; {len(found)} of {len(self.days)} days {what}: {', '.join(found[:MAX_NAMED])}{more}"
                )
        return text

    def list_days(self) -> Iterator[tuple[str, int, str]]:
        """Each day with its number of articles and what is wrong with it, empty for nothing."""
        for day, count in self.days.items():
            yield day, count, NONE if day in self.none else FEW if day in self.few else ""


MAX_NAMED = 10
"""Days named in one line; the table has them all."""
