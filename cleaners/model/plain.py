"""Values of the model as JSON has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter


def as_plain(value: object) -> object:
    """Turn a value of the model into JSON's own types: dataclasses to objects, tuples to lists.

    >>> from cleaners.model import Removed
    >>> as_plain((Removed("Share", "remove_share_bars", "share bar"),))
    [{'text': 'Share', 'cleaner': 'remove_share_bars', 'reason': 'share bar'}]
    """
    kind = type(value)
    if kind is str:
        return value
    if isinstance(value, tuple):
        return [as_plain(item) for item in value]
    if names := names_of(kind):  # type: ignore[arg-type]  # classes are hashable
        # Most fields are texts; a page can have hundreds of removed pieces.
        held = zip(names, _reader_of(kind)(value), strict=True)  # type: ignore[arg-type]  # classes are hashable
        return {name: one if type(one) is str else as_plain(one) for name, one in held}
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return str(value) if isinstance(value, StrEnum) else value


@lru_cache(maxsize=64)
def _reader_of(kind: type) -> Callable[[object], tuple[object, ...]]:
    """All fields of a dataclass at once; one is not enough, since `attrgetter` then gives no tuple."""
    return attrgetter(*names_of(kind))


@lru_cache(maxsize=64)
def names_of(kind: type) -> tuple[str, ...]:
    """Fields of a dataclass; none of any other kind."""
    return tuple(f.name for f in fields(kind)) if is_dataclass(kind) else ()
