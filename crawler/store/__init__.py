"""Where articles, archives and reports live: the same keys on disk and on S3.

`open_store` gives a home for whole files (`ObjectStore`: `LocalStore` in a folder, `S3Store` in a bucket).
Above it stand three writers: `ArticleWriter` for articles and rejected pages, `WarcArchive` for pages as they
were fetched, and whoever stores a file of his own. `read_warc` and `recover_spool` read an archive again.
A file is visible whole or not at all, and doing the same thing twice adds nothing.
"""

from typing import TYPE_CHECKING

from crawler.lazy import import_when_asked

if TYPE_CHECKING:
    from crawler.store.base import ObjectInfo, ObjectStore, Put, StoreError
    from crawler.store.keys import check_key
    from crawler.store.opening import open_store
    from crawler.store.text import render_text
    from crawler.store.undo import undo_input
    from crawler.store.warc_archive import WarcArchive, WarcRef
    from crawler.store.warc_read import read_warc
    from crawler.store.warc_spool import recover_spool
    from crawler.store.writer import FORMATS, ArticleWriter, WriterSummary

__all__ = [
    "FORMATS",
    "ArticleWriter",
    "ObjectInfo",
    "ObjectStore",
    "Put",
    "StoreError",
    "WarcArchive",
    "WarcRef",
    "WriterSummary",
    "check_key",
    "open_store",
    "read_warc",
    "recover_spool",
    "render_text",
    "undo_input",
]

__getattr__ = import_when_asked(
    __name__,
    {
        "ArticleWriter": "writer",
        "FORMATS": "writer",
        "ObjectInfo": "base",
        "ObjectStore": "base",
        "Put": "base",
        "StoreError": "base",
        "WarcArchive": "warc_archive",
        "WarcRef": "warc_archive",
        "WriterSummary": "writer",
        "check_key": "keys",
        "open_store": "opening",
        "read_warc": "warc_read",
        "recover_spool": "warc_spool",
        "render_text": "text",
        "undo_input": "undo",
    },
)
