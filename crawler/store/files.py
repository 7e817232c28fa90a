"""Two files an article, for people: `.txt` to read and `.json` with everything known."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections import OrderedDict

from cleaners.model import Article
from cleaners.undo import Undo
from crawler.store.base import ObjectStore, StoreError
from crawler.store.keys import encode_part, make_slug
from crawler.store.layout import text_folder
from crawler.store.records import Record, encode_text, fingerprint
from crawler.store.text import render_text
from crawler.store.undo import put_undo

MAX_FOLDERS = 100
"""Folders whose names are remembered; more are listed again when they are needed again."""

UNDO = "undo"
"""Key of a `.json` file that names what undoes the cleaning; no column of the article."""

_STEM = re.compile(r"(?P<stem>.*-(?P<tail>[0-9a-f]{16}(?:-\d+)?))\.(?:txt|json)")

Names = dict[str, set[str]]

logger = logging.getLogger(__name__)


class ArticleFiles:
    """Writes `<slug>-<id>.txt` and `.json`; `-<part>` follows the id from the second article of an input on.

    A changed article replaces its files, also when a new title gives them a new name; where nothing may be
    deleted, the old name stays and the log says so. One whose day changed leaves the files of the old day.
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._folders: OrderedDict[str, Names] = OrderedDict()

    def add(self, article: Article, record: Record, undo: Undo | None = None) -> bool:
        """Write both files now; False if the same article, but for its provenance, is there already.

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
            record = record | {UNDO: put_undo(self._store, undo)}
        # The JSON last: where it is right, the text was written before it.
        put = self._put_new if stem not in earlier else self._replace
        put(f"{folder}{stem}.txt", encode_text(render_text(article)))
        put(f"{folder}{stem}.json", json.dumps(record, ensure_ascii=False, indent=2).encode() + b"\n")
        for old in earlier - {stem}:
            self._remove(f"{folder}{old}.txt")
            self._remove(f"{folder}{old}.json")
        names[tail] = {stem}
        return True

    def _is_stored(self, key: str, record: Record) -> bool:
        try:
            stored = json.loads(self._store.get_bytes(key))
        except (FileNotFoundError, ValueError):
            return False
        if not isinstance(stored, dict):
            return False
        stored.pop(UNDO, None)
        return fingerprint(stored) == fingerprint(record)

    def _put_new(self, key: str, data: bytes) -> None:
        put = self._store.put_bytes(key, data, if_absent=True)
        if put.existed and put.sha256 != hashlib.sha256(data).hexdigest():
            self._replace(key, data)

    def _replace(self, key: str, data: bytes) -> None:
        self._store.put_bytes(key, data)

    def _remove(self, key: str) -> None:
        # Many archives may be added to and not deleted from; a store that fails altogether fails the next put.
        try:
            self._store.delete(key)
        except StoreError as error:
            logger.warning("An article has a new name, and its old file stays: %s", error)

    def _list(self, folder: str) -> Names:
        if folder not in self._folders:
            names: Names = {}
            for info in self._store.iter_keys(folder):
                if match := _STEM.fullmatch(info.key.removeprefix(folder)):
                    names.setdefault(match["tail"], set()).add(match["stem"])
            self._folders[folder] = names
            if len(self._folders) > MAX_FOLDERS:
                self._folders.popitem(last=False)
        self._folders.move_to_end(folder)
        return self._folders[folder]
