"""What was seen and what was stored: the memory that lets a run fetch only what is new or changed.

SQLite, or PostgreSQL by address, through SQLAlchemy Core. Rows are written only when the files they speak of
are safely in the store ("file first, row second"): a killed run loses some memory, never an article.
"""

from crawler.state.frontier import ArchivedPage, QueuedUrl
from crawler.state.history import SourceRun
from crawler.state.hosts import SavedBackoff, SavedRobots
from crawler.state.location import lock_path, sqlite_url, state_folder, state_url
from crawler.state.opening import open_state
from crawler.state.rows import PageRecord, SeenFeed, StoredArticle
from crawler.state.state import State
from crawler.state.warcs import WarcRow

__all__ = [
    "ArchivedPage",
    "PageRecord",
    "QueuedUrl",
    "SavedBackoff",
    "SavedRobots",
    "SeenFeed",
    "SourceRun",
    "State",
    "StoredArticle",
    "WarcRow",
    "lock_path",
    "open_state",
    "sqlite_url",
    "state_folder",
    "state_url",
]
