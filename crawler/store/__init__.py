"""Where articles, archives and reports live: the same keys on disk and on S3."""

from crawler.store.base import ObjectInfo, ObjectStore, Put, StoreError
from crawler.store.keys import check_key
from crawler.store.opening import open_store

__all__ = ["ObjectInfo", "ObjectStore", "Put", "StoreError", "check_key", "open_store"]
