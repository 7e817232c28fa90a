"""Where articles, archives and reports live: the same keys on disk and on S3.

`open_store` gives a home for whole files (`ObjectStore`: `LocalStore` in a folder, `S3Store` in a bucket).
Above it stand three writers: `ArticleWriter` for articles and rejected pages, `WarcArchive` for pages as they
were fetched, and whoever stores a file of his own. `read_warc` and `recover_spool` read an archive again.
A file is visible whole or not at all, and doing the same thing twice adds nothing.
"""

from typing import TYPE_CHECKING

from crawler import import_when_asked

if TYPE_CHECKING:
    from crawler.store.articles.text import render_text
    from crawler.store.articles.undo import undo_input
    from crawler.store.articles.writer import FORMATS, ArticleWriter, WriterSummary
    from crawler.store.base import ObjectInfo, ObjectStore, Put
    from crawler.store.keys import check_key
    from crawler.store.opening import open_store
    from crawler.store.warc.archive import WarcArchive, WarcRef
    from crawler.store.warc.read import read_warc
    from crawler.store.warc.spool import recover_spool

__all__ = [
    "FORMATS",
    "ArticleWriter",
    "ObjectInfo",
    "ObjectStore",
    "Put",
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
        "ArticleWriter": "articles.writer",
        "FORMATS": "articles.writer",
        "ObjectInfo": "base",
        "ObjectStore": "base",
        "Put": "base",
        "WarcArchive": "warc.archive",
        "WarcRef": "warc.archive",
        "WriterSummary": "articles.writer",
        "check_key": "keys",
        "open_store": "opening",
        "read_warc": "warc.read",
        "recover_spool": "warc.spool",
        "render_text": "articles.text",
        "undo_input": "articles.undo",
    },
)
