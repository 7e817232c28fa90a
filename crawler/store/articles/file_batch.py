"""Files for people on their way into the store: what was collected, written in the order that keeps a promise."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field

from crawler.errors import StoreError
from crawler.store.base import ObjectStore

Objects = dict[str, bytes]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FileBatch:
    """What was collected: objects by key: records that undo, texts, and the JSON beside each text; and keys of old names.

    `known` are the keys among them where something stands already that is to be replaced.
    """

    undos: Objects = field(default_factory=dict)
    texts: Objects = field(default_factory=dict)
    jsons: Objects = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    stale: set[str] = field(default_factory=set)

    @property
    def size(self) -> int:
        """Bytes held."""
        return sum(len(data) for objects in (self.undos, self.texts, self.jsons) for data in objects.values())

    def write(self, store: ObjectStore) -> None:
        """Write all of it; may be repeated after a failure.

        A JSON comes when its text and what undoes it lie there, and an old name goes when the new one lies there:
        where a JSON is right, all is.
        """
        for objects in (self.undos, self.texts, self.jsons):
            _put(store, objects, self.known)
        for key in sorted(self.stale):
            _remove(store, key)

    def resume(self, later: FileBatch) -> None:
        """Add what was collected later; it replaces what has the same key."""
        for mine, others in (
            (self.undos, later.undos), (self.texts, later.texts), (self.jsons, later.jsons)
        ):  # fmt: skip
            mine.update(others)
        self.known.update(later.known)
        self.stale.difference_update(later.texts, later.jsons)
        self.stale.update(later.stale)


def _put(store: ObjectStore, objects: Objects, known: set[str]) -> None:
    # One request a new object: only where something stands there after all is a second one needed.
    fresh = {key: data for key, data in objects.items() if key not in known}
    taken = {
        put.key
        for put in store.put_many(fresh, if_absent=True)
        if put.existed and put.sha256 != hashlib.sha256(fresh[put.key]).hexdigest()
    }
    store.put_many({key: data for key, data in objects.items() if key in known or key in taken})


def _remove(store: ObjectStore, key: str) -> None:
    # Many archives may be added to and not deleted from; a store that fails altogether fails the next put.
    try:
        store.delete(key)
    except StoreError as error:
        logger.warning("An article has a new name, and its old file stays: %s", error)
