"""The log of a run: JSON lines in a file, warnings also on stderr.

Text from the web stands in it, so that every character outside of ASCII is escaped: no title can forge a line,
turn the reading direction or speak to a terminal.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from crawler.store import ObjectStore

SUFFIX = ".log.jsonl"


class JsonLines(logging.Formatter):
    r"""One JSON object a record: time (UTC), level, logger, message, and the traceback of an exception.

    >>> record = logging.LogRecord("crawler", 30, "", 0, "title %s", ("a\nforged \u202e line",), None)
    >>> JsonLines().format(record).split('"message": ')[1]
    '"title a\\nforged \\u202e line"}'
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


class RunLog:
    """Writes the log of a run to a local file while the context is open; `publish` puts it into the store."""

    def __init__(self, folder: Path, run: str) -> None:
        self._folder = folder
        self._path = folder / f"{run}{SUFFIX}"
        self._root = logging.getLogger()
        self._handlers: list[logging.Handler] = []

    def __enter__(self) -> Self:
        self._level = self._root.level
        self._root.setLevel(logging.INFO)
        for handler, level in (
            (logging.FileHandler(self._path, encoding="utf-8"), logging.INFO),
            (logging.StreamHandler(sys.stderr), logging.WARNING),
        ):
            handler.setLevel(level)
            handler.setFormatter(JsonLines())
            self._root.addHandler(handler)
            self._handlers.append(handler)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for handler in self._handlers:
            self._root.removeHandler(handler)
            handler.close()
        self._root.setLevel(self._level)

    def publish(self, store: ObjectStore) -> None:
        """Put this log, and those that killed runs left, into the store as `runs/<run>/log.jsonl`."""
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            store.put_bytes(f"runs/{path.name.removesuffix(SUFFIX)}/log.jsonl", path.read_bytes())
            path.unlink()
