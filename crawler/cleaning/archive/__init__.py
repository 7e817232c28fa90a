"""Cleans an archive again by today's rules: a file at a time, going on where it was stopped, and says what changed.

`reclean_archive` is the whole of the work. `Ledger` remembers in the
output which files are done; `compare_stores` says how the articles differ from those of another store.
"""

from crawler.cleaning.archive.compare import compare_stores
from crawler.cleaning.archive.ledger import Ledger
from crawler.cleaning.archive.run import reclean_archive

__all__ = ["Ledger", "compare_stores", "reclean_archive"]
