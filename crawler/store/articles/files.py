"""Two files an article, for people: `.txt` to read and `.json` with everything known."""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor

from cleaners.model import Article
from cleaners.undo import Undo
from crawler.store.articles.file_batch import FileBatch
from crawler.store.articles.layout import text_folder
from crawler.store.articles.records import Record, encode_text, fingerprint, to_indented_json
from crawler.store.articles.text import render_text
from crawler.store.articles.undo import make_record
from crawler.store.base import ObjectStore
from crawler.store.keys import encode_part, make_slug

MAX_FOLDERS = 100
"""Folders whose names are remembered between flushes; more are listed again when they are needed again."""

MAX_HELD = 500
MAX_HELD_BYTES = 8 * 1024 * 1024
"""Articles, and bytes, that are collected before they are written; as much again may be on its way."""

UNDO = "undo"
"""Key of a `.json` file that names what undoes the cleaning; no column of the article."""

_STEM = re.compile(r"(?P<stem>.*-(?P<tail>[0-9a-f]{16}(?:-\d+)?))\.(?:txt|json)")

Names = dict[str, set[str]]


class ArticleFiles:
    """Writes `<slug>-<id>.txt` and `.json`; `-<part>` follows the id from the second article of an input on.

    A changed article replaces its files, also when a new title gives them a new name; where nothing may be
    deleted, the old name stays and the log says so. One whose day changed leaves the files of the old day.

    Files are written some hundred at a time, by a thread of their own while the next are made ready; `flush` waits
    for all. What a failing store did not take is kept for the next `flush`.
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._folders: OrderedDict[str, Names] = OrderedDict()
        self._batch = FileBatch()
        self._bytes = 0
        self._thread = ThreadPoolExecutor(1)
        self._sent: tuple[FileBatch, Future[None]] | None = None

    def add(self, article: Article, record: Record, undo: Undo | None = None) -> bool:
        """Take both files for the store; False if the same article, but for its provenance, is there already.

        What undoes the cleaning is stored once an input; the `.json` names its key as `undo`.
        """
        folder = text_folder(record)
        names = self._list(folder)
        tail = encode_part(article.id) + (f"-{article.part}" if article.part > 1 else "")
        stem = f"{make_slug(article.title)}-{tail}"
        earlier = names.get(tail, set())
        if stem in earlier and self._is_stored(f"{folder}{stem}.json", record):
            return False
        if undo is not None:
            key, data = make_record(undo)
            record = record | {UNDO: key}
            self._batch.undos[key] = data
        text, plain = f"{folder}{stem}.txt", f"{folder}{stem}.json"
        if stem in earlier:
            self._batch.known.update((text, plain))
        self._hold(self._batch.texts, text, encode_text(render_text(article)))
        self._hold(self._batch.jsons, plain, to_indented_json(record))
        for old in earlier - {stem}:
            self._batch.stale.update((f"{folder}{old}.txt", f"{folder}{old}.json"))
        names[tail] = {stem}
        if len(self._batch.texts) >= MAX_HELD or self._bytes >= MAX_HELD_BYTES:
            self._send()
        return True

    def flush(self) -> None:
        """Wait until all that was taken is in the store."""
        self._send()
        self._settle()
        while len(self._folders) > MAX_FOLDERS:
            self._folders.popitem(last=False)

    def _hold(self, objects: dict[str, bytes], key: str, data: bytes) -> None:
        objects[key] = data
        self._batch.stale.discard(key)
        self._bytes += len(data)

    def _send(self) -> None:
        """Let the thread write what was collected, when it is done with what came before."""
        self._settle()
        batch, self._batch, self._bytes = self._batch, FileBatch(), 0
        self._sent = batch, self._thread.submit(batch.write, self._store)

    def _settle(self) -> None:
        if self._sent is None:
            return
        batch, writing = self._sent
        try:
            writing.result()
        except Exception:
            batch.resume(self._batch)
            self._batch, self._bytes, self._sent = batch, batch.size, None
            raise
        self._sent = None

    def _is_stored(self, key: str, record: Record) -> bool:
        try:
            stored = json.loads(self._find_json(key))
        except (FileNotFoundError, ValueError):
            return False
        if not isinstance(stored, dict):
            return False
        stored.pop(UNDO, None)
        return fingerprint(stored) == fingerprint(record)

    def _find_json(self, key: str) -> bytes:
        held = self._batch.jsons.get(key)
        if held is None and self._sent:
            held = self._sent[0].jsons.get(key)
        return self._store.get_bytes(key) if held is None else held

    def _list(self, folder: str) -> Names:
        if folder not in self._folders:
            names: Names = {}
            for info in self._store.iter_keys(folder):
                if match := _STEM.fullmatch(info.key.removeprefix(folder)):
                    names.setdefault(match["tail"], set()).add(match["stem"])
            self._folders[folder] = names
        self._folders.move_to_end(folder)
        return self._folders[folder]
