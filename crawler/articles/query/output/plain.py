"""Values of an answer as JSON knows them."""

from __future__ import annotations

import json
import math
from datetime import date, datetime, time


def as_json(value: object) -> object:
    """A value of an answer as JSON's own types: days and times in ISO 8601, what has no other form as its text.

    >>> as_json({"day": date(2026, 11, 20), "share": math.nan, "of": [1, "a"]})
    {'day': '2026-11-20', 'share': None, 'of': [1, 'a']}
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): as_json(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    return str(value)


def as_text(value: object) -> str:
    """A value of an answer as one text: lists and objects as JSON, null as nothing.

    >>> as_text(["a", "ب"]), as_text(None), as_text(date(2026, 11, 20))
    ('["a", "ب"]', '', '2026-11-20')
    """
    plain = as_json(value)
    if plain is None or isinstance(plain, str):
        return plain or ""
    return json.dumps(plain, ensure_ascii=False)
