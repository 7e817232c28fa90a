"""Which files of an archive are done, remembered in the output itself: a machine that never saw the run can go on with it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import datetime

from crawler.cleaning.inputs import InputFile
from crawler.report import RunSummary, SourceSummary, decode_summary
from crawler.report.summary import merge_sources
from crawler.store import ObjectStore

VERB = "reclean"

_KEY = re.compile(rf"runs/(?P<run>{VERB}-[^/]+)/(?P<name>plan|report|done-\d+)\.json")


class Ledger:
    """Files that are cleaned and stored, by name, size, time of change and `plan`: what else decides the result.

    Each `add` writes one object, `runs/<run>/done-<n>.json`, and none is ever written again. A run that has no report
    was stopped; one of the same plan goes on under its name. Raises StoreError when the store fails.
    """

    def __init__(self, store: ObjectStore, plan: str, new_run: str) -> None:
        self._store, self._plan = store, plan
        self._done: set[bytes] = set()
        self._number = 0
        runs: dict[str, set[str]] = {}
        for info in store.iter_keys(f"runs/{VERB}-"):
            if match := _KEY.fullmatch(info.key):
                runs.setdefault(match["run"], set()).add(match["name"])
        same = [
            run for run in sorted(runs) if "plan" in runs[run] and self._read(run, "plan")["plan"] == plan
        ]
        open_runs = [run for run in same if "report" not in runs[run]]
        self.run = open_runs[-1] if open_runs else new_run
        """Id of the run that was stopped, or the new one."""
        self.rows: tuple[SourceSummary, ...] = ()
        """What was counted in the files that this run had done before."""
        for run in same:
            for name in sorted(runs[run] - {"plan", "report"}):
                self._learn(run, self._read(run, name))
        if not open_runs:
            self._write("plan", {"plan": plan})

    @property
    def resumed(self) -> bool:
        """Whether an earlier attempt of this run has done something."""
        return self._number > 0

    def is_done(self, file: InputFile) -> bool:
        """Whether this very file was cleaned by the same plan and stored, in this run or before."""
        return self._sum(file) in self._done

    def add(self, files: Sequence[InputFile], rows: tuple[SourceSummary, ...], at: datetime) -> None:
        """Note files whose articles are safely in the store, and what was counted in them."""
        self._number += 1
        summary = RunSummary(self.run, at, at, rows)
        sums = [self._sum(file).hex() for file in files]
        names = [f"{file.root}/{file.key}" for file in files]
        table = {"files": dict(zip(sums, names, strict=True)), "summary": summary.to_dict()}
        self._write(f"done-{self._number}", table)
        self._done.update(map(bytes.fromhex, sums))

    def _learn(self, run: str, table: dict[str, object]) -> None:
        files = table["files"]
        if isinstance(files, dict):
            self._done.update(map(bytes.fromhex, files))
        if run == self.run:
            self._number += 1
            self.rows = merge_sources((*self.rows, *decode_summary(table["summary"]).sources))

    def _sum(self, file: InputFile) -> bytes:
        parts = [self._plan, file.root.rstrip("/"), file.key, file.size, file.modified.isoformat()]
        return hashlib.sha256(json.dumps(parts).encode("utf-8", "replace")).digest()[:16]

    def _read(self, run: str, name: str) -> dict[str, object]:
        table: dict[str, object] = json.loads(self._store.get_bytes(f"runs/{run}/{name}.json"))
        return table

    def _write(self, name: str, table: dict[str, object]) -> None:
        data = json.dumps(table, ensure_ascii=False).encode("utf-8", "replace")
        self._store.put_bytes(f"runs/{self.run}/{name}.json", data)
