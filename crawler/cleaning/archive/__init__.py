"""Cleans an archive again by today's rules: a file at a time, going on where it was stopped, and reports what changed.

`clean_archive` is the whole of the work. `Ledger` remembers in the output which files are done; `compare_stores` finds
how the articles differ from those of another store.
"""

from crawler.cleaning.archive.compare import compare_stores
from crawler.cleaning.archive.ledger import Ledger
from crawler.cleaning.archive.run import clean_archive

__all__ = ["Ledger", "clean_archive", "compare_stores"]
