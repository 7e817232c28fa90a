"""Cleans an archive again by today's rules: a file at a time, going on where it was stopped, and says what changed.

`clean_by_shards` is the door for the command line, `reclean_archive` the whole of the work. `Ledger` remembers in the
output which files are done; `compare_stores` says how the articles differ from those of another store.
"""

from crawler.reclean.compare import compare_stores
from crawler.reclean.door import clean_by_shards
from crawler.reclean.ledger import Ledger
from crawler.reclean.run import reclean_archive

__all__ = ["Ledger", "clean_by_shards", "compare_stores", "reclean_archive"]
