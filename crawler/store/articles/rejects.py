"""The pages of a run that became no article: `rejected/<run>.jsonl`, whole after every flush."""

from __future__ import annotations

from collections import Counter

from crawler.store.base import ObjectStore

MAX_FILE_BYTES = 8 * 1024 * 1024
"""From this size on a run goes on in `<run>.2.jsonl`, `<run>.3.jsonl` ..., since S3 cannot append: each flush
replaces the last file by a longer one, in one step."""


class RejectedLog:
    """Appends lines to the rejected pages of one run, of which this is the only writer.

    Lines that an earlier writer of the same run left are counted off once each: doing the same thing again
    adds nothing, and two equal lines of one run stay two.
    """

    def __init__(self, store: ObjectStore, run: str) -> None:
        self._store = store
        self._run = run
        self._number = 1
        self._text = b""
        self._new: list[bytes] = []
        self._left = self._read_earlier()

    def add(self, line: bytes) -> None:
        """Take a line (with its line feed) for the next flush."""
        if self._left[line] > 0:
            self._left[line] -= 1
        else:
            self._new.append(line)

    def flush(self) -> None:
        """Write what was taken; it stays for the next flush if the store fails."""
        if not self._new:
            return
        if len(self._text) >= MAX_FILE_BYTES:
            self._number, self._text = self._number + 1, b""
        text = self._text + b"".join(self._new)
        self._store.put_bytes(self._key(), text)
        self._text, self._new = text, []

    def _key(self) -> str:
        return f"rejected/{self._run}{'' if self._number == 1 else f'.{self._number}'}.jsonl"

    def _read_earlier(self) -> Counter[bytes]:
        left: Counter[bytes] = Counter()
        while self._store.exists(self._key()):
            self._text = self._store.get_bytes(self._key())
            left.update(self._text.splitlines(keepends=True))
            self._number += 1
        self._number = max(1, self._number - 1)
        return left
