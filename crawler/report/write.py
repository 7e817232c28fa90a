"""Puts the report of a run into the store, and reads it again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from crawler.report.page import render_page
from crawler.report.summary import RunSummary

if TYPE_CHECKING:
    from crawler.store import ObjectStore


def write_report(summary: RunSummary, store: ObjectStore) -> str:
    """Write `runs/<run>/report.json` and `runs/<run>/report.html`; return where the page lies, for people.

    A report of the same run is replaced. Raises StoreError when the store fails.
    """
    data = json.dumps(summary.to_dict(), ensure_ascii=False, indent=1).encode("utf-8", "replace")
    store.put_bytes(_key(summary.run, "json"), data)
    store.put_bytes(_key(summary.run, "html"), render_page(summary).encode("utf-8", "replace"))
    return store.location(_key(summary.run, "html"))


def read_summary(run: str, store: ObjectStore) -> RunSummary:
    """Read the summary of an earlier run from its `report.json`.

    Raises FileNotFoundError when there is none.
    """
    return decode_summary(json.loads(store.get_bytes(_key(run, "json"))))


def decode_summary(table: object) -> RunSummary:
    """The summary whose `to_dict` this is. Raises ValueError where it is none."""
    from pydantic import TypeAdapter

    plain = table if isinstance(table, dict) else {}
    known = {key: value for key, value in plain.items() if key not in ("schema", "total")}
    return TypeAdapter(RunSummary).validate_json(json.dumps(known))


def _key(run: str, kind: str) -> str:
    return f"runs/{run}/report.{kind}"
