"""Questions to the articles of a store, on disk and on S3, and the upkeep of their files.

In order: `list_parts` names the files that can hold an answer, by their partitions; `hold_locally` has them on this
disk; `find_articles` lets DuckDB look through them once and says which rows answer; `read_rows` fetches these rows, and
`crawler.articles.query.output` writes them. `query_sql` answers a question in SQL. `compact_articles` joins small files.
"""

from crawler.articles.query.ask import find_articles
from crawler.articles.query.compact import compact_articles
from crawler.articles.query.local import hold_locally
from crawler.articles.query.parts import list_parts
from crawler.articles.query.rows import read_rows
from crawler.articles.query.selection import Selection
from crawler.articles.query.sql import query_sql

__all__ = [
    "Selection",
    "compact_articles",
    "find_articles",
    "hold_locally",
    "list_parts",
    "query_sql",
    "read_rows",
]
